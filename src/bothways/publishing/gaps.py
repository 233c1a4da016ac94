"""The gap map, counted: which practices stand where two facets meet, by the strength of study.

Pure functions over coded rows. A practice stands in a cell with its strongest study, whichever
outcome that study measured; the page says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from bothways.practices.record.codes import offered_codes
from bothways.practices.record.fields import FACETS, FIELD

LOTS = ("rct", "cluster_rct")
COMPARED = (
    "rdd", "iv", "did", "its", "matched", "quasi_experiment", "comparison_no_baseline",
)  # fmt: skip
STRENGTHS = (
    _("tested by drawing lots"),
    _("tested by comparison"),
    _("monitored or described"),
)
SIDES = ("newcomers", "both", "hosts")
AXES = tuple(f.id for f in FACETS if f.kind in ("code", "codes") and f.vocabulary != "language")
DEFAULT_ROWS = "outcome_families"
DEFAULT_COLUMNS = ("components", "who_changes")


@dataclass(frozen=True)
class Coded:
    """What the map needs of one release: its codes by facet and the strength of its study."""

    slug: str
    codes: Mapping[str, Sequence[str]]
    strength: int  # place in STRENGTHS


Cell = tuple[int, int, int]
NOBODY: Cell = (0, 0, 0)


@dataclass(frozen=True)
class GapTable:
    """Counts by row code and (facet, code) of the column. Codes keep the vocabulary's order."""

    row_facet: str
    rows: Sequence[str]
    columns: Sequence[tuple[str, str]]
    cells: Mapping[tuple[str, str, str], Cell]
    row_counts: Mapping[str, int]
    row_sides: Mapping[str, Cell]
    practices: int
    outside: int  # practices without a code on one of the axes: in no cell
    largest: int = field(default=1)

    def cell(self, row: str, column: tuple[str, str]) -> Cell:
        return self.cells.get((row, *column), NOBODY)

    @property
    def empty_cells(self) -> int:
        return len(self.rows) * len(self.columns) - len(self.cells)


def strength_of(document: Mapping[str, Any]) -> int:
    """The strongest study design of a practice, as a place in STRENGTHS."""
    designs = {study.get("design") for study in document.get("studies") or ()}
    if designs.intersection(LOTS):
        return 0
    return 1 if designs.intersection(COMPARED) else 2


def coded(slug: str, document: Mapping[str, Any]) -> Coded:
    return Coded(slug, {axis: as_codes(document.get(axis)) for axis in AXES}, strength_of(document))


def as_codes(value: Any) -> tuple[str, ...]:
    """One code, several or none, as a row of codes."""
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def gap_table(
    practices: Sequence[Coded],
    row_facet: str,
    column_facets: Sequence[str],
    codes: Mapping[str, Sequence[str]],
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
        mine = [code for code in practice.codes[row_facet] if code in shown[row_facet]]
        across = [
            (facet, code)
            for facet in column_facets
            for code in practice.codes[facet]
            if code in shown[facet]
        ]
        outside += not (mine and across)
        row_counts.update(mine)
        side = _side(practice)
        for code in mine:
            if side is not None:
                sides[code, side] += 1
            for facet, other in across:
                cells[code, facet, other, practice.strength] += 1
    return GapTable(
        row_facet,
        rows,
        columns,
        _as_cells(cells),
        row_counts,
        {row: (sides[row, 0], sides[row, 1], sides[row, 2]) for row in rows},
        len(practices),
        outside,
        max(cells.values(), default=1),
    )


def _side(practice: Coded) -> int | None:
    """Newcomers, both or hosts; institutions are of the hosts' side."""
    for code in practice.codes.get("who_changes", ()):
        return SIDES.index("hosts" if code == "institutions" else code)
    return None


def _as_cells(counts: Mapping[tuple[str, str, str, int], int]) -> dict[tuple[str, str, str], Cell]:
    return {
        place: (
            counts.get((*place, 0), 0),
            counts.get((*place, 1), 0),
            counts.get((*place, 2), 0),
        )
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
