"""A sentence that is kept as its English message and values, and translated when it is shown.

Ratings are computed once and read in any language, so what they say cannot be kept as text. Mark
each message with ``gettext_noop``; the catalogues find it there.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Union

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

COMMA = _("%(first)s, %(rest)s")
Part = Union[str, int, "Figure", "Said", tuple["Part", ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number inside a sentence, written as the reader writes it."""

    value: float
    places: int = 2
    signed: bool = False

    def __str__(self) -> str:
        digits = f"{self.value:{'+' if self.signed else ''}.{self.places}f}"
        if not math.isfinite(self.value):
            return digits
        plus = "+" if digits.startswith("+") else ""
        return plus + str(number_format(Decimal(digits), self.places))


@dataclass(frozen=True, slots=True)
class Said:
    """``Said(_("capped at %(cap)s"), {"cap": 3})``; ``str()`` gives it in the active language.

    A value may be a sentence or a number of its own, or a tuple of them, which becomes a list.
    """

    message: str
    values: Mapping[str, Part] = field(default_factory=dict)

    def __str__(self) -> str:
        text = gettext(self.message)
        if not self.values:
            return text
        return text % {name: _written(value) for name, value in self.values.items()}

    def __hash__(self) -> int:
        return hash((self.message, tuple(sorted(map(str, self.values)))))

    def as_json(self) -> dict[str, Any]:
        values = {name: part_as_json(value) for name, value in self.values.items()}
        return {"message": self.message, "values": values}


def _written(value: Part) -> str:
    if not isinstance(value, tuple):
        return str(value)
    text = ""
    for part in value:
        pair = {"first": text, "rest": _written(part)}
        text = gettext(COMMA) % pair if text else _written(part)
    return text


def part_as_json(value: Part) -> Any:
    """A value of a sentence, or a sentence itself, as it is kept."""
    if type(value) is str or type(value) is int:  # most are, and a large import writes many
        return value
    if isinstance(value, Said):
        return value.as_json()
    if isinstance(value, tuple):
        return [part_as_json(part) for part in value]
    if isinstance(value, Figure):
        if not math.isfinite(value.value):
            return str(value)
        return {"number": value.value, "places": value.places, "signed": value.signed}
    return value


def said_from(row: Mapping[str, Any]) -> Said:
    """The sentence that ``as_json`` wrote."""
    return Said(row["message"], {name: part_from(value) for name, value in row["values"].items()})


def part_from(value: Any) -> Part:
    """What ``part_as_json`` wrote."""
    if isinstance(value, list):
        return tuple(part_from(part) for part in value)
    if isinstance(value, Mapping):
        if "message" in value:
            return said_from(value)
        return Figure(value["number"], value["places"], value["signed"])
    return value if isinstance(value, int) else str(value)
