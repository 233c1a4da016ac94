"""XLSX: the first sheet, values as last calculated."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from bothways.analysis.readers.columns import Columns, from_records, refuse


def read_workbook(path: Path) -> Columns:
    """Read the first sheet of a workbook. Empty rows are left out and keep their number."""
    with path.open("rb") as stream:
        try:
            sheet = _first_sheet(stream)
        except Exception as error:  # the parser raises whatever a broken part makes it
            message = _("%(file)s: expected an Excel workbook (.xlsx), found something else.")
            raise refuse("bad_workbook", message % {"file": path.name}) from error
    return _columns(sheet)


def _first_sheet(stream: BinaryIO) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook  # only when it is needed: it takes long to load

    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions that it skips; they hold no value of a cell.
        warnings.simplefilter("ignore")
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # The stated size of a sheet is often wrong.
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True))


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
