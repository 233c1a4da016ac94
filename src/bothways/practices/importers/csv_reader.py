"""Reads CSV: a record a row, names of fields in the first row, cells as in ``record/cells.py``."""

import csv
import io

from django.utils.translation import gettext as _

from bothways.core.encoding import decode
from bothways.core.problems import Problem
from bothways.practices.importers.raw import documents_from
from bothways.practices.record.document import Document
from bothways.practices.record.row import (
    RowColumn,
    columns_from_header,
    plain_name,
    read_row,
    row_columns,
)

DELIMITERS = (",", ";", "\t")
# A table of studies stands in one cell; Python's own limit of 131,072 would be too narrow.
csv.field_size_limit(16 * 1024 * 1024)

Result = tuple[list[Document], list[Problem]]


def read_csv(content: bytes) -> Result:
    text, problems = decode(content)
    if problems:
        return [], problems
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        message = _("Line %(line)s: this is not CSV (%(reason)s). Is a quotation mark missing?")
        values = {"line": reader.line_num, "reason": error}
        return [], [Problem(0, "", "broken_file", message % values)]
    return records_from_rows(rows)


def _delimiter(text: str) -> str:
    """The sign that makes most known names out of the first row."""
    known = {column.name for column in row_columns()}
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(
        DELIMITERS,
        key=lambda sign: sum(
            plain_name(name.strip().strip('"')) in known for name in first.split(sign)
        ),
    )


def records_from_rows(rows: list[list[str]]) -> Result:
    """Documents from a header and rows of cells."""
    raw, problems = raw_from_rows(rows)
    if not raw:
        return [], problems
    documents, found = documents_from(raw)
    return documents, [*problems, *found]


def raw_from_rows(rows: list[list[str]]) -> Result:
    """Records as the cells say, not yet upgraded and cleaned."""
    while rows and _blank(rows[-1]):
        rows.pop()
    if not rows:
        return [], [Problem(0, "", "empty_file", _("The file is empty."))]
    columns, problems = columns_from_header(rows[0])
    if problems:
        return [], problems
    if len(rows) == 1:
        message = _("The file has a row of names and no record below it.")
        return [], [Problem(0, "", "empty_file", message)]
    raw: list[Document] = []
    for row, cells in enumerate(rows[1:], start=1):
        document, found = _read_cells(cells, columns, row)
        raw.append(document)
        problems += found
    return raw, problems


def _read_cells(
    cells: list[str], columns: list[RowColumn | None], row: int
) -> tuple[Document, list[Problem]]:
    if _blank(cells):
        return {}, []
    document, problems = read_row(cells, columns, row)
    if any(cells[len(columns) :]):
        message = _(
            "This row has %(cells)s cells, the first row names %(columns)s. Put a cell that "
            "holds the delimiter in quotation marks."
        )
        values = {"cells": len(cells), "columns": len(columns)}
        problems.append(Problem(row, "", "too_many_cells", message % values))
    return document, problems


def _blank(cells: list[str]) -> bool:
    return not any(cell.strip() for cell in cells)
