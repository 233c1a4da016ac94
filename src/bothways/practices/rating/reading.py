"""Study records out of a CSV table: what is missing stays missing, what is wrong is named."""

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.encoding import decode
from bothways.core.problems import Problem
from bothways.practices.rating.cells import (
    CellError,
    is_missing,
    plain,
    read_boolean,
    read_design,
    read_number,
    read_share,
    read_threats,
    read_unit,
    written_number,
)
from bothways.practices.rating.record import LIMITS, RecordError, StudyRecord

COLUMNS = (
    "name", "design", "unit_of_randomisation", "n_clusters", "n_participants", "mdes",
    "attrition_overall", "attrition_differential", "effect", "ci_low", "ci_high", "threats",
)  # fmt: skip
SHARES = ("attrition_overall", "attrition_differential")
BOOLEANS = (
    "baseline_adjusted", "assumption_shown", "preregistered", "independent_evaluator",
    "instrument_validated", "dose_or_norm", "theory_linked",
)  # fmt: skip
# Also read when they are there; they pass through like any other column, and a cell that cannot
# be read counts as missing instead of stopping the file.
MORE = (
    *BOOLEANS, "icc", "baseline_difference", "outcomes_measured", "follow_up_months", "sites",
    "users_asked",
)  # fmt: skip
DELIMITERS = (",", ";", "\t")
SPELLINGS = {"unit_of_randomization": "unit_of_randomisation"}


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One row: its number, the record, and the columns that the rating does not know."""

    row: int
    study: StudyRecord
    other: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    rows: list[StudyRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def warnings_of(self, row: int) -> list[str]:
        """What to know of a row that could be read all the same."""
        return [f"{p.column}: {p.message}" for p in self.problems if p.row == row]


def read_studies(content: bytes) -> Reading:
    """All rows that can be read, and every problem; nothing should be rated while one is left."""
    text, problems = decode(content)
    if problems:
        return Reading([], problems)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=True))
    except csv.Error as error:
        message = _("This is not CSV (%(reason)s). Is a quotation mark missing?")
        return Reading([], [Problem(0, "", "broken_file", message % {"reason": error})])
    table = [cells for cells in table if any(cell.strip() for cell in cells)]
    if not table:
        return Reading([], [Problem(0, "", "empty_file", _("The file is empty."))])
    names = [_column(cell) for cell in table[0]]
    wrong = _header_problems(names)
    return Reading([], wrong) if wrong else _read_rows(names, table)


def _dialect(text: str) -> type[csv.Dialect]:
    """The delimiter that makes most known names out of the first row."""
    first = text.lstrip("\r\n").partition("\n")[0]

    class Found(csv.excel):
        delimiter = max(
            DELIMITERS, key=lambda sign: sum(_column(c) in COLUMNS for c in first.split(sign))
        )

    return Found


def _column(cell: str) -> str:
    name = "_".join(cell.strip().strip('"').split())
    known = name.lower().replace("-", "_")
    known = SPELLINGS.get(known, known)
    return known if known in (*COLUMNS, *MORE) else name


def _header_problems(names: list[str]) -> list[Problem]:
    expected = ", ".join(COLUMNS)
    if not set(names) & set(COLUMNS[1:]):
        message = _("None of the columns is known. Name some of them: %(columns)s.")
        return [Problem(0, "", "no_known_column", message % {"columns": expected})]
    message = _("The column %(name)s is there twice. Keep one of them.")
    twice = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    return [Problem(0, name, "column_twice", message % {"name": name}) for name in twice]


def _read_rows(names: list[str], table: list[list[str]]) -> Reading:
    reading = Reading()
    if len(table) == 1:
        message = _("The file has a row of names and no study below it.")
        reading.problems.append(Problem(0, "", "empty_file", message))
    per_cent = _in_per_cent(names, table[1:])
    for row, cells in enumerate(table[1:], start=1):
        if any(cell.strip() for cell in cells[len(names) :]):
            message = _("This row has %(cells)s cells, the first row names %(columns)s.")
            values = {"cells": len(cells), "columns": len(names)}
            reading.problems.append(Problem(row, "", "too_many_cells", message % values))
            continue
        cells = [*cells, *[""] * (len(names) - len(cells))]
        _read_row(reading, row, dict(zip(names, cells, strict=False)), per_cent)
    return reading


def _in_per_cent(names: list[str], rows: list[list[str]]) -> bool:
    """Whether losses are written as 12 and not as 0.12: one above 1 decides for the table."""
    at = [place for place, name in enumerate(names) if name in SHARES]
    found = (written_number(cells[place]) for cells in rows for place in at if place < len(cells))
    return any(number is not None and number > 1 for number in found)


def _read_row(reading: Reading, row: int, cells: dict[str, str], per_cent: bool) -> None:
    values: dict[str, Any] = {}
    found: list[Problem] = []
    for name in (*COLUMNS, *MORE):
        cell = cells.get(name, "").strip()
        if is_missing(cell):
            continue
        try:
            values[name] = _read_cell(name, cell, per_cent)
        except CellError as error:
            level = "warning" if name in MORE else "error"
            found.append(Problem(row, name, "bad_cell", str(error), level))  # type: ignore[arg-type]
    found += _mixed_units(row, cells, per_cent)
    reading.problems += found
    if any(problem.level == "error" for problem in found):
        return
    other = {name: cell for name, cell in cells.items() if name and name not in COLUMNS}
    try:
        reading.rows.append(StudyRow(row, StudyRecord(**values), other))
    except RecordError as error:
        reading.problems.append(Problem(row, error.field, "bad_record", str(error)))


def _read_cell(name: str, cell: str, per_cent: bool) -> Any:
    if name == "name":
        return cell
    if name in SHARES:
        return read_share(cell, LIMITS[name], per_cent)
    if name in BOOLEANS:
        return read_boolean(cell)
    special = {"design": read_design, "unit_of_randomisation": read_unit, "threats": read_threats}
    return special[name](cell) if name in special else read_number(cell, LIMITS[name])


def _mixed_units(row: int, cells: dict[str, str], per_cent: bool) -> list[Problem]:
    """A loss such as 0.12 among losses such as 12 is read as written, but not silently."""
    number = written_number(cells.get("attrition_overall", ""))
    if not per_cent or number is None or not 0 < number < 1:
        return []
    message = _(
        "%(cell)s is read as %(cell)s per cent, because other losses in this table are above 1. "
        "Write the sign %% behind each to be sure."
    )
    text = message % {"cell": plain(number)}
    return [Problem(row, "attrition_overall", "mixed_units", text, "warning")]
