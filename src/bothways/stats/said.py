"""A sentence that can still be translated: a constant message and its named values.

What is computed once is read in any language, so it is kept as its English message and values and
put into words when it is shown. Nothing here knows a language or keeps one: who does hands a
:class:`Tongue` to :func:`words`. ``str()`` is English.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Union

Translate = Callable[[str], str]
Part = Union[str, int, float, "Figure", "Said", tuple["Part", ...]]


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool knows
    """Mark a message for the catalogues of `scripts/messages.py`; it comes back as it went in."""
    return message


def as_it_is(message: str) -> str:
    """The translation into English."""
    return message


def plain_digits(digits: str, places: int) -> str:
    """A number as English writes it."""
    return digits


class Tongue(NamedTuple):
    """How sentences are put into words: the translation of a message, the writing of a number."""

    translate: Translate = as_it_is
    digits: Callable[[str, int], str] = plain_digits


ENGLISH = Tongue()
COMMA = N_("%(first)s, %(rest)s")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number inside a sentence, with its places, written as the reader writes it."""

    value: float
    places: int = 2
    signed: bool = False

    def told(self, tongue: Tongue) -> str:
        """The digits as ``tongue`` writes them."""
        digits = f"{self.value:{'+' if self.signed else ''}.{self.places}f}"
        if not math.isfinite(self.value):
            return digits
        plus = "+" if digits.startswith("+") else ""
        return plus + tongue.digits(digits.removeprefix("+"), self.places)

    def __str__(self) -> str:
        return self.told(ENGLISH)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence kept as template and values.

    Parameters
    ----------
    message : str
        English sentence with named placeholders such as ``%(clusters)s``, marked with :func:`N_`.
    values : mapping of str to object
        What stands in the placeholders. Bare numbers are written with three digits that matter; a
        value that is itself ``Said`` is translated too, and a tuple becomes a list.

    Examples
    --------
    >>> said = Said(N_("Only %(clusters)s clusters."), {"clusters": 6})
    >>> str(said), said.filled(lambda message: "Nur %(clusters)s Gruppen.")
    ('Only 6 clusters.', 'Nur 6 Gruppen.')
    """

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def filled(self, translate: Translate = as_it_is) -> str:
        """The sentence translated, its numbers as English writes them."""
        return self.told(Tongue(translate))

    def told(self, tongue: Tongue) -> str:
        """Translate the message, then put the values in; a sentence without values stays whole."""
        if not self.message:
            return ""
        message = tongue.translate(self.message)
        if not self.values:
            return message
        return message % {name: words(value, tongue) for name, value in self.values.items()}

    def __str__(self) -> str:
        return self.told(ENGLISH)

    def __hash__(self) -> int:
        return hash((self.message, tuple(sorted(map(str, self.values)))))

    def as_json(self) -> dict[str, Any]:
        """The sentence as plain JSON, to be kept; :func:`said_from` reads it."""
        if not self.values:  # most have none, and a large import writes many
            return {"message": self.message, "values": {}}
        values = {
            name: value if type(value) in AS_THEY_ARE else part_as_json(value)
            for name, value in self.values.items()
        }
        return {"message": self.message, "values": values}


def words(value: object, tongue: Tongue = ENGLISH) -> str:
    """A value of a sentence, or a sentence, in words."""
    if isinstance(value, Said | Figure):
        return value.told(tongue)
    if isinstance(value, tuple):
        return _list_words(value, tongue)
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)


def _list_words(parts: tuple[object, ...], tongue: Tongue) -> str:
    text = ""
    for part in parts:
        word = words(part, tongue)
        text = tongue.translate(COMMA) % {"first": text, "rest": word} if text else word
    return text


AS_THEY_ARE = frozenset((str, int))


def part_as_json(value: Any) -> Any:
    """A value of a sentence, or a sentence itself, as plain JSON."""
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
    """What :func:`part_as_json` wrote."""
    if isinstance(value, list):
        return tuple(part_from(part) for part in value)
    if isinstance(value, Mapping):
        if "message" in value:
            return said_from(value)
        return Figure(value["number"], value["places"], value["signed"])
    return value if isinstance(value, int | float) else str(value)
