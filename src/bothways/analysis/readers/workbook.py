"""XLSX: the first sheet, values as last calculated."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bothways.analysis.readers.columns import Columns, from_records, refuse

BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError, TypeError)


def read_workbook(path: Path) -> Columns:
    """Read the first sheet of a workbook. Empty rows are left out and keep their number."""
    try:
        with path.open("rb") as stream:
            book = load_workbook(stream, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            return _columns(list(sheet.iter_rows(values_only=True)))
    except (*BROKEN, IndexError) as error:
        message = _("%(file)s: expected an Excel workbook (.xlsx), found something else.")
        raise refuse("bad_workbook", message % {"file": path.name}) from error


def _columns(sheet: Iterable[tuple[Any, ...]]) -> Columns:
    held = [(k, cells) for k, cells in enumerate(sheet, start=1) if any(map(_filled, cells))]
    if not held:
        return from_records([], [], [])
    names = ["" if cell is None else str(cell) for cell in held[0][1]]
    while names and not names[-1].strip():
        names.pop()
    records = [_fitting(cells, len(names), row) for row, cells in held[1:]]
    return from_records(names, records, [row for row, _cells in held[1:]])


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _fitting(cells: tuple[Any, ...], width: int, row: int) -> list[Any]:
    beyond = [place for place, cell in enumerate(cells, start=1) if place > width and _filled(cell)]
    if beyond:
        message = _("Row %(row)s: the cell in column number %(place)s has no column name above it.")
        raise refuse("ragged", message % {"row": row, "place": beyond[0]}, row=row)
    return [*cells[:width], *[None] * (width - len(cells))]
