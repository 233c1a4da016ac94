"""The words in which the record is described: Field, Column, Section.

A field is declared once, in ``fields.py``. Form, check, completeness, difference, import, export,
codebook and comparison all read that declaration, so a new field is one entry and no code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "text",  # one line
    "prose",  # paragraphs
    "texts",  # list of lines
    "code",  # one code of a vocabulary
    "codes",  # several codes
    "integer",
    "number",
    "yesno",
    "group",  # one object with columns
    "table",  # list of rows with columns
    "checklist",  # code of a vocabulary -> yes, no, not_applicable
    "url",
]
Level = Literal["lead", "snapshot", "evidence"]
LEVELS: tuple[Level, ...] = ("lead", "snapshot", "evidence")
CHECK_ANSWERS = ("yes", "no", "not_applicable")


@dataclass(frozen=True)
class Column:
    """One column of a table or part of a group. ``columns`` only for a table inside a row."""

    id: str
    kind: Kind
    label: Any
    vocabulary: str = ""
    required: bool = False
    columns: tuple["Column", ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Field:
    """One field of the record: what it holds, when it is due, how it is asked for."""

    id: str
    section: str
    kind: Kind
    level: Level
    label: Any
    hint: Any = ""
    vocabulary: str = ""
    columns: tuple[Column, ...] = ()
    required: bool = False
    translatable: bool = False
    words: tuple[int, int] | None = None
    facet: bool = False

    @property
    def is_list(self) -> bool:
        return self.kind in ("texts", "codes", "table")


@dataclass(frozen=True)
class Section:
    id: str
    label: Any


def by_id(fields: Iterable[Field]) -> dict[str, Field]:
    return {field.id: field for field in fields}
