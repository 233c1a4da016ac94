"""The computed gaps: where nobody works, nobody tests, nobody pools, nobody asked.

Pure functions: a gap is found in a cell of the gap map, with what is known and what is not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bothways.publishing.bands import MONITORED
from bothways.publishing.gap_facts import GROUPS, Facts, newest
from bothways.publishing.gaps import OUTCOMES, Coded, places_of

TYPES = ("absolute", "evidence", "synthesis", "equity", "host_side", "cost", "age")
FEWEST_STUDIES = 3  # sound studies that ask for a pooled estimate
OLD_AFTER = 8  # years since the newest study
NEWCOMERS = "newcomers"
Column = tuple[str, str]


@dataclass(frozen=True)
class Practice:
    """A release as the map counts it, with its facts."""

    coded: Coded
    facts: Facts


@dataclass(frozen=True)
class Gap:
    """One gap of a cell. ``sure`` is false where records that do not say could close it."""

    kind: str
    row: str
    column: Column
    practices: int
    sure: bool = True
    studies: int = 0
    year: int | None = None
    groups: tuple[str, ...] = ()  # for which nobody reports the effect
    unclear: tuple[str, ...] = ()  # for which records do not say
    silent: int = 0  # practices or studies whose records do not say


def find_gaps(
    practices: Sequence[Practice],
    row_facet: str,
    column_facets: Sequence[str],
    codes: Mapping[str, Sequence[str]],
    year: int,
) -> list[Gap]:
    """Every gap of every cell, by type, then in the order of the map. ``year`` is this year."""
    cells = _members(practices, row_facet, column_facets, codes)
    columns = [(facet, code) for facet in column_facets for code in codes[facet]]
    found = [
        gap
        for row in codes[row_facet]
        for column in columns
        for gap in _of_cell(cells.get((row, column), []), row_facet, row, column, year)
    ]
    return sorted(found, key=lambda gap: TYPES.index(gap.kind))


def _members(
    practices: Sequence[Practice],
    row_facet: str,
    column_facets: Sequence[str],
    codes: Mapping[str, Sequence[str]],
) -> dict[tuple[str, Column], list[Practice]]:
    shown = {facet: frozenset(codes[facet]) for facet in (row_facet, *column_facets)}
    cells: dict[tuple[str, Column], list[Practice]] = {}
    for practice in practices:
        mine, across = places_of(practice.coded, row_facet, column_facets, shown)
        for row in mine:
            for column in across:
                cells.setdefault((row, column), []).append(practice)
    return cells


def _of_cell(
    members: Sequence[Practice], row_facet: str, row: str, column: Column, year: int
) -> Iterator[Gap]:
    if not members:
        yield Gap("absolute", row, column, 0)
        return
    n = len(members)
    outcome = row if row_facet == OUTCOMES else column[1] if column[0] == OUTCOMES else ""
    place = (OUTCOMES, outcome) if outcome else (row_facet, row)
    if all(p.coded.band_on(*place) == MONITORED for p in members):
        yield Gap("evidence", row, column, n)
    facts = [p.facts for p in members]
    yield from _synthesis(facts, outcome, Gap("synthesis", row, column, n))
    yield from _equity(facts, Gap("equity", row, column, n))
    yield from _host_side(facts, Gap("host_side", row, column, n))
    if not any(fact.cost for fact in facts):
        yield Gap("cost", row, column, n)
    yield from _age(facts, Gap("age", row, column, n), year)


def _synthesis(facts: Sequence[Facts], outcome: str, gap: Gap) -> Iterator[Gap]:
    """Enough sound studies of the outcome (of any one, where the cell has none), no estimate.

    A study whose record does not name its outcome counts for none.
    """
    sound = _by_family((pair for f in facts for pair in f.sound), outcome)
    pooled = _by_family(
        ((family, f"{side}|{sample}") for f in facts for family, side, sample in f.poolable),
        outcome,
    )
    for family, samples in sorted(sound.items()):
        if len(samples) >= FEWEST_STUDIES and not _can_pool(pooled.get(family, set())):
            yield _with(gap, studies=len(samples))
            return


def _by_family(pairs: Iterable[tuple[str, str]], outcome: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for family, sample in pairs:
        if family and outcome in ("", family):
            found.setdefault(family, set()).add(sample)
    return found


def _can_pool(samples: Iterable[str]) -> bool:
    """Two samples measured on the same side."""
    sides = [sample.partition("|")[0] for sample in samples]
    return any(sides.count(side) > 1 for side in set(sides))


def _equity(facts: Sequence[Facts], gap: Gap) -> Iterator[Gap]:
    """For which groups nobody reports the effect, among practices that report one."""
    reporting = [fact for fact in facts if fact.effect]
    if not reporting:
        return
    answers = {group: [fact.groups.get(group) for fact in reporting] for group in GROUPS}
    nobody = tuple(g for g, a in answers.items() if True not in a and None not in a)
    unclear = tuple(g for g, a in answers.items() if True not in a and None in a)
    if nobody or unclear:
        yield _with(gap, sure=bool(nobody), groups=nobody, unclear=unclear,
                    practices=len(reporting))  # fmt: skip


def _host_side(facts: Sequence[Facts], gap: Gap) -> Iterator[Gap]:
    """Measured on newcomers only, as far as the records say."""
    told = [fact.sides for fact in facts if fact.sides]
    silent = len(facts) - len(told)
    if told and all(sides == {NEWCOMERS} for sides in told):
        yield _with(gap, sure=not silent, silent=silent)


def _age(facts: Sequence[Facts], gap: Gap, year: int) -> Iterator[Gap]:
    """The newest dated study is old; one without a year might be newer."""
    years = [y for fact in facts for y in fact.years]
    last, silent = newest(years), years.count(None)
    if last is not None and year - last > OLD_AFTER:
        yield _with(gap, sure=not silent, year=last, silent=silent, studies=len(years))


def _with(gap: Gap, **changes: object) -> Gap:
    return replace(gap, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class TypeCount:
    """How many cells have a gap of a type, and in how many the records do not decide it."""

    kind: str
    sure: int
    unsure: int


def count_types(gaps: Iterable[Gap]) -> list[TypeCount]:
    found = list(gaps)
    return [
        TypeCount(
            kind,
            sum(g.kind == kind and g.sure for g in found),
            sum(g.kind == kind and not g.sure for g in found),
        )
        for kind in TYPES
    ]
