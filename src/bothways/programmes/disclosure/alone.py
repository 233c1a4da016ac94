"""Which counts of people may leave a programme. Pure; the mathematics is ``stats.disclosure``.

All parts of a column share its total, and columns that add up share their sums: what is published
together is protected together. Only tables of one way are published; how two ways cross stays
inside. Any crossing that has these margins does for the mathematics, so a simple one is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from bothways.programmes.disclosure.margins import TOTAL, Key, Margins, exceeding
from bothways.stats.columns import Floats


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden in each column, and in the whole of columns that add up."""

    columns: tuple[frozenset[Key], ...]
    whole: frozenset[Key] = field(default_factory=frozenset)


def hidden_of(columns: Sequence[Margins], threshold: int, *, additive: bool) -> Hidden:
    """Small counts, and as many others as it takes. ``additive``: the sum is published as well."""
    if additive:
        return _together(columns, threshold)
    return Hidden(tuple(_together([column], threshold).columns[0] for column in columns))


def is_count(margins: Margins) -> bool:
    """Whether everything in the column is a number of people or things."""
    numbers = [margins.total, *(v for part in margins.parts.values() for v in part.values())]
    return all(v is not None and v >= 0 and v == int(v) for v in numbers)


def everything(margins: Margins) -> frozenset[Key]:
    """All parts, without the total."""
    return frozenset((d, code) for d, part in margins.parts.items() for code in part)


def _together(columns: Sequence[Margins], threshold: int) -> Hidden:
    known = [k for k, column in enumerate(columns) if column.total is not None]
    if not known:
        return Hidden(tuple(everything(column) for column in columns))
    told = [columns[k] for k in known]
    wrong = frozenset[str]().union(*(exceeding(column) for column in told))
    codes = _codes(told, wrong)
    shown = _shown(told, codes, threshold)
    if shown is None:
        return _nothing_but_large_totals(columns, threshold)
    contradicted = [_parts_of(column, wrong) for column in columns]
    found = [frozenset(contradicted[k]) for k in range(len(columns))]
    for place, k in enumerate(known):
        found[k] = found[k] | _column(shown, codes, place)
    return Hidden(tuple(found), _column(shown, codes, len(known)))


def _parts_of(column: Margins, dimensions: frozenset[str]) -> set[Key]:
    """Parts that contradict their total tell more than one may know: none of them leaves."""
    return {(d, code) for d in dimensions for code in column.parts.get(d, ())}


def _codes(columns: Sequence[Margins], without: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Codes of each dimension that occur; a count of nobody in all columns needs no protection."""
    found: dict[str, dict[str, None]] = {}
    for column in columns:
        for dimension, part in column.parts.items():
            if dimension not in without:
                seen = found.setdefault(dimension, {})
                seen.update(dict.fromkeys(code for code, value in part.items() if value))
    partial = {d for d in found for c in columns if d not in c.parts and c.total}
    for dimension in partial:
        found[dimension].setdefault("rest")
    return {d: tuple(seen) for d, seen in found.items() if seen}


def _shown(
    columns: Sequence[Margins], codes: Mapping[str, tuple[str, ...]], threshold: int
) -> dict[str, Floats] | None:
    """For each dimension a table of codes by columns with totals, NaN where hidden."""
    # The mathematics takes a second to load, and few pages need it.
    from bothways.stats.disclosure import Suppression, suppress_linked
    from bothways.stats.disclosure.linked import MOST_CELLS

    shape = [len(seen) for seen in codes.values()]
    if int(np.prod(shape, dtype=np.int64)) * len(columns) > MOST_CELLS:
        return None
    ways = range(len(shape))
    tables: list[tuple[int, ...]]
    if len(columns) == 1 and codes:
        base, tables = _crossed(columns[0], codes), [(k,) for k in ways]
    else:
        base = np.stack([_crossed(column, codes) for column in columns], axis=-1)
        tables = [(k, len(shape)) for k in ways] or [(0,)]
    safe = suppress_linked(Suppression(threshold, hide_zeros=False), base, tables)
    return {
        name: table.counts if len(tables[0]) > 1 or not codes else _twice(table.counts)
        for name, table in zip(list(codes) or [""], safe, strict=True)
    }


def _twice(column: Floats) -> Floats:
    """One column is the whole as well."""
    return np.stack([column, column], axis=-1)


def _crossed(column: Margins, codes: Mapping[str, tuple[str, ...]]) -> Floats:
    """Some table of all ways with these margins: the north-west corner rule."""
    total = int(column.total or 0)
    left = [[_count(column, d, code, total) for code in seen] for d, seen in codes.items()]
    table = np.zeros([len(seen) for seen in codes.values()])
    if not left:
        return np.asarray(float(total))
    at = [0] * len(left)
    while total > 0:
        for way, counts in enumerate(left):
            while counts[at[way]] == 0:
                at[way] += 1
        step = min(counts[at[way]] for way, counts in enumerate(left))
        table[tuple(at)] += step
        total -= step
        for way, counts in enumerate(left):
            counts[at[way]] -= step
    return table


def _count(column: Margins, dimension: str, code: str, total: int) -> int:
    part = column.parts.get(dimension)
    if part is None:
        return total if code == "rest" else 0
    return int(part.get(code, Decimal(0)))


def _column(
    shown: Mapping[str, Floats], codes: Mapping[str, tuple[str, ...]], place: int
) -> frozenset[Key]:
    """Keys hidden in one column of the tables; the last is the whole."""
    found: set[Key] = set()
    for dimension, table in shown.items():
        column = table[..., place]
        if dimension:
            found |= {
                (dimension, code)
                for code, value in zip(codes[dimension], column[:-1], strict=True)
                if np.isnan(value)
            }
        if np.isnan(column if column.ndim == 0 else column[-1]):
            found.add(TOTAL)
    return frozenset(found)


def _nothing_but_large_totals(columns: Sequence[Margins], threshold: int) -> Hidden:
    """Too many cells to be worked through: no part leaves, and no small total."""
    hidden = tuple(
        everything(c) | ({TOTAL} if 0 < (c.total or 0) < threshold else set()) for c in columns
    )
    whole = frozenset[Key]().union(*(everything(column) for column in columns))
    small = any(TOTAL in keys for keys in hidden)
    return Hidden(hidden, whole | ({TOTAL} if small else set()))
