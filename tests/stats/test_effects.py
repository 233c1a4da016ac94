"""Effect sizes: identities between the conversions, and the honest standard error."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bothways.stats import effects
from bothways.stats.effects import EffectSize, change_effect, hedges_g
from bothways.stats.errors import InputError, SpecificationError

reasonable = st.floats(-2, 2)


@given(reasonable, st.integers(5, 400), st.integers(5, 400))
def test_t_and_f_lead_back_to_the_same_difference(d: float, n1: int, n0: int) -> None:
    t = d / np.sqrt(1 / n1 + 1 / n0)
    assert_allclose(effects.d_from_t(t, n1, n0), d, atol=1e-12)
    assert_allclose(effects.d_from_f(t**2, n1, n0), abs(d), atol=1e-12)


@given(st.floats(-0.9, 0.9))
def test_eta_squared_and_r_agree(r: float) -> None:
    assert_allclose(
        effects.d_from_eta_squared(r * r), abs(effects.d_from_r(r)), rtol=1e-9, atol=1e-12
    )


@given(reasonable, st.integers(4, 300), st.integers(4, 300))
def test_turning_the_scale_turns_the_effect(d: float, n1: int, n0: int) -> None:
    up = hedges_g(EffectSize(), d, n1, n0)
    down = hedges_g(EffectSize(higher_is_better=False), d, n1, n0)
    assert up.value == -down.value and up.se == down.se
    assert abs(up.value) <= abs(d)


def test_the_short_correction_is_close_to_the_exact_one() -> None:
    for m in (5, 10, 38, 200):
        assert_allclose(effects.correction(m), effects.correction_short(m), rtol=3e-3)


def test_clusters_widen_the_standard_error_by_the_design_effect() -> None:
    plain = hedges_g(EffectSize(), 0.0, 500, 500).se
    wide = hedges_g(EffectSize(icc=0.15, cluster_size=25), 0.0, 500, 500)
    assert_allclose(wide.se / plain, np.sqrt(1 + 24 * 0.15), rtol=0.01)
    assert wide.clusters == 40 and wide.df < 998


def test_no_clustering_is_the_limit_of_no_icc() -> None:
    a = hedges_g(EffectSize(), 0.4, 60, 50)
    b = hedges_g(EffectSize(icc=0.0, cluster_size=10), 0.4, 60, 50)
    assert_allclose([a.value, a.se, a.df], [b.value, b.se, b.df])
    assert a.df == 108


def test_what_cannot_be_converted_is_said() -> None:
    with pytest.raises(InputError, match="sd must be above 0"):
        effects.d_from_means(1, 0, 0)
    with pytest.raises(InputError, match="nobody or everybody"):
        effects.d_from_shares(1.0, 0.5)
    with pytest.raises(SpecificationError, match="logistic or cox"):
        effects.d_from_odds(2.0, "probit")
    with pytest.raises(InputError, match="too few"):
        hedges_g(EffectSize(), 0.1, 1, 1)
    with pytest.raises(SpecificationError, match="icc must be"):
        hedges_g(EffectSize(icc=1.0), 0.1, 10, 10)


def test_a_change_is_called_a_change() -> None:
    e = change_effect(EffectSize(), 1.0, 2.0, 0.6, 40)
    assert e.term == "change" and e.method == "standardised-change"
    assert_allclose(e.se, effects.correction(39) * np.sqrt(0.8 / 40 + 0.25 / 80))


def test_a_share_above_the_former_middle_is_the_normal_one() -> None:
    assert_allclose(effects.more_in_hundred(0.0), 0.0)
    assert_allclose(effects.more_in_hundred(1.0), 34.1345, atol=1e-4)
    assert_allclose(effects.chance_of_better(0.0), 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("clustered", [False, True])
def test_the_interval_of_g_covers_its_truth(clustered: bool) -> None:
    rng = np.random.default_rng(1)
    truth, icc, m, n = 0.4, 0.15, 20, 10
    hits, runs = 0, 4000
    for _ in range(runs):
        sd_b = np.sqrt(icc) if clustered else 0.0
        noise = rng.normal(size=(2, m, n)) * np.sqrt(1 - sd_b**2)
        y = noise + sd_b * rng.normal(size=(2, m, 1))
        y[1] += truth
        sd = effects.pooled_sd(y[1].std(ddof=1), m * n, y[0].std(ddof=1), m * n)
        d = effects.d_from_means(y[1].mean(), y[0].mean(), sd)
        asked = EffectSize(icc=icc, cluster_size=n) if clustered else EffectSize()
        low, high = hedges_g(asked, d, m * n, m * n).interval
        hits += low <= truth <= high
    assert 0.93 <= hits / runs <= 0.97
