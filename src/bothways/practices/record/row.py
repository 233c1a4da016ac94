"""A whole document as one row of named cells, and back: what CSV and XLSX have in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.practices.record.cells import ABSENT, BadCellError, Spec, read_cell, write_cell
from bothways.practices.record.document import Document
from bothways.practices.record.fields import FIELDS
from bothways.practices.record.spec import Field

# The envelope in the words of the field list, so that its cells are read and written alike.
# Columns of a file that say what was worked out from the record. They are never read.
COMPUTED = "computed."
IDENTITY = (
    Field("id", "", "text", "lead", "id"),
    Field("edition", "", "integer", "lead", "edition"),
)
ENVELOPE_FIELDS = (
    Field("missing", "", "checklist", "lead", "missing"),
    Field("coding", "", "group", "lead", "coding"),
    Field("translations", "", "group", "lead", "translations"),
)
ALL_FIELDS = (*IDENTITY, *FIELDS, *ENVELOPE_FIELDS)


@dataclass(frozen=True)
class RowColumn:
    """One column of the table of records: a field, or one part of a field with named parts."""

    name: str
    spec: Spec
    field: str
    part: str = ""
    # The column of a whole group serves only groups that have no parts to show (null, {}).
    whole_group: bool = False


@cache
def row_columns() -> tuple[RowColumn, ...]:
    """Every column there is, in the order of the form."""
    return tuple(column for field in ALL_FIELDS for column in _columns_of(field))


def _columns_of(field: Field) -> list[RowColumn]:
    parts = [
        RowColumn(f"{field.id}.{part.id}", part, field.id, part.id)
        for part in (field.columns if field.kind == "group" else ())
    ]
    return [*parts, RowColumn(field.id, field, field.id, whole_group=bool(parts))]


def used_columns(documents: Iterable[Document]) -> list[RowColumn]:
    """The columns of a file: all, but the whole of a group only where a record needs it."""
    needed = {
        column.name
        for document in documents
        for column in row_columns()
        if column.whole_group and _value(document, column) is not ABSENT
    }
    return [c for c in row_columns() if not c.whole_group or c.name in needed]


def _value(document: Mapping[str, Any], column: RowColumn) -> Any:
    value = document.get(column.field, ABSENT)
    if not column.part and not column.whole_group:
        return value
    in_parts = isinstance(value, dict) and value and value.keys() <= _part_names(column.field)
    if column.part:
        return value.get(column.part, ABSENT) if in_parts else ABSENT
    return ABSENT if in_parts else value


@cache
def _part_names(field: str) -> frozenset[str]:
    return frozenset(c.part for c in row_columns() if c.field == field and c.part)


def write_row(document: Document, columns: Sequence[RowColumn]) -> list[str]:
    return [write_cell(column.spec, _value(document, column)) for column in columns]


def read_row(
    cells: Iterable[str], columns: Sequence[RowColumn | None], row: int
) -> tuple[Document, list[Problem]]:
    """The document of one row; a cell that cannot be read is named and left out."""
    document: Document = {}
    problems: list[Problem] = []
    whole: set[str] = set()
    for column, text in zip(columns, cells, strict=False):
        if column is None or text == "":
            continue
        try:
            _put(document, column, read_cell(column.spec, text), whole)
        except BadCellError as error:
            problems.append(Problem(row, column.name, "bad_cell", str(error)))
    return document, problems


def _put(document: Document, column: RowColumn, value: Any, whole: set[str]) -> None:
    if column.field in whole or (column.field in document and not column.part):
        message = _("%(field)s is filled as a whole and in parts. Fill one or the other.")
        raise BadCellError(message % {"field": column.field})
    if column.part:
        document.setdefault(column.field, {})[column.part] = value
    else:
        document[column.field] = value
        whole.add(column.field)


def columns_from_header(names: Sequence[str]) -> tuple[list[RowColumn | None], list[Problem]]:
    """The columns that a header names; unknown, repeated and missing ones as problems."""
    known = {column.name: column for column in row_columns()}
    trimmed = [plain_name(name) for name in names]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    own = [name for name in trimmed if not name.startswith(COMPUTED)]
    problems = name_problems(own, list(known), needed=("id", "title"))
    if len(own) < len(trimmed):
        message = _(
            "The columns that begin with %(prefix)s were not read: what stands in them is "
            "computed from the record and cannot be brought in."
        ) % {"prefix": COMPUTED}
        problems.append(Problem(0, COMPUTED, "computed_columns", message, "warning"))
    return [known.get(name) for name in trimmed], problems


def plain_name(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def name_problems(
    names: Sequence[str], known: Sequence[str], *, needed: Sequence[str], sheet: str = ""
) -> list[Problem]:
    """What is wrong with the names in a header. ``sheet`` stands in front of the column."""
    place = f"{sheet}!" if sheet else ""
    found = []
    for position, name in enumerate(names, start=1):
        if name not in known:
            found.append(
                Problem(0, place + name, "unknown_column", _unknown(name, position, known))
            )
        elif name in names[: position - 1]:
            message = _("The column %(name)s stands twice. Keep one.") % {"name": name}
            found.append(Problem(0, place + name, "repeated_column", message))
    for name in needed:
        if name not in names:
            message = _("There is no column %(name)s. Every record needs it.") % {"name": name}
            found.append(Problem(0, place + name, "missing_column", message))
    return found


def _unknown(name: str, position: int, known: Sequence[str]) -> str:
    if not name:
        message = _("Column %(position)s has no name in the first row.")
        return message % {"position": position}
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        message = _("There is no column %(name)s. Did you mean %(near)s?")
        return message % {"name": name, "near": near[0]}
    message = _("There is no column %(name)s. The codebook lists the names of all columns.")
    return message % {"name": name}
