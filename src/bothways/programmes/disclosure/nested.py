"""Counts that lie within one another: who came in a period came at all, who came was enrolled.

A reader knows that a group of a period is no larger than the same group of all periods, and that
all periods together are no more than their sum. Such bounds can narrow a hidden count until it is
known. Here the reader is a linear programme over all columns at once; where it learns that a hidden
count is small, or which number it is, the cheapest of the figures that tell it is hidden as well.
Source of the method: Fischetti & Salazar (2000), Manag. Sci. 46:1008, as in ``stats.disclosure``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bothways.programmes.disclosure.margins import TOTAL, Key, Margins
from bothways.stats.columns import Bools, Floats

if TYPE_CHECKING:
    from scipy import sparse

CLOSE = 1e-6
Row = dict[int, float]  # coefficient by number of the figure


@dataclass(frozen=True, slots=True)
class Nesting:
    """Numbers of columns: each pair (part, whole), and each whole with all of its parts."""

    within: Sequence[tuple[int, int]] = ()
    covered: Sequence[tuple[int, Sequence[int]]] = ()


def hide_nested(
    columns: Sequence[Margins], hidden: Sequence[frozenset[Key]], nesting: Nesting, threshold: int
) -> list[frozenset[Key]]:
    """What is hidden already, and as many others as it takes against a reader of all columns."""
    reader = _Reader.of(columns, nesting)
    kept = np.array([key in hidden[number] for number, key in reader.keys], dtype=bool)
    small = kept & (reader.values > 0) & (reader.values < threshold)
    for found in np.flatnonzero(small):
        _hide_until(reader, kept, int(found), float(threshold))
    _until_nothing_is_known(reader, kept)
    return [
        keys | {key for (at, key), is_hidden in zip(reader.keys, kept, strict=True)
                if is_hidden and at == number}
        for number, keys in enumerate(hidden)
    ]  # fmt: skip


def _until_nothing_is_known(reader: _Reader, kept: Bools) -> None:
    """Every hidden figure could be another number; begun anew whenever one more was hidden."""
    place = 0
    while place < kept.size:
        wanted = float(reader.values[place]) + 1
        fresh = bool(kept[place]) and _hide_until(reader, kept, place, wanted, least=True)
        place = 0 if fresh else place + 1


def _hide_until(
    reader: _Reader, kept: Bools, place: int, wanted: float, *, least: bool = False
) -> bool:
    """Hide, in place, until the figure could be ``wanted``; with ``least``, or at least 1 less.

    Says whether anything more was hidden.
    """
    fresh = False
    while True:
        most, price = reader.end(kept, place, 1.0, wanted)
        if most >= wanted - CLOSE:
            return fresh
        if least:
            lowest, _price = reader.end(kept, place, -1.0, reader.values[place] - 1)
            if lowest <= reader.values[place] - 1 + CLOSE:
                return fresh
        cost = np.where((price > CLOSE) & ~kept, reader.values, np.inf)
        cheapest = int(np.argmin(cost))
        if not np.isfinite(cost[cheapest]):
            return fresh
        kept[cheapest] = fresh = True


@dataclass(frozen=True)
class _Reader:
    """Every published figure once, and all that ties the figures to one another."""

    keys: tuple[tuple[int, Key], ...]
    values: Floats
    sums: sparse.csr_array
    bounds: sparse.csr_array

    @classmethod
    def of(cls, columns: Sequence[Margins], nesting: Nesting) -> _Reader:
        figures = dict(chain.from_iterable(_figures(k, c) for k, c in enumerate(columns)))
        place = {name: number for number, name in enumerate(figures)}
        values = np.array(list(figures.values()))
        bounds = [row for row in _bounds(place, nesting) if _holds(row, values)]
        return cls(tuple(place), values, _matrix(_sums(columns, place), len(place)),
                   _matrix(bounds, len(place)))  # fmt: skip

    def end(self, kept: Bools, place: int, sign: float, wanted: float) -> tuple[float, Floats]:
        """Largest (or least) value of a figure for all that is known, and the price of each figure.

        Nothing is looked for beyond ``wanted``.
        """
        low, high = np.where(kept, 0.0, self.values), np.where(kept, np.inf, self.values)
        aim = np.zeros(self.values.size)
        aim[place] = -sign
        if sign > 0:
            high[place] = min(high[place], wanted)
        else:
            low[place] = max(low[place], wanted)
        from scipy import optimize  # loaded when first asked for

        found = optimize.linprog(
            aim, A_eq=self.sums, b_eq=np.zeros(self.sums.shape[0]), A_ub=self.bounds,
            b_ub=np.zeros(self.bounds.shape[0]), bounds=np.column_stack([low, high]),
            method="highs",
        )  # fmt: skip
        price = np.abs(found.lower.marginals) + np.abs(found.upper.marginals)
        return -sign * float(found.fun), np.asarray(price)


def _figures(number: int, column: Margins) -> Iterable[tuple[tuple[int, Key], float]]:
    if column.total is None:
        return
    yield (number, TOTAL), float(column.total)
    for way, part in column.parts.items():
        for code, value in part.items():
            yield (number, (way, code)), float(value)


def _sums(columns: Sequence[Margins], place: dict[tuple[int, Key], int]) -> Iterable[Row]:
    """The parts of each way make the total."""
    for number, column in enumerate(columns):
        if column.total is None:
            continue
        for way, part in column.parts.items():
            row = {place[number, (way, code)]: 1.0 for code in part}
            yield {**row, place[number, TOTAL]: -1.0}


def _bounds(place: dict[tuple[int, Key], int], nesting: Nesting) -> Iterable[Row]:
    """Rows that are at most 0. A group that a column does not name has nobody in it."""
    for number, key in place:
        at = place[number, key]
        for part, whole in nesting.within:
            if number == part and (whole, key) in place:
                yield {at: 1.0, place[whole, key]: -1.0}
        for whole, parts in nesting.covered:
            if number == whole:
                yield {at: 1.0, **{place[p, key]: -1.0 for p in parts if (p, key) in place}}


def _holds(row: Row, values: Floats) -> bool:
    """Ages move from band to band between columns: what is not true here is no bound."""
    return bool(sum(weight * values[at] for at, weight in row.items()) <= CLOSE)


def _matrix(rows: Iterable[Row], width: int) -> sparse.csr_array:
    listed = list(rows)
    data = [weight for row in listed for weight in row.values()]
    across = [at for row in listed for at in row]
    down = [number for number, row in enumerate(listed) for _at in row]
    from scipy import sparse  # loaded when first asked for

    return sparse.csr_array((data, (down, across)), shape=(len(listed), width))
