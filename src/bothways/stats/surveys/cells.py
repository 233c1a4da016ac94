"""Cells: the groups of rows that each get an estimate, coded once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.columns import Bools, Ints, label_array
from bothways.stats.errors import InputError
from bothways.stats.estimate import inputs_hash

Codes = NDArray[np.integer[Any]]
ROWS = 65_536


@dataclass(frozen=True)
class Cells:
    """A coded column of groups.

    Attributes
    ----------
    names : labels in sorted order, as text
    code : (n,) code of each row, -1 where the label is missing
    fingerprint : SHA-256 of the column
    in_order : whether codes never fall, so that cells are slices

    Examples
    --------
    >>> c = Cells.of(["native", "first", "native", None]); c.names, c.code.tolist()
    (('first', 'native'), [1, 0, 1, -1])
    """

    names: tuple[str, ...]
    code: Codes
    fingerprint: str
    in_order: bool

    @classmethod
    def of(cls, labels: ArrayLike) -> Cells:
        """Code a column of labels; missing is None, NaN or an empty text."""
        array, present = label_array("cells", labels)
        if not present.any():
            raise InputError("no_cells", "Every label of the cells is missing.", column="cells")
        levels, found = _codes(array[present])
        code: Codes = np.full(array.size, -1, dtype="i2" if levels.size < 2**15 else "i4")
        code[present] = found
        names = tuple(_text(v) for v in levels)
        order = bool((code[1:] >= code[:-1]).all()) and bool(code[0] >= 0)
        return cls(names, code, inputs_hash(names, {"code": code}), order)

    @classmethod
    def whole(cls, n: int) -> Cells:
        """One cell, named "all", that holds every row."""
        return cls(("all",), np.zeros(n, dtype=np.int16), f"all {n}", True)

    def rows(self, kept: Bools | None) -> list[Any]:
        """Index of the kept rows of each cell: a slice where possible."""
        edges = np.arange(len(self.names) + 1)
        if kept is None and self.in_order:
            cut = np.searchsorted(self.code, edges)
            return [slice(int(a), int(b)) for a, b in zip(cut[:-1], cut[1:], strict=True)]
        order = np.argsort(self.code, kind="stable")
        if kept is not None:
            order = order[kept[order]]
        cut = np.searchsorted(self.code[order], edges)
        return [order[a:b] for a, b in zip(cut[:-1], cut[1:], strict=True)]

    def sizes(self, kept: Bools | None) -> Ints:
        """Number of kept rows of each cell."""
        count = np.zeros(len(self.names), dtype=np.int64)
        # A piece at a time: counting turns its codes into eight bytes each.
        for start in range(0, self.code.size, ROWS):
            rows = slice(start, start + ROWS)
            code = self.code[rows] if kept is None else self.code[rows][kept[rows]]
            count += np.bincount(code[code >= 0], minlength=count.size)
        return count


def _codes(array: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Sorted levels and codes; whole numbers in a narrow range need no sort."""
    if array.dtype.kind in "iu" and array.size:
        low, span = array.min(), int(array.max()) - int(array.min())
        if span < 4 * array.size + 1000:
            seen = np.zeros(span + 1, dtype=bool)
            seen[array - low] = True
            return np.flatnonzero(seen) + low, (np.cumsum(seen) - 1)[array - low]
    levels, code = np.unique(array, return_inverse=True)
    return levels, code.reshape(-1)


def _text(label: Any) -> str:
    number = isinstance(label, float | np.floating)
    return f"{label:g}" if number else str(label)
