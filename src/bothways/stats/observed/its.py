"""Interrupted time series: one series, one start, errors that remember."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Rows, complete_rows
from bothways.stats.errors import DesignError, InputError, NotEstimableError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.fit import independent_columns

VERSION = "1"
LOWEST, HIGHEST = 0.0, 0.98
SHORT = 8
LEAST = 3
RESEMBLE = 0.2
STEP = 1e-3


@dataclass(frozen=True, slots=True)
class InterruptedSeries:
    """A series and its start.

    Parameters
    ----------
    start : float
        First time with the programme.
    season : float or None
        Length of a season in the unit of time (12 for months); adds one wave of that length.
    level : float
        Confidence level.
    unit : str
        Unit of the outcome.
    """

    start: float
    season: float | None = None
    level: float = 0.95
    unit: str = "points"


def interrupted_series(
    specification: InterruptedSeries,
    outcome: ArrayLike,
    period: ArrayLike,
    comparison: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Estimate how a series departs from its earlier course after a start.

    Parameters
    ----------
    specification : InterruptedSeries
    outcome : (n,) one number for each point of time
    period : (n,) evenly spaced numbers; points may be missing
    comparison : (n,) or None
        A series without the programme; the difference of the two is analysed.

    Returns
    -------
    tuple of Estimate
        "slope before" and "change of slope" for one unit of time, the "jump" at the start, and the
        "mean departure" over the times since the start, in outcome units.

    Raises
    ------
    InputError, DesignError, NotEstimableError, SpecificationError

    Notes
    -----
    Segmented regression with first-order autoregressive errors fitted by restricted maximum
    likelihood, and degrees of freedom after Satterthwaite. Neighbours that seem to repel each other
    count as independent, so that chance never narrows an interval (our own choice).
    Assumes, and says so beside the number, that the earlier straight course would have gone on and
    nothing else changed at the start; a
    comparison series relaxes this to what both share. Sources: Wagner et al. (2002), Journal of
    Clinical Pharmacy and Therapeutics 27:299; Turner et al. (2021), BMC Medical Research
    Methodology 21:181 (restricted maximum likelihood with Satterthwaite does best in short series);
    Fai and Cornelius (1996) for the degrees of freedom.

    Examples
    --------
    >>> t = np.arange(20.0)
    >>> y = 1 + 0.1 * t + 2.0 * (t >= 10) + np.tile([0.1, -0.1, 0.05, -0.05], 5)
    >>> found = interrupted_series(InterruptedSeries(10), y, t)
    >>> [(e.term, round(abs(e.value), 1)) for e in found]
    [('slope before', 0.1), ('jump', 2.0), ('change of slope', 0.0), ('mean departure', 2.0)]
    """
    check_level(specification.level)
    if specification.season is not None and not specification.season > 2:
        raise SpecificationError(
            "bad_season", f"A season must be longer than 2 steps, not {specification.season}."
        )
    rows = complete_rows({"outcome": outcome, "period": period, "comparison": comparison})
    order = np.argsort(rows.numeric["period"], kind="stable")
    when = rows.numeric["period"][order]
    y = rows.numeric["outcome"][order]
    if comparison is not None:
        y = y - rows.numeric["comparison"][order]
    gap = _steps(when)
    X, contrasts = _design(specification, when)
    rho = _best(X, y, gap)
    run = _run(specification, rows, when, rho, comparison is not None, _perfect(X, y, gap))
    return tuple(_estimate(run, term, c, X, y, gap, rho) for term, c in contrasts.items())


def _steps(when: Floats) -> Floats:
    """(n - 1,) whole number of steps between neighbouring points."""
    away = np.diff(when)
    same = np.flatnonzero(away <= 0)
    if same.size:
        raise InputError(
            "double_time", f"Time {when[same[0]]:g} stands in two rows: give one number for each "
            "point of time.", column="period", found=float(when[same[0]]),
        )  # fmt: skip
    if not away.size:
        raise DesignError("one_point", "A series needs more than one point of time.")
    gap = away / away.min()
    whole = np.rint(gap)
    if np.abs(gap - whole).max() > 0.01 * whole.max():
        raise InputError(
            "uneven_time", "The points of time are not evenly spaced: number the periods 1, 2, 3 "
            "and so on.", column="period",
        )  # fmt: skip
    return np.asarray(whole)


def _design(specification: InterruptedSeries, when: Floats) -> tuple[Floats, dict[str, Floats]]:
    """Design matrix, and what of its coefficients is reported."""
    start = specification.start
    after = (when >= start) * 1.0
    before_n, after_n = int((after == 0).sum()), int(after.sum())
    if min(before_n, after_n) < LEAST:
        raise DesignError(
            "short_side", f"{before_n} points before and {after_n} after the start at {start:g}: "
            "a course needs at least three on each side.", before=before_n, after=after_n,
        )  # fmt: skip
    since = after * (when - start)
    columns = [np.ones(when.size), when - start, after, since]
    if specification.season is not None:
        turn = 2 * np.pi * (when - start) / specification.season
        columns += [np.sin(turn), np.cos(turn)]
    X = np.column_stack(columns)
    k = X.shape[1]
    if when.size <= k + 1 or independent_columns(X).size < k:
        raise NotEstimableError(
            "too_few_rows", f"{when.size} points cannot carry {k} coefficients: use a longer "
            "series, or leave the season out.", rows=when.size, coefficients=k,
        )  # fmt: skip
    unity = np.eye(k)
    mean = unity[2] + unity[3] * since.sum() / after.sum()
    return X, {
        "slope before": unity[1], "jump": unity[2], "change of slope": unity[3],
        "mean departure": mean,
    }  # fmt: skip


