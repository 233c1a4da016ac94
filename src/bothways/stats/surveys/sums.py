"""The kernel: weighted sums of columns in every cell under every replicate weight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

from bothways.stats.columns import Bools, Floats
from bothways.stats.surveys.cells import Cells, Codes
from bothways.stats.surveys.weights import FactorisedWeights, Weights

Columns = Callable[[Any], Floats]
ROWS = 2_048
DENSE_PAIRS = 20_000_000
# Numbers in the sums over (cell, unit) that are held at once, as long as few groups do.
SUMS_AT_ONCE = 220_000
MOST_GROUPS = 4


def replicate_sums(
    weights: Weights, columns: Columns, width: int, cells: Cells, kept: Bools | None = None
) -> Floats:
    """Sum w * column in each cell, for the full weight and each replicate.

    Parameters
    ----------
    weights : ReplicateWeights or FactorisedWeights, n rows
    columns : function from an index of rows to their (m, width) columns
    width : number of columns
    cells : Cells of n rows
    kept : (n,) rows to use, or None for all

    Returns
    -------
    (cells, R + 1, width)
        The full weight first.

    Notes
    -----
    Dense: one matrix product for each cell, one pass over the table. Factorised: sums over
    (cell, unit) in one pass over base and columns, then one small product for each cell; never
    more than `ROWS` rows of columns are made at once. Where the sums are many they are held for a
    group of cells at a time, up to four; rows in order of the cells are still read once.

    Examples
    --------
    >>> from bothways.stats.surveys import ReplicateWeights
    >>> w = ReplicateWeights.of([1., 2.], [[2., 0.], [0., 4.]])
    >>> x = np.array([[1., 10.], [1., 20.]])
    >>> replicate_sums(w, lambda rows: x[rows], 2, Cells.whole(2))[0]
    array([[ 3., 50.],
           [ 2., 20.],
           [ 4., 80.]])
    """
    if isinstance(weights, FactorisedWeights):
        return _from_units(weights, columns, width, cells, kept)
    found = np.zeros((len(cells.names), weights.count + 1, width))
    gathered = np.empty((ROWS, weights.count))
    for number, rows in enumerate(cells.rows(kept)):
        for part in pieces(rows):
            block = columns(part)
            found[number, 0] += weights.base[part] @ block
            found[number, 1:] += (block.T @ gather(weights.replicates, part, gathered)).T
    return found


def gather(table: Floats, rows: Any, into: Floats | None = None) -> Floats:
    """Rows of a table; picked ones may go to a buffer that stays in the processor's cache."""
    if isinstance(rows, slice):
        return table[rows]
    out = None if into is None else into[: len(rows)]
    return np.take(table, rows, axis=0, out=out, mode="clip")


def pieces(rows: Any) -> list[Any]:
    """Cut an index or slice into parts of at most `ROWS` rows."""
    if isinstance(rows, slice):
        cuts = range(rows.start, rows.stop, ROWS)
        return [slice(a, min(a + ROWS, rows.stop)) for a in cuts]
    return [rows[a : a + ROWS] for a in range(0, len(rows), ROWS)]


def _from_units(
    weights: FactorisedWeights, columns: Columns, width: int, cells: Cells, kept: Bools | None
) -> Floats:
    units = len(weights.factors)
    keys = _Keys(cells.code, weights.unit, units, kept)
    numbers = keys.numbers(len(cells.names))
    cut = np.searchsorted(numbers.found, units * np.arange(len(cells.names) + 1))
    found = np.empty((len(cells.names), weights.count + 1, width))
    for group in _groups(len(cells.names), numbers.found.size * width):
        start = cut[group.start]
        sums = _pair_sums(weights, columns, width, keys, numbers, group)
        for number in group:
            own = sums[cut[number] - start : cut[number + 1] - start]
            unit = numbers.found[cut[number] : cut[number + 1]] % units
            found[number, 0] = own.sum(axis=0)
            found[number, 1:] = weights.factors[unit].T @ own
        del sums, own  # before the next group takes as much
    return found


def _groups(cells: int, size: int) -> list[range]:
    """Cells whose sums are held at once; a file in another order is read once for each group."""
    count = min(MOST_GROUPS, cells, 1 + size // SUMS_AT_ONCE)
    cuts = [cells * k // count for k in range(count + 1)]
    return [range(a, b) for a, b in pairwise(cuts)]


def _pair_sums(
    weights: FactorisedWeights, columns: Columns, width: int, keys: _Keys, numbers: _Numbers,
    cells: range,
) -> Floats:  # fmt: skip
    """Sums of base * column over each (cell, unit) pair of cells that lie beside each other."""
    low, high = cells.start * keys.units, cells.stop * keys.units
    first, last = np.searchsorted(numbers.found, [low, high])
    sums = np.zeros((last - first, width))
    for rows in pieces(slice(0, weights.n)):
        key = keys.of(rows)
        inside = (key >= low) & (key < high)
        if not inside.any():
            continue
        base, block = weights.base[rows], columns(rows)
        if not inside.all():
            key, base, block = key[inside], base[inside], block[inside]
        _scatter(sums, numbers.place(key) - first, base, block)
    return sums


def _scatter(sums: Floats, place: Codes, base: Floats, block: Floats) -> None:
    """Add base * block to the rows `place` of `sums`: a product with a sparse matrix."""
    low, high = int(place.min()), int(place.max()) + 1
    ends = np.arange(place.size + 1, dtype=np.int32)
    matrix = sparse.csc_array(
        (base, (place - low).astype(np.int32), ends), shape=(high - low, place.size)
    )
    sums[low:high] += matrix @ block


@dataclass(frozen=True)
class _Numbers:
    """The (cell, unit) pairs that occur, in order, and the number of each."""

    found: Codes
    table: Codes | None

    def place(self, key: Codes) -> Codes:
        return np.searchsorted(self.found, key) if self.table is None else self.table[key]


@dataclass(frozen=True)
class _Keys:
    """The (cell, unit) pair of a row as one number, -1 outside; made a piece at a time."""

    cell: Codes
    unit: Codes
    units: int
    kept: Bools | None

    def of(self, rows: slice) -> Codes:
        cell = self.cell[rows].astype(np.int64)
        key = cell * self.units + self.unit[rows]
        outside = cell < 0 if self.kept is None else (cell < 0) | ~self.kept[rows]
        return np.where(outside, -1, key)

    def numbers(self, cells: int) -> _Numbers:
        parts = pieces(slice(0, self.cell.size))
        if cells * self.units > DENSE_PAIRS:
            every = np.unique(np.concatenate([np.unique(self.of(rows)) for rows in parts]))
            return _Numbers(every[every >= 0], None)
        seen = np.zeros(cells * self.units + 1, dtype=bool)  # the last place takes the -1
        for rows in parts:
            seen[self.of(rows)] = True
        seen[-1] = False
        place = np.cumsum(seen, dtype=np.int32)
        place -= 1
        return _Numbers(np.flatnonzero(seen).astype(np.int32), place)
