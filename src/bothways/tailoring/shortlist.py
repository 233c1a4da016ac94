"""The answer to a wish: one code path for page, shell and plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bothways.practices.queries import Released
from bothways.practices.rating_queries import ShownRating
from bothways.tailoring.fit.lines import Lines, Surroundings, compute, exactness
from bothways.tailoring.fit.order import (
    Ordered,
    Standing,
    decided_by,
    ordered,
    places_if,
    shown,
    unknown_lines,
)
from bothways.tailoring.fit.prediction import prediction
from bothways.tailoring.fit.profile import Profile, profile_of, profiles_of
from bothways.tailoring.fit.table import Table
from bothways.tailoring.fit.wish import ASKED_BY, PEOPLE, Wish
from bothways.tailoring.fit.wish_reading import LeftOut, Reading, read_wish
from bothways.tailoring.shortlist_queries import (
    Record,
    library_table,
    records,
    surroundings,
    versions,
)

MOST_APART = 20
# Each easing orders the whole library anew.
MOST_EASED = 3


@dataclass(frozen=True, slots=True)
class Move:
    """The smallest change that would lift a practice: of the ``record`` or of the ``wish``."""

    kind: str
    line: str
    place: int  # the place by the rule that it would take


@dataclass(frozen=True, slots=True)
class Entry:
    """One practice of the shortlist."""

    place: int
    by_rule: int
    profile: Profile
    released: Released
    rating: ShownRating | None
    before_next: str  # the line that puts it before the next by the rule; empty: the alphabet
    moves: tuple[Move, ...] = ()

    @property
    def slug(self) -> str:
        return self.released.slug

    @property
    def varied(self) -> bool:
        return self.place != self.by_rule


@dataclass(frozen=True, slots=True)
class Answer:
    """What fits, what stands apart for want of something it cannot do without, and how many."""

    wish: Wish
    left_out: tuple[LeftOut, ...]
    lacking: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    apart: tuple[Entry, ...] = ()
    ranked: int = 0
    apart_count: int = 0
    library: int = 0


@dataclass(frozen=True, slots=True)
class _Field:
    """Everything computed for one wish over the whole library."""

    table: Table
    around: Surroundings
    lines: Lines
    order: Ordered
    wish: Wish


def _field(wish: Wish) -> _Field:
    table, around = library_table(), surroundings(wish)
    lines = compute(table, wish, around)
    return _Field(table, around, lines, ordered(lines, exactness(table, wish), wish), wish)


def shortlist(reading: Reading) -> Answer:
    """Read, compute, order; then explain only what is shown."""
    wish = reading.wish
    if reading.lacking:
        return Answer(wish, reading.left_out, reading.lacking, library=len(library_table()))
    field = _field(wish)
    standing = shown(field.order, field.table, wish)
    apart = [Standing(int(row), at)
             for at, row in enumerate(field.order.apart[:MOST_APART], 1)]  # fmt: skip
    found = records((field.table.slugs[each.row] for each in [*standing, *apart]), wish)
    return Answer(
        wish, reading.left_out, (),
        tuple(_entries(field, standing, found)),
        tuple(_plain_entries(field, apart, found)),
        len(field.order.ranked), len(field.order.apart), len(field.table),
    )  # fmt: skip


def _entries(
    field: _Field, standing: list[Standing], found: Mapping[str, Record]
) -> Iterable[Entry]:
    """The entries with why they stand where they stand and what would move them."""
    there = [each for each in standing if field.table.slugs[each.row] in found]
    moves = _moves(field, there)
    for place, plain in enumerate(_plain_entries(field, there, found), 1):
        each = there[place - 1]
        before = _before_next(field, each)
        yield replace(plain, place=place, before_next=before, moves=tuple(moves[each.row]))


def _plain_entries(
    field: _Field, standing: Iterable[Standing], found: Mapping[str, Record]
) -> Iterable[Entry]:
    there = [(each, found[field.table.slugs[each.row]]) for each in standing
             if field.table.slugs[each.row] in found]  # fmt: skip
    profiles = profiles_of(
        [record.studied for _each, record in there], field.wish, field.around,
        [record.expected for _each, record in there],
    )  # fmt: skip
    for (each, record), profile in zip(there, profiles, strict=True):
        yield Entry(each.by_rule, each.by_rule, profile, record.released, record.rating, "")


def _before_next(field: _Field, each: Standing) -> str:
    if each.by_rule >= len(field.order.ranked):
        return "last"
    return _decided(field, each.row, int(field.order.ranked[each.by_rule]))


def _decided(field: _Field, row: int, other: int) -> str:
    """The line that decides; of the people the first on which the two differ."""
    line = decided_by(field.order, row, other)
    if line != "people":
        return line
    for name in PEOPLE:
        grades = field.lines[name].grades
        if grades[row] != grades[other]:
            return name
    return next(
        (n for n in PEOPLE if field.lines[n].values[row] != field.lines[n].values[other]), line
    )


def _moves(field: _Field, standing: list[Standing]) -> dict[int, list[Move]]:
    """For each row at most one change of the record and one of the wish: what lifts it most."""
    asked = [
        (each.row, line) for each in standing for line in unknown_lines(field.lines, each.row)
        if line not in ("effect", "load")
    ]  # fmt: skip
    records_: dict[int, list[Move]] = {}
    for (row, line), place in zip(
        asked, places_if(field.order, field.lines, asked, field.wish), strict=True
    ):
        records_.setdefault(row, []).append(Move("record", line, place))
    eased: dict[str, Ordered] = {}
    return {
        each.row: [*_best(records_.get(each.row, []), each.by_rule),
                   *_best(_wish_moves(field, each, eased), each.by_rule)]
        for each in standing
    }  # fmt: skip


def _wish_moves(field: _Field, each: Standing, eased: dict[str, Ordered]) -> list[Move]:
    """What would happen without the line that puts the one above before it."""
    if each.by_rule == 1:
        return []
    line = _decided(field, int(field.order.ranked[each.by_rule - 2]), each.row)
    if line not in ASKED_BY or not getattr(field.wish, ASKED_BY[line][0]):
        return []
    if line not in eased:
        if len(eased) >= MOST_EASED:
            return []
        eased[line] = _eased(field, line)
    return [Move("wish", line, _place_in(eased[line], each.row))]


def _best(moves: list[Move], now: int) -> list[Move]:
    better = sorted((m for m in moves if 0 < m.place < now), key=lambda m: (m.place, m.line))
    return better[:1]


def _eased(field: _Field, line: str) -> Ordered:
    """The order that the wish without this line would give."""
    wish = field.wish.without(line)
    lines = compute(field.table, wish, field.around)
    return ordered(lines, exactness(field.table, wish), wish)


def _place_in(order: Ordered, row: int) -> int:
    found = (order.ranked == row).nonzero()[0]
    return int(found[0]) + 1 if found.size else 0


def fit_of(slug: str, reading: Reading) -> tuple[Record, Profile] | None:
    """The full profile of one practice; None if there is no such live release."""
    record = records([slug], reading.wish).get(slug)
    if record is None:
        return None
    around = surroundings(reading.wish)
    return record, profile_of(record.studied, reading.wish, around, record.expected)


def predicted(slug: str, query: str) -> dict[str, Any] | None:
    """The frozen prediction of one practice for the wish of a query string, for a plan to keep.

    None if there is no such live release.
    """
    reading = read_wish(query)
    found = fit_of(slug, reading)
    if found is None:
        return None
    record, profile = found
    release = {"number": record.released.number, "content_hash": record.released.content_hash}
    rating = record.rating
    rated = {"rating": f"{rating.rule_version} {rating.inputs_hash}"} if rating else {}
    return prediction(
        profile, reading.wish, release=release, versions={**versions(reading.wish), **rated}
    )
