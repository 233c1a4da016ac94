"""A table under analysis: columns asked for by name, checked cell by cell with their place."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from bothways.analysis.readers import Columns, read_columns
from bothways.analysis.readers.columns import refuse
from bothways.core.errors import Refused
from bothways.core.problems import Problem

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "NULL", "null", "."})
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
TRUTH = {"TRUE": 1.0, "True": 1.0, "true": 1.0, "FALSE": 0.0, "False": 0.0, "false": 0.0}
SHOWN = 5
# Beyond it squares and sums of squares are no numbers any more.
LARGEST = 1e100

Floats = NDArray[np.float64]
Labels = NDArray[Any]


@dataclass(frozen=True)
class Table:
    """Columns of a file. ``missing`` are texts that mean "no value" beside the usual ones."""

    columns: Columns
    missing: frozenset[str] = MISSING

    @property
    def names(self) -> list[str]:
        return list(self.columns.values)

    @property
    def size(self) -> int:
        return len(self.columns.rows)

    def numbers(self, name: str) -> Floats:
        """The column as numbers, missing as NaN; refuses any other text with its row."""
        held = self._held(name)
        if held.dtype.kind in "iub" and self.missing == MISSING:
            return held.astype(np.float64)
        texts = _texts(held)
        read = {text: self._number(text) for text in set(texts)}
        self._refuse_rows(
            name, [k for k, text in enumerate(texts) if read[text] is None], texts, _("a number")
        )
        return np.array([read[text] for text in texts], dtype=np.float64)

    def whole(self, name: str) -> Floats:
        """The column as counts: whole numbers from 0, none missing."""
        return self._checked(name, lambda v: v >= 0 and v == int(v), _("a whole number from 0"))

    def positive(self, name: str) -> Floats:
        """The column as numbers above 0; missing stays NaN."""
        wanted = _("a number above 0")
        return self._checked(name, lambda v: v > 1 / LARGEST, wanted, missing_too=True)

    def arm(self, name: str) -> Floats:
        """The column as 0 (comparison) and 1 (programme); missing stays NaN."""
        wanted = _("0 (comparison) or 1 (programme)")
        return self._checked(name, lambda v: v in (0.0, 1.0), wanted, missing_too=True)

    def labels(self, name: str) -> Labels:
        """The column as labels: whole numbers where all are plain ones, else text, "" missing.

        Numbers sort as numbers, so that a seed draws the same as on the numeric column.
        """
        texts = ["" if text in self.missing else text for text in _texts(self._held(name))]
        if all(re.fullmatch(r"0|-?[1-9]\d{0,14}", text) for text in texts):
            return np.array([int(text) for text in texts], dtype=np.int64)
        return np.array(texts, dtype=object)

    def complete_labels(self, name: str) -> Labels:
        """Labels of which none may be missing."""
        labels = self.labels(name)
        empty = [k for k, label in enumerate(labels.tolist()) if label == ""]
        self._refuse_rows(name, empty, _texts(labels), _("a name or code"))
        return labels

    def matching(self, patterns: Iterable[str]) -> list[str]:
        """Column names for names and patterns such as ``PV*MATH``; numbers inside sort as such.

        Several may stand in one text, with commas between.
        """
        found: list[str] = []
        for pattern in patterns:
            hits = [pattern]
            if pattern not in self.columns.values and "," in pattern:
                hits = self.matching(part.strip() for part in pattern.split(","))
            elif pattern not in self.columns.values and set(pattern) & set("*?["):
                hits = sorted((n for n in self.names if fnmatchcase(n, pattern)), key=_natural)
            for name in hits or [pattern]:
                self._held(name)
            found += [name for name in hits if name not in found]
        return found

    def where(self, conditions: Sequence[str]) -> "Table":
        """Only the rows that meet every ``COLUMN=VALUE``."""
        keep = np.ones(self.size, dtype=bool)
        for condition in conditions:
            name, equals, value = condition.partition("=")
            if not equals:
                message = _("--where %(condition)s: expected COLUMN=VALUE.")
                raise refuse("bad_condition", message % {"condition": condition})
            keep &= np.array(_texts(self._held(name)), dtype=object) == value
        if not keep.any():
            raise refuse("no_rows", _("No row meets --where: check its values."))
        return self.keep(keep) if conditions else self

    def keep(self, chosen: NDArray[np.bool_]) -> "Table":
        rows = np.asarray(self.columns.rows)[chosen].tolist()
        values = {name: held[chosen] for name, held in self.columns.values.items()}
        old = self.columns
        return Table(
            Columns(values, rows, old.doubled, old.decimal_comma, old.remarks), self.missing
        )

    def row(self, position: int) -> int:
        """The row a person sees for the position in a column."""
        return int(self.columns.rows[position])

    def _held(self, name: str) -> NDArray[Any]:
        if name in self.columns.doubled:
            message = _("Column %(column)s: the name stands twice in the file. Rename one.")
            raise refuse("doubled_column", message % {"column": name}, column=name)
        if name not in self.columns.values:
            message = _("Column %(column)s is not in the file. Expected one of: %(names)s.")
            values = {"column": name, "names": _few(self.names)}
            raise refuse("unknown_column", message % values, column=name)
        return self.columns.values[name]

    def _number(self, text: str) -> float | None:
        if text in self.missing:
            return math.nan
        if text in TRUTH:
            return TRUTH[text]
        if self.columns.decimal_comma and text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        number = float(text) if NUMBER.fullmatch(text) else math.inf
        return number if abs(number) < LARGEST else None

    def _checked(
        self, name: str, right: Callable[[float], bool], wanted: str, *, missing_too: bool = False
    ) -> Floats:
        found = self.numbers(name)
        wrong = [
            k
            for k, v in enumerate(found.tolist())
            if (not missing_too if math.isnan(v) else not right(v))
        ]
        self._refuse_rows(name, wrong, _texts(self._held(name)), wanted)
        return found

    def _refuse_rows(
        self, name: str, wrong: Sequence[int], texts: Sequence[str], wanted: str
    ) -> None:
        if not wrong:
            return
        message = _("Column %(column)s, row %(row)s: expected %(wanted)s, found %(found)s.")
        problems = []
        for k in wrong:
            found = f"“{texts[k][:60]}”" if texts[k] else _("nothing")
            values = {"column": name, "row": self.row(k), "wanted": wanted, "found": found}
            problems.append(Problem(self.row(k), name, "unexpected_value", message % values))
        lines = [problem.message for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            lines.append(_("… and %(count)s more.") % {"count": len(problems) - SHOWN})
        raise Refused("\n".join(lines), problems)


def by_name(table: Table, patterns: Iterable[str], taken: Iterable[str]) -> dict[str, Floats]:
    """Number columns under their names; a name the analysis has `taken` is told apart."""
    names = {
        name: f"{name} (column)" if name in taken else name for name in table.matching(patterns)
    }
    return {title: table.numbers(name) for name, title in names.items()}


def read_table(path: Path, missing: Iterable[str] = (), where: Sequence[str] = ()) -> Table:
    """Read a CSV, XLSX, Parquet or Stata file as a table."""
    return Table(read_columns(path), MISSING | set(missing)).where(where)


def _texts(held: NDArray[Any]) -> list[str]:
    """Cells as text, the same for one value whatever its type; missing is empty."""
    kind = held.dtype.kind
    if kind in "iu":
        return [str(v) for v in held.tolist()]
    if kind == "f":
        return ["" if math.isnan(v) else _plain(v) for v in held.tolist()]
    if kind == "M":
        return ["" if np.isnat(v) else str(v) for v in held]
    return [_text(cell) for cell in held.tolist()]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else _plain(cell)
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace").strip()
    return str(cell).strip()


def _plain(number: float) -> str:
    whole = math.isfinite(number) and number == int(number) and abs(number) < 1e15
    return str(int(number)) if whole else repr(number)


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort key by which W2 comes before W10."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _few(names: Sequence[str], most: int = 30) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else shown + ", …"
