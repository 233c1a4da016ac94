"""Means over what people of several groups did, with the interval that leaves out one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bothways.stats.estimate import Estimate


def mean_by_groups(
    values: Sequence[float], weights: Sequence[float], groups: Sequence[str], unit: str = "share",
    bounds: tuple[float, float] = (0.0, 1.0),
) -> Estimate | None:  # fmt: skip
    """The weighted mean; its interval says how much it moves when one group is left out.

    One group alone has no interval. ``bounds``: what a mean of this kind can be at all.
    """
    # The mathematics takes a second to load, and few pages need it.
    from bothways.stats.errors import StatsError
    from bothways.stats.surveys import Replication, SurveyTable, delete_one_weights, survey_table

    if not values:
        return None
    several = len(set(groups)) > 1
    sizes, means, units = _two_at_least(values, weights, groups if several else ())
    asked = SurveyTable(Replication("jk1"), unit=unit)
    try:
        found = survey_table(asked, delete_one_weights(sizes, units), means)[0]
    except StatsError:
        return None
    if not several or found.interval is None:
        return replace(found, interval=None, se=None, n=len(values))
    low, high = (bound if end is None else end
                 for bound, end in zip(bounds, found.interval, strict=True))  # fmt: skip
    return replace(found, interval=(max(low, bounds[0]), min(high, bounds[1])))


def _two_at_least(
    values: Sequence[float], weights: Sequence[float], groups: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, Sequence[str]]:
    """The mathematics wants two groups; where there are none its interval is not used."""
    sizes, means = np.array(weights, dtype=float), np.array(values, dtype=float)
    if groups:
        return sizes, means, groups
    units = ["0", "1"] * len(values)
    return np.repeat(sizes / 2, 2), np.repeat(means, 2), units
