"""Replicate weights, as a table or factorised into one row for each variance unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.columns import Floats, numbers
from bothways.stats.errors import DesignError, InputError
from bothways.stats.estimate import inputs_hash

Codes = NDArray[np.integer[Any]]
CHECK_ROWS = 16_384
DIGITS = (2, 3, 4, 5)


@dataclass(frozen=True)
class ReplicateWeights:
    """A full weight and R replicate weights for each row.

    Attributes
    ----------
    base : (n,) full-sample weights, 0 or more
    replicates : (n, R) replicate weights
    fingerprint : SHA-256 of both

    Notes
    -----
    The table is checked and hashed once, here, and not copied: do not change it afterwards.
    Cost of making it: two passes over the table.
    """

    base: Floats
    replicates: Floats
    fingerprint: str

    @classmethod
    def of(cls, base: ArrayLike, replicates: ArrayLike) -> ReplicateWeights:
        """Check the weights and take their fingerprint.

        Raises
        ------
        InputError
            A weight is missing, negative or infinite (row and column are named), the tables differ
            in length, or the full weights are all 0.

        Examples
        --------
        >>> ReplicateWeights.of([1.0, 1.0], [[2.0, 0.0], [0.0, 2.0]]).count
        2
        """
        full, table = _checked_base(base), np.asarray(replicates, dtype=np.float64)
        if table.ndim != 2 or len(table) != full.size:
            raise InputError(
                "replicates_shape", f"The replicate weights must be a table of {full.size} rows, "
                f"one for each full weight; found shape {table.shape}.", column="replicates",
            )  # fmt: skip
        _check_table(table)
        return cls(full, table, inputs_hash("replicates", {"base": full, "replicates": table}))

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.base.size

    @property
    def count(self) -> int:
        """Number of replicates."""
        return int(self.replicates.shape[1])

    def rows(self, index: Any) -> Floats:
        """Return the (m, R + 1) weights of some rows, the full weight first."""
        return np.column_stack([self.base[index], self.replicates[index]])


@dataclass(frozen=True)
class FactorisedWeights:
    """Replicate weights as ``base[i] * factors[unit[i], r]``.

    Attributes
    ----------
    base : (n,) full-sample weights
    unit : (n,) codes of the rows of `factors`
    factors : (U, R) what each replicate multiplies the full weight by
    fingerprint : SHA-256 of all three
    error : largest relative difference from the weights they replace; 0 when exact

    Notes
    -----
    Every pupil of a school shares its row of factors, so a file of pupils shrinks by an order of
    magnitude and a table of results is computed from sums over units.
    """

    base: Floats
    unit: Codes
    factors: Floats
    fingerprint: str
    error: float = 0.0

    @classmethod
    def of(
        cls, base: ArrayLike, unit: ArrayLike, factors: ArrayLike, error: float = 0.0
    ) -> FactorisedWeights:
        """Check the parts; equal rows of `factors` are merged.

        Examples
        --------
        >>> FactorisedWeights.of([1.0, 3.0], [0, 1], [[2.0, 0.0], [0.0, 2.0]]).rows([1])
        array([[3., 0., 6.]])
        """
        full, table = _checked_base(base), np.asarray(factors, dtype=np.float64)
        codes = np.asarray(unit)
        wrong = codes.shape != full.shape or table.ndim != 2 or codes.dtype.kind not in "iu"
        if wrong or (codes.size and not 0 <= codes.min() <= codes.max() < len(table)):
            raise InputError(
                "factor_units", "Each row needs the number of its row of factors, from 0 to "
                f"{len(table) - 1}.", column="unit",
            )  # fmt: skip
        _check_table(table)
        distinct, again = np.unique(table, axis=0, return_inverse=True)
        merged = again.reshape(-1).astype(np.min_scalar_type(len(distinct)))[codes]
        parts = {"base": full, "unit": merged, "factors": distinct}
        return cls(full, merged, distinct, inputs_hash("factorised", parts), error)

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.base.size

    @property
    def count(self) -> int:
        """Number of replicates."""
        return int(self.factors.shape[1])

    def rows(self, index: Any) -> Floats:
        """Return the (m, R + 1) weights of some rows, the full weight first."""
        base = self.base[index]
        return np.column_stack([base, base[:, None] * self.factors[self.unit[index]]])


Weights = ReplicateWeights | FactorisedWeights


def factorise(weights: ReplicateWeights, tolerance: float = 2e-5, gain: float = 4.0) -> Weights:
    """Find the few rows of factors behind a table of replicate weights.

    Parameters
    ----------
    weights : ReplicateWeights
    tolerance : float
        Largest relative difference of a rebuilt weight; files rounded to four decimals need 2e-5.
    gain : float
        Rows for each distinct row of factors below which the table is kept as it is.

    Returns
    -------
    FactorisedWeights or ReplicateWeights
        The table itself when nothing is gained or the difference would be larger.

    Notes
    -----
    Rows whose ratios replicate / base agree within the tolerance share the ratio of the row with
    the largest base weight, where rounding weighs least. A row with base 0 is only kept when its
    replicates are 0 as well. Cost: up to four sorts of the rounded ratios.

    Examples
    --------
    >>> w = ReplicateWeights.of([1., 2., 3., 4.], [[2., 0.], [4., 0.], [0., 6.], [0., 8.]])
    >>> factorise(w, gain=2).factors
    array([[0., 2.],
           [2., 0.]])
    """
    base, table = weights.base, weights.replicates
    if (table[base == 0] != 0).any():
        return weights
    ratio = table / np.where(base > 0, base, 1.0)[:, None]
    heavy = np.argsort(-base, kind="stable")
    for digits in DIGITS:
        factors, unit = _grouped(ratio, heavy, digits)
        if len(factors) * gain > base.size:
            break
        error = _rebuilt_error(base, table, factors, unit)
        if error <= tolerance:
            return FactorisedWeights.of(base, unit, factors, error)
    return weights


def _grouped(ratio: Floats, heavy: Codes, digits: int) -> tuple[Floats, Codes]:
    """Rows of ratios equal after rounding, each group standing as its heaviest row."""
    _, first, again = np.unique(
        np.round(ratio[heavy], digits), axis=0, return_index=True, return_inverse=True
    )
    unit = np.empty(heavy.size, dtype=np.int64)
    unit[heavy] = again.reshape(-1)
    return ratio[heavy[first]], unit


def _rebuilt_error(base: Floats, table: Floats, factors: Floats, unit: Codes) -> float:
    rebuilt = base[:, None] * factors[unit]
    size = np.maximum(np.abs(table), np.finfo(float).tiny)
    return float(np.max(np.abs(rebuilt - table) / size))


def delete_one_weights(base: ArrayLike, clusters: ArrayLike) -> FactorisedWeights:
    """Jackknife weights that leave out one cluster at a time (use with method "jk1").

    Parameters
    ----------
    base : (n,) full-sample weights
    clusters : (n,) labels of the sampled clusters

    Raises
    ------
    DesignError
        Fewer than two clusters.

    Notes
    -----
    Factor 0 for the cluster left out and G / (G - 1) for the others. Source: Wolter (2007), ch. 4.

    Examples
    --------
    >>> delete_one_weights([1., 1., 1.], ["a", "a", "b"]).rows([0, 2])
    array([[1., 0., 2.],
           [1., 2., 0.]])
    """
    names, unit = np.unique(np.asarray(clusters), return_inverse=True)
    G = names.size
    if G < 2:
        raise DesignError(
            "one_cluster", "One cluster alone cannot show how much clusters differ: give two or "
            "more.", clusters=G,
        )  # fmt: skip
    factors = np.full((G, G), G / (G - 1))
    np.fill_diagonal(factors, 0.0)
    return FactorisedWeights.of(base, unit.reshape(-1), factors)


def paired_weights(
    base: ArrayLike, pair: ArrayLike, half: ArrayLike, fay: float = 0.5
) -> FactorisedWeights:
    """Fay's balanced weights for two sampled clusters a pair (use with method "fay").

    Parameters
    ----------
    base : (n,) full-sample weights
    pair : (n,) labels of the pairs (strata)
    half : (n,) 0 or 1, which cluster of the pair
    fay : float
        Fay's factor in [0, 1); 0 gives plain balanced half samples.

    Notes
    -----
    The number of replicates is the order of the smallest Hadamard matrix of the Sylvester or Paley
    kind above the number of pairs. Source: Judkins (1990), Journal of Official Statistics 6(3).

    Examples
    --------
    >>> paired_weights([1., 1.], ["a", "a"], [0, 1]).rows([0, 1])
    array([[1. , 1.5, 0.5],
           [1. , 0.5, 1.5]])
    """
    names, stratum = np.unique(np.asarray(pair), return_inverse=True)
    side = numbers("half", half)
    wrong = np.flatnonzero((side != 0) & (side != 1))
    if wrong.size:
        raise InputError(
            "bad_half", f"Column half, row {wrong[0] + 1}: expected 0 or 1, found "
            f"{side[wrong[0]]:g}.", column="half", row=int(wrong[0]) + 1,
        )  # fmt: skip
    signs = hadamard(names.size + 1)[1 : names.size + 1]
    factors = np.vstack([1 + (1 - fay) * signs, 1 - (1 - fay) * signs])
    unit = stratum.reshape(-1) + names.size * side.astype(np.int64)
    return FactorisedWeights.of(base, unit, factors)


def hadamard(least: int) -> Floats:
    """Return a Hadamard matrix of order `least` or the next order this construction reaches.

    Notes
    -----
    Orders 2^k (q + 1) with q a prime of the form 4 m + 3 (Paley 1933), or 2^k (Sylvester 1867).
    The first row is all ones, so every other row sums to 0.

    Examples
    --------
    >>> H = hadamard(80); H.shape, bool((H @ H.T == 80 * np.eye(80)).all())
    ((80, 80), True)
    """
    order = least
    while True:
        if order in (1, 2):
            return np.array([[1.0, 1.0], [1.0, -1.0]])[:order, :order]
        if order % 4 == 0 and _prime(order - 1):
            return _paley(order - 1)
        if order % 4 == 0 and (half := hadamard(order // 2)).shape[0] == order // 2:
            return np.asarray(np.kron([[1.0, 1.0], [1.0, -1.0]], half))
        order += 1


def _prime(number: int) -> bool:
    return number > 1 and all(number % k for k in range(2, int(number**0.5) + 1))


def _paley(q: int) -> Floats:
    squares = {k * k % q for k in range(1, q)}
    character = np.array([0] + [1 if k in squares else -1 for k in range(1, q)], dtype=float)
    jacobsthal = character[(np.arange(q)[:, None] - np.arange(q)) % q]
    matrix = np.ones((q + 1, q + 1))
    matrix[1:, 1:] = jacobsthal - np.eye(q)
    return matrix


def _checked_base(base: ArrayLike) -> Floats:
    full = numbers("base", base)
    wrong = np.flatnonzero(~(full >= 0))
    if wrong.size:
        raise InputError(
            "bad_weight", f"The full weight in row {wrong[0] + 1} is {full[wrong[0]]:g}: expected "
            "0 or more.", column="base", row=int(wrong[0]) + 1,
        )  # fmt: skip
    if not full.any():
        raise InputError("no_weight", "All full weights are 0: nobody is counted.", column="base")
    return full


def _check_table(table: Floats) -> None:
    for start in range(0, len(table), CHECK_ROWS):
        block = table[start : start + CHECK_ROWS]
        if not (block.size == 0 or (block.min() >= 0 and block.max() < np.inf)):
            row, column = np.argwhere(~((block >= 0) & (block < np.inf)))[0]
            raise InputError(
                "bad_weight", f"Replicate weight {column + 1} in row {start + row + 1} is "
                f"{block[row, column]:g}: expected 0 or more.",
                column=f"replicate {column + 1}", row=int(start + row) + 1,
            )  # fmt: skip
