"""Numbers as people type them: Arabic digits, a decimal comma, spaces between thousands.

What could be read in two ways is refused, never guessed: 1.234 is one and a bit in one country and
more than a thousand in the next.
"""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

DIGITS = 14  # before the point; the tables hold four behind it
ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,’'])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d+)?")
PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f\u066c"), None)
SIGNS = str.maketrans({"\u066b": ".", "\u2212": "-", "\u200e": "", "\u200f": "", "\u061c": ""})
PLACES = 4


def read_number(text: str) -> Decimal | None:
    """The number, or nothing for an empty text. A ``ValueError`` says what to write instead."""
    typed = "".join(map(_ascii_digit, text.translate(SIGNS).translate(SPACES)))
    if not typed:
        return None
    if ONE_GROUP.fullmatch(typed.lstrip("-")):
        raise ValueError(_("“%(typed)s” can be read in two ways. Write thousands without a mark.")
                         % {"typed": text.strip()})  # fmt: skip
    return _decimal(_ungrouped(typed), text)


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _ungrouped(typed: str) -> str:
    grouped = GROUPED.fullmatch(typed.lstrip("-"))
    if grouped and typed.count(grouped["mark"]) > 1 or "’" in typed or "'" in typed:
        typed = typed.replace(grouped["mark"], "") if grouped else typed
    elif grouped and len(set(typed) & set(".,")) > 1:
        typed = typed.replace(grouped["mark"], "")
    return typed.replace(",", ".")


def _decimal(typed: str, text: str) -> Decimal:
    whole, _point, fraction = typed.lstrip("-").partition(".")
    if not PLAIN.fullmatch(typed) or len(whole) > DIGITS or len(fraction) > PLACES:
        raise ValueError(
            _("“%(typed)s” is not a number that fits here. Write it like 1250 or 12.5.")
            % {"typed": text.strip()[:40]}
        )
    return Decimal(typed)


def plain_number(value: Decimal | None) -> str:
    """As a form shows it, so that reading it again gives the same number."""
    if value is None:
        return ""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}0" if ONE_GROUP.fullmatch(text.lstrip("-")) else text
