"""Many practices in columns, so that every line of every profile is a few array operations."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.tailoring.fit.studied import NEEDS_DEVICES, Studied, is_south
from bothways.tailoring.fit.wish import OLDEST

Bits = NDArray[np.uint64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
UNKNOWN_DEVICES, NO_DEVICES, SOME_DEVICES, MUST_DEVICES = -1, 0, 1, 2
DIGITAL = {"none": NO_DEVICES, "support": SOME_DEVICES} | dict.fromkeys(NEEDS_DEVICES, MUST_DEVICES)
COLUMNS = ("stages", "stays", "kinds", "sides", "outcomes", "genders", "languages")


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """One set of codes a row, as bits; ``place`` tells the bit of a code."""

    place: dict[str, int]
    bits: Bits  # (rows, words)

    @classmethod
    def of(cls, rows: Sequence[Iterable[str]]) -> "CodeColumn":
        place: dict[str, int] = {}
        masks = [
            sum(1 << bit for bit in {place.setdefault(code, len(place)) for code in row})
            for row in rows
        ]
        words = max(1, -(-len(place) // 64))
        return cls(place, as_words(masks, words))

    def known(self) -> Bools:
        return np.asarray(self.bits.any(axis=1))

    def shared(self, codes: Iterable[str]) -> Ints:
        """How many of these codes each row holds."""
        mask = sum(1 << self.place[code] for code in set(codes) if code in self.place)
        return counted(self.bits & as_words([mask], self.bits.shape[1]))


def as_words(masks: Sequence[int], words: int) -> Bits:
    """Whole numbers of any length as rows of 64-bit words, lowest first."""
    packed = b"".join(mask.to_bytes(8 * words, "little") for mask in masks)
    return np.frombuffer(packed, dtype="<u8").reshape(len(masks), words).astype(np.uint64)


def counted(bits: Bits) -> Ints:
    return np.asarray(np.bitwise_count(bits).sum(axis=1, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of different length, one a row, end to end: row i holds ``values[start:end]``."""

    offsets: Ints
    values: NDArray[Any]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], dtype: Any) -> "Lists":
        lengths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        return cls(offsets, np.array([each for row in rows for each in row], dtype=dtype))

    def best(self, scores: Floats, otherwise: float) -> Floats:
        """The largest score of each row's list; NaN is no score."""
        return np.where(self.empty, otherwise, self._reduced(np.fmax, scores))

    def count(self, chosen: Bools) -> Ints:
        """How many entries of each row's list are chosen."""
        total = np.concatenate([np.zeros(1, np.int64), np.cumsum(chosen, dtype=np.int64)])
        return np.asarray(total[self.offsets[1:]] - total[self.offsets[:-1]])

    @property
    def empty(self) -> Bools:
        return np.asarray(self.offsets[1:] == self.offsets[:-1])

    def _reduced(self, ufunc: np.ufunc, scores: Floats) -> Floats:
        out = np.full(self.offsets.size - 1, np.nan)
        filled = ~self.empty
        if filled.any():
            out[filled] = ufunc.reduceat(scores, self.offsets[:-1][filled])
        return out


@dataclass(frozen=True, slots=True)
class Table:
    """The columns. Rows stand in the order of their slugs, which is the last tie-break."""

    slugs: tuple[str, ...]
    ages: Bits  # (rows, 2): bit a is set if somebody of age a was in the studied group
    codes: dict[str, CodeColumn]
    alike: CodeColumn
    families: Bools
    places: tuple[str, ...]  # the countries that occur
    ran_in: Lists  # into ``places``
    ran_in_year: Ints  # beside ``ran_in.values``; 0 where no year is known
    south: Bools
    origin_south: NDArray[np.int8]  # 1 yes, 0 no, -1 not coded
    devices: NDArray[np.int8]
    needs: dict[str, Floats]  # budget, staff, hours, weeks; NaN where not on record
    currencies: NDArray[Any]
    needed: Lists  # tokens of the preconditions
    needed_must: Bools
    has_core: Bools
    crossings: NDArray[np.int8]  # -1 where there is no rating
    effects: dict[str, tuple[Ints, Floats, Floats]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.slugs)


def table_of(practices: Iterable[Studied]) -> Table:
    """Put practices into columns. The order given does not matter."""
    rows = sorted(practices, key=lambda one: one.slug)
    column = _column_maker(rows)
    places: dict[str, int] = {}
    ran_in = [[places.setdefault(c, len(places)) for c in row.countries] for row in rows]
    needed = [[p.token for p in row.preconditions] for row in rows]
    return Table(
        slugs=tuple(row.slug for row in rows),
        ages=as_words([_age_mask(row.ages) for row in rows], 2),
        codes={name: CodeColumn.of([getattr(row, name) for row in rows]) for name in COLUMNS},
        alike=CodeColumn.of([row.alike for row in rows]),
        families=column(lambda row: row.families, np.bool_),
        places=tuple(places),
        ran_in=Lists.of(ran_in, np.int64),
        ran_in_year=np.array([r.year or 0 for r in rows for _ in r.countries], dtype=np.int64),
        south=column(lambda row: any(map(is_south, row.countries)), np.bool_),
        origin_south=column(_origin_south, np.int8),
        devices=column(lambda row: DIGITAL.get(row.digital, UNKNOWN_DEVICES), np.int8),
        needs={
            "budget": column(_budget, np.float64), "staff": column(_float("staff"), np.float64),
            "hours": column(_float("hours"), np.float64),
            "weeks": column(_float("weeks"), np.float64),
        },
        currencies=column(lambda row: row.cost.currency[:3] if row.cost else "", "U3"),
        needed=Lists.of(needed, "U12"),
        needed_must=np.array([p.must for r in rows for p in r.preconditions], dtype=np.bool_),
        has_core=column(lambda row: bool(row.core), np.bool_),
        crossings=column(lambda row: -1 if row.crossings is None else row.crossings, np.int8),
        effects=_effects(rows),
    )  # fmt: skip


def _column_maker(rows: list[Studied]) -> Callable[[Callable[[Studied], Any], Any], NDArray[Any]]:
    return lambda read, dtype: np.array([read(row) for row in rows], dtype=dtype)


def _age_mask(spans: Iterable[tuple[int, int]]) -> int:
    mask = 0
    for low, high in spans:
        low, high = max(0, low), min(OLDEST, high)
        if low <= high:
            mask |= (1 << (high + 1)) - (1 << low)
    return mask


def age_words(span: tuple[int, int]) -> Bits:
    return as_words([_age_mask([span])], 2)


def _origin_south(row: Studied) -> int:
    return int(any(map(is_south, row.origins))) if row.origins else -1


def _budget(row: Studied) -> float:
    # A cost per head says nothing about a budget while nobody says how many heads.
    return row.cost.amount if row.cost and not row.cost.per else np.nan


def _float(name: str) -> Callable[[Studied], float]:
    return lambda row: np.nan if getattr(row, name) is None else getattr(row, name)


def _effects(rows: list[Studied]) -> dict[str, tuple[Ints, Floats, Floats]]:
    found: dict[Hashable, list[tuple[int, float, float]]] = {}
    for at, row in enumerate(rows):
        for outcome, low, high in row.effects:
            found.setdefault(outcome, []).append((at, low, high))
    return {
        str(outcome): (
            np.array([at for at, _, _ in each], dtype=np.int64),
            np.array([low for _, low, _ in each], dtype=np.float64),
            np.array([high for _, _, high in each], dtype=np.float64),
        )
        for outcome, each in found.items()
    }
