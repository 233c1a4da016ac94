"""The shelf in memory: which records are live, their facets as bits, their spans, their vectors.

A set of records is a row of bits, one bit a slot. Counting all facets over a set is then one
AND and one population count over a small matrix, whatever the number of hits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bothways.core.search.documents import Span
from bothways.core.search.meaning import Vectors
from bothways.core.search.store import Row

Bits = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
_STEP = 1024


class Memory:
    """Grows with the shelf on disk; slot numbers start at 1, slot 0 stays empty."""

    def __init__(self, spans: Mapping[str, tuple[str, str]], dim: int) -> None:
        self.spans = dict(spans)
        self.ids: list[str] = [""]
        self.titles: list[str] = [""]
        self.keys: list[bytes] = [b""]
        self.places: dict[tuple[str, str], int] = {}
        self.alive = np.zeros(_STEP, np.bool_)
        self.bits: Bits = np.zeros((0, _STEP // 8), np.uint8)
        self.limits = {name: np.full((2, _STEP), np.nan) for name in self.spans}
        self.vectors: Vectors = np.zeros((_STEP, dim), np.float32)
        self._facets: dict[str, list[tuple[str, int]]] = {}
        self._titles: npt.NDArray[np.int64] | None = None

    @property
    def size(self) -> int:
        return self.alive.size

    def know(self, marks: Sequence[tuple[int, str, str]]) -> None:
        """Make room for facet values that are new."""
        for place, facet, value in marks:
            self.places[facet, value] = place
            self._facets.setdefault(facet, []).append((value, place))
        more = len(self.places) - len(self.bits)
        self.bits = np.pad(self.bits, ((0, more), (0, 0)))

    def add(self, rows: Sequence[Row]) -> list[int]:
        """Put rows on the shelf; their slots, whose vectors the caller fills in."""
        if not rows:
            return []
        self._grow(rows[-1].slot + 1)
        for row in rows:
            self._pad(row.slot)
            self.ids.append(row.id)
            self.titles.append(row.title)
            self.keys.append(row.text_key)
            self._span(row)
        slots = np.array([row.slot for row in rows], np.int64)
        self.alive[slots] = True
        places = np.frombuffer(b"".join(row.marks for row in rows), np.int32)
        self._mark(places, np.repeat(slots, [len(row.marks) // 4 for row in rows]))
        self._titles = None
        return [row.slot for row in rows]

    def _pad(self, slot: int) -> None:
        # A transaction that was rolled back leaves a gap in the slot numbers.
        while len(self.ids) < slot:
            self.ids.append("")
            self.titles.append("")
            self.keys.append(b"")

    def _mark(self, places: npt.NDArray[np.int32], slots: npt.NDArray[np.int64]) -> None:
        bit = (128 >> (slots & 7)).astype(np.uint8)
        np.bitwise_or.at(self.bits, (places, slots >> 3), bit)

    def _span(self, row: Row) -> None:
        for name, (low, high) in self.spans.items():
            self.limits[name][0, row.slot] = row.numbers.get(low, np.nan)
            self.limits[name][1, row.slot] = row.numbers.get(high, np.nan)

    def _grow(self, slots: int) -> None:
        more = max(-(-slots // _STEP) * _STEP - self.size, 0)
        if not more:
            return
        self.bits = np.pad(self.bits, ((0, 0), (0, more // 8)))
        self.alive = np.pad(self.alive, (0, more))
        self.vectors = np.pad(self.vectors, ((0, more), (0, 0)))
        for name, limits in self.limits.items():
            self.limits[name] = np.pad(limits, ((0, 0), (0, more)), constant_values=np.nan)

    def retire(self, slots: Sequence[int]) -> None:
        self.alive[list(slots)] = False

    def having(self, facet: str, values: Sequence[str]) -> Flags:
        """The records that carry any of these values."""
        places = [self.places[facet, v] for v in values if (facet, v) in self.places]
        if not places:
            return np.zeros(self.size, np.bool_)
        bits: Bits = np.bitwise_or.reduce(self.bits[places], axis=0)
        return unpack(bits)

    def within(self, name: str, span: Span) -> Flags:
        """The records whose span overlaps this one; an unknown end is open, no span at all is
        no overlap."""
        low, high = self.limits[name]
        known: Flags = ~(np.isnan(low) & np.isnan(high))
        if span[0] is not None:
            known &= ~(high < span[0])
        if span[1] is not None:
            known &= ~(low > span[1])
        return known

    def closeness(self, name: str, span: Span) -> npt.NDArray[np.float32]:
        """From a half to one: how much of both spans together they share. One for a facet."""
        if name not in self.spans or span[0] is None or span[1] is None:
            return np.ones(self.size, np.float32)
        low, high = self.limits[name]
        shared = np.minimum(high, span[1]) - np.maximum(low, span[0]) + 1
        whole = np.maximum(high, span[1]) - np.minimum(low, span[0]) + 1
        close: npt.NDArray[np.float32] = np.nan_to_num(shared / whole).clip(0, 1).astype(np.float32)
        return np.float32(0.5) + np.float32(0.5) * close

    def counts(self, flags: Flags, only: Sequence[str] | None = None) -> dict[str, dict[str, int]]:
        """How many of these records carry each value of each facet, commonest first."""
        if only is None:
            numbers = _popcount(self.bits, flags)
            return {
                name: _ordered([(value, numbers[place]) for value, place in values])
                for name, values in self._facets.items()
            }
        return {name: self._counts_of(name, flags) for name in only}

    def _counts_of(self, name: str, flags: Flags) -> dict[str, int]:
        values = self._facets.get(name, [])
        numbers = _popcount(self.bits[[place for _, place in values]], flags)
        return _ordered([(v, n) for (v, _), n in zip(values, numbers, strict=True)])

    def newest(self) -> npt.NDArray[np.float64]:
        """When each record began, by the first span; not a number where that is unknown."""
        first = next(iter(self.limits.values()), np.full((2, self.size), np.nan))
        start: npt.NDArray[np.float64] = first[0]
        return start

    def by_title(self) -> npt.NDArray[np.int64]:
        """All slots in the order of their titles."""
        if self._titles is None:
            order = sorted(range(len(self.titles)), key=lambda slot: self.titles[slot].casefold())
            self._titles = np.array(order, np.int64)
        return self._titles


def pack(slots: npt.NDArray[np.int64], size: int) -> Bits:
    flags = np.zeros(size, np.bool_)
    flags[slots[slots < size]] = True
    return np.packbits(flags)


def unpack(bits: Bits) -> Flags:
    return np.unpackbits(bits).view(np.bool_)


def _popcount(bits: Bits, flags: Flags) -> list[int]:
    if not len(bits):
        return []
    wide = np.ascontiguousarray(bits).view(np.uint64)
    mask = np.packbits(flags).view(np.uint64)
    numbers: list[int] = np.bitwise_count(wide & mask).sum(axis=1, dtype=np.int64).tolist()
    return numbers


def _ordered(pairs: list[tuple[str, int]]) -> dict[str, int]:
    found = [pair for pair in pairs if pair[1]]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))
