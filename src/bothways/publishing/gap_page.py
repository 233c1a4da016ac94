"""The gap map made ready for its templates: labels, links, drawings, one object a row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from bothways.practices.library import ALIAS
from bothways.practices.record.codes import code_label
from bothways.practices.record.fields import FIELD
from bothways.publishing.bands import CONFIDENCE, Scheme, drawn, legend
from bothways.publishing.bubbles import bubble_row, svg
from bothways.publishing.gaps import Cell, Coded, GapTable, Sides, gap_table, shown_codes

SIDES_WIDTH = 96
MOST_TWIN_CELLS = 500


@dataclass(frozen=True)
class PageCell:
    drawing: SafeString  # empty: nobody
    spoken: str
    link: str
    counts: Cell


@dataclass(frozen=True)
class PageRow:
    code: str
    label: str
    count: int
    link: str
    sides: SafeString
    sides_spoken: str
    cells: Sequence[PageCell]


@dataclass(frozen=True)
class ColumnGroup:
    label: str
    span: int


@dataclass(frozen=True)
class GapPage:
    table: GapTable
    row_label: str
    groups: Sequence[ColumnGroup]
    columns: Sequence[str]
    rows: Sequence[PageRow]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Style and words of each bubble."""
        return legend(self.table.scheme)

    @property
    def by_design(self) -> bool:
        """Whether the map is of an edition that was frozen before practices were rated."""
        return self.table.scheme is not CONFIDENCE

    @property
    def twin(self) -> bool:
        """Whether the table of numbers goes on the page; of a very large map it is the CSV."""
        return len(self.rows) * len(self.columns) <= MOST_TWIN_CELLS


def count_gaps(
    practices: Sequence[Coded],
    rows: str,
    columns: Sequence[str],
    codes: Mapping[str, Sequence[str]] | None = None,
    scheme: Scheme = CONFIDENCE,
) -> GapTable:
    """``codes`` are the rows and columns to show, if not those that are offered today."""
    codes = codes or {facet: shown_codes(facet, practices) for facet in (rows, *columns)}
    return gap_table(practices, rows, columns, codes, scheme)


def label(facet: str, code: str) -> str:
    return code_label(FIELD[facet].vocabulary, code, get_language() or "en")


def gap_page(table: GapTable, query: str = "", name: Callable[[str, str], str] = label) -> GapPage:
    """Labels in the reader's language. ``query`` goes into every link to the library."""
    groups = [
        ColumnGroup(str(FIELD[facet].label), len(list(found)))
        for facet, found in groupby(table.columns, key=lambda column: column[0])
    ]
    library = reverse("library") + "?" + (f"{query}&" if query else "")
    words = _Words(table.scheme)
    across = [parameter(*column) for column in table.columns]
    return GapPage(
        table,
        str(FIELD[table.row_facet].label),
        groups,
        [name(*column) for column in table.columns],
        [
            _row(table, row, name(table.row_facet, row), library, across, words)
            for row in table.rows
        ],
    )


def parameter(facet: str, code: str) -> str:
    return urlencode({ALIAS.get(facet, facet): code})


def _row(
    table: GapTable,
    row: str,
    label: str,
    library: str,
    across: Sequence[str],
    words: "_Words",
) -> PageRow:
    link = library + parameter(table.row_facet, row)
    cells = [
        _cell(table.cell(row, column), table.largest, f"{link}&{more}", words)
        for column, more in zip(table.columns, across, strict=True)
    ]
    sides = table.row_sides[row]
    return PageRow(
        row,
        label,
        table.row_counts.get(row, 0),
        link,
        mark_safe(sides_bar(sides)),  # noqa: S308 (numbers only)
        _("Asked to change: newcomers %(new)s, both sides %(both)s, hosts %(hosts)s")
        % {"new": sides[0], "both": sides[1], "hosts": sides[2]},
        cells,
    )


class _Words:
    """What is drawn and said of a cell. Most cells of a large map hold the same few counts."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.words = [str(band.word) for band in scheme]
        self.mirrored = get_language_bidi()
        self.said: dict[Cell, str] = {}
        self.drawings: dict[Cell, SafeString] = {}

    def spoken(self, counts: Cell) -> str:
        """ "4 practices: 1 causal and positive, 3 monitored or described"."""
        if counts not in self.said:
            n = sum(counts)
            parts = [f"{n} {w}" for n, w in zip(counts, self.words, strict=True) if n]
            self.said[counts] = ngettext(
                "%(n)s practice: %(bands)s", "%(n)s practices: %(bands)s", n
            ) % {"n": n, "bands": ", ".join(parts)}
        return self.said[counts]

    def drawing(self, counts: Cell, largest: int) -> SafeString:
        if counts not in self.drawings:
            row = bubble_row(drawn(self.scheme, counts), largest, self.mirrored)
            self.drawings[counts] = mark_safe(svg(row))  # noqa: S308 (numbers only)
        return self.drawings[counts]


def _cell(counts: Cell, largest: int, link: str, words: _Words) -> PageCell:
    if not any(counts):
        return PageCell(SafeString(), "", link, counts)
    return PageCell(words.drawing(counts, largest), words.spoken(counts), link, counts)


def sides_bar(sides: Sides) -> str:
    """Newcomers saffron, hosts indigo, both sides half and half; lengths by count."""
    total = sum(sides)
    if not total:
        return ""
    new, both = (round(SIDES_WIDTH * n / total, 1) for n in sides[:2])
    middle, end = new + both, SIDES_WIDTH
    top = f"M0 0H{new:g}V6H0zM{new:g} 0H{middle:g}V3H{new:g}z"
    low = f"M{new:g} 3H{middle:g}V6H{new:g}zM{middle:g} 0H{end}V6H{middle:g}z"
    return (
        f'<svg class="sides" viewBox="0 0 {SIDES_WIDTH} 6" aria-hidden="true">'
        f'<path class="n1" d="{top}"/><path class="n2" d="{low}"/></svg>'
    )


def blank_words(table: GapTable) -> str:
    """How much of the map is blank, in words."""
    message = ngettext(
        "%(empty)s of %(cells)s cells is blank: no practice here is coded with both.",
        "%(empty)s of %(cells)s cells are blank: no practice here is coded with both.",
        table.empty_cells,
    )
    cells = len(table.rows) * len(table.columns)
    return message % {"empty": table.empty_cells, "cells": cells}
