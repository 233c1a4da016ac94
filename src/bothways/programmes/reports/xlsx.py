"""The funder table as a workbook."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.programmes.disclosure.cells import Cell
from bothways.programmes.reports.page import ShownBlock, ShownIndicator, blocks_of
from bothways.programmes.reports.table import FunderTable
from bothways.programmes.workbook import CONTENT_TYPE as CONTENT_TYPE
from bothways.programmes.workbook import add_sheet, new_workbook, widen, written_workbook

WORDS = 4  # columns of words before the figures


def funder_xlsx(table: FunderTable, about: list[tuple[str, str]]) -> bytes:
    """Two sheets: the figures, and what to know about them."""
    book, block = new_workbook(), blocks_of(table)[0]
    sheet = add_sheet(book, _("Report"), [*_head(block), *_lines(block)], heads=2)
    sheet.freeze_panes = sheet.cell(row=3, column=WORDS + 1)
    widen(sheet, (30, 40, 18, 24))
    widen(add_sheet(book, _("About this report"), [*about, *_reasons(block)]), (40, 100))
    return written_workbook(book)


def _head(block: ShownBlock) -> list[list[str]]:
    spread = [word for words, span in block.heads for word in (words, *[""] * (span - 1))]
    names = [_("Result"), _("Indicator"), _("Broken down by"), _("Group")]
    return [[""] * WORDS + spread, names + list(block.subheads)]


def _lines(block: ShownBlock) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    for result in block.results:
        for indicator in result.indicators:
            way = ""
            for row in indicator.rows:
                way = row.way or way
                lines.append([result.title, indicator.title, way, row.group or _("all"),
                              *row.cells])  # fmt: skip
    return lines


def _reasons(block: ShownBlock) -> list[tuple[str, str]]:
    found: list[tuple[ShownIndicator, str]] = [
        (i, sentence) for r in block.results for i in r.indicators for sentence in i.reasons
    ]
    return [(indicator.title, sentence) for indicator, sentence in found]
