"""The variance between studies (tau squared).

Sources: Viechtbauer (2005), J. Educ. Behav. Stat. 30:261 (REML); Paule & Mandel (1982), J. Res.
NBS 87:377; DerSimonian & Laird (1986), Control. Clin. Trials 7:177; Viechtbauer (2007), Stat. Med.
26:37 (Q-profile interval).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy import optimize, special

from bothways.stats.columns import Floats

Method = Literal["REML", "PM", "DL", "fixed"]


def weighted_fit(y: Floats, X: Floats, w: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients, their model covariance (X'WX)^-1 and residuals."""
    covariance: Floats = np.asarray(np.linalg.inv(X.T @ (w[:, None] * X)), dtype=np.float64)
    coef = covariance @ (X.T @ (w * y))
    return coef, covariance, y - X @ coef


def cochran_q(tau2: float, y: Floats, X: Floats, v: Floats) -> float:
    """Weighted residual sum of squares with weights 1 / (v + tau2)."""
    w = 1 / (v + tau2)
    return float(w @ weighted_fit(y, X, w)[2] ** 2)


def _reml_score(tau2: float, y: Floats, X: Floats, v: Floats) -> float:
    w = 1 / (v + tau2)
    _, covariance, e = weighted_fit(y, X, w)
    trace = w.sum() - np.trace(covariance @ (X.T @ ((w**2)[:, None] * X)))
    return float((w * e) @ (w * e) - trace)


def tau_squared(method: Method, y: Floats, X: Floats, v: Floats) -> float:
    """Variance between studies, never below 0.

    Parameters
    ----------
    method : "REML", "PM" (Paule-Mandel), "DL" (DerSimonian-Laird) or "fixed" (0)
    y, v : (k,) effects and their sampling variances, v > 0
    X : (k, p) moderators with the constant

    Notes
    -----
    REML solves sum w^2 e^2 = tr P, where P is the residual projector; PM solves Q(tau2) = k - p.

    Examples
    --------
    >>> y, v = np.array([0., 1., 2.]), np.full(3, 0.5)
    >>> round(tau_squared("REML", y, np.ones((3, 1)), v), 6)
    0.5
    """
    k, p = X.shape
    if method == "fixed" or k <= p:
        return 0.0
    if method == "DL":
        w = 1 / v
        covariance = weighted_fit(y, X, w)[1]
        c = float(w.sum() - np.trace(covariance @ (X.T @ ((w**2)[:, None] * X))))
        return max(0.0, float(cochran_q(0.0, y, X, v) - (k - p)) / c)
    if method == "PM":
        return _root(lambda t: cochran_q(t, y, X, v) - (k - p), y)
    return _root(lambda t: _reml_score(t, y, X, v), y)


def _root(falling: Callable[[float], float], y: Floats) -> float:
    if falling(0.0) <= 0:
        return 0.0
    high = max(float(np.var(y)), 1e-12)
    while falling(high) > 0:
        high *= 2
    return float(optimize.brentq(falling, 0.0, high, xtol=1e-14, rtol=1e-12))


def tau_squared_interval(
    y: Floats, X: Floats, v: Floats, level: float
) -> tuple[float, float] | None:
    """Q-profile interval of tau squared; None with fewer than two studies beyond the moderators."""
    k, p = X.shape
    if k - p < 1:
        return None
    tail = (1 - level) / 2
    ends = [float(special.chdtri(k - p, t)) for t in (tail, 1 - tail)]
    low, high = (_root(lambda t, e=e: cochran_q(t, y, X, v) - e, y) for e in ends)  # type: ignore[misc]
    return low, high
