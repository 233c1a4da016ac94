"""A family's plan, kept by an organisation with the family's consent.

``answers``, ``difference``, ``codes`` and ``retention`` are pure but for the site's secret.
"""
