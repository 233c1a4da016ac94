"""The register that every estimator joins; the suite runs over all of it."""

from __future__ import annotations

import numpy as np

from bothways.stats.estimate import Estimate
from bothways.stats.networks import CrossTies, cross_ties
from bothways.stats.regression import LeastSquares, regress
from bothways.stats.scales import (
    Agreement,
    Scale,
    cohen_kappa,
    item_rest,
    krippendorff_alpha,
    scale_consistency,
)
from bothways.stats.synthesis import RandomEffects, leave_one_out, pool, small_study_check
from bothways.stats.trials import (
    Attrition,
    ComplierEffect,
    Randomisation,
    TrialPlan,
    WildBootstrap,
    analyse_trial,
    attrition,
    balance,
    complier_effect,
    familywise_test,
    lee_bounds,
    randomisation_test,
    wild_bootstrap,
)  # fmt: skip

from .joined import Joined, Table


def trial_table(seed: int) -> Table:
    """24 children a town, six schools a town, half of them in the programme."""
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(12), rng.integers(4, 8, 12))
    arm_of = np.concatenate([rng.permutation([0, 0, 0, 1, 1, 1]) for _ in range(2)])
    before = rng.normal(size=school.size)
    arm = arm_of[school].astype(float)
    after = 0.5 * before + 0.4 * arm + 0.3 * rng.normal(size=12)[school]
    after = after + rng.normal(size=school.size)
    took = arm * (rng.random(school.size) < 0.8)
    return {
        "after": after, "arm": arm, "school": school, "town": school // 6, "before": before,
        "took": took,
    }  # fmt: skip


def _regress(t: Table, seed: int) -> tuple[Estimate, ...]:
    columns = {k: v for k, v in t.items() if k.startswith(("arm", "before"))}
    return (regress(LeastSquares(), t["after"], columns, t["school"])["arm"],)


def _lottery(t: Table, seed: int) -> tuple[Estimate, ...]:
    asked = Randomisation(draws=400, seed=seed, exact_limit=10)
    return (randomisation_test(asked, t["after"], t["arm"], t["school"], t["town"], covariates(t)),)


def _weighted_lottery(t: Table, seed: int) -> tuple[Estimate, ...]:
    asked = Randomisation(draws=400, seed=seed, exact_limit=10, estimator="ipw")
    return (randomisation_test(asked, t["after"], t["arm"], t["school"], t["town"], covariates(t)),)


def covariates(t: Table) -> Table:
    """All columns whose name starts with "before"."""
    return {k: v for k, v in t.items() if k.startswith("before")}


def _family(t: Table, seed: int) -> tuple[Estimate, ...]:
    asked = Randomisation(draws=400, seed=seed, exact_limit=10)
    both = {"after": t["after"], "half": t["after"] / 2}
    return familywise_test(asked, both, t["arm"], t["school"], t["town"], covariates(t))


def _wild(t: Table, seed: int) -> tuple[Estimate, ...]:
    columns = {"arm": t["arm"], **covariates(t)}
    return (wild_bootstrap(WildBootstrap(draws=399, seed=seed), t["after"], columns, t["school"]),)


def _complier(t: Table, seed: int) -> tuple[Estimate, ...]:
    return (
        complier_effect(
            ComplierEffect(), t["after"], t["arm"], t["took"], t["school"], covariates(t)
        ),
    )


def _attrition(t: Table, seed: int) -> tuple[Estimate, ...]:
    return attrition(Attrition(), t["after"], t["arm"], t["school"])


def _bounds(t: Table, seed: int) -> tuple[Estimate, ...]:
    return lee_bounds(Attrition(draws=60, seed=seed), t["after"], t["arm"], t["school"])


def _balance(t: Table, seed: int) -> tuple[Estimate, ...]:
    asked = Randomisation(draws=400, seed=seed, exact_limit=10)
    return balance(asked, {"after": t["after"]}, t["arm"], t["school"], t["town"])


def _trial(t: Table, seed: int) -> tuple[Estimate, ...]:
    plan = TrialPlan(draws=200, seed=seed)
    given = (t["after"], t["arm"], t["school"], t["town"], covariates(t))
    found = analyse_trial(plan, *given)
    return (found.effect, found.lottery)


TRIALS = [
    Joined("least squares", _regress, trial_table, arm=None),
    Joined("randomisation", _lottery, trial_table),
    Joined("randomisation with weights", _weighted_lottery, trial_table),
    Joined("family of outcomes", _family, trial_table),
    Joined("wild bootstrap", _wild, trial_table, arm=None),
    Joined("complier effect", _complier, trial_table),
    Joined("attrition", _attrition, trial_table, scale=0.0, missing=False, covariate=None,
           cluster=None),
    Joined("bounds", _bounds, trial_table, missing=False, covariate=None, cluster=None),
    Joined("balance", _balance, trial_table, scale=0.0, covariate=None),
    Joined("trial", _trial, trial_table),
]  # fmt: skip


