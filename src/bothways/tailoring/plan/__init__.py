"""The adaptation plan: from a fit profile to what partners decide and print.

``rules`` is pure; ``document`` is the plan as one JSON document; ``brief`` is the two pages for the
partner meeting; ``prediction`` freezes what the fit profile said on the day of the plan.
"""
