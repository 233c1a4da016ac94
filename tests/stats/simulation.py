"""Many seeds: how often tests call chance an effect, and how often intervals hold the truth.

`few_clusters.py` and `more_intervals.py` carry the rest, `simulation_tables.py` prints all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bothways.stats.effects import EffectSize, d_from_means, hedges_g, pooled_sd
from bothways.stats.estimate import Estimate
from bothways.stats.observed import (
    Change,
    DifferenceInDifferences,
    InterruptedSeries,
    Weighting,
    change,
    difference_in_differences,
    interrupted_series,
    weighted_comparison,
)  # fmt: skip
from bothways.stats.regression import LeastSquares, regress
from bothways.stats.scales import Agreement, Scale, cohen_kappa, scale_consistency
from bothways.stats.surveys import (
    Replication,
    SurveyTable,
    delete_one_weights,
    paired_weights,
    survey_table,
)
from bothways.stats.synthesis import RandomEffects, pool
from bothways.stats.trials import (
    ComplierEffect,
    Randomisation,
    WildBootstrap,
    complier_effect,
    familywise_test,
    randomisation_test,
    wild_bootstrap,
)  # fmt: skip

ICC = 0.15
DESIGNS = {6: 3, 8: 4, 12: 3, 20: 5, 40: 20}
Draw = Callable[[np.random.Generator], tuple[Estimate, float]]


@dataclass
class Tally:
    """Rates over many draws."""

    draws: int = 0
    rejected: int = 0
    tested: int = 0
    covered: int = 0
    bounded: int = 0

    def add(self, e: Estimate, truth: float) -> None:
        self.draws += 1
        if e.p_value is not None:
            self.tested += 1
            self.rejected += e.p_value < 0.05
        if e.interval is not None and None not in e.interval:
            self.bounded += 1
            self.covered += e.interval[0] <= truth <= e.interval[1]

    @property
    def false_positives(self) -> float:
        return self.rejected / max(self.tested, 1)

    @property
    def coverage(self) -> float:
        """Share of draws whose interval holds the truth; an interval without ends always does."""
        return (self.covered + self.draws - self.bounded) / max(self.draws, 1)


def null_trial(rng: np.random.Generator, schools: int, treated: int) -> tuple[np.ndarray, ...]:
    """A trial without effect: unequal schools of about 25, unequal arms where `treated` says so."""
    sizes = np.full(schools, 25) if schools <= 8 else rng.integers(15, 36, schools)
    school = np.repeat(np.arange(schools), sizes)
    arm = rng.permutation(np.arange(schools) < treated)[school].astype(float)
    between = np.sqrt(ICC) * rng.normal(size=schools)[school]
    y = between + np.sqrt(1 - ICC) * rng.normal(size=school.size)
    return y, arm, school


def cluster_methods(rng: np.random.Generator, schools: int) -> dict[str, Estimate]:
    """Every cluster method on one null trial."""
    y, arm, school = null_trial(rng, schools, DESIGNS[schools])
    seed = int(rng.integers(1 << 30))
    others = {f"y{k}": y + rng.normal(size=y.size) for k in range(3)}
    took = arm * (rng.random(y.size) < 0.7)
    asked = Randomisation(draws=499, seed=seed, exact_limit=500)
    family = familywise_test(asked, {"y": y, **others}, arm, school)
    least = min(family, key=lambda e: e.p_value)
    return {
        "rows taken as independent": regress(LeastSquares("HC2"), y, {"arm": arm})["arm"],
        "CR1, t(G-1)": regress(LeastSquares("CR1S"), y, {"arm": arm}, school)["arm"],
        "CR2, Satterthwaite": regress(LeastSquares("CR2"), y, {"arm": arm}, school)["arm"],
        "randomisation": randomisation_test(asked, y, arm, school),
        "family of four, any": least,
        "wild bootstrap, Webb": wild_bootstrap(
            WildBootstrap(draws=399, seed=seed), y, {"arm": arm}, school
        ),
        "complier effect": complier_effect(ComplierEffect(), y, arm, took, school),
    }


def clusters_table(draws: int, designs: tuple[int, ...]) -> dict[int, dict[str, Tally]]:
    """Tallies by number of schools and method."""
    found: dict[int, dict[str, Tally]] = {}
    for schools in designs:
        rng = np.random.default_rng(schools)
        tallies: dict[str, Tally] = {}
        for _ in range(draws):
            for name, e in cluster_methods(rng, schools).items():
                tallies.setdefault(name, Tally()).add(e, 0.0)
        found[schools] = tallies
    return found


def _g(rng: np.random.Generator) -> tuple[Estimate, float]:
    a, b = rng.normal(0.4, 1, 30), rng.normal(size=25)
    d = d_from_means(a.mean(), b.mean(), pooled_sd(a.std(ddof=1), 30, b.std(ddof=1), 25))
    return hedges_g(EffectSize(), d, 30, 25), 0.4


def _pooled(studies: int) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate, float]:
        se = rng.uniform(0.1, 0.3, studies)
        y = 0.3 + 0.2 * rng.normal(size=studies) + se * rng.normal(size=studies)
        return pool(RandomEffects(), y, se).effects[0], 0.3

    return draw


def _dependent(rng: np.random.Generator) -> tuple[Estimate, float]:
    paper = np.repeat(np.arange(12), 3)
    se = rng.uniform(0.1, 0.3, 36)
    y = 0.3 + 0.2 * rng.normal(size=12)[paper] + se * rng.normal(size=36)
    return pool(RandomEffects(test="CR2"), y, se, paper).effects[0], 0.3


def _new_study(rng: np.random.Generator) -> tuple[Estimate, float]:
    se = rng.uniform(0.1, 0.3, 20)
    y = 0.3 + 0.2 * rng.normal(size=20) + se * rng.normal(size=20)
    prediction = pool(RandomEffects(), y, se).prediction
    if prediction is None:
        raise AssertionError("twenty studies have a prediction interval")
    return prediction, float(rng.normal(0.3, 0.2))


def _alpha(rng: np.random.Generator) -> tuple[Estimate, float]:
    common = rng.normal(size=120)
    items = {f"i{k}": 0.6 * common + 0.8 * rng.normal(size=120) for k in range(5)}
    return scale_consistency(Scale(), items)[0], 5 * 0.36 / (1 + 4 * 0.36)


def _kappa(rng: np.random.Generator) -> tuple[Estimate, float]:
    first = rng.integers(0, 2, 150)
    second = np.where(rng.random(150) < 0.8, first, 1 - first)
    return cohen_kappa(Agreement(), first.astype(str), second.astype(str)), 0.6


def _survey(rng: np.random.Generator) -> tuple[Estimate, float]:
    schools = 40
    y = np.repeat(rng.normal(size=schools), 10) + rng.normal(size=10 * schools)
    weights = delete_one_weights(np.ones(y.size), np.repeat(np.arange(schools), 10))
    return survey_table(SurveyTable(Replication("jk1")), weights, y)[0], 0.0


def _pairs(rng: np.random.Generator) -> tuple[Estimate, float]:
    pair, half = np.repeat(np.arange(20), 20), np.tile(np.repeat([0, 1], 10), 20)
    ability = rng.normal(size=40)[2 * pair + half] + rng.normal(size=400)
    values = ability[:, None] + 0.5 * rng.normal(size=(400, 5))
    weights = paired_weights(rng.uniform(1, 3, 400), pair, half)
    return survey_table(SurveyTable(Replication(df=20.0)), weights, values)[0], 0.0


def _change(rng: np.random.Generator) -> tuple[Estimate, float]:
    school = np.repeat(np.arange(12), 15)
    before = rng.normal(size=180)
    moved = 0.3 * rng.normal(size=12)[school] + rng.normal(size=180)
    return change(Change(), before, before + 0.2 + moved, school)[0], 0.2


def _did(rng: np.random.Generator) -> tuple[Estimate, float]:
    unit, period = np.repeat(np.arange(20), 6), np.tile(np.arange(6.0), 20)
    treated = (unit < 8) * 1.0
    y = rng.normal(size=20)[unit] + 0.3 * period + 0.5 * treated * (period >= 3)
    y = y + rng.normal(size=120)
    start = np.where(treated == 1, 3.0, np.nan)
    return difference_in_differences(DifferenceInDifferences(), y, period, unit, start), 0.5


def _two_starts(rng: np.random.Generator) -> tuple[Estimate, float]:
    unit, period = np.repeat(np.arange(30), 6), np.tile(np.arange(6.0), 30)
    start = np.select([unit < 8, unit < 16], [2.0, 4.0], np.nan)
    y = rng.normal(size=30)[unit] + 0.3 * period + 0.5 * (period >= start)
    y = y + rng.normal(size=180)
    return difference_in_differences(DifferenceInDifferences(), y, period, unit, start), 0.5


def _series(points: int, memory: float) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate, float]:
        t, error = np.arange(float(points)), rng.normal(size=points)
        for k in range(1, points):
            error[k] = memory * error[k - 1] + np.sqrt(1 - memory**2) * error[k]
        y = 0.1 * t + 0.5 * (t >= points // 2) + error
        return interrupted_series(InterruptedSeries(points // 2), y, t)[1], 0.5

    return draw


def _weighted(rng: np.random.Generator) -> tuple[Estimate, float]:
    x = rng.normal(size=400)
    z = (rng.random(400) < 1 / (1 + np.exp(-0.7 * x))) * 1.0
    y = x + 0.3 * z + rng.normal(size=400)
    return weighted_comparison(Weighting(), y, z, {"x": x})[0], 0.3


def _matched(rng: np.random.Generator) -> tuple[Estimate, float]:
    x = rng.normal(size=400)
    z = (rng.random(400) < 1 / (1 + np.exp(-0.7 * x))) * 1.0
    y = x + 0.3 * z + rng.normal(size=400)
    return weighted_comparison(Weighting("matching"), y, z, {"x": x})[0], 0.3


def _tick_regression(rng: np.random.Generator) -> tuple[Estimate, float]:
    x = rng.normal(size=80)
    y = 0.5 * x + np.exp(0.3 * x) * rng.normal(size=80)
    return regress(LeastSquares("HC2"), y, {"x": x})["x"], 0.5


OTHERS: dict[str, Draw] = {
    "Hedges g, 30 + 25 people": _g,
    "regression, HC2, uneven noise, n = 80": _tick_regression,
    "pooled effect, 6 studies": _pooled(6),
    "pooled effect, 12 studies": _pooled(12),
    "pooled effect, 40 studies": _pooled(40),
    "pooled effect, 12 papers x 3 effects, CR2": _dependent,
    "effect of a new study, 20 studies": _new_study,
    "alpha, 5 items, n = 120": _alpha,
    "kappa, n = 150": _kappa,
    "survey mean, 40 schools, jackknife": _survey,
    "survey mean, 20 pairs, Fay, 5 plausible values": _pairs,
    "change, 12 schools": _change,
    "difference in differences, 20 units": _did,
    "two starts, 30 units": _two_starts,
    "jump of a series, 60 points": _series(60, 0.0),
    "jump of a series, 24 points, memory 0.4": _series(24, 0.4),
    "jump of a series, 48 points, memory 0.4": _series(48, 0.4),
    "entropy weights, n = 400": _weighted,
    "matching weights, n = 400": _matched,
}
