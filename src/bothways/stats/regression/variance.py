"""Sandwich variances HC2, CR1, CR2 with Satterthwaite degrees of freedom and the AHT test.

Sources
-------
Bell & McCaffrey (2002), Survey Methodology 28:169 (the bias-reduced adjustment);
Imbens & Kolesar (2016), Rev. Econ. Stat. 98:701; Tipton & Pustejovsky (2015), J. Educ. Behav.
Stat. 40:604 (AHT); Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36:672, eq. 9-15.

Notation: U'WU = I (``Fit.basis``), e residuals. The working model is independent errors of equal
variance, also when weights are given (they are treated as sampling weights).
With B_j = (I-H)_j (I-H)_j' the adjustment is A_j = B_j^(-1/2), and everything a test needs lives
in the p-dimensional space of U, so that no n_j x n_j matrix is formed without weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import linalg, special

from bothways.stats.columns import Floats
from bothways.stats.errors import DesignError
from bothways.stats.regression.fit import Fit

Kind = Literal["classical", "HC2", "CR1", "CR1S", "CR2"]
FULL_LEVERAGE = 1e-10


@dataclass(frozen=True)
class Variance:
    """Variance of the coefficients and what the small-sample tests need.

    Attributes
    ----------
    kind : which sandwich
    fit : the least squares fit
    cov : (p, p) covariance of the kept coefficients
    plain_df : degrees of freedom of the plain t test (residual, or clusters - 1)
    inner, outer, square : (G, p, p) or None
        For CR2: U_j'A_jW_jU_j, U_j'W_jA_jW_jU_j and U_j'W_jA_j^2W_jU_j of each cluster.
    crossing : (p, p) U'W^2U, the identity without weights
    """

    kind: Kind
    fit: Fit
    cov: Floats
    plain_df: float
    inner: Floats | None = None
    outer: Floats | None = None
    square: Floats | None = None
    crossing: Floats | None = None

    @property
    def se(self) -> Floats:
        """Standard errors of the kept coefficients."""
        return np.sqrt(np.clip(np.diag(self.cov), 0.0, None))

    def df(self, contrast: Floats) -> float:
        """Degrees of freedom of the t test of contrast'b, contrast of shape (p,).

        Satterthwaite for CR2: (sum d_jj)^2 / sum d_ij^2 with d_ij = p_i'p_j under the working
        model; residual degrees of freedom for classical and HC2; clusters - 1 for CR1.
        """
        if self.inner is None:
            return self.plain_df
        turned = self._turned(contrast)
        if self.crossing is None and self.square is not None:
            return self._plain_df_of(self.inner @ turned, self.square @ turned @ turned)
        D = self._pairs(turned[:, None])[0][0]
        spread = float(np.sum(D * D))
        return float(np.trace(D)) ** 2 / spread if spread > 0 else self.plain_df

    def _plain_df_of(self, a: Floats, own: Floats) -> float:
        """Without weights d_ij = own_j [i=j] - a_i'a_j, so the sums need no G x G matrix."""
        length, cross = np.sum(a * a, axis=1), a.T @ a
        spread = float(own @ own - 2 * own @ length + np.sum(cross * cross))
        trace = float(own.sum() - length.sum())
        return trace**2 / spread if spread > 1e-12 * float(own @ own) else self.plain_df

    def _turned(self, contrast: Floats) -> Floats:
        return np.asarray(linalg.solve_triangular(self.fit.triangle, contrast, trans="T"))

    def _pairs(self, turned: Floats) -> list[list[Floats]]:
        """D[s][t] of shape (G, G): p_is'p_jt for the columns s, t of `turned` (p, q)."""
        if self.inner is None or self.outer is None or self.square is None:
            raise DesignError("no_working_model", f"{self.kind} has no small-sample test. Use CR2.")
        a, b = self.inner @ turned, self.outer @ turned
        own = turned.T @ self.square @ turned
        middle = a if self.crossing is None else np.einsum("pr,grs->gps", self.crossing, a)
        q = turned.shape[1]
        return [
            [
                np.diag(own[:, s, t])
                - b[:, :, s] @ a[:, :, t].T
                - a[:, :, s] @ b[:, :, t].T
                + a[:, :, s] @ middle[:, :, t].T
                for t in range(q)
            ]
            for s in range(q)
        ]

    def joint(self, contrasts: Floats) -> tuple[float, float, float]:
        """F statistic, its degrees of freedom and p value for contrasts b = 0.

        Parameters
        ----------
        contrasts : (q, p)

        Returns
        -------
        F, denominator df, p
            For CR2 the approximate Hotelling test (AHT): the Wald statistic is normalised by the
            *expected* CR2 matrix under the working model, Var of its entries gives eta, and
            (eta - q + 1) / (eta q) Wald ~ F(q, eta - q + 1). Otherwise Wald / q against
            F(q, plain df).
        """
        effects, q = contrasts @ self.fit.coef, contrasts.shape[0]
        wald = float(effects @ np.linalg.pinv(contrasts @ self.cov @ contrasts.T) @ effects)
        eta, df = 0.0, self.plain_df
        if self.inner is None:
            return wald / q, df, float(special.fdtrc(q, df, wald / q))
        eta = self._eta(contrasts)
        df = eta - q + 1
        if df <= 0:
            return wald / q, float("nan"), float("nan")
        F = df / (eta * q) * wald
        return F, df, float(special.fdtrc(q, df, F))

    def _eta(self, contrasts: Floats) -> float:
        turned, q = self._turned(contrasts.T), contrasts.shape[0]
        raw = self._pairs(turned)
        expected = np.array([[np.trace(raw[s][t]) for t in range(q)] for s in range(q)])
        values, vectors = np.linalg.eigh((expected + expected.T) / 2)
        scaled = turned @ (vectors / np.sqrt(np.clip(values, 1e-300, None)))
        D = self._pairs(scaled)
        total = sum(
            float(np.sum(D[s][s] * D[t][t]) + np.sum(D[s][t] * D[t][s]))
            for s in range(q)
            for t in range(q)
        )
        return float(q * (q + 1) / total)


