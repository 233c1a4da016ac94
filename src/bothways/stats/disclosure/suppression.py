"""Suppression of small cells in a table with totals, and of others so that they stay hidden.

Sources: Kelly, Golden & Assad (1992), Networks 22:397 and Castro (2007), Eur. J. Oper. Res.
183:1151 (a two-way table with totals is a network; the cheapest cycle through a cell protects it).

The table with its totals is a bipartite network of rows and columns, the totals being one row and
one column more. Raising a cell by `threshold` must be possible along a cycle of hidden cells whose
falling members hold at least `threshold`. Then no reader can tell that the cell is small, nor
learn any hidden cell of the cycle.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.sparse import csgraph

from bothways.stats.columns import Bools, Floats, Ints
from bothways.stats.disclosure.boxes import protect_by_boxes
from bothways.stats.errors import InputError, SpecificationError
from bothways.stats.estimate import Estimate, Run, inputs_hash

VERSION = "1"
FREE = 1e-9
MOST_WAYS = 6


@dataclass(frozen=True, slots=True)
class Suppression:
    """The rule.

    Parameters
    ----------
    threshold : int
        Counts below it are hidden.
    hide_zeros : bool
        Hide zeros too, so that an empty cell and a hidden one look alike.
    """

    threshold: int = 10
    hide_zeros: bool = True


@dataclass(frozen=True)
class SafeTable:
    """A table that may be published, and nothing that may not.

    Attributes
    ----------
    counts : counts with totals last on every axis, NaN where hidden
    estimates : how many cells are hidden, and, where the total is shown, which share of all people
        sits in shown cells

    Notes
    -----
    Which hidden cells are the small ones is not kept: a reader who knew would know more than the
    table tells. ``n`` counts the cells, and the inputs hash covers the published table only: the
    hash of true counts would let a reader try values until it fits.
    """

    counts: Floats
    estimates: tuple[Estimate, ...]

    @property
    def hidden(self) -> Bools:
        """What is hidden, same shape as the counts."""
        return np.isnan(self.counts)

    @classmethod
    def of(cls, specification: Suppression, full: Floats, hidden: Bools) -> SafeTable:
        """The table of `full` without its hidden cells."""
        shown = np.where(hidden, np.nan, full)
        stamp = inputs_hash(specification, {"published": shown})
        run = Run("suppression", VERSION, "cells", shown.size, stamp)
        found = run.plain("hidden cells", float(hidden.sum()))
        total = float(shown.flat[-1])
        if not total > 0:  # hidden, or nobody
            return cls(shown, (found,))
        inside = shown[(slice(None, -1),) * shown.ndim]
        share = float(np.nansum(inside)) / total
        return cls(shown, (found, run.plain("people in shown cells", share, unit="share")))


def suppress(specification: Suppression, counts: ArrayLike) -> SafeTable:
    """Hide small cells and the cheapest others that keep them hidden.

    Parameters
    ----------
    specification : Suppression
    counts : (C,), (R, C) or more ways: whole numbers from 0, *without* totals

    Returns
    -------
    SafeTable
        With totals added. A two-way table publishes row, column and grand totals, a larger one all
        tables with fewer ways as well.

    Raises
    ------
    InputError
        A count is negative, not whole or missing.
    SpecificationError
        The table has more than six ways, or the threshold is below 2.

    Notes
    -----
    Afterwards every hidden small cell could be larger by at least `threshold` for all a reader
    knows, so neither its value nor its smallness can be inferred. The search is greedy: what is
    hidden is enough, and nearly but not surely the least. Several tables of the same people go
    through ``suppress_linked`` together. Cost: one shortest path for each small cell that is not
    protected yet; with three or more ways one pass over the table for each small cell, see
    :mod:`bothways.stats.disclosure.boxes`.

    Examples
    --------
    >>> safe = suppress(Suppression(5), [[2, 20, 30], [40, 50, 60], [70, 80, 90]])
    >>> int(safe.hidden.sum())
    4
    """
    full = with_totals(checked_counts(specification, counts))
    small = small_cells(specification, full)
    return SafeTable.of(specification, full, protected(full, small, specification.threshold))


def small_cells(specification: Suppression, full: Floats) -> Bools:
    """Cells that the rule hides."""
    small = full < specification.threshold
    return small if specification.hide_zeros else small & (full > 0)


def protected(full: Floats, small: Bools, threshold: int) -> Bools:
    """The small cells, and as many others as it takes inside this one table."""
    protect = {1: _line, 2: _network}.get(full.ndim, protect_by_boxes)
    return protect(full, small, threshold)


def with_totals(table: Floats) -> Floats:
    """Append the totals of every axis, and with them all totals of totals."""
    for axis in range(table.ndim):
        table = np.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
    return table


def checked_counts(specification: Suppression, counts: ArrayLike) -> Floats:
    """Counts as numbers, or the first cell that is none."""
    table = np.asarray(counts, dtype=np.float64)
    if specification.threshold < 2:
        raise SpecificationError("bad_threshold", "The threshold must be at least 2.")
    if not 1 <= table.ndim <= MOST_WAYS or not table.size:
        raise SpecificationError(
            "bad_table", f"Give a table of counts with one to {MOST_WAYS} ways, not {table.ndim}: "
            "leave a way out.",
        )  # fmt: skip
    wrong = ~(table >= 0) | (table != np.round(table))
    if wrong.any():
        where = tuple(int(k) + 1 for k in np.argwhere(wrong)[0])
        raise InputError(
            "not_a_count", f"Cell {where} is not a whole number from 0: "
            f"{table[tuple(k - 1 for k in where)]}.", cell=where,
        )  # fmt: skip
    return table


def _line(full: Floats, small: Bools, threshold: int) -> Bools:
    """One list with its total: some hidden cell must be able to fall by the threshold."""
    hidden = small.copy()
    inside = hidden[:-1]
    if not inside.any() or hidden[-1]:
        return hidden
    if not (inside & (full[:-1] >= threshold)).any():
        large = np.where(full[:-1] >= threshold, full[:-1], np.inf)
        best = int(np.argmin(large))
        hidden[best if np.isfinite(large[best]) else -1] = True
    return hidden


class _Residual:
    """Arcs along which cells may rise or fall, with the cost of hiding them."""

    def __init__(self, full: Floats, hidden: Bools, threshold: int) -> None:
        self.rows, self.columns = full.shape
        i, j = np.indices(full.shape)
        sign = np.where(i < self.rows - 1, 1, -1) * np.where(j < self.columns - 1, 1, -1)
        forth = np.where(sign > 0, i, j + self.rows), np.where(sign > 0, j + self.rows, i)
        self.cost = np.where(hidden, FREE, np.log1p(full) + 1.0)
        falls = full >= threshold
        cell = np.arange(full.size).reshape(full.shape)
        self.tail = np.concatenate([forth[0].ravel(), forth[1][falls]])
        self.head = np.concatenate([forth[1].ravel(), forth[0][falls]])
        self.cell = np.concatenate([cell.ravel(), cell[falls]])
        self.start: Ints = forth[0].ravel()
        self.end: Ints = forth[1].ravel()
        order = np.argsort(self.tail, kind="stable")
        self.tail, self.head, self.cell = self.tail[order], self.head[order], self.cell[order]
        nodes = self.rows + self.columns
        self.pointer = np.searchsorted(self.tail, np.arange(nodes + 1))
        self.arc_of = {(a, b): c for a, b, c in zip(self.tail, self.head, self.cell, strict=True)}

    def graph(self, only_hidden: bool) -> sparse.csr_array:
        """Arcs as a sparse matrix; weight is the cost of hiding the cell."""
        weight = self.cost.ravel()[self.cell]
        nodes = self.rows + self.columns
        if only_hidden:
            keep = weight <= FREE
            return sparse.csr_array(
                (weight[keep], (self.tail[keep], self.head[keep])), shape=(nodes, nodes)
            )
        return sparse.csr_array((weight, self.head, self.pointer), shape=(nodes, nodes))

    def unprotected(self, small: Bools) -> Ints:
        """Small cells that cannot rise along hidden cells."""
        _, part = csgraph.connected_components(self.graph(True), connection="strong")
        cells = np.flatnonzero(small)
        alone: Ints = cells[part[self.start[cells]] != part[self.end[cells]]]
        return alone

    def cheapest(self, cell: int) -> list[int]:
        """Cells of the cheapest path that lets `cell` rise."""
        source, target = int(self.end[cell]), int(self.start[cell])
        _, before = csgraph.dijkstra(self.graph(False), indices=source, return_predecessors=True)
        path, node = [], target
        while node != source:
            previous = int(before[node])
            path.append(int(self.arc_of[previous, node]))
            node = previous
        return path


def _network(full: Floats, small: Bools, threshold: int) -> Bools:
    hidden = small.copy()
    residual = _Residual(full, hidden, threshold)
    queue = [(-float(full.flat[c]), int(c)) for c in residual.unprotected(small)]
    heapq.heapify(queue)
    while queue:
        _, cell = heapq.heappop(queue)
        path = residual.cheapest(cell)
        fresh = [c for c in path if residual.cost.flat[c] > FREE]
        for c in fresh:
            residual.cost.flat[c] = FREE
            hidden.flat[c] = True
        if fresh:
            left = set(residual.unprotected(small).tolist())
            queue = [q for q in queue if q[1] in left]
            heapq.heapify(queue)
    return hidden
