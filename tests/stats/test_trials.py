"""Randomised trials: published cases, known answers, and what the lottery allows."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.stats.columns import complete_rows
from bothways.stats.errors import DesignError, InputError, SpecificationError
from bothways.stats.regression import LeastSquares, regress
from bothways.stats.trials import (
    Attrition,
    Baseline,
    ComplierEffect,
    Randomisation,
    TrialPlan,
    TrialSize,
    WildBootstrap,
    analyse_trial,
    attrition,
    balance,
    clusters_needed,
    complier_effect,
    familywise_test,
    intraclass_correlation,
    lee_bounds,
    minimum_detectable,
    plan_from_baseline,
    power_of,
    randomisation_test,
    wild_bootstrap,
)  # fmt: skip
from bothways.stats.trials.design import assignments, read_design

from .cases import Table, indicators, read_case, read_stata_case, rows_where


def school_trial(seed: int = 3, towns: int = 4, effect: float = 0.4) -> Table:
    rng = np.random.default_rng(seed)
    schools = 4 * towns
    sizes = rng.integers(4, 9, schools)
    school = np.repeat(np.arange(schools), sizes)
    arm_of = np.concatenate([rng.permutation([0, 0, 1, 1]) for _ in range(towns)])
    before = rng.normal(size=school.size)
    noise = 0.3 * rng.normal(size=schools)[school] + rng.normal(size=school.size)
    arm = arm_of[school].astype(float)
    return {
        "arm": arm, "school": school, "town": school // 4, "before": before,
        "after": 0.5 * before + effect * arm + noise,
    }  # fmt: skip


def long_hand(t: Table, arm_of: np.ndarray) -> tuple[float, float]:
    columns = {"arm": arm_of[t["school"]], "before": t["before"]}
    columns |= indicators(t["town"], "town", first=1)
    e = regress(LeastSquares("CR1"), t["after"], columns, t["school"])["arm"]
    return e.value, e.statistic


def test_the_exact_lottery_equals_refitting_every_assignment() -> None:
    t = school_trial(towns=2)
    e = randomisation_test(
        Randomisation(), t["after"], t["arm"], t["school"], t["town"], {"before": t["before"]}
    )
    first = np.unique(t["school"], return_index=True)[1]
    value, observed = long_hand(t, t["arm"][first])
    halves = list(itertools.combinations(range(4), 2))
    drawn = []
    for a, b in itertools.product(halves, halves):
        z = np.zeros(8)
        z[[*a, *(k + 4 for k in b)]] = 1
        drawn.append(abs(long_hand(t, z)[1]))
    assert_allclose([e.value, e.statistic], [value, observed], rtol=1e-9)
    assert_allclose(e.p_value, np.mean(np.array(drawn) >= abs(observed) - 1e-9))
    assert e.seed is None


def test_the_monte_carlo_lottery_is_close_to_the_exact_one() -> None:
    t = school_trial()
    given = (t["after"], t["arm"], t["school"], t["town"], {"before": t["before"]})
    exact = randomisation_test(Randomisation(), *given)
    drawn = randomisation_test(Randomisation(draws=4000, exact_limit=10), *given)
    assert abs(exact.p_value - drawn.p_value) < 0.02
    assert_allclose(exact.interval, drawn.interval, atol=0.05)


def test_assignments_keep_the_number_treated_in_every_stratum() -> None:
    labels = {"c": np.arange(9), "s": [0, 0, 0, 0, 1, 1, 1, 2, 2]}
    rows = complete_rows({"arm": [1, 0, 0, 0, 1, 1, 0, 0, 0]}, labels)
    design = read_design(rows, "arm", "c", "s")
    every = np.concatenate(list(assignments(design, 0, 1, True)))
    drawn = np.concatenate(list(assignments(design, 2500, 1, False)))
    assert len(np.unique(every, axis=0)) == len(every) == design.count == 12
    for Z in (every, drawn):
        assert (Z[:, :4].sum(1) == 1).all() and (Z[:, 4:7].sum(1) == 2).all()
        assert not Z[:, 7:].any()
    assert_allclose(drawn.mean(0), design.share, atol=0.05)


def test_weights_and_strata_agree_when_every_stratum_is_split_alike() -> None:
    t = school_trial()
    t = rows_where(t, np.isin(np.arange(len(t["arm"])), first_rows(t["school"], 4)))
    given = (t["after"], t["arm"], t["school"], t["town"])
    by_strata = randomisation_test(Randomisation(), *given)
    by_weight = randomisation_test(Randomisation(estimator="ipw"), *given)
    assert_allclose(by_strata.value, by_weight.value, rtol=1e-9)


def first_rows(groups: np.ndarray, count: int) -> np.ndarray:
    return np.concatenate([np.flatnonzero(groups == g)[:count] for g in np.unique(groups)])


def test_stored_assignments_replace_the_lottery() -> None:
    y = [1.0, 2, 3, 4, 9, 8, 7, 6]
    arm = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    stored = np.array([arm, 1 - arm, np.tile([0, 1], 4), np.tile([1, 0], 4)])
    e = randomisation_test(Randomisation(), y, arm, stored=stored)
    assert e.p_value == 3 / 5
    with pytest.raises(SpecificationError, match="one column for each of the 8"):
        randomisation_test(Randomisation(), y, arm, stored=stored[:, :4])


def test_six_schools_cannot_reach_five_per_cent_and_it_is_said() -> None:
    y = np.array([0.0, 1, 2, 50, 51, 52])
    e = randomisation_test(Randomisation(), y, [0, 0, 0, 1, 1, 1])
    assert e.p_value == 0.1 and e.interval == (None, None)
    assert any(w.code == "cannot_reach" for w in e.warnings)
    assert any(w.code == "cannot_reach" for w in minimum_detectable(TrialSize(6)).warnings)


def test_wrong_trial_columns_are_named() -> None:
    with pytest.raises(DesignError, match="only 1"):
        randomisation_test(Randomisation(), [1.0, 2], [1, 1])
    with pytest.raises(InputError, match="row 2: expected 0"):
        randomisation_test(Randomisation(), [1.0, 2], [1, 2])
    with pytest.raises(InputError, match="changes inside cluster b"):
        randomisation_test(Randomisation(), [1.0, 2, 3], [1, 0, 1], ["a", "b", "b"])


# Enos (2014): published ATE and one-sided p; the exact two-sided counts out of 256
@pytest.mark.parametrize(
    ("question", "effect", "greater", "two_sided", "n"),
    [
        ("numberim", 0.0898, 2, 4, 106),
        ("Remain", 0.0727, 5, 10, 109),
        ("Englishlan", 0.0299, 72, 144, 109),
    ],
)
def test_the_commuter_train_trial_is_reproduced(
    question: str, effect: float, greater: int, two_sided: int, n: int
) -> None:
    t = read_case("cases", "01_enos2014", "pnas_data.csv")
    t["change"] = (t[f"{question}.y"] - t[f"{question}.x"]) / 4
    t = rows_where(t, ~np.isnan(t["change"]) & ~np.isnan(t["line.x"]))
    both = [s for s in set(t["station"]) if len(set(t["treatment"][t["station"] == s])) == 2]
    t = rows_where(t, np.isin(t["station"], both))
    change = t["change"]
    given = (change, t["treatment"], t["treated_unit"], t["station"], {"line": t["line.x"]})
    asked = {"estimator": "ipw", "statistic": "difference"}
    one = randomisation_test(Randomisation(alternative="greater", **asked), *given)
    two = randomisation_test(Randomisation(**asked), *given)
    assert round(one.value, 4) == effect and one.n == n
    assert (one.p_value * 256, two.p_value * 256) == (greater, two_sided)


def test_the_family_test_with_one_outcome_is_the_single_test() -> None:
    t = school_trial()
    given = (t["arm"], t["school"], t["town"], {"before": t["before"]})
    single = randomisation_test(Randomisation(), t["after"], *given)
    (family,) = familywise_test(Randomisation(), {"after": t["after"]}, *given)
    assert_allclose(family.p_value, single.p_value)


def test_the_family_test_raises_p_values_less_for_copies_than_for_new_outcomes() -> None:
    t = school_trial(effect=0.0)
    rng = np.random.default_rng(1)
    others = {f"o{k}": rng.normal(size=len(t["arm"])) for k in range(6)}
    given = (t["arm"], t["school"], t["town"])
    alone = randomisation_test(Randomisation(), t["after"], *given).p_value
    copies = familywise_test(
        Randomisation(), {f"c{k}": t["after"] * (k + 1) for k in range(6)}, *given
    )
    family = familywise_test(Randomisation(), {"y": t["after"], **others}, *given)
    assert_allclose([e.p_value for e in copies], alone)
    assert family[0].p_value >= alone


def test_the_wild_bootstrap_matches_its_long_hand_form() -> None:
    t = school_trial(towns=2)
    asked = WildBootstrap(weights="rademacher")
    e = wild_bootstrap(asked, t["after"], {"arm": t["arm"], "before": t["before"]}, t["school"])
    X = np.column_stack([np.ones(len(t["arm"])), t["arm"], t["before"]])
    null = X[:, [0, 2]]
    fitted = null @ np.linalg.lstsq(null, t["after"], rcond=None)[0]
    left = t["after"] - fitted

    def t_of(y: np.ndarray) -> float:
        fit = regress(LeastSquares("CR1"), y, {"arm": X[:, 1], "b": X[:, 2]}, t["school"])
        return fit["arm"].statistic or 0.0

    drawn = [abs(t_of(fitted + np.array(v)[t["school"]] * left))
             for v in itertools.product((-1, 1), repeat=8)]  # fmt: skip
    assert_allclose(e.p_value, np.mean(np.array(drawn) >= abs(t_of(t["after"])) - 1e-9))


def test_the_bootstrap_interval_ends_where_the_test_turns() -> None:
    t = school_trial()
    e = wild_bootstrap(WildBootstrap(draws=1999), t["after"], {"arm": t["arm"]}, t["school"])
    assert [w.code for w in e.warnings] == ["bootstrap_bold"]
    low, high = e.interval
    for end, inside in ((low, low + 0.02), (high, high - 0.02)):
        shifted = t["after"] - inside * t["arm"]
        assert (
            wild_bootstrap(
                WildBootstrap(draws=1999), shifted, {"arm": t["arm"]}, t["school"]
            ).p_value
            > 0.05
        ), end


def test_the_complier_effect_is_the_ratio_and_its_test_is_that_of_assignment() -> None:
    t = school_trial(effect=1.0)
    took = t["arm"] * (np.random.default_rng(5).random(len(t["arm"])) < 0.7)
    e = complier_effect(ComplierEffect(), t["after"], t["arm"], took, t["school"])
    first = regress(LeastSquares(), took, {"arm": t["arm"]}, t["school"])["arm"]
    itt = regress(LeastSquares(), t["after"], {"arm": t["arm"]}, t["school"])["arm"]
    assert_allclose([e.value, e.p_value], [itt.value / first.value, itt.p_value])
    for end in e.interval:
        at_end = regress(LeastSquares(), t["after"] - end * took, {"arm": t["arm"]}, t["school"])
        assert_allclose(at_end["arm"].p_value, 0.05, rtol=1e-6)


def test_exposure_to_arrivals_equals_two_stage_least_squares_by_hand() -> None:
    """Hangartner et al. (2019): the nearer the coast, the more arrivals. No published table."""
    t = read_stata_case("cases", "06_hangartner2019", "survey_data.dta")
    used = ("asylumgen", "age", "female", "logdist", "treatment", "munid")
    whole = np.all([~np.isnan(t[name]) for name in used], axis=0)
    t = rows_where(t, (t["_mi_m"] == 1) & whole)
    near = (t["logdist"] < np.median(t["logdist"])) * 1.0
    covariates = {"age": t["age"], "female": t["female"]}
    e = complier_effect(
        ComplierEffect(), t["asylumgen"], near, t["treatment"], t["munid"], covariates
    )
    fixed = np.column_stack([np.ones(near.size), t["age"], t["female"]])
    Z, X = np.column_stack([near, fixed]), np.column_stack([t["treatment"], fixed])
    by_hand = np.linalg.solve(Z.T @ X, Z.T @ t["asylumgen"])[0]
    assert_allclose(e.value, by_hand, rtol=1e-8)
    assert e.clusters == np.unique(t["munid"]).size == 92
    assert e.interval[0] < e.value < e.interval[1]


def test_attrition_and_bounds_have_known_answers() -> None:
    y = [1.0, 2, 3, None, 2, 3, 4, 5]
    arm = [0, 0, 0, 0, 1, 1, 1, 1]
    overall, comparison, programme, gap = attrition(Attrition(), y, arm)
    assert (overall.value, comparison.value, programme.value) == (0.125, 0.25, 0.0)
    assert_allclose(gap.value, -0.25)
    low, high = lee_bounds(Attrition(draws=200), y, arm)
    assert_allclose([low.value, high.value], [3 - 2, 4 - 2])
    assert low.interval[0] < low.value and high.interval[1] > high.value
    assert "bounds_short" in [w.code for w in low.warnings]
    full = lee_bounds(Attrition(draws=20), [1.0, 2, 3, 5], [0, 0, 1, 1])
    assert_allclose([full[0].value, full[1].value], 2.5)


def test_balance_counts_the_lottery_not_the_rows() -> None:
    t = school_trial()
    found = balance(Randomisation(), {"before": t["before"]}, t["arm"], t["school"], t["town"])
    alone = randomisation_test(
        Randomisation(statistic="difference"), t["before"], t["arm"], t["school"], t["town"]
    )
    assert_allclose(found[-1].p_value, alone.p_value)


@pytest.mark.parametrize(
    ("schools", "d"), [(8, 1.02), (12, 0.77), (20, 0.57), (40, 0.39), (80, 0.27)]
)
def test_what_a_town_can_detect_is_reproduced(schools: int, d: float) -> None:
    size = TrialSize(schools)
    assert round(minimum_detectable(size).value, 2) == d
    assert abs(power_of(size, minimum_detectable(size).value) - 0.8) < 0.02


def test_a_baseline_survey_lowers_what_can_be_detected() -> None:
    with_baseline = TrialSize(20, r2_cluster=0.5, r2_person=0.5)
    assert minimum_detectable(with_baseline).value < 0.75 * minimum_detectable(TrialSize(20)).value
    assert clusters_needed(TrialSize(4), 0.27) == pytest.approx(80, abs=2)
    worse = TrialSize(20, size_cv=0.6, attrition=0.3)
    assert minimum_detectable(worse).value > minimum_detectable(TrialSize(20)).value
    with pytest.raises(DesignError, match="at least 3"):
        minimum_detectable(TrialSize(2))


def test_the_baseline_tells_the_planner_the_icc() -> None:
    rng = np.random.default_rng(1)
    school = np.repeat(np.arange(400), 20)
    y = np.sqrt(0.15) * rng.normal(size=400)[school] + np.sqrt(0.85) * rng.normal(size=8000)
    e = intraclass_correlation(Baseline(), y, school)
    assert abs(e.value - 0.15) < 0.03 and e.interval[0] < 0.15 < e.interval[1]
    plan = plan_from_baseline(TrialSize(20), y, school, 0.7)
    assert plan.people == 20 and plan.icc == e.value
    assert minimum_detectable(plan).value < minimum_detectable(TrialSize(20, 20)).value
    with pytest.raises(DesignError, match="nothing lies inside"):
        intraclass_correlation(Baseline(), [1.0, 2.0], ["a", "b"])


def test_a_whole_trial_holds_together() -> None:
    t = school_trial()
    t["after"][[3, 17, 40]] = np.nan
    found = analyse_trial(
        TrialPlan(draws=500), t["after"], t["arm"], t["school"], t["town"], {"before": t["before"]}
    )
    assert_allclose(found.effect.value, found.lottery.value, rtol=1e-9)
    assert found.attrition[0].value > 0 and len(found.bounds) == 2 and len(found.balance) == 2
    assert found.effect.clusters == 16
