"""Scales and coders against published figures."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.stats.errors import DesignError, InputError, NotEstimableError
from bothways.stats.scales import (
    Agreement,
    Scale,
    cohen_kappa,
    item_rest,
    krippendorff_alpha,
    scale_consistency,
    scale_scores,
)  # fmt: skip

from .cases import read_case

NAN = float("nan")


def one_factor(seed: int = 1, n: int = 300, k: int = 5) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    return {f"i{j}": 0.6 * common + 0.8 * rng.normal(size=n) for j in range(k)}


def test_alpha_of_a_known_matrix_is_the_known_one() -> None:
    items = one_factor(n=200_000)
    alpha, standardised, _, omega = scale_consistency(Scale(), items)
    truth = 5 * 0.36 / (1 + 4 * 0.36)
    assert_allclose([alpha.value, standardised.value, omega.value], truth, atol=0.005)


BFI = {
    "agree": (("A1", "A2", "A3", "A4", "A5"), ("A1",), 0.7030184),
    "consc": (("C1", "C2", "C3", "C4", "C5"), ("C4", "C5"), 0.726735),
    "extra": (("E1", "E2", "E3", "E4", "E5"), ("E1", "E2"), 0.761733),
    "neuro": (("N1", "N2", "N3", "N4", "N5"), (), 0.813963),
    "open": (("O1", "O2", "O3", "O4", "O5"), ("O2", "O5"), 0.600173),
}


@pytest.mark.parametrize("scale", BFI)
def test_the_personality_scales_are_reproduced(scale: str) -> None:
    t = read_case("cases", "09_psych_bfi_alpha", "bfi.csv")
    names, turned, alpha = BFI[scale]
    found = scale_consistency(Scale(turned, high=6), {k: t[k] for k in names})
    assert_allclose(found[0].value, alpha, atol=6e-7)
    low, high = found[0].interval
    assert low < alpha < high
    if scale == "agree":
        values = [e.value for e in found[1:3]]
        assert_allclose(values, [0.7130286, 0.6827627], atol=6e-8)
        assert_allclose(found[3].value, 0.72321, atol=6e-6)


def test_an_item_that_runs_against_the_rest_is_named_and_not_turned() -> None:
    items = one_factor()
    items["i0"] = -items["i0"]
    found = scale_consistency(Scale(), items)
    assert [dict(w.values)["item"] for w in found[0].warnings] == ["i0"]
    assert item_rest(Scale(), items)[0].value < 0


def test_scores_need_enough_answers() -> None:
    scores = scale_scores(
        Scale(min_answered=0.6), {"a": [1, NAN, NAN], "b": [2, 4, NAN], "c": [3, 2, 5]}
    )
    assert_allclose(scores, [2, 3, NAN])
    with pytest.raises(InputError, match="outside the scale"):
        scale_scores(Scale(("a",)), {"a": [9.0], "b": [1.0]})
    with pytest.raises(NotEstimableError, match="do not vary"):
        scale_consistency(Scale(), {"a": [1.0, 1, 1], "b": [1.0, 2, 3]})


def test_clusters_widen_the_interval_of_alpha() -> None:
    rng = np.random.default_rng(2)
    school = np.repeat(np.arange(12), 30)
    common = rng.normal(size=12)[school] * 1.2 + 0.5 * rng.normal(size=360)
    items = {f"i{j}": common + rng.normal(size=360) for j in range(4)}
    plain, clustered = (scale_consistency(Scale(), items, c)[0] for c in (None, school))
    assert plain.value == clustered.value and clustered.clusters == 12
    assert np.ptp(clustered.interval) > np.ptp(plain.interval)


# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", the example with missing codes
CODERS = {
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    "C": [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
}


@pytest.mark.parametrize(
    ("kind", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_krippendorffs_own_example_is_reproduced(kind: str, alpha: float) -> None:
    e = krippendorff_alpha(Agreement(kind), CODERS)
    assert round(e.value, 3) == alpha and e.n == 11
    assert e.interval[0] <= e.value <= e.interval[1]


def test_kappa_is_one_for_equal_coders_and_zero_for_chance() -> None:
    codes = list("abcabcab")
    assert cohen_kappa(Agreement(), codes, codes).value == 1.0
    chance = cohen_kappa(Agreement(), list("aabb"), list("abab"))
    assert_allclose(chance.value, 0, atol=1e-12)
    with pytest.raises(NotEstimableError, match="one and the same code"):
        cohen_kappa(Agreement(), list("aaa"), list("aaa"))
    with pytest.raises(DesignError, match="two coders"):
        krippendorff_alpha(Agreement(), {"a": [1, 2]})


def test_the_standard_error_of_kappa_is_the_published_one() -> None:
    # the worked example of Fleiss, Cohen & Everitt (1969): kappa .429
    table = np.array([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    first, second = (np.repeat(i.ravel(), table.ravel()) for i in np.indices((3, 3)))
    e = cohen_kappa(Agreement(), first, second)
    assert_allclose(e.value, 0.429, atol=6e-4)
    assert_allclose(e.se, 0.054, atol=2e-3)
