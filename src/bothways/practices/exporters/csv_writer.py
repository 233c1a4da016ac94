"""Writes CSV: UTF-8 with byte order mark (spreadsheets need it), comma, one record a row."""

import re
from collections.abc import Iterable, Sequence

from bothways.practices.record.document import Document
from bothways.practices.record.row import used_columns, write_row

# Semicolon and tab as well: in many countries a spreadsheet splits at them, and a cell that a
# split begins with "=" would run as a formula.
QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$')


def write_csv(documents: Sequence[Document], beside: Sequence[Sequence[str]] = ()) -> bytes:
    """``beside`` is a head and a row for each document, put after its own columns."""
    columns = used_columns(documents)
    rows = [[column.name for column in columns]]
    rows += [write_row(document, columns) for document in documents]
    for row, more in zip(rows, beside, strict=False):
        row += [formula_safe(cell) for cell in more]
    return "".join(["\ufeff", *map(_line, rows)]).encode("utf-8")


def formula_safe(cell: str) -> str:
    """A cell that a spreadsheet would run gets an apostrophe in front."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _line(cells: Iterable[str]) -> str:
    return ",".join(map(_quoted, cells)) + "\r\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if QUOTED.search(cell) else cell
