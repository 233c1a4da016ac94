"""How a table is laid out: learnt from a file, so that its figures can be written as they came.

A column repeats one field of the observations in words of its own (codes, labels, both), or says
the same in every row. Where a file spells one thing in two ways the rarer rows are kept apart.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bothways.context.codes.published import published_datasets
from bothways.context.columns import ABOUT, Observations
from bothways.context.formats.separated import Separated
from bothways.context.formats.terms import frequency_of, read_other, role_of
from bothways.context.observation import DIMENSIONS

NUMBERS = ("value", "standard_error", "ci_low", "ci_high", "n")
OTHER = "other:"
CONSTANT = ""
VALUES = "value"
# Roles of columns that follow a field of another name.
FOLLOWS = {"confidential": "flag", "frequency": "time", "dataset": CONSTANT, "vintage": CONSTANT,
           "source": CONSTANT, "frame": CONSTANT}  # fmt: skip
OWN_NAMES = {
    "indicator": "indicator", "unit": "unit", "sex": "sex", "age": "age",
    "citizenship": "citizen", "country_of_birth": "c_birth", "duration": "duration",
}  # fmt: skip
OWN_MEASURES = {"standard_error": "STD_ERROR", "ci_low": "CI_LOW", "ci_high": "CI_HIGH",
                "n": "N_OBS", "dataset": "DATASET", "vintage": "VINTAGE",
                "source": "SOURCE"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file by its place: codes, both code and label, or the labels of a column."""

    place: int
    name: str
    both: bool = False
    is_label: bool = False
    label_of: str = ""


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """``follows`` names the field it repeats; ``texts`` says how, ``odd`` where it does not."""

    name: str
    follows: str
    texts: Mapping[Any, str] = field(default_factory=dict)
    odd: Mapping[int, str] = field(default_factory=dict)
    spell: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    columns: tuple[LayoutColumn, ...]
    line_end: str = "\n"
    separator: str = ","
    mark: str = ""


