"""Difference in differences, its event study and its placebo test.

``panel`` checks and shapes the rows, ``imputation`` finds what would have been, ``estimates`` and
``placebo`` are the doors.
"""

from bothways.stats.did.estimates import Differences, difference_in_differences, event_study
from bothways.stats.did.panel import Panel, read_panel, starts
from bothways.stats.did.placebo import placebo_test

__all__ = [
    "Differences",
    "Panel",
    "difference_in_differences",
    "event_study",
    "placebo_test",
    "read_panel",
    "starts",
]
