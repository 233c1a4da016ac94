"""Several tables of the same people, protected together.

Each table may be safe alone and give a cell away beside another one, because they share totals, or
because no people fit both. The attacker here holds all tables at once: people are the cells of the
one table over all variables, which nobody publishes, and every published figure is a sum of them.
Source: Fischetti & Salazar (2000), Manag. Sci. 46:1008 (the attacker's problem); the dual prices of
that linear programme name the shown figures that give the cell away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, sparse

from bothways.stats.columns import Bools, Floats, Ints
from bothways.stats.disclosure.suppression import (
    SafeTable,
    Suppression,
    checked_counts,
    protected,
    small_cells,
)
from bothways.stats.errors import SpecificationError

MOST_CELLS = 20_000
CLOSE = 1e-6


def suppress_linked(
    specification: Suppression, counts: ArrayLike, tables: Sequence[Sequence[int]]
) -> tuple[SafeTable, ...]:
    """Hide small cells of several tables so that all of them together give none away.

    Parameters
    ----------
    specification : Suppression
    counts : (A, B, ...) people by every variable that any table uses; not published itself
    tables : for each table the axes of `counts` it shows, such as ``[(0, 1), (1, 2)]``

    Returns
    -------
    tuple of SafeTable
        One for each table, with its totals; a figure that two tables share is hidden in both or in
        none.

    Raises
    ------
    InputError
        A count is negative, not whole or missing.
    SpecificationError
        An axis does not exist or stands twice, or there are more than 20,000 cells.

    Notes
    -----
    Every small cell could be larger by at least `threshold`, and every hidden cell could be another
    number, for all a reader of all tables knows. Zeros shown count as known. Starts from each table
    protected alone; then one linear programme for each small cell, and where it fails the cheapest
    of the figures that pin the cell down is hidden too, until none is left. Greedy: enough, not
    surely the least. Tables published earlier, or by others, must be among `tables`.

    Examples
    --------
    >>> people = np.array([[[2, 9], [9, 9]], [[9, 9], [9, 9]]])
    >>> one, two = suppress_linked(Suppression(5), people, [(0, 1), (1, 2)])
    >>> bool(one.hidden.any()), bool(two.hidden.any())
    (False, False)
    """
    base = checked_counts(specification, counts)
    asked = [tuple(table) for table in tables]
    _check(base, asked)
    figures = _Figures.of(base, asked)
    hidden = _alone(specification, figures)
    _together(specification, figures, hidden)
    return tuple(
        SafeTable.of(specification, figures.values[place], hidden[place])
        for place in figures.places
    )


def _check(base: Floats, tables: list[tuple[int, ...]]) -> None:
    if base.size > MOST_CELLS:
        raise SpecificationError(
            "too_large", f"All variables together make {base.size} cells, more than {MOST_CELLS}: "
            "merge categories, or publish tables of fewer variables.", cells=base.size,
        )  # fmt: skip
    for table in tables:
        if not table or len(set(table)) < len(table) or not set(table) <= set(range(base.ndim)):
            raise SpecificationError(
                "bad_axes", f"A table must name axes from 0 to {base.ndim - 1}, each once; found "
                f"{table}.", axes=table,
            )  # fmt: skip


@dataclass(frozen=True)
class _Figures:
    """All published figures, each once however many tables show it.

    Attributes
    ----------
    values : (F,) true figures
    people : (F, cells) which cells of the base table each sums
    places : for each table the numbers of its figures, totals last on every axis
    base : (cells,) the base table
    """

    values: Floats
    people: sparse.csr_array
    places: tuple[Ints, ...]
    base: Floats

    @classmethod
    def of(cls, base: Floats, tables: list[tuple[int, ...]]) -> _Figures:
        number: dict[tuple[int, ...], int] = {}
        places, parts = [], []
        for axes in tables:
            place, fresh = _numbered(base.shape, axes, number)
            places.append(place)
            parts.append(_sums(base.shape, axes)[fresh])
        people = sparse.csr_array(sparse.vstack(parts))
        flat = base.ravel()
        return cls(np.asarray(people @ flat), people, tuple(places), flat)


def _numbered(
    shape: tuple[int, ...], axes: tuple[int, ...], number: dict[tuple[int, ...], int]
) -> tuple[Ints, list[int]]:
    """Number of each figure of a table, and which of its figures are new.

    A figure is named by its category on every axis of the base table, -1 where it is a total.
    """
    place = np.empty([shape[a] + 1 for a in axes], dtype=np.int64)
    fresh = []
    for k, index in enumerate(np.ndindex(place.shape)):
        name = [-1] * len(shape)
        for a, i in zip(axes, index, strict=True):
            name[a] = i if i < shape[a] else -1
        key = tuple(name)
        if key not in number:
            number[key] = len(number)
            fresh.append(k)
        place[index] = number[key]
    return place, fresh


def _sums(shape: tuple[int, ...], axes: tuple[int, ...]) -> sparse.csr_array:
    """Rows that sum the base table to the figures of a table with these axes, in their order."""
    order = [*axes, *(a for a in range(len(shape)) if a not in axes)]
    product = sparse.csr_array(np.ones((1, 1)))
    for a in order:
        total = np.ones((1, shape[a]))
        rows = sparse.vstack([sparse.eye_array(shape[a]), total]) if a in axes else total
        product = sparse.csr_array(sparse.kron(product, rows))
    column = np.arange(int(np.prod(shape))).reshape(shape).transpose(order).ravel()
    return sparse.csr_array(product[:, np.argsort(column)])


def _alone(specification: Suppression, figures: _Figures) -> Bools:
    """What each table hides by itself, shared figures hidden everywhere, until nothing changes."""
    hidden = small_cells(specification, figures.values)
    while True:
        before = int(hidden.sum())
        for place in figures.places:
            full = figures.values[place]
            hidden[place] |= protected(full, hidden[place].copy(), specification.threshold)
        if int(hidden.sum()) == before:
            return hidden


def _together(specification: Suppression, figures: _Figures, hidden: Bools) -> None:
    """Hide more figures, in place, until the attacker with all tables learns none.

    A world that frees one figure often frees others, which then need no programme of their own.
    """
    threshold = specification.threshold
    tied = small_cells(specification, figures.values)
    known = np.ones(hidden.size, dtype=bool)
    while tied.any():
        change = _freed(figures, hidden, int(np.argmax(tied)), threshold)
        tied &= change < threshold - CLOSE
        known &= np.abs(change) < 1 - CLOSE
    while (known & hidden).any():
        change = _freed(figures, hidden, int(np.argmax(known & hidden)), 1)
        known &= np.abs(change) < 1 - CLOSE


def _freed(figures: _Figures, hidden: Bools, cell: int, room: int) -> Floats:
    """Hide, in place, what keeps `cell` from rising by `room`; the change of all figures then."""
    while True:
        risen, world, price = _highest(figures, hidden, cell, room)
        if risen >= room - CLOSE:
            change = np.asarray(figures.people @ world)
            change[cell] = room
            return change
        cost = np.where((price > CLOSE) & ~hidden, figures.values, np.inf)
        hidden[int(np.argmin(cost))] = True


def _highest(
    figures: _Figures, hidden: Bools, cell: int, room: int
) -> tuple[float, Floats, Floats]:
    """How far the cell can rise, the change of people that does it, and the price of each figure.

    The change d of the base table keeps every shown figure and takes nobody away who is not there:
    S d = 0, d >= -base.
    """
    rising = figures.people[[cell]].toarray().ravel()
    shown = np.flatnonzero(~hidden)
    bounds = np.column_stack([-figures.base, np.full(rising.size, np.inf)])
    found = optimize.linprog(
        -rising, A_ub=rising[None, :], b_ub=[room], A_eq=figures.people[shown],
        b_eq=np.zeros(shown.size), bounds=bounds, method="highs",
    )  # fmt: skip
    price = np.zeros(hidden.size)
    price[shown] = np.abs(found.eqlin.marginals)
    return -float(found.fun), np.asarray(found.x), price
