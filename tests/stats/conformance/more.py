"""Estimators that take a summary, or the result of another one, join the conformance suite."""

from __future__ import annotations

import numpy as np

from bothways.stats.disclosure import Suppression, suppress, suppress_linked
from bothways.stats.effects import EffectSize, d_from_means, hedges_g, pooled_sd
from bothways.stats.estimate import Estimate
from bothways.stats.regression import LeastSquares, joint_test, regress
from bothways.stats.synthesis import RandomEffects, cumulative
from bothways.stats.trials import (
    AnytimeEffect,
    Baseline,
    anytime_effect,
    intraclass_correlation,
)

from .estimators import covariates, study_table, trial_table
from .joined import Joined, Table


def _icc(t: Table, seed: int) -> tuple[Estimate, ...]:
    return (intraclass_correlation(Baseline(), t["after"], t["school"]),)


def _anytime(t: Table, seed: int) -> tuple[Estimate, ...]:
    return (anytime_effect(AnytimeEffect(), t["after"], t["arm"]),)


def _joint(t: Table, seed: int) -> tuple[Estimate, ...]:
    columns = {"arm": t["arm"], "took": t["took"], **covariates(t)}
    fitted = regress(LeastSquares(), t["after"], columns, t["school"])
    return (joint_test(fitted, ["arm", "took"]),)


def _g(t: Table, seed: int) -> tuple[Estimate, ...]:
    seen = ~np.isnan(t["after"])
    one, two = (t["after"][seen & (t["arm"] == a)] for a in (1, 0))
    spread = pooled_sd(one.std(ddof=1), one.size, two.std(ddof=1), two.size)
    d = d_from_means(float(one.mean()), float(two.mean()), spread)
    return (hedges_g(EffectSize(), d, one.size, two.size),)


def _as_they_came(t: Table, seed: int) -> tuple[Estimate, ...]:
    return cumulative(RandomEffects(), t["after"], t["errors"], np.arange(len(t["after"])))


def _counts(t: Table) -> np.ndarray:
    counts = np.zeros((int(t["school"].max()) + 1, 2, 2))
    np.add.at(counts, (t["school"], t["arm"].astype(int), (t["before"] > 0) * 1), 1)
    return counts


def _suppressed(t: Table, seed: int) -> tuple[Estimate, ...]:
    return suppress(Suppression(4), _counts(t).sum(axis=2)).estimates


def _linked(t: Table, seed: int) -> tuple[Estimate, ...]:
    first, second = suppress_linked(Suppression(4), _counts(t), [(0, 1), (1, 2)])
    return (*first.estimates, *second.estimates)


COUNTED = {"outcome": None, "arm": None, "cluster": None, "covariate": None}

MORE = [
    Joined("intraclass correlation", _icc, trial_table, scale=0.0, arm=None, covariate=None),
    Joined("anytime", _anytime, trial_table, cluster=None, covariate=None, order=False),
    Joined("joint test", _joint, trial_table, scale=0.0, arm=None),
    Joined("Hedges g", _g, trial_table, scale=0.0, arm=None, cluster=None, covariate=None,
           missing=False, constant=False),
    Joined("cumulative", _as_they_came, study_table, shift=1.0, scale=None, arm=None,
           cluster=None, covariate=None, constant=False, order=False, missing=False),
    Joined("suppression", _suppressed, trial_table, **COUNTED),
    Joined("linked suppression", _linked, trial_table, **COUNTED),
]  # fmt: skip
