"""Reading of the development cases, which have no licence and so stay outside the project."""

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("BOTHWAYS_SHARED", ROOT.parent / "shared"))
MISSING = {"", "NA", "NaN", "nan", "."}

Table = dict[str, np.ndarray]


def case_path(*parts: str) -> Path:
    """Where a file under shared/data is; the test is skipped when it is absent."""
    path = SHARED.joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"the development case {'/'.join(parts)} is absent: set BOTHWAYS_SHARED")
    return path


def read_stata_case(*parts: str) -> Table:
    """Read a Stata file under shared/data as float columns."""
    path = case_path(*parts)
    import pyreadstat

    found, _ = pyreadstat.read_dta(str(path), output_format="dict")
    return {name: np.asarray(values, dtype=float) for name, values in found.items()}


def read_case(*parts: str) -> Table:
    """Read a CSV under shared/data as columns: float where all are numbers, else text."""
    path = case_path(*parts)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", errors="replace", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    return {name: column([row[k] for row in rows]) for k, name in enumerate(header)}


def column(values: list[str]) -> np.ndarray:
    """Turn text into float64 (NaN where missing) when every value allows it."""
    try:
        return np.array([np.nan if v in MISSING else float(v) for v in values])
    except ValueError:
        return np.array(["" if v in MISSING else v for v in values], dtype=object)


def rows_where(table: Table, mask: np.ndarray) -> Table:
    """Keep the rows of a table where `mask` holds."""
    return {name: values[mask] for name, values in table.items()}


def indicators(values: np.ndarray, prefix: str, first: int = 0) -> Table:
    """One 0/1 column for each level of `values` from position `first` on."""
    return {f"{prefix}{level}": (values == level) * 1.0 for level in np.unique(values)[first:]}
