"""Complex surveys join the conformance suite."""

from __future__ import annotations

import numpy as np

from bothways.stats.estimate import Estimate
from bothways.stats.surveys import (
    Replication,
    SurveyQuantiles,
    SurveyRegression,
    SurveyShares,
    SurveyTable,
    delete_one_weights,
    survey_quantiles,
    survey_regression,
    survey_shares,
    survey_table,
)

from .estimators import covariates, trial_table
from .joined import Joined, Table

JACKKNIFE = Replication("jk1")


def survey_of(seed: int) -> Table:
    table = trial_table(seed)
    group = np.where(table["before"] > 0, "high", "low")
    return {**table, "group": group, "weight": 1 + np.abs(table["before"])}


def _means(t: Table, seed: int) -> tuple[Estimate, ...]:
    weights = delete_one_weights(t["weight"], t["school"])
    return survey_table(SurveyTable(JACKKNIFE), weights, t["after"], t["group"])


def _spreads(t: Table, seed: int) -> tuple[Estimate, ...]:
    weights = delete_one_weights(t["weight"], t["school"])
    asked = SurveyTable(JACKKNIFE, ("sd", "mean"), gaps=(("high", "low"),))
    found = survey_table(asked, weights, t["after"], t["group"])
    return tuple(e for e in found if e.term.startswith("sd") or " - " in e.term)


def _quantiles(t: Table, seed: int) -> tuple[Estimate, ...]:
    weights = delete_one_weights(t["weight"], t["school"])
    return survey_quantiles(SurveyQuantiles(JACKKNIFE), weights, t["after"], t["group"])


def _shares(t: Table, seed: int) -> tuple[Estimate, ...]:
    weights = delete_one_weights(t["weight"], t["school"])
    return survey_shares(SurveyShares(JACKKNIFE), weights, t["group"])


def _regression(t: Table, seed: int) -> tuple[Estimate, ...]:
    weights = delete_one_weights(t["weight"], t["school"])
    columns = {"arm": t["arm"], **covariates(t)}
    return survey_regression(SurveyRegression(JACKKNIFE), weights, t["after"], columns)[1:]


SURVEYS = [
    Joined("survey means", _means, survey_of, shift=1.0, arm=None, covariate=None),
    Joined("survey spreads and gaps", _spreads, survey_of, arm=None, covariate=None),
    Joined("survey quantiles", _quantiles, survey_of, shift=1.0, arm=None, covariate=None),
    Joined("survey shares", _shares, survey_of, outcome=None, arm=None, covariate=None),
    Joined("survey regression", _regression, survey_of, arm=None),
]
