"""Rows of comma-separated text into columns; a row that is cut off or torn is named."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from bothways.core.collector import collector_at_rest
from bothways.core.problems import Problem

SEPARATORS = ",;\t|"
LONGEST_CELL = 1_000_000
CHUNK = 20_000
MOST_TORN = 200


@dataclass(frozen=True, slots=True)
class Separated:
    """The names in the first row, the cells below each, and rows that could not be read."""

    names: list[str]
    columns: Sequence[Sequence[str]]
    rows: int
    problems: list[Problem]
    separator: str = ","
    torn: frozenset[int] = frozenset()


def separated(text: str, separator: str | None = None) -> Separated:
    separator = separator or _separator(text)
    with collector_at_rest():
        return _read(text, separator)


def _read(text: str, separator: str) -> Separated:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    problems: list[Problem] = []
    names = next(_whole_rows(reader, problems), [])
    rows = _whole_rows(reader, problems)
    columns: list[list[str]] = [[] for _name in names]
    # Each text is kept once, however often it stands in a column.
    known: list[dict[str, str]] = [{} for _name in names]
    torn: set[int] = set()
    count = 0
    while chunk := list(islice(rows, CHUNK)):
        _mend(chunk, count, len(names), problems, torn)
        for column, cells, seen in zip(columns, zip(*chunk, strict=True), known, strict=True):
            once = seen.setdefault
            column.extend([once(cell, cell) for cell in cells])
        count += len(chunk)
    if problems and torn and max(torn) == count - 1:
        problems[-1] = _cut_off(count, problems[-1])
    return Separated(names, columns, count, problems, separator, frozenset(torn))


def _mend(
    chunk: list[list[str]], before: int, width: int, problems: list[Problem], torn: set[int]
) -> None:
    """A blank row takes the place of a torn one, so that later rows keep their numbers."""
    for place, row in enumerate(chunk):
        if len(row) != width:
            torn.add(before + place)
            if len(torn) <= MOST_TORN:
                problems.append(_torn(before + place, len(row), width))
            chunk[place] = [""] * width


def _whole_rows(reader: Iterator[list[str]], problems: list[Problem]) -> Iterator[list[str]]:
    """Rows that hold anything, up to one that cannot be read."""
    try:
        yield from filter(None, reader)
    except csv.Error as error:
        message = _("The row cannot be read (%(reason)s). Was the download cut off here?")
        place = getattr(reader, "line_num", 1) - 1
        problems.append(Problem(place, "", "cut_off", message % {"reason": error}))


def _separator(text: str) -> str:
    """The separator that stands most often in the row of names, outside quotes."""
    first = text[: max(text.find("\n"), 0) or len(text)]
    bare = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _torn(place: int, found: int, width: int) -> Problem:
    message = _("The row has %(found)s cells instead of %(wanted)s. Correct or remove it.")
    values = {"wanted": width, "found": found}
    return Problem(place + 1, "", "ragged", message % values)


def _cut_off(row: int, torn: Problem) -> Problem:
    """A last row that is not whole."""
    if torn.code != "ragged":
        return torn
    message = _("The last row is not whole: the download was cut off. Download it again.")
    return Problem(row, "", "cut_off", message)
