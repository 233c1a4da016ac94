"""A table brought up to date: some practices replaced or added, some gone, the rest as it stands.

Reading a hundred thousand records takes many seconds; one new release must not cost that.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from bothways.tailoring.fit.table import Bits, CodeColumn, Floats, Ints, Lists, Table, as_words


def updated(old: Table, fresh: Table, gone: Collection[str]) -> Table:
    """``old`` without the practices in ``gone`` and with those of ``fresh`` in place of theirs.

    The same as a table built anew, but for the order of the bits inside the code columns.
    """
    out = {*gone, *fresh.slugs}
    kept = [at for at, slug in enumerate(old.slugs) if slug not in out]
    slugs = [*(old.slugs[at] for at in kept), *fresh.slugs]
    order = np.array(sorted(range(len(slugs)), key=slugs.__getitem__), dtype=np.int64)
    # Which row of old and fresh, one after the other, stands at each place of the new table.
    rows = np.concatenate([np.array(kept, np.int64), np.arange(len(fresh)) + len(old)])[order]
    places = list(dict.fromkeys([*old.places, *fresh.places]))
    moved = np.array([places.index(place) for place in fresh.places] or [0], dtype=np.int64)
    fresh_ran = replace(fresh.ran_in, values=moved[fresh.ran_in.values])
    entries = _entries(_joined(old.ran_in, fresh_ran), rows)
    needed = _joined(old.needed, fresh.needed)

    def both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.concatenate([first, second])[rows]

    return Table(
        slugs=tuple(slugs[at] for at in order),
        ages=both(old.ages, fresh.ages),
        codes={name: _codes(old.codes[name], fresh.codes[name], rows) for name in old.codes},
        alike=_codes(old.alike, fresh.alike, rows),
        families=both(old.families, fresh.families),
        places=tuple(places),
        ran_in=_taken(_joined(old.ran_in, fresh_ran), rows),
        ran_in_year=np.concatenate([old.ran_in_year, fresh.ran_in_year])[entries],
        south=both(old.south, fresh.south),
        origin_south=both(old.origin_south, fresh.origin_south),
        devices=both(old.devices, fresh.devices),
        needs={name: both(old.needs[name], fresh.needs[name]) for name in old.needs},
        currencies=both(old.currencies, fresh.currencies),
        needed=_taken(needed, rows),
        needed_must=np.concatenate([old.needed_must, fresh.needed_must])[_entries(needed, rows)],
        has_core=both(old.has_core, fresh.has_core),
        crossings=both(old.crossings, fresh.crossings),
        effects=_effects(old, fresh, rows),
    )


def _codes(old: CodeColumn, fresh: CodeColumn, rows: Ints) -> CodeColumn:
    place = dict(old.place)
    for code in fresh.place:
        place.setdefault(code, len(place))
    words = max(1, -(-len(place) // 64), old.bits.shape[1])
    wide = np.zeros((old.bits.shape[0], words), np.uint64)
    wide[:, : old.bits.shape[1]] = old.bits
    return CodeColumn(place, np.concatenate([wide, _moved_bits(fresh, place, words)])[rows])


def _moved_bits(fresh: CodeColumn, place: dict[str, int], words: int) -> Bits:
    """The bits of the fresh rows where the joint column has them."""
    masks = [0] * fresh.bits.shape[0]
    for code, bit in fresh.place.items():
        held = (fresh.bits[:, bit // 64] >> np.uint64(bit % 64)) & np.uint64(1)
        for row in np.flatnonzero(held):
            masks[row] |= 1 << place[code]
    return as_words(masks, words)


def _joined(first: Lists, second: Lists) -> Lists:
    offsets = np.concatenate([first.offsets, second.offsets[1:] + first.offsets[-1]])
    return Lists(offsets, np.concatenate([first.values, second.values]))


def _entries(lists: Lists, rows: Ints) -> Ints:
    """Where the entries of these rows stand in the values, row after row."""
    starts, lengths = lists.offsets[:-1][rows], np.diff(lists.offsets)[rows]
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def _taken(lists: Lists, rows: Ints) -> Lists:
    lengths = np.diff(lists.offsets)[rows]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return Lists(offsets, lists.values[_entries(lists, rows)])


def _effects(old: Table, fresh: Table, rows: Ints) -> dict[str, tuple[Ints, Floats, Floats]]:
    now = np.full(len(old) + len(fresh), -1, np.int64)
    now[rows] = np.arange(rows.size)
    found = {}
    for outcome in dict.fromkeys([*old.effects, *fresh.effects]):
        parts = [(table.effects[outcome], first) for table, first in ((old, 0), (fresh, len(old)))
                 if outcome in table.effects]  # fmt: skip
        at = np.concatenate([now[part[0] + first] for part, first in parts])
        low = np.concatenate([part[1] for part, _first in parts])
        high = np.concatenate([part[2] for part, _first in parts])
        kept = at >= 0
        if kept.any():
            order = np.argsort(at[kept])
            found[outcome] = (at[kept][order], low[kept][order], high[kept][order])
    return found
