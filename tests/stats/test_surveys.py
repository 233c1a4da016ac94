"""Complex surveys: the published PISA figures, known answers, and the two forms of weights."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bothways.stats.errors import DesignError, InputError, SpecificationError
from bothways.stats.surveys import (
    Cells,
    FactorisedWeights,
    ReplicateWeights,
    Replication,
    SurveyQuantiles,
    SurveyRegression,
    SurveyShares,
    SurveyTable,
    delete_one_weights,
    factorise,
    paired_weights,
    survey_quantiles,
    survey_regression,
    survey_shares,
    survey_table,
)
from bothways.stats.surveys.replication import pool
from bothways.stats.surveys.weights import hadamard

from .cases import Table, read_case


def pisa() -> tuple[Table, ReplicateWeights]:
    t = read_case("indicators", "pisa2003_nld.csv.gz")
    replicates = np.column_stack([t[f"W_FSTR{k}"] for k in range(1, 81)])
    return t, ReplicateWeights.of(t["W_FSTUWT"], replicates)


def plausible(t: Table, subject: str) -> np.ndarray:
    return np.column_stack([t[f"PV{k}{subject}"] for k in range(1, 6)])


def by_term(estimates: tuple) -> dict:
    return {e.term: e for e in estimates}


def pairs_survey(seed: int, pairs: int = 12, pupils: int = 6) -> tuple[Table, FactorisedWeights]:
    rng = np.random.default_rng(seed)
    pair = np.repeat(np.arange(pairs), 2 * pupils)
    half = np.tile(np.repeat([0, 1], pupils), pairs)
    y = rng.normal(size=pairs)[pair] + rng.normal(size=2 * pairs)[2 * pair + half]
    y = y + rng.normal(size=pair.size)
    t = {"y": y, "pair": pair, "half": half, "group": rng.integers(0, 2, pair.size)}
    return t, paired_weights(rng.uniform(1, 3, pair.size), pair, half)


@pytest.mark.parametrize("form", ["dense", "factorised"])
def test_the_netherlands_in_pisa_2003_come_out_as_published(form: str) -> None:
    t, weights = pisa()
    used = weights if form == "dense" else factorise(weights)
    assert isinstance(used, FactorisedWeights) == (form == "factorised")
    means = {
        s: survey_table(SurveyTable(), used, plausible(t, s))[0]
        for s in ("READ", "MATH", "SCIE")
    }  # fmt: skip
    assert_allclose([e.value for e in means.values()], [513.119, 537.823, 524.369], atol=5e-4)
    assert_allclose([e.se for e in means.values()], [2.854, 3.130, 3.145], atol=5e-4)
    assert round(means["READ"].value) == 513
    tails = survey_quantiles(SurveyQuantiles(shares=(0.1, 0.9)), used, plausible(t, "READ"))
    assert_allclose([e.value for e in tails], [400.4, 620.5], atol=0.05)


def test_the_gap_between_natives_and_immigrants_has_its_published_error() -> None:
    t, weights = pisa()
    label = np.array(["", "native", "second", "first"])[np.nan_to_num(t["IMMIG"]).astype(int)]
    maths = plausible(t, "MATH")
    found = by_term(survey_table(SurveyTable(), weights, maths, label))
    expected = {
        "native": (551.234, 3.009, 3434), "second": (491.798, 10.338, 265),
        "first": (472.330, 8.367, 147),
    }  # fmt: skip
    for cell, (value, se, n) in expected.items():
        e = found[f"mean: {cell}"]
        assert_allclose([e.value, e.se], [value, se], atol=6e-4)
        assert e.n == n
    merged = np.where(label == "", "", np.where(label == "native", "native", "immigrant"))
    asked = SurveyTable(gaps=(("native", "immigrant"),))
    gap = survey_table(asked, weights, maths, merged)[-1]
    assert_allclose([gap.value, gap.se], [66.351, 8.951], atol=6e-4)
    slope = survey_regression(
        SurveyRegression(), weights, maths,
        {"native": np.where(label == "", np.nan, (label == "native") * 1.0)},
    )[1]  # fmt: skip
    assert_allclose([slope.value, slope.se], [gap.value, gap.se], rtol=1e-9)
    shares = by_term(survey_shares(SurveyShares(), weights, label))
    drawn = [shares[f"share {c}: all"].value for c in ("native", "second", "first")]
    assert_allclose(drawn, [0.8903, 0.0707, 0.0390], atol=6e-5)


def test_the_netherlands_by_sex_and_by_immigrant_status_come_out_as_in_four_engines() -> None:
    t, weights = pisa()
    sexes = survey_table(SurveyTable(), weights, plausible(t, "MATH"), t["ST03Q01"])
    assert_allclose([(e.value, e.se) for e in sexes], [(535.215, 3.484), (540.331, 4.077)],
                    atol=6e-4)  # fmt: skip
    label = np.array(["none", "native", "second", "first"])[np.nan_to_num(t["IMMIG"]).astype(int)]
    maths = by_term(survey_table(SurveyTable(), weights, plausible(t, "MATH"), label))
    silent = maths["mean: none"]
    assert (round(silent.value, 2), round(silent.se, 2), silent.n) == (410.03, 17.37, 146)
    reading = by_term(survey_table(SurveyTable(), weights, plausible(t, "READ"), label))
    found = [reading[f"mean: {c}"].value for c in ("native", "second", "first")]
    assert_allclose(found, [524.433, 474.688, 463.375], atol=6e-4)


def test_the_factors_behind_a_real_weight_file_are_few() -> None:
    _, weights = pisa()
    found = factorise(weights)
    assert isinstance(found, FactorisedWeights)
    assert len(found.factors) <= 169
    assert found.error < 2e-5
    rebuilt = found.rows(slice(None))[:, 1:]
    assert_allclose(rebuilt, weights.replicates, rtol=2e-5)


def test_a_thin_sample_gains_nothing_by_factorising_and_stays_dense() -> None:
    t = read_case("indicators", "pisa2018_rrepest_sample.csv.gz")
    replicates = np.column_stack([t[f"w_fsturwt{k}"] for k in range(1, 81)])
    weights = ReplicateWeights.of(t["w_fstuwt"], replicates)
    assert factorise(weights) is weights


def test_a_large_level_costs_a_spread_no_digits() -> None:
    weights = delete_one_weights(np.ones(4), [0, 0, 1, 1])
    asked = SurveyTable(Replication("jk1"), statistics=("sd",))
    spread = survey_table(asked, weights, 1e8 + np.arange(4.0))[0]
    assert_allclose(spread.value, np.sqrt(1.25), rtol=1e-7)


def test_dense_and_factorised_weights_agree_on_everything() -> None:
    t, weights = pairs_survey(1)
    rows = weights.rows(slice(None))
    dense = ReplicateWeights.of(rows[:, 0], rows[:, 1:])
    cells = np.where(t["group"] == 1, "b", "a")
    holes = t["y"].copy()
    holes[::7] = np.nan
    values = np.column_stack([holes, holes + 0.1, holes * 1.1])
    table = SurveyTable(statistics=("mean", "sd", "total"), gaps=(("a", "b"),))
    for asked, door in (
        (table, survey_table),
        (SurveyQuantiles(gaps=(("a", "b"),)), survey_quantiles),
    ):
        one, two = door(asked, dense, values, cells), door(asked, weights, values, cells)
        assert [e.term for e in one] == [e.term for e in two]
        assert_allclose([e.value for e in one], [e.value for e in two], rtol=1e-12)
        assert_allclose([e.se for e in one], [e.se for e in two], rtol=1e-9)
    found = factorise(dense)
    assert isinstance(found, FactorisedWeights)
    assert_allclose(found.rows(slice(None)), rows, rtol=1e-12)


def many_cells(n: int = 60_000) -> tuple[FactorisedWeights, np.ndarray, np.ndarray]:
    """So many cells and units in no order that their sums are held for a part of them at a time."""
    rng = np.random.default_rng(4)
    factors = np.vstack([1 + 0.5 * hadamard(40), 1 - 0.5 * hadamard(40)])
    thin = FactorisedWeights.of(rng.uniform(1, 3, n), rng.integers(0, 80, n), factors)
    return thin, rng.normal(500, 90, (n, 10)), rng.integers(0, 600, n)


def test_sums_held_for_a_part_of_the_cells_at_a_time_agree_with_the_table() -> None:
    thin, values, cells = many_cells()
    dense = ReplicateWeights.of(thin.base, thin.base[:, None] * thin.factors[thin.unit])
    asked = SurveyTable()
    for a, b in zip(*(survey_table(asked, w, values, cells) for w in (thin, dense)), strict=True):
        assert (a.term, a.n) == (b.term, b.n)
        assert_allclose([a.value, a.se], [b.value, b.se], rtol=1e-9)


def test_the_factorised_form_asks_for_little_more_than_its_answer() -> None:
    thin, values, cells = many_cells()
    coded = Cells.of(cells)
    answer = len(coded.names) * (thin.count + 1) * (values.shape[1] + 1) * 8
    tracemalloc.start()
    survey_table(SurveyTable(), thin, values, coded)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.5 * answer + 1_000_000


def test_the_order_of_the_cells_does_not_change_a_number() -> None:
    t, weights = pairs_survey(2)
    rows = weights.rows(slice(None))
    order = np.argsort(t["group"], kind="stable")
    mixed = survey_table(
        SurveyTable(), ReplicateWeights.of(rows[:, 0], rows[:, 1:]), t["y"], t["group"]
    )
    in_order = survey_table(
        SurveyTable(), ReplicateWeights.of(rows[order, 0], rows[order, 1:]), t["y"][order],
        t["group"][order],
    )  # fmt: skip
    assert Cells.of(t["group"][order]).in_order and not Cells.of(t["group"]).in_order
    assert_allclose([e.value for e in mixed], [e.value for e in in_order], rtol=1e-12)
    assert_allclose([e.se for e in mixed], [e.se for e in in_order], rtol=1e-10)


def test_a_jackknifed_mean_of_equal_clusters_has_the_textbook_error() -> None:
    y = np.arange(12.0) ** 1.5
    school = np.repeat(np.arange(4), 3)
    weights = delete_one_weights(np.ones(12), school)
    e = survey_table(SurveyTable(Replication("jk1")), weights, y)[0]
    means = y.reshape(4, 3).mean(axis=1)
    assert_allclose([e.value, e.se], [means.mean(), means.std(ddof=1) / 2], rtol=1e-12)
    assert e.df == 3


def test_balanced_halves_give_the_stratified_error_of_a_total() -> None:
    t, _ = pairs_survey(3)
    weights = paired_weights(np.ones(t["y"].size), t["pair"], t["half"], fay=0.3)
    asked = SurveyTable(Replication("fay", fay=0.3), statistics=("total",))
    e = survey_table(asked, weights, t["y"])[0]
    halves = np.zeros((12, 2))
    np.add.at(halves, (t["pair"], t["half"]), t["y"])
    assert_allclose(e.se, np.sqrt(((halves[:, 0] - halves[:, 1]) ** 2).sum()), rtol=1e-10)


def test_plausible_values_add_their_disagreement_to_the_error() -> None:
    t, weights = pairs_survey(4)
    values = np.column_stack([t["y"], t["y"] + 1, t["y"] + 2])
    one = survey_table(SurveyTable(), weights, t["y"])[0]
    many = survey_table(SurveyTable(), weights, values)[0]
    assert_allclose(many.se**2, one.se**2 + (1 + 1 / 3) * 1.0, rtol=1e-10)
    assert many.df is not None and one.df is not None and many.df < one.df


def test_the_older_rule_takes_the_sampling_error_of_the_first_plausible_value() -> None:
    estimates = np.array([[1.0, 2.0], [1.1, 2.9], [0.9, 1.5]])
    first = pool(Replication("jk2", sampling_from="first"), estimates)
    assert_allclose(first.sampling, 0.02)
    assert_allclose(pool(Replication("jk2"), estimates).sampling, (0.02 + 1.06) / 2)


def test_custom_scales_stand_for_any_other_design() -> None:
    estimates = np.array([[1.0], [1.2], [0.7]])
    same = pool(Replication("custom", scale=0.5), estimates).se
    each = pool(Replication("custom", rscales=(0.5, 0.5)), estimates).se
    assert_allclose([same, each], np.sqrt(0.5 * (0.04 + 0.09)))
    mean = pool(Replication("custom", scale=0.5, centre="mean"), estimates).se
    assert mean < same


def test_regression_equals_weighted_least_squares_in_every_replicate() -> None:
    t, weights = pairs_survey(5)
    x = t["group"] + 0.1 * t["y"] ** 2
    values = np.column_stack([t["y"], t["y"] + x / 2])
    found = survey_regression(SurveyRegression(), weights, values, {"x": x})
    all_weights = weights.rows(slice(None))
    theta = np.empty((all_weights.shape[1], 2, 2))
    X = np.column_stack([np.ones(x.size), x])
    for r, w in enumerate(all_weights.T):
        theta[r] = np.linalg.lstsq(X * np.sqrt(w)[:, None], values * np.sqrt(w)[:, None])[0]
    for k, e in enumerate(found):
        pooled = pool(Replication(), theta[:, k, :])
        assert_allclose([e.value, e.se, e.df], [pooled.value, pooled.se, pooled.df], rtol=1e-8)


def test_plausible_predictors_are_paired_with_plausible_outcomes() -> None:
    t, weights = pairs_survey(6)
    x = np.column_stack([t["y"], -t["y"]])
    y = np.column_stack([2 * t["y"], -2 * t["y"]])
    slope = survey_regression(SurveyRegression(), weights, y, {"x": x})[1]
    assert_allclose(slope.value, 2.0)
    with pytest.raises(SpecificationError, match="plausible"):
        survey_regression(SurveyRegression(), weights, y, {"x": np.column_stack([x, x])})


def test_a_cell_of_one_person_has_no_error_and_says_so() -> None:
    t, weights = pairs_survey(7)
    cells = np.full(t["y"].size, "many")
    cells[0] = "one"
    found = by_term(survey_table(SurveyTable(gaps=(("many", "one"),)), weights, t["y"], cells))
    assert found["mean: one"].se is None and found["mean: one"].interval is None
    assert found["mean: many - one"].p_value is None
    assert [w.code for w in found["mean: one"].warnings] == ["small_cell"]


def test_a_cell_that_a_replicate_misses_says_so_and_keeps_an_error() -> None:
    school = np.repeat(np.arange(4), 3)
    weights = delete_one_weights(np.ones(12), school)
    cells = np.where(school == 0, "here", "there")
    found = by_term(survey_table(SurveyTable(Replication("jk1")), weights, np.arange(12.0), cells))
    codes = [w.code for w in found["mean: here"].warnings]
    assert "empty_replicates" in codes
    assert found["mean: here"].se == 0 and found["mean: here"].interval is None
    assert found["mean: there"].se > 0


def test_a_cell_without_values_is_named_and_left_out() -> None:
    t, weights = pairs_survey(8)
    cells = np.where(t["pair"] == 0, "empty", "full")
    values = np.where(t["pair"] == 0, np.nan, t["y"])
    found = survey_table(SurveyTable(), weights, values, cells)
    assert [e.term for e in found] == ["mean: full"]
    assert any(str(w) == "Nobody with values in: empty." for w in found[0].warnings)
    with pytest.raises(SpecificationError, match="no cell 'empty'|No cell 'empty'"):
        survey_table(SurveyTable(gaps=(("full", "empty"),)), weights, values, cells)


def test_bad_weights_are_named_by_row_and_column() -> None:
    with pytest.raises(InputError, match="Replicate weight 2 in row 1 is -1"):
        ReplicateWeights.of([1.0, 1.0], [[1.0, -1.0], [1.0, 1.0]])
    with pytest.raises(InputError, match="row 2 is nan"):
        ReplicateWeights.of([1.0, np.nan], [[1.0, 1.0], [1.0, 1.0]])
    with pytest.raises(InputError, match="table of 2 rows"):
        ReplicateWeights.of([1.0, 1.0], [[1.0, 1.0]])
    with pytest.raises(InputError, match="counted"):
        ReplicateWeights.of([0.0], [[1.0, 1.0]])
    with pytest.raises(DesignError, match="cluster"):
        delete_one_weights([1.0, 1.0], ["a", "a"])
    with pytest.raises(InputError, match="half, row 2"):
        paired_weights([1.0, 1.0], ["a", "a"], [0, 2])


@pytest.mark.parametrize(
    "wrong",
    [Replication("fay", fay=1.0), Replication("custom"), Replication("jk2", scale=1.0),
     Replication("custom", rscales=(1.0,)), Replication("taylor")],  # type: ignore[arg-type]
)  # fmt: skip
def test_a_replication_that_contradicts_itself_is_refused(wrong: Replication) -> None:
    with pytest.raises(SpecificationError):
        wrong.factors(5)


@pytest.mark.parametrize("order", [1, 2, 4, 8, 12, 20, 24, 40, 80])
def test_hadamard_matrices_are_orthogonal(order: int) -> None:
    H = hadamard(order)
    assert H.shape == (order, order)
    assert_allclose(H @ H.T, order * np.eye(order))
    assert (H[0] == 1).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1e4, 1e4), st.floats(0.01, 100))
def test_shift_and_scale_move_mean_and_error_as_they_must(
    seed: int, shift: float, scale: float
) -> None:
    t, weights = pairs_survey(seed, pairs=5, pupils=3)
    asked = SurveyTable(statistics=("mean", "sd"))
    before = survey_table(asked, weights, t["y"])
    after = survey_table(asked, weights, shift + scale * t["y"])
    assert_allclose(after[0].value, shift + scale * before[0].value, rtol=1e-9, atol=1e-7)
    assert_allclose(after[1].value, scale * before[1].value, rtol=1e-6)
    assert_allclose([e.se for e in after], [scale * e.se for e in before], rtol=1e-5, atol=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("pairs", [8, 20, 40])
def test_the_interval_of_a_mean_covers_it(pairs: int) -> None:
    hits = 0
    for seed in range(2000):
        t, weights = pairs_survey(seed, pairs, 4)
        e = survey_table(
            SurveyTable(Replication("fay", df=float(pairs))), weights,
            t["y"] - np.random.default_rng(seed).normal(size=pairs)[t["pair"]],
        )[0]  # fmt: skip
        hits += e.interval[0] <= 0 <= e.interval[1]
    assert 0.93 <= hits / 2000 <= 0.97
