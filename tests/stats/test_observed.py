"""Studies without a lottery, and the sentences they allow."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from bothways.stats.claims import ASSUMPTIONS, claim
from bothways.stats.errors import DesignError, InputError, NotEstimableError
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

from .cases import Table, read_case


def test_a_change_is_the_paired_t_test_and_says_it_is_no_effect() -> None:
    rng = np.random.default_rng(1)
    before = rng.normal(size=40)
    after = before + 0.3 + rng.normal(size=40)
    found = change(Change(selected=True), before, after)
    t = stats.ttest_rel(after, before)
    assert_allclose([found[0].statistic, found[0].p_value], [t.statistic, t.pvalue])
    codes = {w.code for w in found[0].warnings}
    assert {"change_not_effect", "regression_to_mean"} <= codes
    assert_allclose(found[2].value, t.statistic / np.sqrt(40))


def panel(seed: int = 1, units: int = 12, periods: int = 6, effect: float = 1.0) -> Table:
    rng = np.random.default_rng(seed)
    unit, period = (
        x.ravel() for x in np.meshgrid(np.arange(units), np.arange(periods), indexing="ij")
    )
    treated = (unit < units // 2).astype(float)
    y = rng.normal(size=units)[unit] + 0.2 * period + rng.normal(size=unit.size)
    return {
        "y": y + effect * treated * (period >= 3),
        "treated": treated,
        "period": period,
        "unit": unit,
    }


def test_the_effect_is_the_difference_of_the_changes() -> None:
    t = panel()
    found = difference_in_differences(
        DifferenceInDifferences(3), t["y"], t["treated"], t["period"], t["unit"]
    )
    cell = {(z, a): t["y"][(t["treated"] == z) & ((t["period"] >= 3) == a)].mean()
            for z in (0, 1) for a in (False, True)}  # fmt: skip
    by_hand = cell[1, True] - cell[1, False] - cell[0, True] + cell[0, False]
    assert_allclose([found[0].value, found[1].value], by_hand)
    events = [e for e in found if e.term.startswith("event")]
    assert [e.term for e in events] == ["event 0", "event 1", "event 3", "event 4", "event 5"]
    assert found[-1].term == "pretrend" and found[-1].p_value > 0.01


def test_groups_that_drift_apart_before_the_start_are_pointed_out() -> None:
    t = panel(effect=0)
    y = t["y"] + 3.0 * t["treated"] * t["period"]
    found = difference_in_differences(
        DifferenceInDifferences(3), y, t["treated"], t["period"], t["unit"]
    )
    assert any(w.code == "pretrend" for w in found[-1].warnings)


def test_the_organ_donation_case_is_reproduced_and_distrusted() -> None:
    t = read_case("cases", "11_organ_did", "organ_donation.csv")
    quarters = ["Q42010", "Q12011", "Q22011", "Q32011", "Q42011", "Q12012"]
    period = np.array([quarters.index(q) for q in t["Quarter"]], dtype=float)
    treated = (t["State"] == "California") * 1.0
    asked = DifferenceInDifferences(3, variance="CR1S")
    found = difference_in_differences(asked, t["Rate"], treated, period, t["State"])
    assert round(found[0].value, 5) == -0.02246 and round(found[0].se, 5) == 0.00613
    assert any(w.code == "one_treated" for w in found[0].warnings)
    placebo = found[1]
    assert_allclose(placebo.value, found[0].value)
    assert_allclose(placebo.p_value * 27, round(placebo.p_value * 27))
    assert placebo.p_value > 0.05


def test_panels_that_cannot_be_compared_are_refused_in_words() -> None:
    t = panel()
    asked = DifferenceInDifferences(3)
    with pytest.raises(DesignError, match="never seen before"):
        keep = ~((t["unit"] == 2) & (t["period"] < 3))
        difference_in_differences(asked, *(t[k][keep] for k in ("y", "treated", "period", "unit")))
    with pytest.raises(InputError, match="changes inside unit"):
        difference_in_differences(asked, t["y"], (t["period"] > 2) * 1.0, t["period"], t["unit"])


def test_a_clean_break_is_found_exactly() -> None:
    t = np.arange(20.0)
    y = 2 + 0.5 * t + 3 * (t >= 10) + 0.25 * (t - 10) * (t >= 10)
    before, jump, slope = interrupted_series(InterruptedSeries(10), y, t)
    assert_allclose([before.value, jump.value, slope.value], [0.5, 3, 0.25])
    assert jump.p_value is None and any(w.code == "no_variation" for w in jump.warnings)
    with pytest.raises(DesignError, match="at least three"):
        interrupted_series(InterruptedSeries(2), y, t)


def test_the_series_standard_error_without_lag_is_the_robust_one() -> None:
    rng = np.random.default_rng(3)
    t = np.arange(30.0)
    y = rng.normal(size=30)
    e = interrupted_series(InterruptedSeries(15, lag=0), y, t)[1]
    after = (t >= 15) * 1.0
    X = np.column_stack([np.ones(30), t - 15, after, (t - 15) * after])
    b = np.linalg.lstsq(X, y, rcond=None)[0]
    M = np.linalg.inv(X.T @ X)
    V = M @ (X.T * (y - X @ b) ** 2) @ X @ M * 30 / 26
    assert_allclose([e.value, e.se], [b[2], np.sqrt(V[2, 2])])


@pytest.mark.parametrize("kind", ["matching", "overlap", "participants"])
def test_weights_take_away_what_the_covariates_explain(kind: str) -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=4000)
    z = (rng.random(4000) < 1 / (1 + np.exp(-x))).astype(float)
    y = 2 * x + 0.5 * z + rng.normal(size=4000)
    found = weighted_comparison(Weighting(kind), y, z, {"x": x})
    naive = y[z == 1].mean() - y[z == 0].mean()
    assert naive > 1.5 and abs(found[0].value - 0.5) < 0.12
    assert abs(found[2].value) < 0.05 and found[1].value < 4000
    with pytest.raises(NotEstimableError, match="tell participants and others apart"):
        weighted_comparison(Weighting(kind), y, (x > 0) * 1.0, {"x": x})


def test_only_a_lottery_carries_a_causal_verb() -> None:
    e = change(Change(), np.zeros(30), np.ones(30) + np.random.default_rng(1).normal(size=30))[0]
    words = {d: str(claim(d, e, "trust")) for d in ASSUMPTIONS}
    assert words["trial"].startswith("The programme raised trust by")
    assert [d for d, w in words.items() if w.startswith("The programme raised")] == ["trial"]
    assert "not an effect" in words["change"] and "suggests" in words["matching"]
    assert claim("trial", e, "trust", p_value=0.3).code == "cannot_tell"
    assert claim("trial", replace(e, value=-e.value), "trust").code == "lowered"
    assert claim("trial", replace(e, p_value=None), "trust").code == "cannot_test"
