"""Studies without a lottery: change, difference in differences, interrupted series, matching.

Every result rests on an assumption that no number can prove; it is kept as text in
:mod:`bothways.stats.claims`, next to the sentence the design allows.
"""

from bothways.stats.observed.change import Change, change
from bothways.stats.observed.did import DifferenceInDifferences, difference_in_differences
from bothways.stats.observed.its import InterruptedSeries, interrupted_series
from bothways.stats.observed.matching import Weighting, weighted_comparison

__all__ = [
    "Change",
    "DifferenceInDifferences",
    "InterruptedSeries",
    "Weighting",
    "change",
    "difference_in_differences",
    "interrupted_series",
    "weighted_comparison",
]
