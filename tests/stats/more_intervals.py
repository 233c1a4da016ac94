"""Intervals with a known truth, beside those of `simulation.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from bothways.stats.effects import EffectSize, change_effect, d_from_means, hedges_g
from bothways.stats.estimate import Estimate
from bothways.stats.observed import (
    Change,
    DifferenceInDifferences,
    InterruptedSeries,
    change,
    event_study,
    interrupted_series,
)
from bothways.stats.regression import LeastSquares, regress
from bothways.stats.scales import Agreement, krippendorff_alpha
from bothways.stats.surveys import (
    Replication,
    SurveyQuantiles,
    SurveyRegression,
    SurveyShares,
    SurveyTable,
    Weights,
    paired_weights,
    survey_quantiles,
    survey_regression,
    survey_shares,
    survey_table,
)
from bothways.stats.trials import (
    Attrition,
    Baseline,
    Randomisation,
    WildBootstrap,
    attrition,
    intraclass_correlation,
    lee_bounds,
    randomisation_test,
    wild_bootstrap,
)

Drawn = tuple[Estimate, float]
Generator = np.random.Generator
Draw = Callable[[Generator], Drawn]


def _cluster_g(rng: Generator) -> Drawn:
    """Forty schools of 25; the icc is known, as it is when it comes from other studies."""
    school = np.repeat(np.arange(40), 25)
    y = np.sqrt(0.15) * rng.normal(size=40)[school] + np.sqrt(0.85) * rng.normal(size=1000)
    a, b = y[school < 20] + 0.3, y[school >= 20]
    total = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    d = d_from_means(a.mean(), b.mean(), total)
    return hedges_g(EffectSize(icc=0.15, cluster_size=25), d, 500, 500), 0.3


def _standardised_change(rng: Generator) -> Drawn:
    before = rng.normal(size=60)
    after = 0.3 + 0.6 * before + 0.8 * rng.normal(size=60)
    return change(Change(), before, after)[3], 0.3


def _becker(rng: Generator) -> Drawn:
    before = rng.normal(size=60)
    after = 0.3 + 0.6 * before + 0.8 * rng.normal(size=60)
    r, sd = float(np.corrcoef(before, after)[0, 1]), float(before.std(ddof=1))
    return change_effect(EffectSize(), float((after - before).mean()), sd, r, 60), 0.3


def _trial(rng: Generator, schools: int = 20) -> tuple[np.ndarray, ...]:
    school = np.repeat(np.arange(schools), 20)
    arm = rng.permutation(np.arange(schools) % 2)[school] * 1.0
    y = np.sqrt(0.15) * rng.normal(size=schools)[school] + rng.normal(size=school.size)
    return y + 0.4 * arm, arm, school


def _lottery(rng: Generator) -> Drawn:
    y, arm, school = _trial(rng)
    asked = Randomisation(draws=999, seed=int(rng.integers(1 << 30)))
    return randomisation_test(asked, y, arm, school), 0.4


def _wild(rng: Generator) -> Drawn:
    y, arm, school = _trial(rng)
    asked = WildBootstrap(draws=799, seed=int(rng.integers(1 << 30)))
    return wild_bootstrap(asked, y, {"arm": arm}, school), 0.4


def _cr2_slope(rng: Generator) -> Drawn:
    """A covariate that varies inside schools, whose slope differs between schools."""
    school = np.repeat(np.arange(20), 20)
    x = rng.normal(size=400)
    y = (0.5 + 0.3 * rng.normal(size=20))[school] * x + rng.normal(size=400)
    return regress(LeastSquares("CR2"), y, {"x": x}, school)["x"], 0.5


def _lee(edge: bool) -> Draw:
    """Half of 400 treated; 10 % more of the treated stay, the best of all when `edge`."""

    def draw(rng: Generator) -> Drawn:
        arm = np.arange(400) % 2 * 1.0
        always, marginal = rng.random(400) < 0.7, rng.random(400) < 0.35
        saved = (arm == 1) & ~always & marginal
        y = rng.normal(size=400)
        if edge:
            # One normal distribution, cut where its best 13 % begin: only they owe their stay.
            share = 0.7 / (0.7 + 0.3 * 0.35)
            low, high = (saved * share, np.where(saved, 1.0, share))
            y = special.ndtri(low + (high - low) * rng.random(400))
        asked = Attrition(draws=200, seed=int(rng.integers(1 << 30)))
        kept = np.where(always | saved, y + 0.3 * arm, np.nan)
        return lee_bounds(asked, kept, arm)[0], 0.3

    return draw


def _left(rng: Generator) -> Drawn:
    arm = np.arange(400) % 2 * 1.0
    y = np.where(rng.random(400) < 0.15 + 0.05 * arm, np.nan, 1.0)
    return attrition(Attrition(), y, arm)[-1], 0.05


def _icc(rng: Generator) -> Drawn:
    school = np.repeat(np.arange(40), 20)
    y = np.sqrt(0.15) * rng.normal(size=40)[school] + np.sqrt(0.85) * rng.normal(size=800)
    return intraclass_correlation(Baseline(), y, school), 0.15


def _krippendorff(units: int) -> Draw:
    """Three coders, each right nine times in ten about an even yes or no: alpha = .64."""

    def draw(rng: Generator) -> Drawn:
        truth = rng.integers(0, 2, units)
        coded = {
            name: np.where(rng.random(units) < 0.9, truth, 1 - truth).astype(str) for name in "abc"
        }
        asked = Agreement(draws=500, seed=int(rng.integers(1 << 30)))
        return krippendorff_alpha(asked, coded), 0.64

    return draw


def _school_survey(rng: Generator) -> tuple[Weights, np.ndarray, np.ndarray]:
    """Forty pairs of schools of twenty; scores, and groups that cross the schools."""
    pair, half = np.repeat(np.arange(40), 40), np.tile(np.repeat([0, 1], 20), 40)
    y = 0.5 * rng.normal(size=80)[2 * pair + half] + rng.normal(size=1600)
    weights = paired_weights(rng.uniform(1, 3, 1600), pair, half)
    return weights, y, np.where(rng.random(1600) < 0.25, "new", "host")


DESIGN = Replication(df=40.0)


def _survey_median(rng: Generator) -> Drawn:
    weights, y, _ = _school_survey(rng)
    return survey_quantiles(SurveyQuantiles(DESIGN, shares=(0.5,)), weights, y)[0], 0.0


def _survey_gap(rng: Generator) -> Drawn:
    weights, y, group = _school_survey(rng)
    y = y - 0.4 * (group == "new")
    asked = SurveyTable(DESIGN, gaps=(("host", "new"),))
    return survey_table(asked, weights, y, group)[-1], 0.4


def _survey_sd(rng: Generator) -> Drawn:
    weights, y, _ = _school_survey(rng)
    return survey_table(SurveyTable(DESIGN, statistics=("sd",)), weights, y)[0], np.sqrt(1.25)


def _survey_share(rng: Generator) -> Drawn:
    weights, _, group = _school_survey(rng)
    found = {e.term: e for e in survey_shares(SurveyShares(DESIGN), weights, group)}
    return next(e for term, e in found.items() if "new" in term), 0.25


def _survey_regression(rng: Generator) -> Drawn:
    weights, y, _ = _school_survey(rng)
    x = rng.normal(size=y.size)
    return survey_regression(SurveyRegression(DESIGN), weights, y + 0.2 * x, {"x": x})[1], 0.2


def _event(rng: Generator) -> Drawn:
    unit, period = np.repeat(np.arange(24), 6), np.tile(np.arange(6.0), 24)
    start = np.where(unit < 10, 3.0, np.nan)
    y = rng.normal(size=24)[unit] + 0.3 * period + 0.5 * (period >= np.nan_to_num(start, nan=99.0))
    found = event_study(DifferenceInDifferences(), y + rng.normal(size=144), period, unit, start)
    return found[-2], 0.5


def _slope_of_series(rng: Generator) -> Drawn:
    t, error = np.arange(48.0), rng.normal(size=48)
    for k in range(1, 48):
        error[k] = 0.4 * error[k - 1] + np.sqrt(0.84) * error[k]
    y = 0.1 * t + 0.05 * np.maximum(t - 24, 0) + error
    found = {e.term: e for e in interrupted_series(InterruptedSeries(24), y, t)}
    return next(e for term, e in found.items() if "slope" in term and "change" in term), 0.05


MORE: dict[str, Draw] = {
    "Hedges g, 40 schools of 25": _cluster_g,
    "standardised change, n = 60": _standardised_change,
    "standardised change from a report, n = 60": _becker,
    "lottery, 20 schools, a true effect": _lottery,
    "wild bootstrap, 20 schools, a true effect": _wild,
    "slope that differs between 20 schools, CR2": _cr2_slope,
    "Lee bounds, the truth at their edge": _lee(True),
    "Lee bounds, the truth between them": _lee(False),
    "attrition of the arms, n = 400": _left,
    "intraclass correlation, 40 schools": _icc,
    "Krippendorff alpha, 60 units": _krippendorff(60),
    "Krippendorff alpha, 200 units": _krippendorff(200),
    "survey median, 40 pairs, Fay": _survey_median,
    "survey gap, 40 pairs, Fay": _survey_gap,
    "survey spread, 40 pairs, Fay": _survey_sd,
    "survey share, 40 pairs, Fay": _survey_share,
    "survey regression, 40 pairs, Fay": _survey_regression,
    "event study, 24 units": _event,
    "slope of a series, 48 points, memory 0.4": _slope_of_series,
}