def shortest(number: float | None) -> str:
    """63 rather than 63.0."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def with_point(number: float | None) -> str:
    """63.0 rather than 63."""
    return "" if number is None else repr(float(number))


def learnt_layout(
    table: Separated, columns: Sequence[FileColumn], rows: Observations, text: str
) -> Layout:
    learnt = tuple(learnt_column(column, table.columns[column.place], rows) for column in columns)
    first = text[: text.find("\n") + 1]
    line_end = "\r\n" if first.endswith("\r\n") else "\n"
    return Layout(learnt, line_end, table.separator)


def learnt_column(column: FileColumn, cells: Sequence[str], rows: Observations) -> LayoutColumn:
    name = column.label_of or (column.name.split(": ")[0] if column.both else column.name)
    follows = _followed(name, cells, rows)
    if follows in NUMBERS and not column.is_label:
        return _learnt_numbers(column.name, follows, cells, rows.columns[follows])
    keys = field_of(rows, follows)
    if follows in NUMBERS:
        keys = [None] * len(rows)  # the label of a value says nothing of the value
    ways: dict[Any, Counter[str]] = defaultdict(Counter)
    for key, cell in set(zip(keys, cells, strict=True)):
        ways[key][cell] = 0
    if all(len(found) == 1 for found in ways.values()):
        return LayoutColumn(column.name, follows, {key: next(iter(c)) for key, c in ways.items()})
    for key, cell in zip(keys, cells, strict=True):
        ways[key][cell] += 1
    texts = {key: found.most_common(1)[0][0] for key, found in ways.items()}
    pairs = enumerate(zip(keys, cells, strict=True))
    odd = {place: cell for place, (key, cell) in pairs if texts[key] != cell}
    return LayoutColumn(column.name, follows, texts, odd)


def _learnt_numbers(
    name: str, follows: str, cells: Sequence[str], numbers: Sequence[Any]
) -> LayoutColumn:
    made = []
    for spell in (shortest, with_point):
        pairs = enumerate(zip(cells, map(spell, numbers), strict=True))
        made.append((spell, {place: cell for place, (cell, text) in pairs if cell != text}))
    spell, odd = min(made, key=lambda pair: len(pair[1]))
    return LayoutColumn(name, follows, odd=odd, spell=spell)


def _followed(name: str, cells: Sequence[str], rows: Observations) -> str:
    role = role_of(name)
    if role:
        return FOLLOWS.get(role, role)
    if len(set(cells)) <= 1:
        return CONSTANT
    held = published_datasets().get(rows.dataset.rpartition(":")[2])
    return "indicator" if held and held.by == name.casefold() else f"{OTHER}{name}"


def field_of(rows: Observations, follows: str) -> Sequence[Any]:
    if follows == CONSTANT:
        return [None] * len(rows)
    if follows.startswith(OTHER):
        name = follows.removeprefix(OTHER)
        others = rows.column("other")
        found = {other: read_other(other).get(name, "") for other in set(others)}
        return [found[other] for other in others]
    return rows.column(follows)


def own_layout(rows: Observations) -> Layout:
    """SDMX-CSV 2.0 with codes, in the column names of Eurostat where it has them."""
    others = dict.fromkeys(
        name for other in set(rows.column("other")) for name in read_other(other)
    )
    times = {time: frequency_of(time) for time in set(rows.column("time"))}
    return Layout(
        (
            LayoutColumn("STRUCTURE", CONSTANT, {None: "dataflow"}),
            LayoutColumn("STRUCTURE_ID", CONSTANT, {None: "BOTHWAYS:OBSERVATIONS(1.0)"}),
            LayoutColumn("freq", "time", times),
            *(LayoutColumn(name, role) for role, name in OWN_NAMES.items()),
            *(LayoutColumn(name, f"{OTHER}{name}") for name in sorted(others)),
            LayoutColumn("geo", "place"),
            LayoutColumn("TIME_PERIOD", "time"),
            LayoutColumn("OBS_VALUE", VALUES, spell=shortest),
            LayoutColumn("OBS_FLAG", "flag"),
            *own_measures(rows, OWN_MEASURES),
        )
    )


def own_measures(rows: Observations, names: Mapping[str, str]) -> list[LayoutColumn]:
    """Columns of uncertainty where there is any, and where the figures come from."""
    return [
        LayoutColumn(name, role, spell=shortest if role in NUMBERS else None)
        for role, name in names.items()
        if role in ABOUT or any(number is not None for number in rows.column(role))
    ]


def plain_layout(rows: Observations) -> Layout:
    """Our own column names, all of them but for uncertainty that nobody states."""
    names = {name: name for name in ("standard_error", "ci_low", "ci_high", "n", *ABOUT)}
    return Layout(
        (
            *(LayoutColumn(name, name) for name in DIMENSIONS),
            LayoutColumn("value", VALUES, spell=shortest),
            LayoutColumn("flag", "flag"),
            *own_measures(rows, names),
        )
    )


def written(rows: Observations, layout: Layout) -> bytes:
    stream = io.StringIO()
    stream.write(layout.mark)
    writer = csv.writer(stream, delimiter=layout.separator, lineterminator=layout.line_end)
    writer.writerow([column.name for column in layout.columns])
    writer.writerows(zip(*(spelled_cells(rows, column) for column in layout.columns), strict=True))
    return stream.getvalue().encode()


def spelled_cells(rows: Observations, column: LayoutColumn) -> list[str]:
    if column.spell:
        cells = [column.spell(number) for number in rows.column(column.follows)]
    else:
        keys = [None] * len(rows) if column.follows in NUMBERS else field_of(rows, column.follows)
        texts = {key: column.texts.get(key, "" if key is None else str(key)) for key in set(keys)}
        cells = [texts[key] for key in keys]
    for place, cell in column.odd.items():
        cells[place] = cell
    return cells
