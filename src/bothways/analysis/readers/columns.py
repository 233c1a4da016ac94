"""What every reader gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.core.errors import Refused
from bothways.core.problems import Problem

Values = NDArray[Any]


@dataclass(frozen=True)
class Columns:
    """Columns as they stand in the file.

    ``rows`` are the row numbers a person sees there, ``doubled`` the names that stand twice,
    ``decimal_comma`` says that 1,5 may be a number.
    """

    values: Mapping[str, Values]
    rows: Sequence[int]
    doubled: frozenset[str] = frozenset()
    decimal_comma: bool = False
    remarks: tuple[Problem, ...] = field(default=())


def refuse(code: str, message: str, *, row: int = 0, column: str = "") -> Refused:
    """One problem as an error to raise."""
    return Refused(message, [Problem(row, column, code, message)])


def from_records(
    names: Sequence[str],
    records: Sequence[Sequence[Any]],
    rows: Sequence[int],
    *,
    decimal_comma: bool = False,
    remarks: tuple[Problem, ...] = (),
) -> Columns:
    """Columns from rows of cells; a column without a name is called after its place."""
    titles = [name.strip() or f"({place})" for place, name in enumerate(names, start=1)]
    doubled = frozenset(title for title in titles if titles.count(title) > 1)
    values = {title: column([record[k] for record in records]) for k, title in enumerate(titles)}
    return Columns(values, rows, doubled, decimal_comma, remarks)


def column(cells: Sequence[Any]) -> Values:
    """A column of whatever the cells hold."""
    held = np.empty(len(cells), dtype=object)
    held[:] = cells
    return held
