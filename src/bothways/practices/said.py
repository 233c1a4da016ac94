"""Sentences that were kept as message and values, put into the reader's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from bothways.stats import said as plain
from bothways.stats.said import Said, Tongue, words


def _digits(digits: str, places: int) -> str:
    return str(number_format(Decimal(digits), places))


READERS = Tongue(gettext, _digits)


class Told(Said):
    """A sentence that templates print in the language of who reads the page."""

    __slots__ = ()

    @classmethod
    def of(cls, said: Said) -> "Told":
        return cls(said.message, said.values)

    def __str__(self) -> str:
        return self.told(READERS)


def told(part: object) -> str:
    """A sentence, a number or a list of them in the language of the reader."""
    return words(part, READERS)


def said_from(row: Mapping[str, Any]) -> Told:
    """The sentence that ``as_json`` wrote."""
    return Told.of(plain.said_from(row))
