"""Weighted comparisons: alike on what was measured, and frank about the rest."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.stats.errors import DesignError, NotEstimableError, SpecificationError
from bothways.stats.estimate import Estimate
from bothways.stats.observed.matching import (
    Weighting,
    comparison_weights,
    entropy_weights,
    participation,
    weighted_comparison,
)


def joiners(seed: int, n: int = 400, effect: float = 0.5) -> tuple[np.ndarray, ...]:
    """People who start lower join more often; the effect is the same for everybody."""
    rng = np.random.default_rng(seed)
    x, age = rng.normal(size=n), rng.uniform(8, 12, n)
    z = (rng.random(n) < 1 / (1 + np.exp(0.5 + x))).astype(float)
    y = x + 0.2 * age + effect * z + rng.normal(size=n)
    return y, z, x, age


def weighted(kind: str, seed: int = 1) -> tuple[Estimate, ...]:
    y, z, x, age = joiners(seed)
    return weighted_comparison(Weighting(kind), y, z, {"x": x, "age": age})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["entropy", "matching", "overlap", "participants"])
def test_the_weighted_groups_are_alike_and_the_effect_is_near(kind: str) -> None:
    found = weighted(kind)
    before, after = found[2], found[3]
    assert (before.term, after.term) == ("balance before x", "balance x")
    assert abs(before.value) > 0.3
    assert abs(after.value) < 0.05
    assert abs(found[0].value - 0.5) < 0.4
    assert found[0].warnings[0].code == "unmeasured_assumed"


@pytest.mark.parametrize("kind", ["entropy", "overlap"])
def test_entropy_and_overlap_weights_balance_exactly(kind: str) -> None:
    assert_allclose([e.value for e in weighted(kind)[3::2]], 0, atol=1e-7)


def test_the_naive_comparison_is_wrong_where_the_weights_are_right() -> None:
    values, naive = [], []
    for seed in range(40):
        y, z, x, age = joiners(seed)
        values.append(weighted_comparison(Weighting(), y, z, {"x": x, "age": age})[0].value)
        naive.append(y[z == 1].mean() - y[z == 0].mean())
    assert abs(np.mean(values) - 0.5) < 0.06
    assert abs(np.mean(naive) - 0.5) > 0.4


def test_entropy_weights_are_the_nearest_to_equal_with_the_wanted_mean() -> None:
    x = np.array([[0.0], [1.0], [2.0]])
    w = entropy_weights(x, np.array([1.2]))
    assert_allclose([w.mean(), (w @ x[:, 0]) / 3], [1.0, 1.2])
    assert_allclose(w[1] / w[0], w[2] / w[1])  # exponential in x, as the dual says


def test_participation_solves_the_likelihood_equations() -> None:
    _, z, x, _ = joiners(3)
    chance = participation(x[:, None], z == 1)
    assert_allclose([(z - chance).sum(), ((z - chance) * x).sum()], 0, atol=1e-4)


def test_groups_that_do_not_overlap_are_refused() -> None:
    x = np.r_[np.zeros(5), np.ones(5)] + np.arange(10) / 100
    z = np.r_[np.zeros(5), np.ones(5)]
    for kind in ("entropy", "matching"):
        with pytest.raises(NotEstimableError, match="overlap|either"):
            weighted_comparison(Weighting(kind), x, z, {"x": x})  # type: ignore[arg-type]


def test_thin_overlap_is_said() -> None:
    rng = np.random.default_rng(0)
    z = np.r_[np.zeros(200), np.ones(50)]
    x = np.r_[rng.normal(size=200), 2 + 0.2 * rng.normal(size=50)]
    found = weighted_comparison(Weighting(), x + rng.normal(size=250), z, {"x": x})
    assert "poor_overlap" in [w.code for w in found[0].warnings]


def test_a_person_left_out_has_no_weight() -> None:
    y, z, x, age = joiners(4)
    y[3] = np.nan
    w = comparison_weights(Weighting(), z, {"x": np.where(y > -99, x, np.nan), "age": age})
    assert np.isnan(w[3]) and np.isfinite(np.delete(w, 3)).all()
    assert weighted_comparison(Weighting(), y, z, {"x": x, "age": age})[0].n == y.size - 1


def test_a_comparison_needs_covariates_and_two_arms() -> None:
    with pytest.raises(SpecificationError, match="covariate"):
        weighted_comparison(Weighting(), [1.0, 2.0], [0, 1], {})
    with pytest.raises(DesignError, match="both arms"):
        weighted_comparison(Weighting(), [1.0, 2.0], [1, 1], {"x": [1.0, 2.0]})
    with pytest.raises(SpecificationError, match="entropy"):
        weighted_comparison(Weighting("nearest"), [1.0, 2.0], [0, 1], {"x": [1.0, 2.0]})  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["entropy", "overlap", "matching", "participants"])
def test_the_interval_of_a_weighted_comparison_covers_the_effect(kind: str) -> None:
    hits = 0
    for seed in range(1500):
        y, z, x, age = joiners(seed, 300)
        e = weighted_comparison(Weighting(kind), y, z, {"x": x, "age": age})[0]  # type: ignore[arg-type]
        hits += e.interval[0] <= 0.5 <= e.interval[1]
    assert 0.93 <= hits / 1500 <= 0.98
