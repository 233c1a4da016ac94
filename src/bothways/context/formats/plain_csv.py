"""Plain CSV with our own column names; comma, semicolon or tab, decimal point or comma."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from bothways.context.columns import Observations
from bothways.context.formats.interpret import TextTable, interpret
from bothways.context.formats.layout import plain_layout, written
from bothways.context.formats.message import Asked, Message
from bothways.context.formats.packed import text_of
from bothways.context.formats.separated import Separated, separated
from bothways.context.formats.terms import role_of
from bothways.core.problems import Problem

COMMA = re.compile(r"[+-]?\d+,\d+")


def read_plain_csv(content: bytes, asked: Asked | None = None) -> Message:
    text, problems = text_of(content)
    if problems:
        return Message(Observations.of({}, 0), problems)
    table = separated(text)
    found = interpret(
        TextTable(_texts(table), table.rows, _has_decimal_commas(table), table.torn),
        asked or Asked(),
    )
    problems = sorted(
        [*table.problems, *_doubled(table.names), *_open_end(text, table), *found.problems]
    )
    return Message(found.observations, problems, found.title)


def _texts(table: Separated) -> dict[str, Sequence[str]]:
    return dict(zip(table.names, table.columns, strict=True))


def _open_end(text: str, table: Separated) -> list[Problem]:
    """Table programs may leave the last line break out, so this is no reason to refuse."""
    if not table.rows or text.endswith(("\n", "\r")) or table.problems:
        return []
    message = _("The file does not end with a line break. Check that the last row is whole.")
    return [Problem(table.rows, "", "open_end", message, "warning")]


def _doubled(names: list[str]) -> list[Problem]:
    message = _("Two columns are called %(name)s. Rename or remove one.")
    twice = sorted({name for name in names if names.count(name) > 1})
    return [Problem(0, name, "doubled_column", message % {"name": name}) for name in twice]


def _has_decimal_commas(table: Separated) -> bool:
    """Only if all numbers of the file are written so: a mixture is refused row by row."""
    if table.separator == ",":
        return False
    cells = {
        cell
        for name, column in zip(table.names, table.columns, strict=True)
        if role_of(name) in ("value", "standard_error", "ci_low", "ci_high")
        for cell in set(column)
    }
    return any(map(COMMA.fullmatch, cells)) and not any("." in cell for cell in cells)


def write_plain_csv(rows: Observations) -> bytes:
    return written(rows, plain_layout(rows))