def sandwich(fit: Fit, kind: Kind = "CR2") -> Variance:
    """Variance of the coefficients of `fit`.

    Parameters
    ----------
    fit : Fit
    kind : "classical", "HC2", "CR1" (factor G/(G-1)), "CR1S" (also (n-1)/(n-p), absorbed
        groups counting as one constant, as is usual when they lie inside the clusters), "CR2"

    Raises
    ------
    DesignError
        A cluster variance with fewer than two clusters.

    Notes
    -----
    CR2 costs one p x p eigenproblem for each cluster without weights (n_j x n_j with weights).

    Examples
    --------
    >>> from bothways.stats.regression.fit import least_squares
    >>> X = np.column_stack([np.ones(6), [0., 0., 0., 1., 1., 1.]])
    >>> v = sandwich(least_squares(X, np.array([1., 2., 3., 3., 4., 8.])), "HC2")
    >>> v.se.round(4)
    array([0.5774, 1.633 ])
    """
    if kind.startswith("CR") and fit.clusters < 2:
        raise DesignError(
            "one_cluster",
            "Only one cluster: no standard error exists between clusters. Compare several.",
        )
    if kind == "classical":
        return _classical(fit)
    if kind == "HC2":
        return _hc2(fit)
    if kind == "CR2":
        return _cr2(fit)
    return _cr1(fit, kind)


def _finish(fit: Fit, meat: Floats) -> Floats:
    half = linalg.solve_triangular(fit.triangle, meat)
    return np.asarray(linalg.solve_triangular(fit.triangle, half.T))


