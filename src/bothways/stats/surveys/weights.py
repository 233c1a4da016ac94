"""Replicate weights, dense or factorised.

Sources: Judkins (1990), J. Off. Stat. 6:223 (Fay's balanced repeated replication); Rust & Rao
(1996), Stat. Methods Med. Res. 5:283 (jackknife); OECD (2009), PISA Data Analysis Manual, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.columns import Floats, Ints
from bothways.stats.errors import InputError, SpecificationError
from bothways.stats.estimate import inputs_hash


@dataclass(frozen=True)
class ReplicateWeights:
    """Full weights and what the variance needs. Build with :func:`brr_fay` or :func:`jackknife`.

    Attributes
    ----------
    full : (n,) weights, at least 0
    replicates : (n, R) replicate weights, or None when factorised
    factors : (U, R) replicate over full weight of each variance unit, or None when dense
    unit : (n,) variance unit of each row, or None when dense
    scale : (R,) factor of each squared deviation
    name : "fay", "jackknife" or "custom"
    fingerprint : SHA-256 over all weights, made once
    """

    full: Floats
    replicates: Floats | None
    factors: Floats | None
    unit: Ints | None
    scale: Floats
    name: str
    fingerprint: str

    @property
    def count(self) -> int:
        """Number of replicates R."""
        return int(self.scale.size)

    def of_rows(self, rows: Ints) -> Floats:
        """Full and replicate weights of some rows, (m, R + 1), the full weight first."""
        if self.replicates is not None:
            return np.column_stack([self.full[rows], self.replicates[rows]])
        if self.factors is None or self.unit is None:
            raise SpecificationError("no_replicates", "These weights have no replicates.")
        full = self.full[rows]
        return np.column_stack([full, full[:, None] * self.factors[self.unit[rows]]])


def brr_fay(full: ArrayLike, replicates: ArrayLike, fay: float = 0.5) -> ReplicateWeights:
    """Balanced repeated replication with Fay's factor; each deviation counts 1 / (R (1 - fay)^2).

    Parameters
    ----------
    full : (n,) weights
    replicates : (n, R) replicate weights
    fay : float in [0, 1); PISA uses 0.5

    Examples
    --------
    >>> w = brr_fay([1., 1.], [[0.5, 1.5], [1.5, 0.5]]); w.scale
    array([2., 2.])
    """
    if not 0 <= fay < 1:
        raise SpecificationError("bad_fay", f"Fay's factor must be from 0 to below 1, not {fay}.")
    W, R = _checked(full, replicates)
    count = R.shape[1]
    return _dense(W, R, np.full(count, 1 / (count * (1 - fay) ** 2)), "fay")


def jackknife(
    full: ArrayLike, replicates: ArrayLike, scale: ArrayLike | float = 1.0
) -> ReplicateWeights:
    """Jackknife (JK2 of TIMSS and PIRLS: scale 1) or any other design with its own scale.

    Parameters
    ----------
    scale : number, or (R,) factor of each replicate's squared deviation
    """
    W, R = _checked(full, replicates)
    factor = np.broadcast_to(np.asarray(scale, dtype=np.float64), (R.shape[1],)).copy()
    if not (factor >= 0).all():
        raise SpecificationError("bad_scale", "Scales of replicates cannot be negative.")
    return _dense(W, R, factor, "jackknife")


def _checked(full: ArrayLike, replicates: ArrayLike) -> tuple[Floats, Floats]:
    W = np.ascontiguousarray(full, dtype=np.float64)
    R = np.ascontiguousarray(replicates, dtype=np.float64)
    if W.ndim != 1 or R.ndim != 2 or R.shape[0] != W.size or R.shape[1] < 2:
        raise InputError(
            "bad_replicates", f"Replicate weights must have one row for each of the {W.size} "
            f"weights and at least two columns, found shape {R.shape}.", found=R.shape,
        )  # fmt: skip
    if not (W >= 0).all() or not W.any() or np.isnan(R.sum()):
        raise InputError("bad_weights", "Weights must be numbers from 0, none of them missing.")
    return W, R


def _dense(full: Floats, replicates: Floats, scale: Floats, name: str) -> ReplicateWeights:
    stamp = inputs_hash(name, {"full": full, "replicates": replicates, "scale": scale})
    return ReplicateWeights(full, replicates, None, None, scale, name, stamp)


def factorise(weights: ReplicateWeights, tolerance: float = 1e-4) -> tuple[ReplicateWeights, float]:
    """Store one factor row for each variance unit instead of one weight row for each person.

    Parameters
    ----------
    weights : ReplicateWeights, dense
    tolerance : float
        Factor rows that agree within this are one unit.

    Returns
    -------
    weights, error : the factorised weights and the largest relative error of any replicate weight.
        When it saves nothing (more than half as many units as rows) the dense weights come back
        with error 0.

    Examples
    --------
    >>> w = brr_fay([2., 4., 3., 2.], [[1., 3.], [2., 6.], [4.5, 1.5], [3., 1.]])
    >>> thin, error = factorise(w); thin.factors.shape, error
    ((2, 2), 0.0)
    """
    if weights.replicates is None:
        return weights, 0.0
    positive = weights.full > 0
    ratio = np.ones_like(weights.replicates)
    ratio[positive] = weights.replicates[positive] / weights.full[positive, None]
    _, first, unit = np.unique(
        np.round(ratio / tolerance), axis=0, return_index=True, return_inverse=True
    )
    unit = unit.reshape(-1).astype(np.int64)
    if first.size > weights.full.size / 2:
        return weights, 0.0
    number = np.bincount(unit)[:, None]
    factors = np.zeros((first.size, weights.count))
    np.add.at(factors, unit, ratio)
    factors /= number
    rebuilt = weights.full[:, None] * factors[unit]
    error = np.abs(rebuilt - weights.replicates) / np.maximum(weights.replicates, 1e-300)
    largest = float(error[weights.replicates > 0].max(initial=0.0))
    return (
        ReplicateWeights(
            weights.full, None, factors, unit, weights.scale, weights.name, weights.fingerprint
        ),
        largest,
    )
