"""A count as others see it: a number, hidden, or nothing."""

from collections.abc import Collection
from decimal import Decimal

from bothways.programmes.disclosure.margins import TOTAL, Key, Margins

HIDDEN = "*"
NOTHING = ""
Cell = str  # a number, HIDDEN, or NOTHING


def cell_of(margins: Margins, key: Key, hidden: Collection[Key]) -> Cell:
    value = margins.total if key == TOTAL else margins.parts.get(key[0], {}).get(key[1])
    return HIDDEN if key in hidden and value is not None else written(value)


def written(value: Decimal | None) -> Cell:
    """Plain digits: 12 and 0.5, not 12.0000."""
    if value is None:
        return NOTHING
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
