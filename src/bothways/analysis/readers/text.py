"""CSV: comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252; plain or gzipped."""

import csv
import gzip
import io
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from bothways.analysis.readers.columns import Columns, from_records, refuse
from bothways.core.problems import Problem

SEPARATORS = ",;\t|"
LONGEST_CELL = 10_000_000


def read_text(path: Path) -> Columns:
    """Read a CSV file. Empty lines are left out and keep their number."""
    text, remarks = _decoded(_bytes(path))
    separator = _separator(text)
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, records = [], []
    names: list[str] = []
    try:
        for row, cells in enumerate(lines, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = cells
            else:
                records.append(_fitting(cells, names, row))
                rows.append(row)
    except csv.Error as error:
        row = lines.line_num
        message = _("Row %(row)s: not a row of a CSV file (%(reason)s). Check its quotes.")
        raise refuse("bad_csv", message % {"row": row, "reason": error}, row=row) from error
    return from_records(names, records, rows, decimal_comma=separator != ",", remarks=remarks)


def _bytes(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as stream:
            return stream.read()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = _("%(file)s: expected a gzip file, found something else or half of one.")
        raise refuse("bad_gzip", message % {"file": path.name}) from error


def _decoded(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    if b"\0" in content:
        raise refuse("not_text", _("Expected a text file, found bytes that are no text."))
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = _(
            "Row %(row)s is not UTF-8, so the file was read as Windows-1252. Check its accents."
        ) % {"row": row}
        remark = Problem(row, "", "not_utf8", message, "warning")
        return content.decode("cp1252", errors="replace"), (remark,)


def _separator(text: str) -> str:
    """The separator that stands most often in the row of names, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _fitting(cells: list[str], names: list[str], row: int) -> list[str]:
    if len(cells) == len(names):
        return cells
    message = _("Row %(row)s: expected %(wanted)s cells, found %(found)s.") % {
        "row": row,
        "wanted": len(names),
        "found": len(cells),
    }
    raise refuse("ragged", message, row=row)
