"""Workbooks of a programme: numbers as numbers, right to left where the language is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language_bidi

from bothways.programmes.disclosure.cells import HIDDEN

if TYPE_CHECKING:
    from openpyxl import Workbook

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes a text that starts so for a formula.
STARTS = ("=", "+", "-", "@", "\t", "\r")
Value = str | float | int | None


def new_workbook() -> Workbook:
    """Without a sheet."""
    from openpyxl import Workbook  # loaded when first asked for

    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def add_sheet(book: Workbook, name: str, lines: Iterable[Sequence[Value]], heads: int = 0) -> Any:
    """``heads`` lines in bold, which stay in sight."""
    from openpyxl.styles import Font

    sheet = book.create_sheet(_sheet_name(name))
    for line in lines:
        sheet.append([plain(cell) for cell in line])
    for cells in sheet.iter_rows(min_row=1, max_row=heads) if heads else ():
        for cell in cells:
            cell.font = Font(bold=True)
    sheet.freeze_panes = f"A{heads + 1}" if heads else None
    return sheet


def widen(sheet: Any, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def written_workbook(book: Workbook) -> bytes:
    for one in book.worksheets:
        one.sheet_view.rightToLeft = get_language_bidi()
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet_name(words: str) -> str:
    """What a spreadsheet allows: 31 characters, none of its own signs."""
    return "".join(c for c in words if c not in r"[]:*?/\\")[:31]


def plain(cell: Value) -> Value:
    """A number where the text is one; never a formula."""
    if not isinstance(cell, str) or cell == HIDDEN:
        return cell
    if not cell:
        return None
    try:
        number = float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith(STARTS) else cell
    return int(number) if number.is_integer() and "." not in cell else number
