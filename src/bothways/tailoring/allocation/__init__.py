"""Which place, school or group fits this family: suggestions with reasons, decided by people.

``core`` is the mathematics (NumPy and SciPy, no Django): hard filters, a transparent sum of fit
terms, the allocation with its bound, the fairness report. ``readers`` turn files into families and
places, ``wording`` turns codes into sentences. Nothing here applies a suggestion: a named person
decides, with a reason.
"""
