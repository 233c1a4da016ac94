"""Comparisons that no lottery made join the conformance suite."""

from __future__ import annotations

from bothways.stats.change import BeforeAfter, change, compare_changes
from bothways.stats.estimate import Estimate
from bothways.stats.matching import Matching, match

from .estimators import Joined, Table, covariates, trial_table


def _change(t: Table, seed: int) -> tuple[Estimate, ...]:
    return change(BeforeAfter(), t["before"], t["after"], t["school"])[2:3]


def _standardised(t: Table, seed: int) -> tuple[Estimate, ...]:
    return change(BeforeAfter(), t["before"], t["after"], t["school"])[3:]


def _compare(t: Table, seed: int) -> tuple[Estimate, ...]:
    return compare_changes(BeforeAfter(), t["before"], t["after"], t["arm"], t["school"])


def _match(t: Table, seed: int) -> tuple[Estimate, ...]:
    found = match(Matching(), t["after"], t["arm"], covariates(t), t["school"])
    return (found.effect,)


def _overlap(t: Table, seed: int) -> tuple[Estimate, ...]:
    found = match(Matching("overlap"), t["after"], t["arm"], covariates(t), t["school"])
    return (found.effect,)


COMPARISONS = [
    Joined("change", _change, trial_table, shift=1.0, scale=None, arm=None, covariate=None,
           constant=False),
    Joined("standardised change", _standardised, trial_table, shift=None, scale=None, arm=None,
           covariate=None, constant=False),
    Joined("two changes", _compare, trial_table, scale=None, covariate=None, constant=False),
    Joined("entropy weights", _match, trial_table),
    Joined("overlap weights", _overlap, trial_table),
]  # fmt: skip
