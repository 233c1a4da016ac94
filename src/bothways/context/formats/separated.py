"""Rows of comma-separated text into columns; a row that is cut off or torn is named."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.core.problems import Problem

SEPARATORS = ",;\t|"
LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Separated:
    """The names in the first row, the cells below each, and rows that could not be read."""

    names: list[str]
    columns: list[tuple[str, ...]]
    rows: int
    problems: list[Problem]
    separator: str = ","
    torn: frozenset[int] = frozenset()


def separated(text: str, separator: str | None = None) -> Separated:
    separator = separator or _separator(text)
    names, rows, problems = _rows(text, separator)
    width = len(names)
    if wrong := [place for place, row in enumerate(rows) if len(row) != width]:
        problems += [_torn(place, rows[place], width, last=place == len(rows) - 1)
                     for place in wrong[:200]]  # fmt: skip
        # A blank row takes the place of a torn one, so that later rows keep their numbers.
        for place in wrong:
            rows[place] = [""] * width
    columns: list[tuple[str, ...]] = list(zip(*rows, strict=True)) if rows else [()] * width
    return Separated(names, columns, len(rows), problems, separator, frozenset(wrong))


def _separator(text: str) -> str:
    """The separator that stands most often in the row of names, outside quotes."""
    first = text[: max(text.find("\n"), 0) or len(text)]
    bare = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _rows(text: str, separator: str) -> tuple[list[str], list[list[str]], list[Problem]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    problems: list[Problem] = []
    try:
        rows.extend(row for row in reader if row)
    except csv.Error as error:
        message = _("The row cannot be read (%(reason)s). Was the download cut off here?")
        place = reader.line_num - 1
        problems.append(Problem(place, "", "cut_off", message % {"reason": error}))
    return (rows[0] if rows else []), rows[1:], problems


def _torn(place: int, row: list[str], width: int, *, last: bool) -> Problem:
    values = {"wanted": width, "found": len(row)}
    if last and len(row) < width:
        message = _(
            "The last row has %(found)s cells instead of %(wanted)s: the download was cut off. "
            "Download it again."
        )
        return Problem(place + 1, "", "cut_off", message % values)
    message = _("The row has %(found)s cells instead of %(wanted)s. Correct or remove it.")
    return Problem(place + 1, "", "ragged", message % values)
