"""Interrupted time series: one series, one start, level and slope before and after.

Sources: Wagner et al. (2002), J. Clin. Pharm. Ther. 27:299 (segmented regression); Newey & West
(1987), Econometrica 55:703; Imbens & Kolesar (2016), Rev. Econ. Stat. 98:701 (degrees of freedom).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, complete_rows
from bothways.stats.errors import DesignError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash

VERSION = "1"
SHORT = 8


@dataclass(frozen=True, slots=True)
class InterruptedSeries:
    """A series and its start.

    Parameters
    ----------
    start : float
        First period with the programme.
    lag : int or None
        How many steps neighbouring errors may hang together; None takes n^(1/4) rounded down.
    level, unit : confidence level and unit of the outcome
    """

    start: float
    lag: int | None = None
    level: float = 0.95
    unit: str = "points"


def interrupted_series(
    specification: InterruptedSeries, outcome: ArrayLike, period: ArrayLike
) -> tuple[Estimate, ...]:
    """Jump at the start and change of slope after it.

    Parameters
    ----------
    specification : InterruptedSeries
    outcome, period : (n,) numbers, one row a period

    Returns
    -------
    tuple of Estimate
        "slope before", "jump", "change of slope" (for one unit of period).

    Raises
    ------
    DesignError
        Fewer than three periods on either side, or a period twice.

    Notes
    -----
    Assumes that the earlier line would have gone on and that nothing else began at the start.
    y = a + b t + c after + d (t - start) after. Newey-West errors, scaled and with degrees of
    freedom as they would be for independent errors (Imbens & Kolesar 2016 in spirit). Cost: n^2.

    Examples
    --------
    >>> found = interrupted_series(InterruptedSeries(4), [1., 2., 3.1, 6., 7.1, 8.], range(1, 7))
    >>> [e.term for e in found]
    ['slope before', 'jump', 'change of slope']
    """
    check_level(specification.level)
    rows = complete_rows({"outcome": outcome, "period": period})
    order = np.argsort(rows.numeric["period"], kind="stable")
    t, y = rows.numeric["period"][order], rows.numeric["outcome"][order]
    if (np.diff(t) == 0).any():
        raise DesignError("period_twice", "A period occurs twice: give one number for each.")
    after = (t >= specification.start) * 1.0
    sides = int((1 - after).sum()), int(after.sum())
    if min(sides) < 3:
        raise DesignError(
            "short_series", f"{sides[0]} periods before and {sides[1]} after the start: a line "
            "needs at least three on either side, so three periods are wanted in both.",
        )  # fmt: skip
    X = np.column_stack([np.ones(t.size), t - specification.start, after,
                         (t - specification.start) * after])  # fmt: skip
    lag = int(t.size**0.25) if specification.lag is None else specification.lag
    coef, pull, maker, e = _residual_maker(X, y)
    run = Run(
        "interrupted-series", VERSION, specification.unit, t.size,
        inputs_hash(specification, rows.numeric), specification.level,
        warnings=rows.cautions + _cautions(sides, e, lag),
    )  # fmt: skip
    names = {"slope before": 1, "jump": 2, "change of slope": 3}
    return tuple(
        run.tested(k, float(coef[j]), *_hac(pull[j], maker, e, lag)) for k, j in names.items()
    )


def _residual_maker(X: Floats, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Coefficients, (X'X)^-1 X', I - H and residuals."""
    n = len(y)
    pull = np.linalg.inv(X.T @ X) @ X.T
    coef = pull @ y
    e = y - X @ coef
    if np.linalg.norm(e) <= 1e-12 * max(float(np.linalg.norm(y)), 1e-300):
        e = np.zeros_like(e)
    return coef, pull, np.eye(n) - X @ pull, e


def _hac(pull: Floats, maker: Floats, e: Floats, lag: int) -> tuple[float, float]:
    """Standard error and degrees of freedom of one coefficient, `pull` its row of (X'X)^-1 X'.

    The Newey-West form e'Ke is scaled to be right for independent errors, and its degrees of
    freedom are those of the quadratic form: tr(A)^2 / tr(A^2) with A = (I - H) K (I - H).
    """
    apart = np.abs(np.subtract.outer(np.arange(e.size), np.arange(e.size)))
    K = np.clip(1 - apart / (lag + 1), 0, None) * np.outer(pull, pull)
    A = maker @ K @ maker
    trace, square = float(np.trace(A)), float(np.sum(A * A))
    spread = max(float(e @ K @ e), 0.0) * float(pull @ pull) / trace
    return float(np.sqrt(spread)), trace**2 / square


def _cautions(sides: tuple[int, int], e: Floats, lag: int) -> tuple[Caution, ...]:
    notes: list[Caution] = [caution("trend_assumed")]
    if min(sides) < SHORT:
        notes.append(caution("short_series", before=sides[0], after=sides[1]))
    if not e.any():
        return (*notes, caution("no_variation"))
    r = float(e[1:] @ e[:-1] / (e @ e))
    if abs(r) > 0.3:
        notes.append(caution("autocorrelated", r=r, lag=lag))
    return tuple(notes)
