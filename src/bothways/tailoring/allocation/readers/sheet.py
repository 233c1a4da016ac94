"""One table out of a CSV or XLSX file: names in the first row, cells as text below."""

import csv
import io
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.encoding import decode
from bothways.core.problems import Problem
from bothways.core.zip_safety import zip_problems
from bothways.tailoring.allocation.readers.forbidden import plain

ENDINGS = ("csv", "tsv", "xlsx")
MOST_ROWS = 50_000
MOST_COLUMNS = 100
SEPARATORS = ",;\t"
Rows = list[tuple[int, list[str]]]


@dataclass
class Sheet:
    """Names as the file has them, and each filled row with its number in the file."""

    names: list[str] = field(default_factory=list)
    rows: Rows = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def column(self, name: str) -> int | None:
        return self._places.get(name)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {plain(name).replace(" ", "_"): at for at, name in enumerate(self.names)}


def read_sheet(name: str, content: bytes) -> Sheet:
    """The table, or what keeps it from being read."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        message = _("%(name)s: bring the table as one of: %(known)s.")
        return _refused("unknown_format", message % {"name": name, "known": ", ".join(ENDINGS)})
    if not content.strip():
        return _refused("empty_file", _("The file is empty."))
    sheet = _from_xlsx(content) if ending == "xlsx" else _from_text(content)
    return sheet if sheet.problems else _checked(sheet)


def _refused(code: str, message: str) -> Sheet:
    return Sheet(problems=[Problem(0, "", code, message)])


def _from_text(content: bytes) -> Sheet:
    text, problems = decode(content)
    if problems:
        return Sheet(problems=problems)
    first = text.lstrip("\r\n").partition("\n")[0]
    sign = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    lines: Rows = []
    try:
        for number, cells in enumerate(reader, start=1):
            lines.append((number, [cell.strip() for cell in cells]))
    except csv.Error as error:
        message = _("Line %(line)s: this is not CSV (%(reason)s). Is a quotation mark missing?")
        return _refused("broken_file", message % {"line": reader.line_num, "reason": error})
    return _sheet_of(lines)


def _from_xlsx(content: bytes) -> Sheet:
    problems = zip_problems(content)
    if problems:
        return Sheet(problems=problems)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles that it skips; they hold no value of a cell.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            page = book.worksheets[0]
            page.reset_dimensions()
            lines = [
                (number, [_text(cell) for cell in cells])
                for number, cells in enumerate(page.iter_rows(values_only=True), start=1)
                if number <= MOST_ROWS + 2
            ]
            book.close()
    except Exception as error:  # noqa: BLE001 - the parser raises whatever a broken part makes it
        message = _("This is not an XLSX workbook that can be read (%(reason)s).")
        return _refused("broken_file", message % {"reason": str(error)[:200]})
    return _sheet_of(lines)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _sheet_of(lines: Rows) -> Sheet:
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        return _refused("empty_file", _("The file is empty."))
    names = filled[0][1]
    while names and not names[-1]:
        names.pop()
    return Sheet(names, filled[1:])


def _checked(sheet: Sheet) -> Sheet:
    if not sheet.rows:
        return _refused("empty_file", _("The file has a row of names and nothing below it."))
    if len(sheet.rows) > MOST_ROWS or len(sheet.names) > MOST_COLUMNS:
        message = _("The table has more than %(rows)s rows or %(columns)s columns.")
        return _refused("too_many", message % {"rows": MOST_ROWS, "columns": MOST_COLUMNS})
    seen: set[str] = set()
    for name in sheet.names:
        if plain(name) in seen:
            message = _("The column %(name)s stands twice.") % {"name": name}
            sheet.problems.append(Problem(1, name, "doubled_column", message))
        seen.add(plain(name))
    for number, cells in sheet.rows:
        if any(cells[len(sheet.names) :]):
            message = _("This row has more cells than the first row has names.")
            sheet.problems.append(Problem(number, "", "ragged", message))
        cells.extend([""] * (len(sheet.names) - len(cells)))
    return sheet
