"""Checking of columns at the door: numbers, labels, arms, complete rows.

Missing means NaN for numbers, and None, NaN or an empty text for labels. Nothing is changed in
place; every function returns new arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.cautions import Caution, caution
from bothways.stats.errors import DesignError, InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def numbers(name: str, values: ArrayLike) -> Floats:
    """Return a one-dimensional float64 copy of `values`; missing stays NaN.

    Raises
    ------
    InputError
        A value is text, infinite, or the column is not one-dimensional.

    Examples
    --------
    >>> numbers("y", [1, None, 2])
    array([ 1., nan,  2.])
    """
    array = _as_float(name, values)
    if array.ndim != 1:
        raise InputError(
            "not_a_column",
            f"Column {name} must be one list of numbers, not a table of shape {array.shape}.",
            column=name,
        )
    wrong = np.flatnonzero(np.isinf(array))
    if wrong.size:
        raise InputError(
            "infinite", f"Column {name}, row {wrong[0] + 1}: infinite. Give a number or leave it "
            "empty.", column=name, row=int(wrong[0]) + 1,
        )  # fmt: skip
    return array


def _as_float(name: str, values: ArrayLike) -> Floats:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        row, found = _first_text(values)
        raise InputError(
            "not_a_number",
            f"Column {name}, row {row}: expected a number, found {found!r}.",
            column=name, row=row, found=found,
        ) from None  # fmt: skip


def _first_text(values: Any) -> tuple[int, object]:
    for row, value in enumerate(values, start=1):
        try:
            np.float64(value)
        except (TypeError, ValueError):
            return row, value
    return 0, values


def label_array(name: str, values: ArrayLike) -> tuple[NDArray[Any], Bools]:
    """Return labels as a one-dimensional array and a mask of the rows that have one."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise InputError("not_a_column", f"Column {name} must be one list.", column=name)
    if array.dtype.kind == "f":
        return array, ~np.isnan(array)
    if array.dtype.kind == "O":
        present = np.array([v is not None and v == v and v != "" for v in array], dtype=bool)
        texts = [str(v) if ok else "" for v, ok in zip(array, present, strict=True)]
        return np.array(texts), present
    return array, (array != "") if array.dtype.kind in "US" else np.ones(array.shape, dtype=bool)


def codes(labels: NDArray[Any]) -> tuple[Ints, NDArray[Any]]:
    """Return integer codes 0..k-1 in the sorted order of the labels, and the labels themselves."""
    levels, index = np.unique(labels, return_inverse=True)
    return index.reshape(-1).astype(np.int64), levels


@dataclass(frozen=True)
class Rows:
    """Complete rows of a table.

    Attributes
    ----------
    numeric : dict of name -> float64 array (n,)
    coded : dict of name -> int64 codes (n,)
    levels : dict of name -> labels in code order
    kept : bool array over the original rows
    cautions : tuple of Caution
        Says how many rows were left out.
    """

    numeric: dict[str, Floats]
    coded: dict[str, Ints]
    levels: dict[str, NDArray[Any]]
    kept: Bools
    cautions: tuple[Caution, ...]

    @property
    def n(self) -> int:
        """Number of complete rows."""
        return int(self.kept.sum())


def complete_rows(
    numeric: Mapping[str, ArrayLike | None], labelled: Mapping[str, ArrayLike | None] | None = None
) -> Rows:
    """Keep the rows that have every value; report how many were left out.

    Parameters
    ----------
    numeric, labelled : mapping of name -> column of length n, or None to skip the column

    Raises
    ------
    InputError
        Columns differ in length, hold text where numbers are expected, or no row is complete.

    Examples
    --------
    >>> r = complete_rows({"y": [1.0, np.nan, 3.0]}, {"school": ["b", "a", "a"]})
    >>> r.numeric["y"], r.coded["school"], str(r.cautions[0])[:9]
    (array([1., 3.]), array([1, 0]), '1 of 3 ro')
    """
    given = {k: numbers(k, v) for k, v in numeric.items() if v is not None}
    text = {k: label_array(k, v) for k, v in (labelled or {}).items() if v is not None}
    same_length([*given.items(), *((k, v[0]) for k, v in text.items())])
    masks = [~np.isnan(v) for v in given.values()] + [m for _, m in text.values()]
    kept: Bools = np.logical_and.reduce(masks)
    if not kept.any():
        raise InputError("no_rows", "No row has all the values this analysis needs: "
                         f"{', '.join([*given, *text])}.", columns=[*given, *text])  # fmt: skip
    coded, levels = {}, {}
    for name, (array, _) in text.items():
        coded[name], levels[name] = codes(array[kept])
    lost = int((~kept).sum())
    notes = (caution("rows_dropped", rows=lost, total=kept.size),) if lost else ()
    return Rows({k: v[kept] for k, v in given.items()}, coded, levels, kept, notes)


def same_length(named: Iterable[tuple[str, NDArray[Any]]]) -> int:
    """Return the common length of the columns or raise InputError naming the odd one."""
    pairs = list(named)
    if not pairs:
        raise InputError("no_columns", "No column was given.")
    first, length = pairs[0][0], len(pairs[0][1])
    for name, array in pairs[1:]:
        if len(array) != length:
            raise InputError(
                "unequal_length",
                f"Column {name} has {len(array)} rows, column {first} has {length}.",
                column=name, expected=length, found=len(array),
            )  # fmt: skip
    return length


def two_arms(name: str, arm: Floats) -> Floats:
    """Return the arm column when it holds both 0 and 1 and nothing else, else raise.

    Raises
    ------
    InputError
        Another value than 0 or 1; the row is named.
    DesignError
        Only one arm is present.
    """
    wrong = np.flatnonzero((arm != 0) & (arm != 1))
    if wrong.size:
        raise InputError(
            "not_an_arm",
            f"Column {name}, row {wrong[0] + 1}: expected 0 (comparison) or 1 (programme), found "
            f"{arm[wrong[0]]:g}.",
            column=name, row=int(wrong[0]) + 1, found=float(arm[wrong[0]]),
        )  # fmt: skip
    if arm.min() == arm.max():
        raise DesignError(
            "one_arm",
            f"Column {name} holds only {arm[0]:g}: a comparison needs both arms.",
            column=name,
        )
    return arm


def covariate_table(covariates: Mapping[str, ArrayLike] | None) -> dict[str, ArrayLike]:
    """Return the covariates as a dict; None is no covariates."""
    return dict(covariates or {})


def stack(columns: Sequence[Floats], n: int) -> Floats:
    """Stack columns into an (n, k) matrix; no columns give (n, 0)."""
    return np.column_stack(columns) if columns else np.empty((n, 0))
