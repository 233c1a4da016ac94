"""Sentences that were kept as message and values, put into the reader's language."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext

from bothways.stats.said import Tongue


def _digits(digits: str, places: int) -> str:
    return str(number_format(Decimal(digits), places))


READERS = Tongue(gettext, _digits)
