"""Files into columns: one module a format, each ``path -> Columns``, by the file's ending."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from bothways.analysis.readers.columns import Columns, refuse
from bothways.analysis.readers.parquet import read_parquet
from bothways.analysis.readers.stata import read_stata
from bothways.analysis.readers.text import read_text
from bothways.analysis.readers.workbook import read_workbook

READERS: dict[str, Callable[[Path], Columns]] = {
    ".csv": read_text,
    ".tsv": read_text,
    ".txt": read_text,
    ".xlsx": read_workbook,
    ".parquet": read_parquet,
    ".dta": read_stata,
}


def read_columns(path: Path) -> Columns:
    """Read a file into columns; refuses with the place of what is wrong."""
    name = path.name.lower().removesuffix(".gz")
    reader = READERS.get(Path(name).suffix)
    if reader is None or (name != path.name.lower() and reader is not read_text):
        raise refuse(
            "unknown_format",
            _("%(file)s: expected a file that ends in %(endings)s.")
            % {"file": path.name, "endings": ", ".join(READERS)},
        )
    try:
        columns = reader(path)
    except OSError as error:
        values = {"file": path, "reason": error.strerror or error}
        raise refuse("unreadable", _("%(file)s cannot be read: %(reason)s.") % values) from error
    if not columns.rows:
        raise refuse(
            "no_rows",
            _("%(file)s holds no row: expected column names in the first row and values below.")
            % {"file": path.name},
        )
    return columns


__all__ = ["READERS", "Columns", "read_columns"]
