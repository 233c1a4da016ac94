"""The kernel: weighted sums of columns in every cell under every replicate weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from bothways.stats.columns import Bools, Floats
from bothways.stats.surveys.cells import Cells, Codes
from bothways.stats.surveys.weights import FactorisedWeights, Weights

Columns = Callable[[Any], Floats]
ROWS = 2_048
DENSE_PAIRS = 20_000_000


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
    more than `ROWS` rows of columns are made at once.

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
    pair, cell_of, unit_of = _pairs(cells.code, weights.unit, len(weights.factors), kept)
    sums = np.zeros((cell_of.size, width))
    for rows in pieces(slice(0, weights.n)):
        place, base = pair[rows], weights.base[rows]
        inside = place >= 0
        block = columns(rows)
        if not inside.all():
            place, base, block = place[inside], base[inside], block[inside]
        if place.size:
            _scatter(sums, place, base, block)
    found = np.empty((len(cells.names), weights.count + 1, width))
    cut = np.searchsorted(cell_of, np.arange(len(cells.names) + 1))
    for number, (a, b) in enumerate(zip(cut[:-1], cut[1:], strict=True)):
        found[number, 0] = sums[a:b].sum(axis=0)
        found[number, 1:] = weights.factors[unit_of[a:b]].T @ sums[a:b]
    return found


def _scatter(sums: Floats, place: Codes, base: Floats, block: Floats) -> None:
    """Add base * block to the rows `place` of `sums`: a product with a sparse matrix."""
    low, high = int(place.min()), int(place.max()) + 1
    ends = np.arange(place.size + 1, dtype=np.int32)
    matrix = sparse.csc_array(
        (base, (place - low).astype(np.int32), ends), shape=(high - low, place.size)
    )
    sums[low:high] += matrix @ block


def _pairs(cell: Codes, unit: Codes, units: int, kept: Bools | None) -> tuple[Codes, Codes, Codes]:
    """Number the (cell, unit) pairs that occur, in order; rows outside get -1."""
    cells = int(cell.max()) + 1
    outside = cell < 0 if kept is None else (cell < 0) | ~kept
    key: Codes = cell.astype("i4" if cells * units < 2**31 else "i8")
    key *= units
    key += unit
    if outside.any():
        key[outside] = -1
    if cells * units > DENSE_PAIRS:
        found = np.unique(key)
        found = found[found >= 0]
        place = np.searchsorted(found, key).astype(np.int32)
        place[outside] = -1
        return place, found // units, found % units
    seen = np.zeros(cells * units + 1, dtype=bool)
    seen[key] = True
    seen[-1] = False
    number = np.cumsum(seen, dtype=np.int32) - np.int32(1)
    number[-1] = -1
    found = np.flatnonzero(seen)
    return number[key], found // units, found % units
