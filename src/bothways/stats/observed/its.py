"""Interrupted time series: one series, one start, level and slope before and after.

Sources: Wagner et al. (2002), J. Clin. Pharm. Ther. 27:299 (segmented regression); Newey & West
(1987), Econometrica 55:703 (standard errors with n/(n-k)).
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
    y = a + b t + c after + d (t - start) after, Newey-West errors, t with n - 4 df.

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
    coef, cov, e = _newey_west(X, y, lag)
    df = float(t.size - 4)
    run = Run(
        "interrupted-series", VERSION, specification.unit, t.size,
        inputs_hash(specification, rows.numeric), specification.level,
        warnings=rows.cautions + _cautions(sides, e, lag),
    )  # fmt: skip
    names = {"slope before": 1, "jump": 2, "change of slope": 3}
    return tuple(
        run.tested(k, float(coef[j]), float(np.sqrt(max(cov[j, j], 0.0))), df)
        for k, j in names.items()
    )


def _newey_west(X: Floats, y: Floats, lag: int) -> tuple[Floats, Floats, Floats]:
    n, k = X.shape
    bread = np.linalg.inv(X.T @ X)
    coef = bread @ (X.T @ y)
    e = y - X @ coef
    if np.linalg.norm(e) <= 1e-12 * max(float(np.linalg.norm(y)), 1e-300):
        e = np.zeros_like(e)
    scores = X * e[:, None]
    meat = scores.T @ scores
    for step in range(1, min(lag, n - 1) + 1):
        cross = scores[step:].T @ scores[:-step]
        meat += (1 - step / (lag + 1)) * (cross + cross.T)
    return coef, np.asarray(n / (n - k) * bread @ meat @ bread), e


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
