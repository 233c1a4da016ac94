"""Interrupted time series: known departures, memory in the errors, frank refusals."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import linalg

from bothways.stats.errors import DesignError, InputError, NotEstimableError, SpecificationError
from bothways.stats.observed.its import (
    InterruptedSeries,
    _best,
    _design,
    _fit,
    _steps,
    interrupted_series,
)
from bothways.stats.regression import LeastSquares, regress


def monthly(seed: int, n: int = 36, rho: float = 0.4) -> tuple[np.ndarray, np.ndarray, float]:
    """A series that jumps by 2 and then climbs by 0.05 more a month."""
    rng = np.random.default_rng(seed)
    error = rng.normal(size=n)
    for t in range(1, n):
        error[t] = rho * error[t - 1] + np.sqrt(1 - rho**2) * error[t]
    time, start = np.arange(float(n)), float(n // 2)
    after = time >= start
    return 1 + 0.1 * time + after * (2 + 0.05 * (time - start)) + error, time, start


def test_a_course_without_noise_gives_the_departure_exactly() -> None:
    time = np.arange(20.0)
    y = 3 - 0.2 * time + (time >= 8) * (1.5 + 0.3 * (time - 8))
    found = interrupted_series(InterruptedSeries(8), y, time)
    assert_allclose([e.value for e in found], [-0.2, 1.5, 0.3, 1.5 + 0.3 * 5.5], atol=1e-10)
    assert all(e.p_value is None for e in found)


def test_errors_without_memory_give_ordinary_least_squares() -> None:
    y, time, start = monthly(1, rho=0.0)
    X, contrasts = _design(InterruptedSeries(start), time)
    fit = _fit(X, y, _steps(time), 0.0)
    columns = {"t": X[:, 1], "jump": X[:, 2], "slope": X[:, 3]}
    plain = regress(LeastSquares("classical"), y, columns)
    assert_allclose(contrasts["jump"] @ fit.coef, plain["jump"].value, rtol=1e-10)


def test_generalised_least_squares_equals_the_long_hand_with_a_missing_month() -> None:
    y, time, start = monthly(2, n=20)
    seen = np.delete(np.arange(20), [5, 13])
    X, _ = _design(InterruptedSeries(start), time[seen])
    fit = _fit(X, y[seen], _steps(time[seen]), 0.6)
    V = 0.6 ** np.abs(np.subtract.outer(time[seen], time[seen]))
    inverse = linalg.inv(V)
    coef = linalg.solve(X.T @ inverse @ X, X.T @ inverse @ y[seen])
    residual = y[seen] - X @ coef
    assert_allclose(fit.coef, coef, rtol=1e-8)
    assert_allclose(fit.squares, residual @ inverse @ residual, rtol=1e-8)
    logs = np.linalg.slogdet(V)[1] + np.linalg.slogdet(X.T @ inverse @ X)[1]
    assert_allclose(fit.logs, logs, rtol=1e-8)


def test_the_memory_of_the_errors_is_found_and_said() -> None:
    y, time, start = monthly(3, n=1500, rho=0.5)
    X, _ = _design(InterruptedSeries(start), time)
    assert abs(_best(X, y, _steps(time)) - 0.5) < 0.06
    codes = [w.code for w in interrupted_series(InterruptedSeries(start), y, time)[0].warnings]
    assert codes == ["series_assumed", "autocorrelated"]


def test_memory_makes_the_answer_less_certain() -> None:
    y, time, start = monthly(4, n=200, rho=0.6)
    e = interrupted_series(InterruptedSeries(start), y, time)[1]
    X, _ = _design(InterruptedSeries(start), time)
    plain = regress(
        LeastSquares("classical"), y, {"t": X[:, 1], "jump": X[:, 2], "slope": X[:, 3]}
    )["jump"]  # fmt: skip
    assert e.se > plain.se
    assert e.df < 195


def test_a_comparison_series_takes_away_what_both_share() -> None:
    y, time, start = monthly(5)
    shock = 10 * np.sin(time) + 4 * (time >= start)
    alone = interrupted_series(InterruptedSeries(start), y, time)
    both = interrupted_series(InterruptedSeries(start), y + shock, time, shock)
    assert_allclose([e.value for e in both], [e.value for e in alone], rtol=1e-6)
    assert both[0].method == "its-ar1-compared"


def test_a_season_is_taken_out() -> None:
    time = np.arange(48.0)
    y = 2 * (time >= 20) + 5 * np.sin(2 * np.pi * time / 12)
    found = interrupted_series(InterruptedSeries(20, season=12), y, time)
    assert_allclose([e.value for e in found], [0, 2, 0, 2], atol=1e-9)


def test_short_series_say_so() -> None:
    y, time, start = monthly(6, n=12)
    assert "short_series" in [
        w.code for w in interrupted_series(InterruptedSeries(start), y, time)[0].warnings
    ]


def test_series_that_cannot_be_read_are_refused_in_words() -> None:
    with pytest.raises(InputError, match="Time 2 stands in two rows"):
        interrupted_series(InterruptedSeries(3), np.ones(6), [1, 2, 2, 3, 4, 5])
    with pytest.raises(InputError, match="evenly"):
        interrupted_series(InterruptedSeries(3), np.ones(6), [1, 2, 3.5, 4.5, 5.5, 7.2])
    with pytest.raises(DesignError, match="1 points before"):
        interrupted_series(InterruptedSeries(1), np.ones(6), np.arange(6))
    with pytest.raises(NotEstimableError, match="season"):
        interrupted_series(InterruptedSeries(3, season=4), np.arange(7.0), np.arange(7))
    with pytest.raises(SpecificationError, match="season"):
        interrupted_series(InterruptedSeries(3, season=1), np.arange(9.0), np.arange(9))


@pytest.mark.slow
@pytest.mark.parametrize(("n", "rho"), [(24, 0.2), (48, 0.4), (48, 0.0)])
def test_the_intervals_cover_the_departure(n: int, rho: float) -> None:
    hits = np.zeros(4)
    for seed in range(1000):
        y, time, start = monthly(seed, n, rho)
        truth = [0.1, 2, 0.05, 2 + 0.05 * (time[time >= start] - start).mean()]
        found = interrupted_series(InterruptedSeries(start), y, time)
        hits += [e.interval[0] <= v <= e.interval[1] for e, v in zip(found, truth, strict=True)]
    assert (hits / 1000 >= 0.915).all() and (hits / 1000 <= 0.99).all()
