"""Pooling of effects against published figures."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.stats import effects as es
from bothways.stats.errors import DesignError, InputError
from bothways.stats.synthesis import (
    RandomEffects,
    cumulative,
    leave_one_out,
    pool,
    small_study_check,
)

from .cases import Table, read_case, rows_where

# Colditz et al. (1994): cases and non-cases of tuberculosis, vaccinated and not, and the latitude
BCG = np.array([
    [4, 119, 11, 128, 44], [6, 300, 29, 274, 55], [3, 228, 11, 209, 42],
    [62, 13536, 248, 12619, 52], [33, 5036, 47, 5761, 13], [180, 1361, 372, 1079, 44],
    [8, 2537, 10, 619, 19], [505, 87886, 499, 87892, 13], [29, 7470, 45, 7232, 27],
    [17, 1699, 65, 1600, 42], [186, 50448, 141, 27197, 18], [5, 2493, 3, 2338, 33],
    [27, 16886, 29, 17825, 33],
], dtype=float)  # fmt: skip
A, B, C, D, LATITUDE = BCG.T
RISK = np.log(A / (A + B)) - np.log(C / (C + D))
ERROR = np.sqrt(1 / A - 1 / (A + B) + 1 / C - 1 / (C + D))


def test_the_vaccine_trials_pool_to_the_textbook_figures() -> None:
    found = pool(RandomEffects(test="normal"), RISK, ERROR)
    e = found.effects[0]
    assert_allclose([e.value, e.se, *e.interval], [-0.7145, 0.1798, -1.0669, -0.3622], atol=6e-5)
    assert_allclose(found.tau.value**2, 0.3132, atol=6e-5)
    assert_allclose(found.i_squared.value, 0.9222, atol=6e-5)
    assert_allclose([found.heterogeneity.value, found.heterogeneity.df], [152.2330, 12], atol=6e-5)
    knapp = pool(RandomEffects(), RISK, ERROR).effects[0]
    assert_allclose([knapp.statistic, knapp.df], [-3.9522, 12], atol=6e-5)
    for method, tau2 in (("DL", 0.3088), ("PM", 0.3181)):
        assert_allclose(pool(RandomEffects(method), RISK, ERROR).tau.value ** 2, tau2, atol=6e-5)


def test_the_latitude_regression_is_reproduced() -> None:
    found = pool(RandomEffects(test="normal"), RISK, ERROR, moderators={"latitude": LATITUDE})
    constant, slope = found.effects
    assert_allclose([constant.value, constant.se], [0.2515, 0.2491], atol=6e-5)
    assert_allclose([slope.value, slope.se], [-0.0291, 0.0072], atol=6e-5)
    assert_allclose(found.tau.value**2, 0.0764, atol=6e-5)
    assert found.prediction is None


def test_the_prediction_interval_is_wider_than_the_interval_of_the_mean() -> None:
    wide = pool(RandomEffects(), RISK, ERROR).prediction
    found = pool(RandomEffects(prediction="higgins"), RISK, ERROR)
    low, high = found.prediction.interval
    assert wide.df < found.prediction.df == 11 and wide.interval[1] > high
    mean = found.effects[0]
    assert low < mean.interval[0] and high > mean.interval[1]
    assert_allclose(high - mean.value, 2.200985 * np.hypot(found.tau.value, mean.se), rtol=1e-6)


def test_equal_studies_have_no_spread_and_a_caution() -> None:
    found = pool(RandomEffects(), [0.2, 0.2, 0.21], [0.1, 0.1, 0.1])
    assert found.tau.value == 0 and {w.code for w in found.tau.warnings} == {
        "tau_at_zero", "imprecise_pool"
    }  # fmt: skip
    assert_allclose(found.weights.sum(), 1)


def test_robust_variances_with_one_effect_a_paper_are_the_plain_ones() -> None:
    paper = np.arange(13)
    cr1 = pool(RandomEffects(test="CR1"), RISK, ERROR, paper).effects[0]
    cr2 = pool(RandomEffects(test="CR2"), RISK, ERROR, paper).effects[0]
    w = 1 / (ERROR**2 + pool(RandomEffects(), RISK, ERROR).tau.value ** 2)
    e = RISK - cr1.value
    by_hand = np.sqrt(13 / 12 * np.sum((w * e) ** 2)) / w.sum()
    assert_allclose(cr1.se, by_hand)
    adjusted = np.sqrt(np.sum((w * e) ** 2 / (1 - w / w.sum()))) / w.sum()
    assert_allclose(cr2.se, adjusted)
    assert cr2.df < cr1.df == 12


def test_copies_of_an_effect_do_not_count_as_new_studies() -> None:
    plain = pool(RandomEffects(test="CR2"), RISK, ERROR, np.arange(13)).effects[0]
    twice = pool(
        RandomEffects(test="CR2"),
        np.repeat(RISK, 2),
        np.repeat(ERROR, 2),
        np.repeat(np.arange(13), 2),
    ).effects[0]
    assert twice.clusters == 13 and twice.se > 0.9 * plain.se


def test_leaving_out_and_adding_up_end_at_the_whole() -> None:
    whole = pool(RandomEffects(), RISK, ERROR).effects[0]
    years = np.arange(1950, 1963)
    steps = cumulative(RandomEffects(), RISK, ERROR, years)
    assert len(steps) == 12 and steps[-1].term == "1962"
    assert_allclose([steps[-1].value, steps[-1].se], [whole.value, whole.se])
    without = leave_one_out(RandomEffects(), RISK, ERROR)
    assert len(without) == 13
    assert_allclose(
        without[3].value,
        pool(RandomEffects(), np.delete(RISK, 3), np.delete(ERROR, 3)).effects[0].value,
    )


def test_what_cannot_be_pooled_is_said() -> None:
    with pytest.raises(DesignError, match="show it as it is"):
        pool(RandomEffects(), [0.1], [0.1])
    with pytest.raises(InputError, match="row 2: a standard error must be above 0"):
        pool(RandomEffects(), [0.1, 0.2, 0.3], [0.1, 0.0, 0.2])
    with pytest.raises(DesignError, match="same standard error"):
        small_study_check(RandomEffects(), [0.1, 0.2, 0.3], [0.1, 0.1, 0.1])


# Paluck et al. (2021): 418 experiments; study = mean of its effects, CR1 by paper
def studies(t: Table, keep: np.ndarray) -> Table:
    """Study means of the effects that are kept."""
    t = rows_where(t, keep)
    d, v = converted(t)
    papers = t["unique_paper_id"].astype(str)
    keys = [f"{p}/{s}" for p, s in zip(papers, t["study_num"], strict=True)]
    _, first, index = np.unique(keys, return_index=True, return_inverse=True)
    count = np.bincount(index)
    return {
        "d": np.bincount(index, d) / count, "v": np.bincount(index, v) / count,
        "paper": papers[first],
    }  # fmt: skip


def programme_size(t: Table) -> np.ndarray:
    """Mean people in a study's programme, for effects of persons on the same day (else NaN)."""
    clusters = np.array([number(c) for c in t["n_treatment_clusters"]])
    same_day = (t["time_measurement"] == 1) & np.isnan(clusters)
    keys = [f"{p}/{s}" for p, s in zip(t["unique_paper_id"], t["study_num"], strict=True)]
    _, index = np.unique(keys, return_inverse=True)
    total = np.bincount(index[same_day], t["n_treatment"][same_day], index.max() + 1)
    count = np.maximum(np.bincount(index[same_day], minlength=index.max() + 1), 1)
    return np.where(same_day, (total / count)[index], np.nan)