def _whiten(table: Floats, gap: Floats, rho: float) -> Floats:
    """Take away what the point before foretells, and give all points equal variance."""
    keep = rho**gap
    shape = (-1,) + (1,) * (table.ndim - 1)
    found = table.copy()
    found[1:] -= keep.reshape(shape) * table[:-1]
    found[1:] /= np.sqrt(1 - keep**2).reshape(shape)
    return found


@dataclass(frozen=True)
class _Fit:
    coef: Floats
    inverse: Floats
    squares: float
    logs: float


def _fit(X: Floats, y: Floats, gap: Floats, rho: float) -> _Fit:
    """Generalised least squares at a given resemblance of neighbours."""
    Xw, yw = _whiten(X, gap, rho), _whiten(y, gap, rho)
    Q, R = np.linalg.qr(Xw)
    inverse = np.linalg.inv(R)
    coef = inverse @ (Q.T @ yw)
    residual = yw - Xw @ coef
    logs = np.log(1 - rho ** (2 * gap)).sum() + 2 * np.log(np.abs(np.diag(R))).sum()
    return _Fit(coef, inverse @ inverse.T, float(residual @ residual), float(logs))


def _criterion(X: Floats, y: Floats, gap: Floats, log_variance: float, rho: float) -> float:
    """Minus the restricted log likelihood (Harville 1977), without its constant."""
    fit = _fit(X, y, gap, rho)
    freedom = len(y) - X.shape[1]
    weighted = fit.squares * float(np.exp(-log_variance))
    return float(0.5 * (freedom * log_variance + weighted + fit.logs))


def _perfect(X: Floats, y: Floats, gap: Floats) -> bool:
    """Whether the course fits to rounding."""
    return _fit(X, y, gap, 0.0).squares <= float((1e-12 * np.linalg.norm(y)) ** 2)


def _best(X: Floats, y: Floats, gap: Floats) -> float:
    """Resemblance of neighbours at the highest restricted likelihood; 0 for a perfect fit."""
    if _perfect(X, y, gap):
        return 0.0
    flat = _fit(X, y, gap, 0.0)
    freedom = len(y) - X.shape[1]

    def loss(rho: float) -> float:
        fit = _fit(X, y, gap, rho)
        return float(freedom * np.log(fit.squares / flat.squares) + fit.logs)

    grid = np.linspace(LOWEST, HIGHEST, 48)
    near = int(np.argmin([loss(r) for r in grid]))
    ends = grid[max(near - 1, 0)], grid[min(near + 1, grid.size - 1)]
    found = optimize.minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-9})
    return float(found.x)


def _estimate(
    run: Run, term: str, contrast: Floats, X: Floats, y: Floats, gap: Floats, rho: float
) -> Estimate:
    fit = _fit(X, y, gap, rho)
    freedom = len(y) - X.shape[1]
    value = float(contrast @ fit.coef)
    if _perfect(X, y, gap):
        return run.tested(term, value, 0.0, float(freedom))
    variance = fit.squares / freedom
    se = float(np.sqrt(variance * (contrast @ fit.inverse @ contrast)))
    df = _satterthwaite(X, y, gap, rho, np.log(variance), contrast)
    return run.tested(term, value, se, min(df, float(freedom)))


def _satterthwaite(
    X: Floats, y: Floats, gap: Floats, rho: float, log_variance: float, contrast: Floats
) -> float:
    """2 V^2 / var(V) from the curvature of the restricted likelihood."""
    middle = min(max(rho, LOWEST + 2 * STEP), HIGHEST - 2 * STEP)

    def log_of_variance(r: float) -> float:
        return float(np.log(contrast @ _fit(X, y, gap, r).inverse @ contrast))

    slope = np.array([
        1.0, (log_of_variance(middle + STEP) - log_of_variance(middle - STEP)) / (2 * STEP)
    ])  # fmt: skip
    curve = _curvature(X, y, gap, log_variance, middle)
    roots = np.linalg.eigvalsh(curve)
    if roots[0] <= 1e-8 * roots[1]:
        curve = np.diag([(len(y) - X.shape[1]) / 2, len(y) / (1 - middle**2)])
    return float(2 / (slope @ np.linalg.solve(curve, slope)))


def _curvature(X: Floats, y: Floats, gap: Floats, log_variance: float, rho: float) -> Floats:
    h = np.array([STEP, STEP])
    at = np.array([log_variance, rho])

    def loss(a: float, b: float) -> float:
        point = at + h * (a, b)
        return _criterion(X, y, gap, float(point[0]), float(point[1]))

    here = loss(0, 0)
    both = (loss(1, 1) - loss(1, -1) - loss(-1, 1) + loss(-1, -1)) / 4
    table = np.array([[loss(1, 0) - 2 * here + loss(-1, 0), both],
                      [both, loss(0, 1) - 2 * here + loss(0, -1)]])  # fmt: skip
    return np.asarray(table / np.outer(h, h))


def _run(
    specification: InterruptedSeries,
    rows: Rows,
    when: Floats,
    rho: float,
    compared: bool,
    perfect: bool,
) -> Run:
    start = specification.start
    name = "its-ar1-compared" if compared else "its-ar1"
    before, after = int((when < start).sum()), int((when >= start).sum())
    notes: list[Caution] = [caution("series_assumed")]
    if min(before, after) < SHORT:
        notes.append(caution("short_series", before=before, after=after))
    if perfect:
        notes.append(caution("no_variation"))
    if rho > RESEMBLE:
        notes.append(caution("autocorrelated", r=rho))
    return Run(
        name, VERSION, specification.unit, rows.n, inputs_hash(specification, rows.numeric),
        specification.level, None, None, (*notes, *rows.cautions),
    )  # fmt: skip
