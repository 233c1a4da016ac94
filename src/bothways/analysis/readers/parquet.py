"""Parquet, through DuckDB."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.readers.columns import Columns, Values, refuse

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
}


def read_parquet(path: Path) -> Columns:
    """Read a Parquet file; rows count from 1."""
    with path.open("rb"):
        pass  # whoever may not read it hears so from the system, not from DuckDB
    import duckdb  # only when it is needed: it takes long to load

    try:
        found = _fetched(path)
    except duckdb.Error as error:
        message = _("%(file)s: expected a Parquet file, found something else.")
        raise refuse("bad_parquet", message % {"file": path.name}) from error
    values = {name: _plain(held) for name, held in found.items()}
    count = len(next(iter(values.values()), ()))
    return Columns(values, range(1, count + 1))


def _fetched(path: Path) -> dict[str, Any]:
    import duckdb

    # A name may hold characters that DuckDB takes for a pattern or an address: read by a link.
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config=SETTINGS) as engine:
        link = Path(folder) / "table.parquet"
        link.symlink_to(path.resolve())
        return engine.execute("SELECT * FROM read_parquet(?)", [str(link)]).fetchnumpy()


def _plain(held: Any) -> Values:
    """Without a mask: missing becomes NaN in numbers and None elsewhere."""
    array = np.ma.asarray(held)
    if not np.ma.is_masked(array):
        return np.asarray(array.data)
    kind = np.float64 if array.dtype.kind in "fiub" else object
    plain = np.asarray(array.data).astype(kind)
    plain[np.ma.getmaskarray(array)] = np.nan if kind is np.float64 else None
    return plain
