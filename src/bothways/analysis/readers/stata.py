"""Stata, through ReadStat. Value labels stay aside: the codes are what was typed."""

from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from bothways.analysis.readers.columns import Columns, Values, column, refuse


def read_stata(path: Path) -> Columns:
    """Read a Stata file; rows count from 1. Missing codes (. and .a to .z) are missing."""
    with path.open("rb"):
        pass  # ReadStat does not say why a file cannot be opened
    import pyreadstat  # only when it is needed: it takes long to load

    try:
        found, _about = pyreadstat.read_dta(str(path), output_format="dict")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
        message = _("%(file)s: expected a Stata file, found something else.")
        raise refuse("bad_stata", message % {"file": path.name}) from error
    columns = {str(name): _typed(cells) for name, cells in found.items()}
    count = len(next(iter(columns.values()), ()))
    return Columns(columns, range(1, count + 1))


def _typed(cells: list[object]) -> Values:
    kinds = {type(cell) for cell in cells}
    if kinds <= {int}:
        return np.array(cells, dtype=np.int64)
    if kinds <= {int, float, type(None)}:
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    return column(cells)
