"""Comparisons that no lottery made join the conformance suite."""

from __future__ import annotations

import numpy as np

from bothways.stats.estimate import Estimate
from bothways.stats.observed.change import Change, change, compare_changes
from bothways.stats.observed.did import (
    DifferenceInDifferences,
    difference_in_differences,
    event_study,
    placebo_test,
)
from bothways.stats.observed.its import InterruptedSeries, interrupted_series
from bothways.stats.observed.matching import Weighting, weighted_comparison

from .estimators import covariates, trial_table
from .joined import Joined, Table


def _change(t: Table, seed: int) -> tuple[Estimate, ...]:
    return change(Change(), t["before"], t["after"], t["school"])[:1]


def _standardised(t: Table, seed: int) -> tuple[Estimate, ...]:
    return change(Change(), t["before"], t["after"], t["school"])[3:]


def _compare(t: Table, seed: int) -> tuple[Estimate, ...]:
    return compare_changes(Change(), t["before"], t["after"], t["arm"], t["school"])


def _match(t: Table, seed: int) -> tuple[Estimate, ...]:
    given = (t["after"], t["arm"], covariates(t), t["school"])
    return weighted_comparison(Weighting(), *given)[:1]


def _overlap(t: Table, seed: int) -> tuple[Estimate, ...]:
    given = (t["after"], t["arm"], covariates(t), t["school"])
    return weighted_comparison(Weighting("overlap"), *given)[:1]


def town_table(seed: int) -> Table:
    """Twelve schools seen in four years; those with `arm` 1 start in the third."""
    rng = np.random.default_rng(seed)
    school, year = np.repeat(np.arange(12), 4), np.tile(np.arange(4.0), 12)
    arm = (school < 5) * 1.0
    after = rng.normal(size=12)[school] + 0.2 * year + 0.5 * arm * (year >= 2)
    return {
        "after": after + rng.normal(size=48), "arm": arm, "school": school, "year": year,
        "unit": school, "late": (school % 2) * 1.0,
    }  # fmt: skip


def begun(t: Table) -> np.ndarray:
    """One start; when all schools are in one arm they start together and nobody is left."""
    return np.where(t["arm"] == 1, 2.0, np.nan)


def begun_apart(t: Table) -> np.ndarray:
    one_arm = t["arm"].min() == t["arm"].max()
    return np.where(t["arm"] == 1, 2.0 if one_arm else 1.0 + t["late"], np.nan)


def _did(t: Table, seed: int) -> tuple[Estimate, ...]:
    given = (t["after"], t["year"], t["unit"], begun(t), t["school"])
    return (difference_in_differences(DifferenceInDifferences(), *given),)


def _staggered(t: Table, seed: int) -> tuple[Estimate, ...]:
    given = (t["after"], t["year"], t["unit"], begun_apart(t), t["school"])
    return (difference_in_differences(DifferenceInDifferences(), *given),)


def _events(t: Table, seed: int) -> tuple[Estimate, ...]:
    return event_study(
        DifferenceInDifferences(), t["after"], t["year"], t["unit"], begun(t), t["school"]
    )


def _placebo(t: Table, seed: int) -> tuple[Estimate, ...]:
    asked = DifferenceInDifferences(exact_limit=10, draws=200, seed=seed)
    return (placebo_test(asked, t["after"], t["year"], t["unit"], begun(t), t["school"]),)


def series_table(seed: int) -> Table:
    rng = np.random.default_rng(seed)
    time = np.arange(30.0)
    return {"after": rng.normal(size=30) + 0.1 * time + (time >= 14), "time": time}


def _series(t: Table, seed: int) -> tuple[Estimate, ...]:
    return interrupted_series(InterruptedSeries(14), t["after"], t["time"])


COMPARISONS = [
    Joined("change", _change, trial_table, shift=1.0, scale=None, arm=None, covariate=None,
           constant=False),
    Joined("standardised change", _standardised, trial_table, shift=None, scale=None, arm=None,
           covariate=None, constant=False),
    Joined("two changes", _compare, trial_table, scale=None, covariate=None, constant=False),
    Joined("entropy weights", _match, trial_table),
    Joined("overlap weights", _overlap, trial_table),
    Joined("difference in differences", _did, town_table, covariate=None),
    Joined("different starts", _staggered, town_table, covariate=None),
    Joined("event study", _events, town_table, scale=None, covariate=None),
    Joined("interrupted series", _series, series_table, arm=None, cluster=None, covariate=None),
    Joined("placebo", _placebo, town_table, covariate=None),
]  # fmt: skip
