"""Writes XLSX: a read-me, the records, one sheet for each table, the codebook."""

import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from bothways.practices.record.cells import LONG_MARK, SPELLED_MARK
from bothways.practices.record.codebook import codebook_rows
from bothways.practices.record.document import Document
from bothways.practices.record.fields import EDITION
from bothways.practices.record.row import row_columns
from bothways.practices.record.sheets import (
    CODEBOOK,
    LONG_TEXTS,
    README,
    RECORDS,
    table_sheets,
    write_sheets,
)

MAX_CELL = 32_000  # a spreadsheet cuts a cell at 32,767 characters without a word
# XML turns a carriage return into a line feed; _x0041_ is how XLSX spells a character by code.
LOST_IN_XML = re.compile(r"\r|_x[0-9A-Fa-f]{4}_|x005F_")
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

READ_ME = (
    "Bothways: coded practices, edition {edition} of the record.",
    "Sheet practices: one record a row. A table (studies, sources, ...) shows its number of rows "
    "there; the rows stand in the sheet of the same name, tied by the columns record and row.",
    "An empty cell: not coded yet. null or []: the sources that were read do not say, or the "
    "coding passes did not agree. The column missing gives the reasons that a person stated.",
    "Several codes stand as: a; b. Lines of text stand one below the other. An apostrophe in "
    "front keeps a text from being run as a formula.",
    "Columns that begin with computed. hold the rating that was computed from the record. They "
    "are not read when the file is imported.",
    "Change, add or delete rows and import the file again: what you do not touch stays as it is.",
    "The sheet codebook says what every column and code means.",
)


def write_xlsx(documents: Sequence[Document], beside: Sequence[Sequence[str]] = ()) -> bytes:
    """``beside`` is a head and a row for each document, put after its own columns."""
    book = Workbook(write_only=True)
    sheets = write_sheets(documents)
    for row, more in zip(sheets.rows[RECORDS], beside, strict=False):
        row += more
    long_texts: list[list[str]] = [["number", "part", "text"]]
    numeric = _numeric_columns()
    _write_sheet(book, README, [[line.format(edition=EDITION)] for line in READ_ME], frozenset())
    for name, rows in sheets.rows.items():
        short = [[_fitting(cell, long_texts) for cell in row] for row in rows]
        _write_sheet(book, name, short, numeric[name])
    if len(long_texts) > 1:
        _write_sheet(book, LONG_TEXTS, long_texts, frozenset({"number", "part"}))
    with override("en"):
        _write_sheet(book, CODEBOOK, codebook_rows("en"), frozenset())
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _numeric_columns() -> dict[str, frozenset[str]]:
    """By sheet, the columns whose cells become numbers of the spreadsheet."""
    by_sheet = {
        sheet.name: frozenset(sheet.keys[1:])
        | {c.id for c in sheet.columns if c.kind in ("integer", "number", "table")}
        for sheet in table_sheets().values()
    }
    numbers = {c.name for c in row_columns() if c.spec.kind in ("integer", "number", "table")}
    return {**by_sheet, RECORDS: frozenset(numbers)}


def _fitting(cell: str, long_texts: list[list[str]]) -> str:
    """The cell in a form that XML keeps; what is too long for a cell moves to its own sheet."""
    if LOST_IN_XML.search(cell):
        cell = _spelled_out(cell)
    if len(cell) <= MAX_CELL:
        return cell
    number = str(int(long_texts[-1][0]) + 1 if len(long_texts) > 1 else 1)
    # A mark around every part: a spreadsheet drops blanks, and reads "=" as a formula.
    for part, start in enumerate(range(0, len(cell), MAX_CELL), start=1):
        long_texts.append([number, str(part), f"|{cell[start : start + MAX_CELL]}|"])
    return LONG_MARK + number


def _spelled_out(cell: str) -> str:
    """The whole cell as a JSON text in which nothing is left that XML would change."""
    text = json.dumps(cell, ensure_ascii=False)
    text = text.replace("x005F_", "\\u0078005F_").replace("_x", "\\u005fx")
    return SPELLED_MARK + text


def _write_sheet(
    book: Workbook, name: str, rows: Iterable[Sequence[str]], numeric: frozenset[str]
) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    lines = iter(rows)
    header = list(next(lines))
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 24
    sheet.append([_text_cell(sheet, title, bold=True) for title in header])
    is_number = [title in numeric for title in header]
    for line in lines:
        sheet.append([
            None if text == "" else _number(text) if number and _is_exact(text)
            else _text_cell(sheet, text)
            for text, number in zip(line, is_number, strict=True)
        ])  # fmt: skip


def _text_cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, text)
    # Whatever it looks like: "=1+1" would become a formula and "#N/A" an error.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _number(text: str) -> int | float:
    number: int | float = json.loads(text)
    return number


def _is_exact(text: str) -> bool:
    """Whether the spreadsheet's own number would come back as this very text."""
    if not PLAIN_NUMBER.fullmatch(text):
        return False
    number = json.loads(text)
    return json.dumps(json.loads(f"{number:.15g}")) == text and abs(number) < 1e15
