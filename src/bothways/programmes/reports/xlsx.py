"""The funder table as a workbook: numbers as numbers, right to left where the language is."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from bothways.programmes.reports.page import ShownBlock, ShownIndicator, blocks_of
from bothways.programmes.reports.table import HIDDEN, Cell, FunderTable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes a text that starts so for a formula.
STARTS = ("=", "+", "-", "@", "\t", "\r")
WORDS = 4  # columns of words before the figures


def funder_xlsx(table: FunderTable, about: list[tuple[str, str]]) -> bytes:
    """Two sheets: the figures, and what to know about them."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    block = blocks_of(table)[0]
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has one)
    sheet.title = _sheet_name(_("Report"))
    for head in _head(block):
        sheet.append(head)
    for cells in sheet.iter_rows(min_row=1, max_row=2):
        for cell in cells:
            cell.font = Font(bold=True)
    for line in _lines(block):
        sheet.append([_plain(cell) for cell in line])
    _shape(sheet)
    notes = book.create_sheet(_sheet_name(_("About this report")))
    for name, words in about:
        notes.append([_plain(name), _plain(words)])
    for name, sentence in _reasons(block):
        notes.append([_plain(name), _plain(sentence)])
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 40, 100
    for one in book.worksheets:
        one.sheet_view.rightToLeft = get_language_bidi()
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet_name(words: str) -> str:
    """What a spreadsheet allows: 31 characters, none of its own signs."""
    return "".join(c for c in words if c not in r"[]:*?/\\")[:31]


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


def _plain(cell: Cell) -> str | float | int | None:
    if not cell:
        return None
    if cell == HIDDEN:
        return cell
    try:
        number = float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith(STARTS) else cell
    return int(number) if number.is_integer() and "." not in cell else number


def _shape(sheet: Any) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = sheet.cell(row=3, column=WORDS + 1)
    for place, width in enumerate((30, 40, 18, 24), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
