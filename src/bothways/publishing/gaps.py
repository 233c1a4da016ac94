"""The gap map, counted: which practices stand where two facets meet, and how sure we are of them.

Pure functions over coded rows. Where an axis holds outcomes, a practice stands with what is known
on that outcome; elsewhere, and where its record does not say which outcome a study measured, with
its best known one. The page says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from bothways.practices.record.codes import offered_codes
from bothways.practices.record.fields import FACETS, FIELD
from bothways.publishing.bands import CONFIDENCE, MONITORED, Scheme

SIDES = ("newcomers", "both", "hosts")
AXES = tuple(f.id for f in FACETS if f.kind in ("code", "codes") and f.vocabulary != "language")
DEFAULT_ROWS = "outcome_families"
DEFAULT_COLUMNS = ("components", "who_changes")


OUTCOMES = "outcome_families"


@dataclass(frozen=True)
class Coded:
    """What the map needs of one release: its codes by facet and its bands.

    ``by_outcome`` is its band on each outcome that it measured. ``elsewhere`` is the band on an
    outcome that it names but did not measure; None while some study does not say what it measured.
    """

    slug: str
    codes: Mapping[str, Sequence[str]]
    band: int = MONITORED  # place in the scheme
    by_outcome: Mapping[str, int] = field(default_factory=dict)
    elsewhere: int | None = None

    def band_on(self, facet: str, code: str) -> int:
        if facet != OUTCOMES:
            return self.band
        found = self.by_outcome.get(code, self.elsewhere)
        return self.band if found is None else found


Cell = tuple[int, ...]
Sides = tuple[int, int, int]


@dataclass(frozen=True)
class GapTable:
    """Counts by row code and (facet, code) of the column. Codes keep the vocabulary's order."""

    row_facet: str
    rows: Sequence[str]
    columns: Sequence[tuple[str, str]]
    cells: Mapping[tuple[str, str, str], Cell]
    row_counts: Mapping[str, int]
    row_sides: Mapping[str, Sides]
    practices: int
    outside: int  # practices without a code on one of the axes: in no cell
    largest: int = field(default=1)
    scheme: Scheme = CONFIDENCE

    def cell(self, row: str, column: tuple[str, str]) -> Cell:
        return self.cells.get((row, *column), (0,) * len(self.scheme))

    @property
    def empty_cells(self) -> int:
        return len(self.rows) * len(self.columns) - len(self.cells)


def coded(slug: str, document: Mapping[str, Any], band: int = MONITORED, **bands: Any) -> Coded:
    return Coded(slug, {axis: as_codes(document.get(axis)) for axis in AXES}, band, **bands)


def as_codes(value: Any) -> tuple[str, ...]:
    """One code, several or none, as a row of codes.

    Practices share the few codes there are: that keeps thousands of them small in memory.
    """
    if not value:
        return ()
    return (intern(value),) if isinstance(value, str) else tuple(map(intern, value))


def gap_table(
    practices: Sequence[Coded],
    row_facet: str,
    column_facets: Sequence[str],
    codes: Mapping[str, Sequence[str]],
    scheme: Scheme = CONFIDENCE,
) -> GapTable:
    """Count every cell. ``codes`` lists, for each facet, the rows or columns to show."""
    rows = codes[row_facet]
    columns = [(facet, code) for facet in column_facets for code in codes[facet]]
    shown = {facet: frozenset(codes[facet]) for facet in (row_facet, *column_facets)}
    cells: Counter[tuple[str, str, str, int]] = Counter()
    row_counts: Counter[str] = Counter()
    sides: Counter[tuple[str, int]] = Counter()
    outside = 0
    for practice in practices:
        mine, across = places_of(practice, row_facet, column_facets, shown)
        outside += not (mine and across)
        row_counts.update(mine)
        side = _side(practice)
        for code in mine:
            if side is not None:
                sides[code, side] += 1
            band = practice.band_on(row_facet, code)
            for facet, other in across:
                own = practice.band_on(facet, other) if facet == OUTCOMES else band
                cells[code, facet, other, own] += 1
    return GapTable(
        row_facet,
        rows,
        columns,
        _as_cells(cells, len(scheme)),
        row_counts,
        {row: (sides[row, 0], sides[row, 1], sides[row, 2]) for row in rows},
        len(practices),
        outside,
        max(cells.values(), default=1),
        scheme,
    )


def places_of(
    practice: Coded,
    row_facet: str,
    column_facets: Sequence[str],
    shown: Mapping[str, frozenset[str]],
) -> tuple[list[str], list[tuple[str, str]]]:
    """The rows and the columns in which a practice stands."""
    mine = [code for code in practice.codes[row_facet] if code in shown[row_facet]]
    across = [
        (facet, code)
        for facet in column_facets
        for code in practice.codes[facet]
        if code in shown[facet]
    ]
    return mine, across


def _side(practice: Coded) -> int | None:
    """Newcomers, both or hosts; institutions are of the hosts' side."""
    for code in practice.codes.get("who_changes", ()):
        return SIDES.index("hosts" if code == "institutions" else code)
    return None


def _as_cells(
    counts: Mapping[tuple[str, str, str, int], int], bands: int
) -> dict[tuple[str, str, str], Cell]:
    return {
        place: tuple(counts.get((*place, band), 0) for band in range(bands))
        for place in {key[:3] for key in counts}
    }


def chosen_axes(rows: str | None, columns: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The axes that the address asks for; anything unknown falls back to the default."""
    row_facet = rows if rows in AXES else DEFAULT_ROWS
    wanted = dict.fromkeys(c for c in columns if c in AXES and c != row_facet)
    fallback = [c for c in DEFAULT_COLUMNS if c != row_facet]
    return row_facet, tuple(wanted)[:2] or tuple(fallback)


def shown_codes(facet: str, practices: Iterable[Coded]) -> list[str]:
    """Every offered code of a vocabulary, for gaps to be seen; of countries those that occur."""
    vocabulary = FIELD[facet].vocabulary
    if vocabulary != "country":
        return list(offered_codes(vocabulary))
    return sorted({code for practice in practices for code in practice.codes[facet]})