def number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return np.nan


def converted(t: Table) -> tuple[np.ndarray, np.ndarray]:
    d, v = [], []
    for kind, raw, sd, direction, *sizes in zip(
        t["effect_type"], t["test_statistic"], t["sd_control"], t["effect_direction"],
        t["n_treatment"], t["n_control"], t["n_treatment_clusters"], t["n_control_clusters"],
        strict=True,
    ):  # fmt: skip
        n1, n0, c1, c0 = map(number, sizes)
        if not np.isnan(c1):
            n1, n0 = c1, c0
        value = abs(
            round(one_effect(str(kind).strip().strip('"'), number(raw), number(sd), n1, n0), 3)
        )
        d.append(value * number(direction))
        v.append(round(es.correction_short(n1 + n0 - 2) ** 2 * es.variance_of_d(value, n1, n0), 3))
    return np.array(d), np.array(v)


def one_effect(kind: str, raw: float, sd: float, n1: float, n0: float) -> float:
    kind = kind.replace("\n", "").replace("_", ".").lower()
    if kind in ("-", "unspecified null", "nan"):
        return 0.0
    if kind in ("dim", "did", "d.i.m", "d.i.d", "reg.coef", "dip", "d.i.p"):
        return es.d_from_slope(raw, sd)
    if kind in ("t.test", "t.est"):
        return es.d_from_t(raw, n1, n0)
    if kind == "f.test":
        return es.d_from_f(raw, n1, n0)
    if "eta" in kind:
        return es.d_from_eta_squared(raw)
    if kind == "odds.ratio":
        return es.d_from_odds(raw)
    if kind == "log.odds.ratio":
        return es.d_from_log_odds(raw)
    if kind == "d":
        return raw
    raise AssertionError(f"an effect type nobody told us of: {kind!r}")


def test_the_prejudice_experiments_pool_to_the_published_figures() -> None:
    t = read_case("cases", "04_paluck_meta2021", "raw-data.csv")
    approach, size = t["intervention_approach"], programme_size(t)
    imagined = coded(approach, "5")
    parts = {
        "all": (t["n_treatment"] > 0, 0.3569, 0.0209, 418),
        "smallest": (size <= 25, 0.6014, 0.0518, 73),
        "largest": (size >= 78, 0.1874, 0.0224, 73),
        "contact": (coded(approach, "4"), 0.2824, 0.0527, 28),
        "imagined contact": (imagined, 0.3703, 0.0339, 137),
        "entertainment": (coded(approach, "2"), 0.4318, 0.0697, 12),
        "categorisation": (coded(approach, "8"), 0.3670, 0.0472, 59),
        "imagined, immigrants": (imagined & coded(t["prejudice_type"], "3"), 0.5293, 0.0813, 19),
        "imagined, elementary": (imagined & coded(t["setting"], "2"), 0.4895, 0.0508, 10),
    }
    for name, (keep, d, se, count) in parts.items():
        part = studies(t, keep)
        found = pool(RandomEffects(test="CR1"), part["d"], np.sqrt(part["v"]), part["paper"])
        e = found.effects[0]
        assert e.n == count, name
        assert_allclose([e.value, e.se], [d, se], atol=6e-5, err_msg=name)


def coded(values: np.ndarray, code: str) -> np.ndarray:
    """Rows whose cell lists the code, as "5", "5.0", "8 and 5" or "5,8"."""
    return np.array(
        [code in [p.strip().split(".")[0] for p in re.split(",| and ", str(v))] for v in values]
    )


def test_a_study_with_a_gap_lends_the_others_no_spread() -> None:
    with pytest.raises(DesignError, match="same standard error"):
        small_study_check(RandomEffects(), [0.1, 0.2, np.nan], [1.0, 1.0, 2.0])
