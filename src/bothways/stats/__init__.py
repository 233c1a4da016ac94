"""The mathematics of Bothways: pure functions on arrays and frozen specifications.

NumPy and SciPy only; no Django, no files, no clock, no global random state. Every estimator takes
arrays and one frozen specification and returns :class:`~bothways.stats.estimate.Estimate` rows, so
that a number never travels without its unit, interval, n, method and inputs hash.

Files: ``errors`` and ``cautions`` (what can go wrong, and what to keep in mind), ``columns``
(checking of inputs), ``estimate``, ``claims`` (the sentence a design allows), then one module or
folder for each family of methods.
"""
