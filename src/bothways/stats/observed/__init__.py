"""Studies without a lottery: change, difference in differences, interrupted series, weights.

Every result rests on an assumption that no number can prove; it is kept as text in
:mod:`bothways.stats.claims`, next to the sentence the design allows.
"""

from bothways.stats.observed.change import Change, change, compare_changes
from bothways.stats.observed.did import (
    DifferenceInDifferences,
    difference_in_differences,
    event_study,
    placebo_test,
    starts,
)
from bothways.stats.observed.its import InterruptedSeries, interrupted_series
from bothways.stats.observed.matching import Weighting, comparison_weights, weighted_comparison

__all__ = [
    "Change",
    "DifferenceInDifferences",
    "InterruptedSeries",
    "Weighting",
    "change",
    "compare_changes",
    "comparison_weights",
    "difference_in_differences",
    "event_study",
    "interrupted_series",
    "placebo_test",
    "starts",
    "weighted_comparison",
]
