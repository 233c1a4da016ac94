"""Weighted sums of every cell under the full weight and every replicate."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from bothways.stats.columns import Floats, Ints
from bothways.stats.errors import SpecificationError
from bothways.stats.surveys.weights import ReplicateWeights


def cell_sums(
    weights: ReplicateWeights, values: Floats, cells: Ints, count: int, powers: int = 1
) -> Floats:
    """Sums over the rows of each cell.

    Parameters
    ----------
    weights : ReplicateWeights of n rows
    values : (n, M) numbers
    cells : (n,) cell code, -1 for rows that belong to none
    count : number of cells
    powers : 1 for sums of w and w v, 2 also of w v^2

    Returns
    -------
    (count, R + 1, 1 + powers * M)
        Sum of weights first; the full weight is replicate 0.

    Notes
    -----
    Dense: one matrix product for each cell over its gathered rows. Factorised: one pass over
    weights and values gives sums by cell and variance unit, which the factors then spread over
    the replicates; nothing of the size rows x replicates is ever made.
    """
    if weights.replicates is None:
        return _factorised(weights, values, cells, count, powers)
    return _dense(weights, values, cells, count, powers)


def _dense(
    weights: ReplicateWeights, values: Floats, cells: Ints, count: int, powers: int
) -> Floats:
    M = values.shape[1]
    found = np.zeros((count, weights.count + 1, 1 + powers * M))
    order, edges = _by_cell(cells, count)
    gather = _Gather(weights, values, powers, int(np.diff(edges).max(initial=0)))
    for c in np.flatnonzero(np.diff(edges)):
        inside = slice(int(edges[c]), int(edges[c + 1]))
        full, replicates, V = gather.rows(inside if order is None else order[inside])
        found[c, 0] = full @ V
        found[c, 1:] = (V.T @ replicates).T  # this order of the product is the faster one
    return found


class _Gather:
    """Rows of one cell in buffers that are used again, so that no memory is asked for twice."""

    def __init__(self, weights: ReplicateWeights, values: Floats, powers: int, most: int) -> None:
        if weights.replicates is None:
            raise SpecificationError("no_replicates", "These weights have no dense replicates.")
        self.full, self.replicates, self.values = weights.full, weights.replicates, values
        self.powers, self.M = powers, values.shape[1]
        self.weight_rows = np.empty((most, weights.count))
        self.value_rows = np.empty((most, self.M))
        self.matrix = np.ones((most, 1 + powers * self.M))

    def rows(self, chosen: slice | Ints) -> tuple[Floats, Floats, Floats]:
        """Full weights, replicate weights and (1, v, v^2) of the chosen rows."""
        if isinstance(chosen, slice):
            replicates, values = self.replicates[chosen], self.values[chosen]
        else:
            m = chosen.size
            replicates, values = self.weight_rows[:m], self.value_rows[:m]
            np.take(self.replicates, chosen, axis=0, out=replicates, mode="clip")
            np.take(self.values, chosen, axis=0, out=values, mode="clip")
        matrix = self.matrix[: len(values)]
        matrix[:, 1 : 1 + self.M] = values
        if self.powers == 2:
            np.square(values, out=matrix[:, 1 + self.M :])
        return self.full[chosen], replicates, matrix


def _by_cell(cells: Ints, count: int) -> tuple[Ints | None, Ints]:
    """Order of rows by cell (None when they are sorted already) and where each cell starts."""
    if cells.size and cells[0] >= 0 and (np.diff(cells) >= 0).all():
        return None, np.searchsorted(cells, np.arange(count + 1)).astype(np.int64)
    small = cells.astype(np.int16) if count < 30_000 else cells
    order = np.argsort(small, kind="stable").astype(np.int64)
    return order, np.searchsorted(cells[order], np.arange(count + 1)).astype(np.int64)


def _factorised(
    weights: ReplicateWeights, values: Floats, cells: Ints, count: int, powers: int
) -> Floats:
    M = values.shape[1]
    if weights.factors is None or weights.unit is None:
        return np.zeros((count, weights.count + 1, 1 + powers * M))
    U = len(weights.factors)
    group = np.where(cells >= 0, cells, count) * U + weights.unit
    used, place = _compress(group, (count + 1) * U)
    owner, unit = used // U, used % U
    spread = sparse.csc_array(
        (weights.full, place, np.arange(group.size + 1)), shape=(used.size, group.size)
    )
    sums = [np.bincount(place, weights.full, used.size)[:, None], spread @ values]
    if powers == 2:
        sums.append(spread @ values**2)
    S = np.concatenate(sums, axis=1)
    edges = np.searchsorted(owner, np.arange(count + 1))
    found = np.zeros((count, weights.count + 1, 1 + powers * M))
    for c in range(count):
        inside = slice(edges[c], edges[c + 1])
        found[c, 0] = S[inside].sum(axis=0)
        found[c, 1:] = weights.factors[unit[inside]].T @ S[inside]
    return found


def _compress(group: Ints, size: int) -> tuple[Ints, Ints]:
    """Codes that occur, and the place of each row's code among them, without sorting rows."""
    occurs = np.zeros(size, dtype=bool)
    occurs[group] = True
    used = np.flatnonzero(occurs).astype(np.int64)
    place = np.empty(size, dtype=np.int32)
    place[used] = np.arange(used.size, dtype=np.int32)
    return used, place[group].astype(np.int64)
