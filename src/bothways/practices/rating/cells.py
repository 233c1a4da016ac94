"""The cells of a table of studies: numbers, shares, words for designs, units and threats."""

import math
import re
from typing import Any

from django.utils.translation import gettext as _

from bothways.practices.rating.record import Limits, Threat, Unit
from bothways.practices.rating.tables import (
    DESIGN_SYNONYMS,
    DESIGNS,
    LEVELS,
    THREAT_SYNONYMS,
    THREATS,
)

MISSING = frozenset(
    {"", "-", "–", "—", "?", ".", "na", "n/a", "n.a.", "nan", "null", "unknown", "not reported",
     "not_reported", "nr", "missing", "not stated", "not_looked_for"}
)  # fmt: skip
NO_THREAT = frozenset({"none", "no", "low", "all low", "none found", "0"})
PERSONS = frozenset(
    {"individual", "person", "pupil", "student", "child", "children", "participant", "people",
     "learner", "youth", "refugee", "migrant", "parent", "adult", "adolescent", "none"}
)  # fmt: skip
TRUE = frozenset({"yes", "true", "1", "y", "x"})
FALSE = frozenset({"no", "false", "0", "n"})
LEVEL_WORDS = {"medium": "moderate", "some concerns": "moderate", "severe": "high",
               "serious": "high"}  # fmt: skip
THOUSANDS = re.compile(r"[+-]?\d{1,3}([, \u00a0\u202f]\d{3})+$")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$")
BRACKETS = re.compile(r"\([^)]*\)")


class CellError(ValueError):
    """A cell cannot be read; the message says what stands there and what was expected."""


def is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def plain(number: float) -> str:
    return f"{number:g}"


def _wrong(cell: str, expected: str) -> CellError:
    message = _("“%(cell)s” cannot be read here. Expected is %(expected)s.")
    return CellError(message % {"cell": cell, "expected": expected})


def written_number(cell: str) -> float | None:
    """The number a cell shows, with point or decimal comma; None when it shows none."""
    text = cell.strip().replace("\u2212", "-")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not NUMBER.match(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def read_number(cell: str, limits: Limits) -> float | int:
    text = re.sub(r"[, \u00a0\u202f]", "", cell) if limits.whole and THOUSANDS.match(cell) else cell
    number = written_number(text)
    if number is None or not limits.low <= number <= limits.high:
        raise _wrong(cell, limits.expected)
    if not limits.whole:
        return number
    if number != int(number):
        raise _wrong(cell, limits.expected)
    return int(number)


def read_share(cell: str, limits: Limits, per_cent: bool) -> float:
    """A share from 0 to 1; `per_cent` says that numbers without a sign are per cent."""
    signed = cell.endswith("%")
    number = written_number(cell.removesuffix("%"))
    if number is None:
        raise _wrong(cell, limits.expected)
    share = number / 100 if signed or per_cent else number
    if not 0 <= share <= 1:
        raise _wrong(cell, limits.expected)
    return share


def read_boolean(cell: str) -> bool:
    word = cell.strip().lower()
    if word not in TRUE | FALSE:
        raise _wrong(cell, "yes or no")
    return word in TRUE


def read_unit(cell: str) -> Unit:
    """Persons, or anything else: then whole groups, the stricter reading."""
    if written_number(cell) is not None:
        raise _wrong(cell, "a word such as pupil, class or school")
    word = _words(cell)
    singular = word.removesuffix("s")
    return "person" if {word, singular} & PERSONS else "group"


def _words(cell: str) -> str:
    """Lower case, British spelling, single spaces, nothing in brackets."""
    text = BRACKETS.sub(" ", cell.lower()).replace("randomiz", "randomis")
    return " ".join(re.sub(r"[-_/–]", " ", text).split())


def _lookup(known: Any, synonyms: dict[str, tuple[str, ...]]) -> dict[str, str]:
    found = {_words(code): code for code in known}
    for code, words in synonyms.items():
        found.update({_words(word): code for word in words})
    return found


DESIGN_WORDS = _lookup(DESIGNS, DESIGN_SYNONYMS)
THREAT_WORDS = _lookup(THREATS, THREAT_SYNONYMS)


def read_design(cell: str) -> str:
    """The code; what stands in brackets counts only where it says that groups were drawn."""
    words = _words(cell)
    code = DESIGN_WORDS.get(words) or _randomised(words)
    if code is None:
        raise _wrong(cell, ", ".join(DESIGNS))
    grouped = code == "rct" and ("cluster" in cell.lower() or "wedge" in cell.lower())
    return "cluster_rct" if grouped else code


def _randomised(words: str) -> str | None:
    """A trial with words around it, such as "pilot RCT", but nothing that says it is none."""
    parts = words.split()
    if {"non", "not", "quasi", "nonrandomised", "no", "review", "of", "discontinuity"} & set(parts):
        return None
    return "rct" if {"rct", "crct", "randomised", "wedge"} & set(parts) else None


def read_threats(cell: str) -> tuple[Threat, ...]:
    """Codes such as ``contamination:high; measurement``, the level optional; or ``none``."""
    if cell.strip().lower() in NO_THREAT:
        return ()
    return tuple(_threat(part) for part in re.split("[;,|]", cell) if part.strip())


def _threat(part: str) -> Threat:
    word, colon, level = part.partition(":")
    code = THREAT_WORDS.get(_words(word))
    level = LEVEL_WORDS.get(level.strip().lower(), level.strip().lower())
    if code is None:
        raise _wrong(part.strip(), ", ".join(THREATS))
    if colon and level not in LEVELS:
        raise _wrong(part.strip(), "low, moderate or high behind the colon")
    return Threat(code, level if colon else None)  # type: ignore[arg-type]
