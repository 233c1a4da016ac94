"""A table of a batch: columns found by their plain names, rows numbered as in the file."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.core.tables import Table, read_table
from bothways.tailoring.allocation.readers.forbidden import plain

MOST_ROWS = 50_000
Rows = list[tuple[int, list[str]]]


@dataclass
class Sheet:
    """Names as the file has them, and each filled row with its number in the file."""

    names: list[str] = field(default_factory=list)
    rows: Rows = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def column(self, name: str) -> int | None:
        return self._places.get(name)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {plain(name).replace(" ", "_"): at for at, name in enumerate(self.names)}


def read_sheet(name: str, content: bytes) -> Sheet:
    """The table, or what keeps it from being read."""
    table = read_table(name, content, MOST_ROWS)
    sheet = Sheet(list(table.columns), _rows(table), _problems(table))
    if not sheet.problems and not sheet.rows:
        message = _("The file has a row of names and nothing below it.")
        sheet.problems.append(Problem(0, "", "empty_file", message))
    sheet.problems += _twins(sheet.names)
    return sheet


def _rows(table: Table) -> Rows:
    width = len(table.columns)
    return [
        (table.head + number, [*cells[:width], *[""] * (width - len(cells))])
        for number, cells in enumerate(table.rows, start=1)
        if any(cells)
    ]


def _problems(table: Table) -> list[Problem]:
    """Numbered as in the file; what a file is refused for as a whole has no row."""
    return [replace(p, row=p.row + table.head) if p.row else p for p in table.problems]


def _twins(names: list[str]) -> list[Problem]:
    """Columns that differ only in capitals, accents or blanks would be taken for one."""
    message = _("The column %(name)s stands twice.")
    return [
        Problem(1, name, "doubled_column", message % {"name": name})
        for at, name in enumerate(names)
        if name not in names[:at] and plain(name) in map(plain, names[:at])
    ]
