"""Difference in differences, its event study and its placebo test.

``panel`` checks and shapes the rows, ``imputation`` finds what would have been, ``estimates`` and
``placebo`` are the doors.
"""

from bothways.stats.observed.did.estimates import (
    DifferenceInDifferences,
    difference_in_differences,
    event_study,
)
from bothways.stats.observed.did.panel import Panel, read_panel, starts
from bothways.stats.observed.did.placebo import placebo_test

__all__ = [
    "DifferenceInDifferences",
    "Panel",
    "difference_in_differences",
    "event_study",
    "placebo_test",
    "read_panel",
    "starts",
]
