"""The effect and its studentised form under many assignments at once.

Treatment is constant inside a cluster, so after the covariates are taken out once (Frisch-Waugh-
Lovell) a whole batch of assignments needs only sums over clusters. Cost does not depend on the
number of rows: a few (batch x clusters) products.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bothways.stats.columns import Floats, Ints
from bothways.stats.regression.fit import independent_columns
from bothways.stats.trials.design import Design

Estimator = Literal["strata", "ipw"]


@dataclass(frozen=True)
class Kernel:
    """Cluster sums that carry the regression of the outcome on arm, strata and covariates.

    Attributes
    ----------
    size : (G,) rows of each cluster
    stratum : (G,) codes
    response : (G,) sums of the residualised outcome
    loading : (G, k) sums of the orthonormal covariates
    cross : (G, k) sums of covariate times residualised outcome
    square : (G, k*k) sums of covariate times covariate
    """

    size: Floats
    stratum: Ints
    response: Floats
    loading: Floats
    cross: Floats
    square: Floats

    def centred(self, Z: Floats) -> Floats:
        """Take the row-weighted stratum means out of assignments (B, G)."""
        weight = np.zeros((self.size.size, int(self.stratum.max()) + 1))
        weight[np.arange(self.size.size), self.stratum] = self.size
        total = np.maximum(weight.sum(axis=0), 1e-300)
        return np.asarray(Z - ((Z @ weight) / total)[:, self.stratum])

    def evaluate(self, Z: Floats) -> tuple[Floats, Floats]:
        """Effect and its CR1 standard error (up to a constant) for assignments (B, G).

        Returns
        -------
        effect, se : (B,)
            Effect is 0 and se infinite for an assignment that strata and covariates determine.
        """
        C = self.centred(Z)
        along = C @ self.loading
        spread = (C * C) @ self.size - np.einsum("bk,bk->b", along, along)
        usable = spread > 1e-9 * max(float(self.size.sum()), 1.0)
        spread = np.where(usable, spread, np.inf)
        effect = (C @ self.response) / spread
        own = C * C * self.size
        score = C * self.response
        if along.shape[1]:
            own -= 2 * C * (along @ self.loading.T)
            own += (along[:, :, None] * along[:, None, :]).reshape(len(Z), -1) @ self.square.T
            score -= along @ self.cross.T
        score -= effect[:, None] * own
        se = np.sqrt(np.einsum("bg,bg->b", score, score)) / spread
        return effect, np.where(usable, se, np.inf)


def build_kernel(design: Design, outcome: Floats, covariates: Floats) -> Kernel:
    """Residualise outcome and covariates on the strata, then the outcome on the covariates.

    Parameters
    ----------
    design : Design
    outcome : (n,)
    covariates : (n, k)
    """
    cluster, G = design.row_cluster, design.clusters
    stratum = design.stratum[cluster]
    y, X = _within(outcome, stratum), _within(covariates, stratum)
    X = X[:, independent_columns(X)] if X.shape[1] else X
    Q = np.linalg.qr(X)[0] if X.shape[1] else X
    y = y - Q @ (Q.T @ y)
    squares = (Q[:, :, None] * Q[:, None, :]).reshape(len(y), -1)
    sums = [_sums(v, cluster, G) for v in (Q, Q * y[:, None], squares)]
    size = np.bincount(cluster, minlength=G).astype(np.float64)
    response = np.bincount(cluster, y, G).astype(np.float64)
    return Kernel(size, design.stratum, response, *sums)


def _within(values: Floats, groups: Ints) -> Floats:
    means = _sums(values.reshape(len(values), -1), groups, int(groups.max()) + 1)
    means /= np.maximum(np.bincount(groups), 1)[:, None]
    return values - means[groups].reshape(values.shape)


def _sums(values: Floats, groups: Ints, count: int) -> Floats:
    columns = [np.bincount(groups, c, count) for c in values.T]
    return np.column_stack(columns) if columns else np.zeros((count, 0))


@dataclass(frozen=True)
class WeightedKernel:
    """Inverse probability weighted regression of the outcome on arm and covariates.

    Attributes
    ----------
    share : (G,) probability of treatment
    gram : (G, m, m) cluster sums of v v' with v = (1, covariates, outcome)
    """

    share: Floats
    gram: Floats

    def evaluate(self, Z: Floats) -> tuple[Floats, Floats]:
        """Effect and its CR1 standard error (up to a constant) for assignments (B, G)."""
        W = np.where(Z > 0, 1 / self.share, 1 / (1 - self.share))
        m = self.gram.shape[1]
        k = m - 1
        flat = self.gram.reshape(len(self.share), -1)
        A, T = (W @ flat).reshape(-1, m, m), ((W * Z) @ flat).reshape(-1, m, m)
        N = np.empty((len(Z), k + 1, k + 1))
        N[:, :k, :k], N[:, k, k] = A[:, :k, :k], T[:, 0, 0]
        N[:, :k, k] = N[:, k, :k] = T[:, 0, :k]
        target = np.concatenate([A[:, :k, k], T[:, 0, k : k + 1]], axis=1)
        inverse = np.linalg.pinv(N, hermitian=True)
        b = np.einsum("bij,bj->bi", inverse, target)
        score = np.where(
            Z > 0,
            self._scores(inverse[:, k], b, 1.0, flat),
            self._scores(inverse[:, k], b, 0.0, flat),
        )
        score *= W
        return b[:, k], np.sqrt(np.einsum("bg,bg->b", score, score))

    def _scores(self, row: Floats, b: Floats, arm: float, flat: Floats) -> Floats:
        m, k = self.gram.shape[1], self.gram.shape[1] - 1
        left = np.zeros((len(b), m))
        left[:, :k] = row[:, :k]
        left[:, 0] += arm * row[:, k]
        right = np.ones((len(b), m))
        right[:, :k] = -b[:, :k]
        right[:, 0] -= arm * b[:, k]
        return np.asarray((left[:, :, None] * right[:, None, :]).reshape(len(b), -1) @ flat.T)


def build_weighted_kernel(design: Design, outcome: Floats, covariates: Floats) -> WeightedKernel:
    """Collect the cluster Gram matrices of (1, covariates, outcome).

    The covariates are made orthonormal first and the outcome is centred, which leaves the effect
    as it is and keeps the batch of small systems well conditioned.
    """
    X = covariates - covariates.mean(axis=0) if covariates.shape[1] else covariates
    X = X[:, independent_columns(X)] if X.shape[1] else X
    Q = np.linalg.qr(X)[0] * np.sqrt(len(outcome)) if X.shape[1] else X
    V = np.column_stack([np.ones(len(outcome)), Q, outcome - outcome.mean()])
    squares = (V[:, :, None] * V[:, None, :]).reshape(len(outcome), -1)
    gram = _sums(squares, design.row_cluster, design.clusters)
    return WeightedKernel(design.share, gram.reshape(design.clusters, V.shape[1], V.shape[1]))
