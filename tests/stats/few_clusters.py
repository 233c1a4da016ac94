"""One null data set, every test that has to stand few schools, classes, units or studies.

The tests of a trial's arm are in `simulation.py`; here are all others. Nothing is going on in any
of these data, so each p value below .05 is a false positive and each interval without 0 a miss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bothways.stats.estimate import Estimate
from bothways.stats.networks import CrossTies, cross_ties
from bothways.stats.observed import (
    Change,
    DifferenceInDifferences,
    Weighting,
    change,
    compare_changes,
    difference_in_differences,
    event_study,
    placebo_test,
    weighted_comparison,
)
from bothways.stats.regression import LeastSquares, joint_test, regress
from bothways.stats.surveys import (
    Replication,
    SurveyRegression,
    SurveyTable,
    delete_one_weights,
    survey_regression,
    survey_table,
)
from bothways.stats.synthesis import RandomEffects, pool, small_study_check
from bothways.stats.trials import Attrition, Randomisation, attrition, balance

from .simulation import DESIGNS, ICC, Tally, null_trial

Draw = Callable[[np.random.Generator, int], Estimate]


def grouped(rng: np.random.Generator, school: np.ndarray, share: float = ICC) -> np.ndarray:
    """Normal scores of variance 1 that resemble each other inside a school."""
    between = np.sqrt(share) * rng.normal(size=int(school.max()) + 1)[school]
    return between + np.sqrt(1 - share) * rng.normal(size=school.size)


def _joint(rng: np.random.Generator, schools: int) -> Estimate:
    y, arm, school = null_trial(rng, schools, DESIGNS[schools])
    columns = {"arm": arm, "before": grouped(rng, school), "size": np.bincount(school)[school]}
    if len(set(columns["size"])) == 1:
        columns["size"] = rng.normal(size=schools)[school]
    fitted = regress(LeastSquares("CR2"), y, columns, school)
    return joint_test(fitted, ["arm", "size"])


def _joint_three(rng: np.random.Generator, schools: int) -> Estimate:
    y, arm, school = null_trial(rng, schools, DESIGNS[schools])
    inside = (rng.random(y.size) < 0.3) * 1.0
    columns = {"arm": arm, "new": inside, "arm x new": arm * inside}
    return joint_test(regress(LeastSquares("CR2"), y, columns, school), ["arm", "new", "arm x new"])


def _balance(rng: np.random.Generator, schools: int) -> Estimate:
    _, arm, school = null_trial(rng, schools, DESIGNS[schools])
    asked = Randomisation(draws=399, seed=int(rng.integers(1 << 30)), exact_limit=500)
    given = {k: grouped(rng, school) for k in ("age", "score", "language")}
    return balance(asked, given, arm, school)[-1]


def _left(rng: np.random.Generator, schools: int) -> Estimate:
    y, arm, school = null_trial(rng, schools, DESIGNS[schools])
    lost = grouped(rng, school) < -0.84
    return attrition(Attrition(), np.where(lost, np.nan, y), arm, school)[-1]


def _change(rng: np.random.Generator, schools: int) -> Estimate:
    school = np.repeat(np.arange(schools), 20)
    before = rng.normal(size=school.size)
    return change(Change(), before, before + grouped(rng, school), school)[0]


def _changes(which: int) -> Draw:
    def draw(rng: np.random.Generator, schools: int) -> Estimate:
        y, arm, school = null_trial(rng, schools, DESIGNS[schools])
        before = grouped(rng, school)
        return compare_changes(Change(), before, 0.5 * before + y, arm, school)[which]

    return draw


def _panel(rng: np.random.Generator, units: int) -> tuple[np.ndarray, ...]:
    """Units over six periods with lasting shocks; the first DESIGNS[units] start in the fourth."""
    shock = np.zeros((units, 6))
    shock[:, 0] = rng.normal(size=units)
    for t in range(1, 6):
        shock[:, t] = 0.5 * shock[:, t - 1] + np.sqrt(0.75) * rng.normal(size=units)
    unit, period = np.repeat(np.arange(units), 6), np.tile(np.arange(6.0), units)
    start = np.where(unit < DESIGNS[units], 3.0, np.nan)
    return (rng.normal(size=units)[:, None] + shock).ravel() + 0.3 * period, period, unit, start


def _did(rng: np.random.Generator, units: int) -> Estimate:
    return difference_in_differences(DifferenceInDifferences(), *_panel(rng, units))


def _event(which: int) -> Draw:
    def draw(rng: np.random.Generator, units: int) -> Estimate:
        return event_study(DifferenceInDifferences(), *_panel(rng, units))[which]

    return draw


def _placebo(rng: np.random.Generator, units: int) -> Estimate:
    asked = DifferenceInDifferences(exact_limit=500, draws=399, seed=int(rng.integers(1 << 30)))
    return placebo_test(asked, *_panel(rng, units))


def _weights(kind: str) -> Draw:
    def draw(rng: np.random.Generator, schools: int) -> Estimate:
        school = np.repeat(np.arange(schools), 40)
        x = rng.normal(size=school.size)
        z = (rng.random(x.size) < 1 / (1 + np.exp(-0.5 * x))) * 1.0
        y = x + grouped(rng, school)
        return weighted_comparison(Weighting(kind), y, z, {"x": x}, school)[0]  # type: ignore[arg-type]

    return draw


def _survey(rng: np.random.Generator, schools: int) -> Estimate:
    school = np.repeat(np.arange(schools), 20)
    weights = delete_one_weights(rng.uniform(1, 3, school.size), school)
    group = np.where(rng.random(school.size) < 0.3, "new", "host")
    asked = SurveyTable(Replication("jk1"), gaps=(("new", "host"),))
    return survey_table(asked, weights, grouped(rng, school), group)[-1]


def _survey_slope(rng: np.random.Generator, schools: int) -> Estimate:
    school = np.repeat(np.arange(schools), 20)
    weights = delete_one_weights(rng.uniform(1, 3, school.size), school)
    x, asked = rng.normal(size=school.size), SurveyRegression(Replication("jk1"))
    return survey_regression(asked, weights, grouped(rng, school), {"x": x})[1]


def _studies(rng: np.random.Generator, studies: int) -> tuple[np.ndarray, np.ndarray]:
    se = rng.uniform(0.1, 0.3, studies)
    return 0.2 * rng.normal(size=studies) + se * rng.normal(size=studies), se


def _pooled(tau: str) -> Draw:
    def draw(rng: np.random.Generator, studies: int) -> Estimate:
        return pool(RandomEffects(tau), *_studies(rng, studies)).effects[0]  # type: ignore[arg-type]

    return draw


def _papers(rng: np.random.Generator, papers: int) -> Estimate:
    paper = np.repeat(np.arange(papers), 3)
    se = rng.uniform(0.1, 0.3, paper.size)
    y = 0.2 * rng.normal(size=papers)[paper] + se * rng.normal(size=paper.size)
    return pool(RandomEffects(test="CR2"), y, se, paper).effects[0]


def _moderator(rng: np.random.Generator, studies: int) -> Estimate:
    moderators = {"x": rng.normal(size=studies)}
    return pool(RandomEffects(), *_studies(rng, studies), moderators=moderators).effects[1]


def _small(rng: np.random.Generator, studies: int) -> Estimate:
    return small_study_check(RandomEffects(), *_studies(rng, studies))[1]


def _ties(rng: np.random.Generator, rooms: int) -> Estimate:
    pupil, room = np.arange(12 * rooms), np.repeat(np.arange(rooms), 12)
    named = np.concatenate([
        12 * (p // 12) + rng.permutation(np.delete(np.arange(12), p % 12))[:4] for p in pupil
    ])  # fmt: skip
    asked = CrossTies(draws=399, seed=int(rng.integers(1 << 30)))
    given = (pupil, rng.integers(0, 2, pupil.size), np.repeat(pupil, 4), named, room)
    # Its interval is the range of chance around the index, not one that holds a true value.
    return replace(cross_ties(asked, *given)[0], interval=None)


METHODS: dict[str, Draw] = {
    "two coefficients at once, AHT": _joint,
    "three coefficients at once, AHT": _joint_three,
    "balance, three covariates": _balance,
    "attrition of the arms": _left,
    "change of one group": _change,
    "two groups, change": _changes(0),
    "two groups, equal start": _changes(1),
    "difference in differences": _did,
    "event study, last period": _event(-2),
    "event study, apart before the start": _event(-1),
    "placebo test": _placebo,
    "entropy weights": _weights("entropy"),
    "overlap weights": _weights("overlap"),
    "matching weights": _weights("matching"),
    "survey gap, jackknife": _survey,
    "survey regression, jackknife": _survey_slope,
    "studies pooled, REML and Hartung-Knapp": _pooled("REML"),
    "studies pooled, Paule-Mandel": _pooled("PM"),
    "papers of three effects, CR2": _papers,
    "meta-regression": _moderator,
    "small studies": _small,
    "network, classes of twelve": _ties,
}


def tallied(name: str, groups: int, draws: int) -> Tally:
    """Rates of one method with one number of groups."""
    rng = np.random.default_rng(1000 * groups + sum(map(ord, name)))
    tally = Tally()
    for _ in range(draws):
        tally.add(METHODS[name](rng, groups), 0.0)
    return tally
