"""Least squares with variances that stay honest when there are few clusters.

``fit`` solves the least squares problem and finds collinear columns, ``variance`` holds HC2, CR1
and CR2 with Satterthwaite degrees of freedom and the AHT test, ``estimates`` is the door: a frozen
specification and columns in, estimates out.
"""

from bothways.stats.regression.estimates import LeastSquares, Regression, joint_test, regress
from bothways.stats.regression.fit import Fit, least_squares
from bothways.stats.regression.variance import Variance, sandwich

__all__ = [
    "Fit",
    "LeastSquares",
    "Regression",
    "Variance",
    "joint_test",
    "least_squares",
    "regress",
    "sandwich",
]
