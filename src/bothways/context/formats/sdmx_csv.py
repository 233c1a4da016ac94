"""SDMX-CSV 1.0 and 2.0: codes, labels or both, and the two layouts in which Eurostat sends it."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from bothways.context.columns import Observations
from bothways.context.formats.interpret import TextTable, interpret
from bothways.context.formats.layout import (
    FileColumn,
    Layout,
    learnt_layout,
    own_layout,
    written,
)
from bothways.context.formats.message import Asked, Message, refused
from bothways.context.formats.packed import text_of
from bothways.context.formats.separated import Separated, separated
from bothways.context.formats.terms import role_of
from bothways.core.problems import Problem

BOTH = ": "
FIRST = ("DATAFLOW", "STRUCTURE")


def read_sdmx_csv(content: bytes, asked: Asked | None = None) -> Message:
    text, problems = text_of(content)
    if problems:
        return Message(Observations.of({}, 0), problems)
    table = separated(text)
    if not is_sdmx_csv(table.names):
        message = _("This is no SDMX-CSV: its first column is neither DATAFLOW nor STRUCTURE.")
        return refused("not_sdmx_csv", message)
    found = interpret(_coded(table), asked or Asked())
    return Message(
        found.observations, sorted([*table.problems, *_cut_off(text, table), *found.problems]),
        found.title,
    )  # fmt: skip


def is_sdmx_csv(names: list[str]) -> bool:
    return bool(names) and names[0].split(BOTH)[0].strip().upper() in FIRST


def _cut_off(text: str, table: Separated) -> list[Problem]:
    """What publishers send ends with a line break; without it nobody knows what is missing."""
    if text.endswith(("\n", "\r")) or table.problems:
        return []
    message = _(
        "The file does not end with a line break, so the last row may be cut off. "
        "Download it again."
    )
    return [Problem(table.rows, "", "cut_off", message)]


def _coded(table: Separated) -> TextTable:
    """The columns of codes, without the columns of labels that stand beside them."""
    texts: dict[str, Sequence[str]] = {}
    for column in file_columns(table.names):
        if not column.is_label:
            name = column.name.split(BOTH)[0].strip() if column.both else column.name
            cells = table.columns[column.place]
            texts[name] = _before_colon(cells) if column.both else cells
    return TextTable(texts, table.rows, torn=table.torn)


def _before_colon(cells: Sequence[str]) -> Sequence[str]:
    codes = {cell: cell.split(BOTH)[0] for cell in set(cells)}
    return [codes[cell] for cell in cells]


def file_columns(names: list[str]) -> list[FileColumn]:
    """Which column holds codes, which the labels of the one before it, which both in one cell."""
    paired = "STRUCTURE_NAME" in names
    start = names.index("STRUCTURE_NAME") + 1 if paired else len(names)
    # An action stands before the dimensions and has no label.
    while start < len(names) and names[start] == "ACTION":
        start += 1
    both = any(BOTH in name and role_of(name.split(BOTH)[0]) == "time" for name in names)
    found = [
        FileColumn(place, name, both=both and BOTH in name) for place, name in enumerate(names)
    ]
    for code, label in list(pairwise(range(start, len(names))))[::2]:
        found[label] = FileColumn(label, names[label], is_label=True, label_of=names[code])
    return found


def sdmx_csv_layout(content: bytes) -> Layout:
    """How this file is laid out, so that its observations can be written as they came."""
    text, _problems = text_of(content)
    table = separated(text)
    found = read_sdmx_csv(content)
    return learnt_layout(table, file_columns(table.names), found.observations, text)


def write_sdmx_csv(rows: Observations, layout: Layout | None = None) -> bytes:
    """In the layout of a file that was read, or as SDMX-CSV 2.0 with codes."""
    return written(rows, layout or own_layout(rows))
