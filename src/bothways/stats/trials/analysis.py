"""A whole trial in one call: effect, lottery p value, balance, attrition and bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution
from bothways.stats.columns import complete_rows
from bothways.stats.estimate import Estimate
from bothways.stats.regression.estimates import LeastSquares, regress
from bothways.stats.trials.attrition import Attrition, attrition, lee_bounds
from bothways.stats.trials.balance import balance
from bothways.stats.trials.design import read_design
from bothways.stats.trials.randomisation import (
    Alternative,
    Randomisation,
    randomisation_test,
)  # fmt: skip
from bothways.stats.trials.statistics import Estimator


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """How a trial will be analysed, fixed before the outcomes are seen.

    Parameters
    ----------
    draws, seed : of the randomisation test (and the bootstrap of the bounds, at most 1,000)
    level, unit : confidence level and unit of the outcome
    estimator, statistic, alternative : of the randomisation test, see :class:`Randomisation`;
        "ipw" weights the regression by the inverse probability of the arm instead of taking
        strata as constants
    """

    draws: int = 10_000
    seed: int = 1
    level: float = 0.95
    unit: str = "points"
    estimator: Estimator = "strata"
    statistic: Literal["studentised", "difference"] = "studentised"
    alternative: Alternative = "two-sided"


@dataclass(frozen=True)
class TrialAnalysis:
    """What the trial says.

    Attributes
    ----------
    effect : least squares (ANCOVA when there are covariates), CR2 or HC2
    lottery : the same effect with the randomisation p value
    attrition : overall, in each arm, differential
    bounds : Lee bounds, empty when nobody left
    balance : normalised differences and the joint test, empty without covariates
    """

    effect: Estimate
    lottery: Estimate
    attrition: tuple[Estimate, ...]
    bounds: tuple[Estimate, ...]
    balance: tuple[Estimate, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All estimates in reading order."""
        return (self.effect, self.lottery, *self.attrition, *self.bounds, *self.balance)


def analyse_trial(
    plan: TrialPlan,
    outcome: ArrayLike,
    arm: ArrayLike,
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    covariates: Mapping[str, ArrayLike] | None = None,
) -> TrialAnalysis:
    """Analyse a randomised trial of persons or of groups.

    Parameters
    ----------
    plan : TrialPlan
    outcome : (n,) numbers, NaN for those who left
    arm : (n,) 0 (comparison) or 1 (programme)
    clusters : (n,) labels of what was assigned, or None when persons were
    strata : (n,) labels inside which the lottery was held, or None
    covariates : name -> (n,) numbers measured before assignment

    Returns
    -------
    TrialAnalysis

    Raises
    ------
    InputError, DesignError, NotEstimableError

    Notes
    -----
    Effect of assignment (intention to treat) in outcome units, strata as constants. Missing
    outcomes count as attrition; a missing covariate leaves the row out of effect and balance.

    Examples
    --------
    >>> a = analyse_trial(TrialPlan(), [1., 2., 3., 4., 9., 8., 7., 6.], [0, 0, 0, 0, 1, 1, 1, 1])
    >>> round(a.effect.value, 6), round(a.lottery.p_value, 3), a.attrition[0].value
    (5.0, 0.029, 0.0)
    """
    asked = Randomisation(
        plan.draws, plan.seed, plan.statistic, plan.estimator, plan.alternative,
        level=plan.level, unit=plan.unit,
    )  # fmt: skip
    left = Attrition(min(plan.draws, 1_000), plan.seed, plan.level, plan.unit)
    lottery = randomisation_test(asked, outcome, arm, clusters, strata, covariates)
    gone = attrition(left, outcome, arm, clusters)
    return TrialAnalysis(
        _effect(plan, outcome, arm, clusters, strata, covariates or {}),
        lottery,
        gone,
        lee_bounds(left, outcome, arm, clusters) if gone[0].value > 0 else (),
        balance(asked, covariates, arm, clusters, strata) if covariates else (),
    )


def _effect(
    plan: TrialPlan,
    outcome: ArrayLike,
    arm: ArrayLike,
    clusters: ArrayLike | None,
    strata: ArrayLike | None,
    covariates: Mapping[str, ArrayLike],
) -> Estimate:
    rows = complete_rows(
        {"outcome": outcome, "arm": arm, **covariates}, {"clusters": clusters, "strata": strata}
    )
    drawn = read_design(rows, "arm", "clusters", "strata")
    columns = {"arm": rows.numeric["arm"], **{k: rows.numeric[k] for k in covariates}}
    weights = None
    if plan.estimator == "ipw":
        share = drawn.share[drawn.row_cluster]
        weights = 1 / np.where(rows.numeric["arm"] == 1, share, 1 - share)
    else:
        for code in np.unique(rows.coded.get("strata", np.zeros(1)))[1:]:
            columns[f"stratum {code}"] = (rows.coded["strata"] == code) * 1.0
    asked = LeastSquares(level=plan.level, unit=plan.unit)
    fit = regress(asked, rows.numeric["outcome"], columns, rows.coded.get("clusters"), weights)
    return _with_cautions(fit["arm"], rows.cautions)


def _with_cautions(estimate: Estimate, cautions: tuple[Caution, ...]) -> Estimate:
    return replace(estimate, warnings=(*cautions, *estimate.warnings))
