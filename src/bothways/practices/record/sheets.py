"""The record as sheets of a workbook: one of records, one for each table, tied by record and row.

A cell of the sheet of records says how many rows a table has, or why it has none (``null``,
``[]``). The rows stand in the sheet named after the table; a table inside a row (the outcomes of a
study) has a sheet of its own, ``studies.outcomes``, whose rows name the row they belong to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bothways.practices.record.cells import ABSENT, write_cell
from bothways.practices.record.document import Document
from bothways.practices.record.fields import FIELDS
from bothways.practices.record.row import RowColumn, used_columns, write_row
from bothways.practices.record.spec import Column, Field

RECORDS = "practices"
LONG_TEXTS = "long_texts"
CODEBOOK = "codebook"
README = "read_me"


@dataclass(frozen=True)
class TableSheet:
    """The sheet of one table: which columns tie its rows, which columns hold them."""

    name: str
    columns: tuple[Column, ...]
    parent: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """record, (row of the parent,) row."""
        return ("record", f"{self.parent}_row", "row") if self.parent else ("record", "row")

    @property
    def header(self) -> list[str]:
        return [*self.keys, *(column.id for column in self.columns)]


@cache
def table_sheets() -> dict[str, TableSheet]:
    """Every table of the field list by the name of its sheet, parents first."""
    return {
        sheet.name: sheet
        for table in FIELDS
        if table.kind == "table"
        for sheet in _sheets_of(table)
    }


def _sheets_of(table: Field) -> Iterator[TableSheet]:
    yield TableSheet(table.id, table.columns)
    for column in table.columns:
        if column.kind == "table":
            yield TableSheet(f"{table.id}.{column.id}", column.columns, parent=table.id)


@dataclass
class Sheets:
    """The texts of all cells, by sheet, header rows included."""

    records: list[RowColumn]
    rows: dict[str, list[list[str]]] = field(default_factory=dict)


def write_sheets(documents: Sequence[Document]) -> Sheets:
    sheets = Sheets(used_columns(documents))
    sheets.rows[RECORDS] = [[column.name for column in sheets.records]]
    for sheet in table_sheets().values():
        sheets.rows[sheet.name] = [sheet.header]
    for document in documents:
        sheets.rows[RECORDS].append(_record_row(document, sheets))
    return sheets


def _record_row(document: Document, sheets: Sheets) -> list[str]:
    """The row of a record; its tables leave for their sheets and a count stays."""
    moved = {
        name
        for name in table_sheets()
        if is_rows(document.get(name)) and _move(document[name], name, [document["id"]], sheets)
    }
    plain = {key: value for key, value in document.items() if key not in moved}
    row = write_row(plain, sheets.records)
    for place, column in enumerate(sheets.records):
        if column.name in moved:
            row[place] = str(len(document[column.name]))
    return row


def is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(r, Mapping) for r in value)


def _move(table: list[Document], name: str, keys: list[str], sheets: Sheets) -> bool:
    """Write the rows of a table to its sheet; False where a part has no column to go to."""
    sheet = table_sheets()[name]
    known = {column.id for column in sheet.columns}
    if not all(line.keys() <= known for line in table):
        return False
    for number, line in enumerate(table, start=1):
        own = [*keys, str(number)]
        cells = [_table_cell(line.get(c.id, ABSENT), c, name, own, sheets) for c in sheet.columns]
        sheets.rows[name].append([*own, *cells])
    return True


def _table_cell(value: Any, column: Column, name: str, keys: list[str], sheets: Sheets) -> str:
    child = f"{name}.{column.id}"
    if column.kind == "table" and is_rows(value) and _move(value, child, keys, sheets):
        return str(len(value))
    return write_cell(column, value)
