"""The least squares fit itself: coefficients, residuals, rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from bothways.stats.columns import Floats, Ints
from bothways.stats.errors import NotEstimableError

RANK_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Fit:
    """Solved (weighted) least squares; rows are sorted by cluster.

    Attributes
    ----------
    coef : (p,) coefficients of the columns in `kept`
    basis : (n, p) U = X R^-1 with U'WU = I, where R is the triangular factor of W^(1/2) X
    triangle : (p, p) R
    residuals : (n,) y - X coef, exactly 0 when the fit is perfect to rounding
    weights : (n,) or None
    starts : (G,) first row of each cluster
    kept : column numbers with a coefficient; collinear columns are left out, the earlier one stays
    absorbed : degrees of freedom taken by absorbed groups
    """

    coef: Floats
    basis: Floats
    triangle: Floats
    residuals: Floats
    weights: Floats | None
    starts: Ints
    kept: Ints
    absorbed: int

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.basis.shape[0])

    @property
    def clusters(self) -> int:
        """Number of clusters (rows when unclustered)."""
        return int(self.starts.size)

    @property
    def residual_df(self) -> int:
        """Rows minus coefficients minus absorbed groups."""
        return self.n - int(self.coef.size) - self.absorbed

    def blocks(self, rows: Floats) -> list[Floats]:
        """Split an (n, ...) array into its clusters."""
        return list(np.split(rows, self.starts[1:]))


def independent_columns(X: Floats) -> Ints:
    """Return the columns that are not determined by earlier ones.

    Parameters
    ----------
    X : (n, p) design; weights, if any, already multiplied in

    Notes
    -----
    Columns are scaled to length 1; a column whose part outside the earlier columns is shorter than
    1e-9 is left out. One QR factorisation for each column left out.

    Examples
    --------
    >>> independent_columns(np.array([[1., 2., 0.], [1., 2., 1.], [1., 2., 3.]]))
    array([0, 2])
    """
    length = np.sqrt(np.einsum("ij,ij->j", X, X))
    kept = np.flatnonzero(length > 0)
    while kept.size:
        diagonal = np.abs(np.diag(np.linalg.qr(X[:, kept] / length[kept], mode="r")))
        rest = np.arange(kept.size) >= diagonal.size
        rest[: diagonal.size] = diagonal < RANK_TOLERANCE
        if not rest.any():
            break
        kept = np.delete(kept, int(np.argmax(rest)))
    return kept.astype(np.int64)


def least_squares(
    X: Floats,
    y: Floats,
    clusters: Ints | None = None,
    weights: Floats | None = None,
    absorb: Ints | None = None,
) -> Fit:
    """Solve min sum w (y - X b)^2.

    Parameters
    ----------
    X : (n, p) design with its constant column, if one is wanted
    y : (n,) outcome
    clusters : (n,) codes or None (every row on its own)
    weights : (n,) positive weights or None
    absorb : (n,) codes of groups whose constants are taken out of X and y first, or None

    Raises
    ------
    NotEstimableError
        No column is left, or there are not more rows than coefficients.

    Notes
    -----
    Cost: one QR of n x p; rows are sorted by cluster first.

    Examples
    --------
    >>> X = np.column_stack([np.ones(4), [0., 0., 1., 1.]])
    >>> least_squares(X, np.array([1., 2., 4., 5.])).coef.round(3)
    array([1.5, 3. ])
    """
    order = np.arange(len(y)) if clusters is None else np.argsort(clusters, kind="stable")
    starts = _starts(order if clusters is None else clusters[order])
    X, y = X[order], y[order]
    w = None if weights is None else weights[order]
    absorbed = 0
    if absorb is not None:
        X, y, absorbed = _centre(X, absorb[order], w), _centre(y, absorb[order], w), _count(absorb)
    root = None if w is None else np.sqrt(w)[:, None]
    scaled = X if root is None else X * root
    Q, R = np.linalg.qr(scaled)
    kept = _all_columns(scaled, R)
    if kept is None:
        kept = independent_columns(scaled)
        Q, R = np.linalg.qr(scaled[:, kept])
    if not kept.size or len(y) <= kept.size + absorbed:
        raise NotEstimableError(
            "too_few_rows", f"{len(y)} rows cannot carry {kept.size + absorbed} coefficients: use "
            "fewer covariates or groups, or check that the predictors vary.",
            rows=len(y), coefficients=int(kept.size) + absorbed,
        )  # fmt: skip
    target = y if root is None else y * root[:, 0]
    inner = Q.T @ target
    coef = linalg.solve_triangular(R, inner)
    basis = Q if root is None else Q / root
    residuals = _clean(y - X[:, kept] @ coef, y)
    return Fit(coef, basis, R, residuals, w, starts, kept, absorbed)


def _all_columns(scaled: Floats, R: Floats) -> Ints | None:
    """All column numbers when none is determined by earlier ones, else None."""
    length = np.sqrt(np.einsum("ij,ij->j", scaled, scaled))
    p = scaled.shape[1]
    full = R.shape[0] == p and (np.abs(np.diag(R)) > RANK_TOLERANCE * length).all()
    return np.arange(p) if full and (length > 0).all() else None


def _starts(sorted_codes: Ints) -> Ints:
    return np.flatnonzero(np.r_[True, np.diff(sorted_codes) != 0]).astype(np.int64)


def _count(groups: Ints) -> int:
    return int(np.unique(groups).size)


def _centre(values: Floats, groups: Ints, weights: Floats | None) -> Floats:
    w = np.ones(groups.size) if weights is None else weights
    total = np.bincount(groups, w)
    columns = values.reshape(len(values), -1)
    means = np.column_stack([np.bincount(groups, w * c) for c in columns.T]) / total[:, None]
    return np.asarray((columns - means[groups]).reshape(values.shape))


def _clean(residuals: Floats, y: Floats) -> Floats:
    """Rounding noise of a perfect fit must not look like a tiny standard error."""
    noise = 1e-12 * max(float(np.linalg.norm(y)), 1e-300)
    return np.zeros_like(residuals) if float(np.linalg.norm(residuals)) <= noise else residuals


def design(columns: dict[str, Floats], n: int, intercept: bool) -> tuple[Floats, list[str]]:
    """Put the constant and the columns side by side and return their names."""
    parts: list[NDArray[Any]] = ([np.ones(n)] if intercept else []) + list(columns.values())
    names = (["(constant)"] if intercept else []) + list(columns)
    return np.column_stack(parts) if parts else np.empty((n, 0)), names