def _classical(fit: Fit) -> Variance:
    w = 1.0 if fit.weights is None else fit.weights
    s2 = float(np.sum(w * fit.residuals**2)) / fit.residual_df
    return Variance("classical", fit, _finish(fit, s2 * np.eye(fit.coef.size)), fit.residual_df)


def _weighted_basis(fit: Fit) -> Floats:
    return fit.basis if fit.weights is None else fit.basis * fit.weights[:, None]


def _hc2(fit: Fit) -> Variance:
    WU = _weighted_basis(fit)
    leverage = np.einsum("ij,ij->i", fit.basis, WU)
    room = 1.0 - leverage
    factor = np.where(room > FULL_LEVERAGE, 1.0 / np.clip(room, FULL_LEVERAGE, None), 0.0)
    meat = (WU * (factor * fit.residuals**2)[:, None]).T @ WU
    return Variance("HC2", fit, _finish(fit, meat), float(fit.residual_df))


def _cr1(fit: Fit, kind: Kind) -> Variance:
    scores = np.add.reduceat(_weighted_basis(fit) * fit.residuals[:, None], fit.starts, axis=0)
    factor = fit.clusters / (fit.clusters - 1)
    if kind == "CR1S":
        counted = fit.residual_df + max(fit.absorbed - 1, 0)
        factor *= (fit.n - 1) / counted
    return Variance(kind, fit, _finish(fit, factor * scores.T @ scores), float(fit.clusters - 1))


def _cr2(fit: Fit) -> Variance:
    return _cr2_plain(fit) if fit.weights is None else _cr2_weighted(fit)


def _cr2_plain(fit: Fit) -> Variance:
    scores = np.add.reduceat(fit.basis * fit.residuals[:, None], fit.starts, axis=0)
    grams = np.stack([block.T @ block for block in fit.blocks(fit.basis)])
    values, vectors = np.linalg.eigh(grams)
    values = np.clip(values, 0.0, 1.0)
    room = 1.0 - values
    stretch = np.where(room > FULL_LEVERAGE, np.clip(room, FULL_LEVERAGE, None) ** -0.5, 0.0)
    turned = np.einsum("gpk,gp->gk", vectors, scores)
    adjusted = np.einsum("gpk,gk->gp", vectors, stretch * turned)
    inner = (vectors * (values * stretch)[:, None, :]) @ vectors.transpose(0, 2, 1)
    square = (vectors * (values * stretch**2)[:, None, :]) @ vectors.transpose(0, 2, 1)
    cov = _finish(fit, adjusted.T @ adjusted)
    return Variance("CR2", fit, cov, float(fit.clusters - 1), inner, inner, square, None)


def _cr2_weighted(fit: Fit) -> Variance:
    WU = _weighted_basis(fit)
    crossing = WU.T @ WU
    p, G = fit.coef.size, fit.clusters
    inner, outer, square = np.empty((3, G, p, p))
    adjusted = np.empty((G, p))
    for j, (U, V, e, A) in enumerate(_adjusted_blocks(fit, WU, crossing)):
        AV = A @ V
        inner[j], outer[j], square[j] = U.T @ AV, V.T @ AV, AV.T @ AV
        adjusted[j] = AV.T @ e
    cov = _finish(fit, adjusted.T @ adjusted)
    return Variance("CR2", fit, cov, float(G - 1), inner, outer, square, crossing)


def _adjusted_blocks(
    fit: Fit, WU: Floats, crossing: Floats
) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
    parts = zip(fit.blocks(fit.basis), fit.blocks(WU), fit.blocks(fit.residuals), strict=True)
    for U, V, e in parts:
        UV = U @ V.T
        B = np.eye(len(e)) - UV - UV.T + U @ crossing @ U.T
        values, vectors = np.linalg.eigh((B + B.T) / 2)
        keep = values > FULL_LEVERAGE * max(1.0, float(values[-1]))
        root = np.where(keep, np.clip(values, 1e-300, None) ** -0.5, 0.0)
        yield U, V, e, (vectors * root) @ vectors.T
