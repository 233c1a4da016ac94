"""Reads XLSX as our own export writes it, or with one sheet of records only."""

import datetime
import io
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bothways.core.problems import Problem
from bothways.core.zip_safety import zip_problems
from bothways.practices.importers.raw import MAX_RECORDS
from bothways.practices.importers.sheet_rows import documents_from_sheets
from bothways.practices.record.cells import LONG_MARK, SPELLED_MARK
from bothways.practices.record.document import Document
from bothways.practices.record.sheets import CODEBOOK, LONG_TEXTS, README, RECORDS

MAX_COLUMNS = 400
MAX_ROWS = 5 * MAX_RECORDS


@dataclass
class Book:
    """The texts of all cells by sheet, and what could not be read."""

    sheets: dict[str, list[list[str]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_xlsx(content: bytes) -> tuple[list[Document], list[Problem]]:
    problems = zip_problems(content)
    if problems:
        return [], problems
    try:
        book = _texts_of(content)
    except Exception as error:  # noqa: BLE001 - the parser raises whatever a broken part makes it
        message = _("This is not an XLSX workbook that can be read (%(reason)s).")
        return [], [Problem(0, "", "broken_file", message % {"reason": str(error)[:200]})]
    if any(problem.row == 0 for problem in book.problems):
        return [], book.problems
    _put_long_texts_back(book)
    documents, problems = documents_from_sheets(book.sheets)
    return documents, [*book.problems, *problems]


def _texts_of(content: bytes) -> Book:
    book = Book()
    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions that it skips; they hold nothing of ours.
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        for sheet in workbook.worksheets:
            if sheet.title not in (README, CODEBOOK):
                book.sheets[sheet.title] = _rows_of(sheet, book)
        workbook.close()
    return book


def _rows_of(sheet: Any, book: Book) -> list[list[str]]:
    # The stated size of a sheet is often wrong, and padding to it can cost gigabytes.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
            message = _("Sheet %(sheet)s has more than %(rows)s rows or %(columns)s columns.")
            values = {"sheet": sheet.title, "rows": MAX_ROWS, "columns": MAX_COLUMNS}
            book.problems.append(Problem(0, sheet.title, "too_many", message % values))
            break
        rows.append([_text_of(cell, sheet.title, number, place, book)
                     for place, cell in enumerate(cells, start=1)])  # fmt: skip
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _text_of(cell: Any, sheet: str, row: int, place: int, book: Book) -> str:
    """The cell as text of the cell grammar; formulas, errors and odd types are named."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        address = f"{sheet}!{get_column_letter(place)}{row}"
        book.problems.append(_not_a_value(cell.data_type, sheet, address, value, row))
        return ""
    return _plain_text(value)


def _not_a_value(kind: str, sheet: str, address: str, value: Any, line: int) -> Problem:
    row = line - 1 if sheet == RECORDS else 0
    if kind == "f":
        message = _("Cell %(address)s holds a formula. Paste its value instead.")
        return Problem(row, address, "formula", message % {"address": address})
    message = _("Cell %(address)s holds the spreadsheet error %(value)s. Correct it.")
    values = {"address": address, "value": value}
    return Problem(row, address, "cell_error", message % values)


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return json.dumps(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    text = str(value)
    return _unspelled(text) if text.startswith(SPELLED_MARK) else text


def _unspelled(text: str) -> str:
    try:
        spelled = json.loads(text.removeprefix(SPELLED_MARK))
    except (ValueError, RecursionError):
        return text
    return spelled if isinstance(spelled, str) else text


def _put_long_texts_back(book: Book) -> None:
    texts = dict(_long_texts(book.sheets.pop(LONG_TEXTS, [])))
    if not texts:
        return
    for rows in book.sheets.values():
        for cells in rows:
            for place, cell in enumerate(cells):
                if cell.startswith(LONG_MARK):
                    cells[place] = texts.get(cell.removeprefix(LONG_MARK), cell)


def _long_texts(rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    parts: dict[str, list[str]] = {}
    for number, _part, text, *_rest in (row for row in rows[1:] if len(row) >= 3):
        parts.setdefault(number, []).append(text[1:-1])
    for number, pieces in parts.items():
        yield number, "".join(pieces)