def study_table(seed: int) -> Table:
    """Eighteen effects of nine papers."""
    rng = np.random.default_rng(seed)
    errors = rng.uniform(0.1, 0.4, 18)
    effects = 0.3 + 0.2 * rng.normal(size=18) + errors * rng.normal(size=18)
    return {"after": effects, "errors": errors, "school": np.repeat(np.arange(9), 2),
            "before": rng.normal(size=18)}  # fmt: skip


def _pool(t: Table, seed: int) -> tuple[Estimate, ...]:
    return pool(RandomEffects(test="CR2"), t["after"], t["errors"], t["school"]).effects


def _knapp(t: Table, seed: int) -> tuple[Estimate, ...]:
    return pool(RandomEffects("PM"), t["after"], t["errors"]).effects


def _moderated(t: Table, seed: int) -> tuple[Estimate, ...]:
    asked = RandomEffects(test="CR1")
    found = pool(asked, t["after"], t["errors"], t["school"], covariates(t)).effects
    return tuple(e for e in found if e.term == "before")


def _small(t: Table, seed: int) -> tuple[Estimate, ...]:
    return (small_study_check(RandomEffects(), t["after"], t["errors"])[1],)


def _left_out(t: Table, seed: int) -> tuple[Estimate, ...]:
    return leave_one_out(RandomEffects(), t["after"], t["errors"], t["school"])


POOLING = [
    Joined(
        "pooled effect, dependent",
        _pool,
        study_table,
        shift=1.0,
        scale=None,
        arm=None,
        constant=False,
        covariate=None,
    ),
    Joined(
        "pooled effect",
        _knapp,
        study_table,
        shift=1.0,
        scale=None,
        arm=None,
        constant=False,
        cluster=None,
        covariate=None,
    ),
    Joined("meta-regression", _moderated, study_table, scale=None, arm=None),
    Joined(
        "small studies",
        _small,
        study_table,
        scale=None,
        arm=None,
        constant=False,
        cluster=None,
        covariate=None,
    ),
    Joined(
        "leave one out",
        _left_out,
        study_table,
        shift=1.0,
        scale=None,
        arm=None,
        constant=False,
        cluster=None,
        covariate=None,
        order=False,
    ),
]


def answer_table(seed: int) -> Table:
    """Sixty children in six schools answer four items; two coders code one answer."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=60)
    items = {k: common + rng.normal(size=60) for k in ("after", "i2", "i3", "i4")}
    first = rng.integers(1, 4, 60).astype(float)
    second = np.where(rng.random(60) < 0.7, first, rng.integers(1, 4, 60))
    return {**items, "school": np.arange(60) // 10, "coder": first, "other": second}


def _consistency(t: Table, seed: int) -> tuple[Estimate, ...]:
    items = {k: t[k] for k in ("after", "i2", "i3", "i4")}
    return scale_consistency(Scale(draws=100, seed=seed), items, t["school"])


def _item_rest(t: Table, seed: int) -> tuple[Estimate, ...]:
    return item_rest(Scale(), {k: t[k] for k in ("after", "i2", "i3", "i4")})


def _kappa(t: Table, seed: int) -> tuple[Estimate, ...]:
    return (cohen_kappa(Agreement(), t["coder"], t["other"]),)


def _krippendorff(t: Table, seed: int) -> tuple[Estimate, ...]:
    asked = Agreement("interval", draws=100, seed=seed)
    return (krippendorff_alpha(asked, {"a": t["coder"], "b": t["other"]}),)


SCALES = [
    Joined(
        "scale", _consistency, answer_table, scale=None, arm=None, covariate=None, missing=False
    ),
    Joined(
        "item-rest", _item_rest, answer_table, scale=None, arm=None, cluster=None, covariate=None,
        missing=False,
    ),
    Joined(
        "kappa", _kappa, answer_table, outcome=None, arm=None, cluster=None, covariate=None
    ),
    Joined(
        "krippendorff", _krippendorff, answer_table, outcome=None, arm=None, cluster=None,
        covariate=None, order=False,
    ),
]  # fmt: skip


def tie_table(seed: int) -> Table:
    """Three classes of ten; everybody names four of the class."""
    rng = np.random.default_rng(seed)
    named = np.stack([rng.permutation(10)[:4] for _ in range(30)])
    return {
        "pupil": np.arange(30), "group": rng.integers(0, 2, 30), "room": np.arange(30) // 10,
        "named": named + 10 * (np.arange(30) // 10)[:, None],
    }  # fmt: skip


def _ties(t: Table, seed: int) -> tuple[Estimate, ...]:
    source = np.repeat(t["pupil"], 4)
    asked = CrossTies(draws=120, seed=seed)
    return cross_ties(asked, t["pupil"], t["group"], source, t["named"].ravel(), t["room"])


NETWORKS = [
    Joined(
        "ties", _ties, tie_table, outcome=None, arm=None, cluster=None, covariate=None, order=False
    )
]


__all__ = ["ESTIMATORS", "Joined", "Table"]

ESTIMATORS: list[Joined] = [*TRIALS, *POOLING, *SCALES, *NETWORKS]
