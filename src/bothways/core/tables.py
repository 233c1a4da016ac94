"""Small tables that people bring, as rows of text: CSV or the first sheet of a workbook.

For lists of people, places or marks. Nothing is interpreted here: a date in a workbook becomes its
ISO text, a number its plain digits, and who asked for the table decides what a cell may be.
"""

import csv
import datetime
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.encoding import decode
from bothways.core.problems import Problem
from bothways.core.zip_safety import zip_problems

MAX_ROWS = 20_000
MAX_COLUMNS = 200
SIGNS = (",", ";", "\t")


@dataclass(frozen=True)
class Table:
    """The first row as columns, the rows below as they stand. Empty rows are kept as empty.

    ``head`` is the number of the row of names in the file, counted from 1.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Problem, ...] = ()
    head: int = 1

    def records(self) -> list[tuple[int, dict[str, str]]]:
        """Number (1 is the first below the names) and cells by column of each row not empty."""
        return [
            (number, dict(zip(self.columns, cells, strict=False)))
            for number, cells in enumerate(self.rows, start=1)
            if any(cells)
        ]


def read_table(name: str, content: bytes, most_rows: int = MAX_ROWS) -> Table:
    """Read by the ending of the file's name; what cannot be read is in ``problems``."""
    if not content.strip():
        return _refused("empty", _("The file is empty."))
    if name.lower().endswith(".xlsx"):
        return _workbook(content, most_rows)
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return _text(content, most_rows)
    return _refused("format", _("Bring a table as CSV (UTF-8) or as an XLSX workbook."))


def _refused(code: str, message: str) -> Table:
    return Table(problems=(Problem(0, "", code, message),))


def _text(content: bytes, most_rows: int) -> Table:
    text, problems = decode(content)
    if problems:
        return Table(problems=tuple(problems))
    first = text.lstrip("\r\n").partition("\n")[0]
    sign = max(SIGNS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        return _table(list(reader), most_rows)
    except csv.Error as error:
        message = _("Line %(line)s: this is not CSV (%(reason)s). Is a quotation mark missing?")
        return _refused("broken_file", message % {"line": reader.line_num, "reason": error})


def read_sheets(content: bytes, most_rows: int = MAX_ROWS) -> dict[str, Table]:
    """Every sheet of a workbook by its name; one entry "" with the problem if it cannot be read."""
    found = _sheets(content, most_rows)
    return {"": found} if isinstance(found, Table) else found


def _sheets(
    content: bytes, most_rows: int, most_sheets: int | None = None
) -> "dict[str, Table] | Table":
    """The tables by the names of their sheets, or the one problem that stands against it."""
    from openpyxl import load_workbook  # only when it is needed: it takes long to load

    if problems := zip_problems(content):
        return Table(problems=tuple(problems))
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it skips; they hold nothing of ours.
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            chosen = book.worksheets[:most_sheets]
            found = {sheet.title: _sheet(sheet, most_rows) for sheet in chosen}
            book.close()
    except Exception as error:  # noqa: BLE001 - the parser raises whatever a broken part makes it
        message = _("This is not an XLSX workbook that can be read (%(reason)s).")
        return _refused("broken_file", message % {"reason": str(error)[:200]})
    return {name: _table(rows, most_rows) for name, rows in found.items()}


def _sheet(sheet: Any, most_rows: int) -> list[list[str]]:
    # The stated size of a sheet is often wrong, and padding to it can cost gigabytes.
    sheet.reset_dimensions()
    rows = _first(sheet.iter_rows(values_only=True), most_rows)
    return [[_plain(cell) for cell in cells] for cells in rows]


def _workbook(content: bytes, most_rows: int) -> Table:
    found = _sheets(content, most_rows, 1)
    return found if isinstance(found, Table) else next(iter(found.values()))


def _first(rows: Iterable[Any], most_rows: int) -> Iterable[Any]:
    for number, row in enumerate(rows):
        if number > most_rows + 1:
            return
        yield row


def _table(rows: list[list[str]], most_rows: int) -> Table:
    head = next((at for at, row in enumerate(rows, 1) if any(cell.strip() for cell in row)), 0)
    if not head:
        return _refused("empty", _("The file is empty."))
    rows = rows[head - 1 :]
    columns = _names(rows[0])
    if len(rows) - 1 > most_rows or len(columns) > MAX_COLUMNS:
        message = _(
            "The table has more than %(rows)s rows or %(columns)s columns. Bring it in parts."
        )
        return _refused("too_many", message % {"rows": most_rows, "columns": MAX_COLUMNS})
    problems = [*_twice(columns), *_too_wide(rows[1:], len(columns))]
    below = tuple(tuple(cell.strip() for cell in row) for row in rows[1:])
    return Table(columns, below, tuple(problems), head)


def _names(cells: list[str]) -> tuple[str, ...]:
    """Without the blank columns at the end that table programs leave behind."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _twice(columns: tuple[str, ...]) -> list[Problem]:
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    message = _("The column %(name)s stands twice. Rename or remove one of the two.")
    return [Problem(0, name, "column_twice", message % {"name": name}) for name in twice]


def _too_wide(rows: list[list[str]], width: int) -> list[Problem]:
    message = _("The row has more cells than there are columns. Is a text with commas unquoted?")
    return [
        Problem(number, "", "too_wide", message)
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row[width:])
    ]


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)
