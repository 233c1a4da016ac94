"""The list of groups that a study asks: class, school, how many people, which side."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.core.tables import read_table
from bothways.surveys.models import Side

COLUMNS = ("group", "stratum", "newcomers", "hosts", "people")
MOST_PEOPLE = 500


@dataclass(frozen=True)
class UnitRow:
    """A group with its stratum and its people by side; ``people`` are those of no stated side."""

    group: str
    stratum: str
    newcomers: int
    hosts: int
    people: int

    @property
    def sides(self) -> list[str]:
        """The side of each card of the group."""
        return [Side.NEWCOMER] * self.newcomers + [Side.HOST] * self.hosts + [""] * self.people


def read_units(name: str, content: bytes) -> tuple[list[UnitRow], list[Problem]]:
    """Rows and what is wrong with them; a list with an error is not taken in at all."""
    table = read_table(name, content)
    problems = [*table.problems, *_head_problems(table.columns)]
    if problems:
        return [], problems
    rows: list[UnitRow] = []
    for number, cells in table.records():
        found = [_count(number, column, cells) for column in COLUMNS[2:]]
        problems += [one for one in found if isinstance(one, Problem)]
        counts = [0 if isinstance(one, Problem) else one for one in found]
        row = UnitRow(cells.get("group", "").strip(), cells.get("stratum", "").strip(), *counts)
        problems += _row_problems(number, row, rows, all(not isinstance(f, Problem) for f in found))
        rows.append(row)
    if not rows and not problems:
        problems.append(Problem(0, "", "empty", _("The list names no group.")))
    return rows, problems


def write_units(rows: list[UnitRow]) -> bytes:
    """The list as CSV; with no rows, a form to fill in."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((r.group, r.stratum, r.newcomers, r.hosts, r.people) for r in rows)
    return sink.getvalue().encode()


def _head_problems(columns: tuple[str, ...]) -> list[Problem]:
    if not columns or "group" in columns:
        return []
    message = _("The first row must name the columns: group, stratum, newcomers, hosts, people.")
    return [Problem(0, "group", "column_missing", message)]


def _count(row: int, column: str, cells: Mapping[str, str]) -> int | Problem:
    text = cells.get(column, "").strip()
    if not text:
        return 0
    if text.isascii() and text.isdigit() and int(text) <= MOST_PEOPLE:
        return int(text)
    message = _("“%(text)s” is no number of people. Write a whole number from 0 to %(most)s.")
    return Problem(row, column, "not_a_count", message % {"text": text, "most": MOST_PEOPLE})


def _row_problems(
    number: int, row: UnitRow, before: list[UnitRow], is_counted: bool
) -> list[Problem]:
    if not row.group:
        return [Problem(number, "group", "missing", _("The group has no name."))]
    if any(row.group == other.group for other in before):
        message = _("The group “%(name)s” stands in the list twice.") % {"name": row.group}
        return [Problem(number, "group", "twice", message)]
    if is_counted and not 0 < len(row.sides) <= MOST_PEOPLE:
        message = _("A group has from 1 to %(most)s people.") % {"most": MOST_PEOPLE}
        return [Problem(number, "people", "people", message)]
    return []
