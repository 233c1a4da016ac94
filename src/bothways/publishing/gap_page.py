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
from bothways.publishing.bubbles import bubble_row, svg
from bothways.publishing.gaps import STRENGTHS, Cell, Coded, GapTable, gap_table, shown_codes

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
    def twin(self) -> bool:
        """Whether the table of numbers goes on the page; of a very large map it is the CSV."""
        return len(self.rows) * len(self.columns) <= MOST_TWIN_CELLS


def count_gaps(
    practices: Sequence[Coded],
    rows: str,
    columns: Sequence[str],
    codes: Mapping[str, Sequence[str]] | None = None,
) -> GapTable:
    """``codes`` are the rows and columns to show, if not those that are offered today."""
    codes = codes or {facet: shown_codes(facet, practices) for facet in (rows, *columns)}
    return gap_table(practices, rows, columns, codes)


def label(facet: str, code: str) -> str:
    return code_label(FIELD[facet].vocabulary, code, get_language() or "en")


def gap_page(table: GapTable, query: str = "", name: Callable[[str, str], str] = label) -> GapPage:
    """Labels in the reader's language. ``query`` goes into every link to the library."""
    groups = [
        ColumnGroup(str(FIELD[facet].label), len(list(found)))
        for facet, found in groupby(table.columns, key=lambda column: column[0])
    ]
    library = reverse("library") + "?" + (f"{query}&" if query else "")
    words = [str(word) for word in STRENGTHS]
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
    words: Sequence[str],
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


def _cell(counts: Cell, largest: int, link: str, words: Sequence[str]) -> PageCell:
    if not any(counts):
        return PageCell(SafeString(), "", link, counts)
    spoken = ", ".join(f"{n} {word}" for n, word in zip(counts, words, strict=True) if n)
    drawing = mark_safe(svg(bubble_row(counts, largest, get_language_bidi())))  # noqa: S308 (numbers only)
    return PageCell(drawing, spoken, link, counts)


def sides_bar(sides: Cell) -> str:
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
