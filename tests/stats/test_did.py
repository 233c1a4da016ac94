"""Difference in differences: the published case, hand-made panels, honest few-cluster answers."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.stats.errors import DesignError, InputError
from bothways.stats.observed.did import (
    DifferenceInDifferences,
    difference_in_differences,
    event_study,
    placebo_test,
    read_panel,
    starts,
)
from bothways.stats.observed.did.imputation import imputed
from bothways.stats.regression import LeastSquares, regress

from .cases import indicators, read_case

NEVER = np.nan
Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def long_form(table: np.ndarray, begins: list[float]) -> Columns:
    """A unit-by-period table as outcome, period, unit and start columns."""
    U, T = table.shape
    unit, period = np.repeat(np.arange(U), T), np.tile(np.arange(T), U)
    return table.ravel(), period, unit, np.repeat(np.array(begins, dtype=float), T)


def towns(seed: int, begins: list[float], periods: int = 6, effect: float = 1.0) -> np.ndarray:
    """Towns with their own level, common periods, lasting shocks and one effect."""
    rng = np.random.default_rng(seed)
    U = len(begins)
    shock = np.zeros((U, periods))
    shock[:, 0] = rng.normal(size=U)
    for t in range(1, periods):
        shock[:, t] = 0.5 * shock[:, t - 1] + np.sqrt(0.75) * rng.normal(size=U)
    begin = np.nan_to_num(np.array(begins, dtype=float), nan=99)[:, None]
    level = rng.normal(size=U)[:, None] + np.linspace(0, 2, periods)
    return level + shock + effect * (np.arange(periods) >= begin)


def organ_donors() -> Columns:
    t = read_case("cases", "11_organ_did", "organ_donation.csv")
    order = ["Q42010", "Q12011", "Q22011", "Q32011", "Q42011", "Q12012"]
    period = np.array([order.index(q) for q in t["Quarter"]])
    return t["Rate"], period, t["State"], np.where(t["State"] == "California", 3.0, NEVER)


def test_the_organ_donation_case_comes_out_as_published() -> None:
    y, period, state, start = organ_donors()
    e = difference_in_differences(DifferenceInDifferences("CR1S"), y, period, state, start)
    assert_allclose([e.value, e.se], [-0.02246, 0.00613], atol=5e-6)


def test_one_treated_state_gets_no_test_but_a_placebo_p() -> None:
    given = organ_donors()
    e = difference_in_differences(DifferenceInDifferences(), *given)
    assert e.p_value is None and e.interval is None
    assert "one_treated" in [w.code for w in e.warnings]
    placebo = placebo_test(DifferenceInDifferences(), *given)
    assert_allclose([placebo.value, placebo.p_value], [e.value, 5 / 27])
    assert placebo.seed is None
    study = event_study(DifferenceInDifferences(), *given)
    assert [x.term for x in study] == ["-3", "-2", "+0", "+1", "+2"]
    assert all(x.p_value is None for x in study)


def test_two_units_on_a_side_are_said_to_make_the_interval_wide() -> None:
    given = long_form(towns(1, [3, 3] + [NEVER] * 8), [3, 3] + [NEVER] * 8)
    e = difference_in_differences(DifferenceInDifferences(), *given)
    assert "few_on_side" in [w.code for w in e.warnings]
    placebo = placebo_test(DifferenceInDifferences(), *given)
    assert "few_on_side" not in [w.code for w in placebo.warnings]


def test_two_periods_give_the_difference_of_mean_changes() -> None:
    table = np.array([[1.0, 2.0], [2.0, 2.5], [0.0, 3.0], [1.0, 5.0]])
    e = difference_in_differences(
        DifferenceInDifferences(), *long_form(table, [NEVER, NEVER, 1, 1])
    )
    change = table[:, 1] - table[:, 0]
    by_hand = regress(LeastSquares(), change, {"arm": [0, 0, 1, 1]})["arm"]
    assert_allclose([e.value, e.se, e.df], [by_hand.value, by_hand.se, by_hand.df], rtol=1e-9)


def test_a_common_start_equals_the_regression_with_all_constants() -> None:
    begins = [3.0] * 4 + [NEVER] * 6
    y, period, unit, start = long_form(towns(1, begins), begins)
    e = difference_in_differences(DifferenceInDifferences(), y, period, unit, start)
    active = (period >= np.nan_to_num(start, nan=99)) * 1.0
    columns = {"effect": active, **indicators(unit, "u", 1), **indicators(period, "t", 1)}
    full = regress(LeastSquares(), y, columns, unit)["effect"]
    assert_allclose([e.value, e.se, e.df], [full.value, full.se, full.df], rtol=1e-8)


def test_imputation_equals_the_regression_when_there_is_one_start() -> None:
    begins = [2.0] * 3 + [NEVER] * 5
    given = long_form(towns(2, begins), begins)
    effects, without = imputed(read_panel(*given))
    e = difference_in_differences(DifferenceInDifferences(), *given)
    assert_allclose(effects[0], e.value, rtol=1e-9)
    y, period, unit, start = (c[given[2] != 4] for c in given)
    again = difference_in_differences(DifferenceInDifferences(), y, period, unit, start)
    assert_allclose(without[4, 0], again.value, rtol=1e-9)


def test_different_starts_are_not_compared_with_early_starters() -> None:
    """A growing effect fools the plain regression; imputation finds it."""
    begins = [1.0] * 4 + [4.0] * 4 + [NEVER] * 2
    T = 7
    begin = np.nan_to_num(np.array(begins), nan=99)[:, None]
    grown = np.maximum(np.arange(T) - begin + 1, 0.0)
    table = np.arange(10)[:, None] * 0.3 + np.linspace(0, 1, T) + grown
    y, period, unit, start = long_form(table, begins)
    e = difference_in_differences(DifferenceInDifferences(), y, period, unit, start)
    truth = grown[grown > 0].mean()
    assert_allclose(e.value, truth, rtol=1e-9)
    active = (period >= np.nan_to_num(start, nan=99)) * 1.0
    plain = regress(
        LeastSquares(), y,
        {"effect": active, **indicators(unit, "u", 1), **indicators(period, "t", 1)}, unit,
    )["effect"]  # fmt: skip
    assert plain.value < 0.8 * truth
    study = {
        x.term: x.value for x in event_study(DifferenceInDifferences(), y, period, unit, start)
    }
    assert_allclose([study[f"+{h}"] for h in range(6)], np.arange(1, 7), rtol=1e-9)
    assert "staggered" in [w.code for w in e.warnings]


def test_the_event_study_is_zero_before_and_the_effect_after() -> None:
    begins = [3.0] * 8 + [NEVER] * 8
    given = long_form(towns(3, begins, effect=2.0), begins)
    found = event_study(DifferenceInDifferences(), *given)
    table = given[0].reshape(16, 6)
    gap = table[:8].mean(axis=0) - table[8:].mean(axis=0)
    expected = [gap[0] - gap[2], gap[1] - gap[2], gap[3] - gap[2], gap[4] - gap[2]]
    assert_allclose([e.value for e in found[:4]], expected, rtol=1e-9)
    assert found[-1].term == "moved apart before" and found[-1].unit.startswith("F with 2")


def test_groups_that_moved_apart_before_are_named() -> None:
    begins = [4.0] * 10 + [NEVER] * 10
    table = towns(4, begins) + np.outer(np.r_[np.ones(10), np.zeros(10)], np.arange(6.0))
    found = event_study(DifferenceInDifferences(), *long_form(table, begins))
    assert "pretrend" in [w.code for w in found[-1].warnings]


def test_rows_of_pupils_weigh_the_cells_they_are_in() -> None:
    begins = [2.0] * 3 + [NEVER] * 4
    table = towns(5, begins, 4)
    rng = np.random.default_rng(5)
    size = rng.integers(1, 5, 28)
    y, period, unit, start = (np.repeat(c, size) for c in long_form(table, begins))
    y = y + rng.normal(size=y.size)
    e = difference_in_differences(DifferenceInDifferences(), y, period, unit, start)
    active = (period >= np.nan_to_num(start, nan=99)) * 1.0
    columns = {"effect": active, **indicators(unit, "u", 1), **indicators(period, "t", 1)}
    full = regress(LeastSquares(), y, columns, unit)["effect"]
    assert_allclose([e.value, e.se], [full.value, full.se], rtol=1e-8)
    assert e.n == y.size and e.clusters == 7


def test_periods_after_everybody_started_are_left_out_and_said() -> None:
    begins = [2.0] * 4 + [4.0] * 4
    e = difference_in_differences(DifferenceInDifferences(), *long_form(towns(6, begins), begins))
    told = {w.code: str(w) for w in e.warnings}
    assert told["nobody_left"].startswith("16 unit-periods")


def test_all_placebos_are_gone_through_when_they_are_few() -> None:
    begins = [2.0] * 2 + [NEVER] * 5
    given = long_form(towns(7, begins, 4), begins)
    e = placebo_test(DifferenceInDifferences(), *given)
    table = given[0].reshape(7, 4)
    moved = table[:, 2:].mean(axis=1) - table[:, :2].mean(axis=1)
    effects = []
    for pair in itertools.combinations(range(7), 2):
        z = np.zeros(7, dtype=bool)
        z[list(pair)] = True
        effects.append(abs(moved[z].mean() - moved[~z].mean()))
    assert_allclose(e.p_value, np.mean(np.array(effects) >= abs(e.value) - 1e-9))


def test_uneven_panels_take_the_long_way_and_agree() -> None:
    begins = [2.0] * 2 + [NEVER] * 5
    y, period, unit, start = long_form(towns(8, begins, 4), begins)
    full = placebo_test(DifferenceInDifferences(), y, period, unit, start)
    twice = placebo_test(
        DifferenceInDifferences(), *(np.r_[c, c[:1]] for c in (y, period, unit, start))
    )  # the same table, one cell seen twice
    assert abs(full.value - twice.value) < 0.2
    assert abs(full.p_value - twice.p_value) <= 4 / 21


def test_drawn_placebos_are_close_to_all_of_them() -> None:
    begins = [2.0] * 4 + [3.0] * 2 + [NEVER] * 4
    given = long_form(towns(9, begins, 5, effect=0.6), begins)
    exact = placebo_test(DifferenceInDifferences(), *given)
    drawn = placebo_test(DifferenceInDifferences(exact_limit=10, draws=1500), *given)
    assert exact.method == "did-placebo-exact" and drawn.seed == 1
    assert abs(exact.p_value - drawn.p_value) < 0.05


def test_whole_clusters_are_dealt() -> None:
    begins = [2.0] * 4 + [NEVER] * 8
    given = long_form(towns(10, begins, 4), begins)
    pairs = given[2] // 2
    e = placebo_test(DifferenceInDifferences(), *given, pairs)
    assert e.clusters == 6
    assert_allclose((e.p_value * 15) % 1, 0, atol=1e-9)
    with pytest.raises(DesignError, match="whole clusters"):
        placebo_test(DifferenceInDifferences(), *given, given[2] // 3)


def test_the_start_column_is_found_from_when_the_programme_runs() -> None:
    assert_allclose(starts([1, 2, 3], ["a", "a", "a"], [0, 1, 1]), [2, 2, 2])
    with pytest.raises(InputError, match="active, row 3"):
        starts([1, 2, 3], ["a", "a", "a"], [0, 1, 0])


@pytest.mark.parametrize(
    ("begins", "words"),
    [([NEVER] * 4, "one\ngroup|one group"), ([0.0, 0.0, NEVER, NEVER], "before the start"),
     ([2.0] * 4, "group to compare")],
)  # fmt: skip
def test_panels_that_carry_no_comparison_are_refused(begins: list[float], words: str) -> None:
    with pytest.raises(DesignError, match=words):
        difference_in_differences(
            DifferenceInDifferences(), *long_form(towns(1, begins, 4), begins)
        )


def test_a_start_that_changes_inside_a_unit_is_named_by_row() -> None:
    y, period, unit, start = long_form(towns(1, [2.0, NEVER], 4), [2.0, NEVER])
    start[2] = 3.0
    with pytest.raises(InputError, match="start, row"):
        difference_in_differences(DifferenceInDifferences(), y, period, unit, start)


@pytest.mark.slow
@pytest.mark.parametrize(
    "begins",
    [[3.0] * 4 + [NEVER] * 4, [3.0] * 3 + [NEVER] * 9, [2.0] * 5 + [4.0] * 5 + [NEVER] * 10],
    ids=["4+4", "3+9", "5+5+10"],
)  # fmt: skip
def test_the_interval_covers_the_effect(begins: list[float]) -> None:
    hits = 0
    for seed in range(1200):
        e = difference_in_differences(
            DifferenceInDifferences(), *long_form(towns(seed, begins), begins)
        )
        hits += e.interval[0] <= 1 <= e.interval[1]
    assert 0.93 <= hits / 1200 <= 0.985
