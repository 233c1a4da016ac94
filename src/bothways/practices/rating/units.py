"""Which units of an estimate are standard deviations, or become them exactly.

Whatever is not known stays as it is reported: no effect in standard deviations is made of it.
"""

import re
from collections.abc import Callable
from typing import Literal

from bothways.stats.effects import d_from_odds

Kind = Literal["deviations", "odds", "range", "other"]
DEVIATIONS: Kind = "deviations"
OTHER: Kind = "other"
RANGE: Kind = "range"
# Words that name a standardised difference, however they are ordered or bracketed.
SPREADS = re.compile(
    r"(sds?|smds?|standard deviations?( units?)?|effect sizes?|standardi[sz]ed (mean )?differences?"
    r"|(cohen'?s? |hedges'?s? )?[dg]|standardi[sz]ed (beta|regression)( coefficients?)?)"
)
BETA = re.compile(r"(beta|b|regression coefficient|coefficient)s?")
NAMES = re.compile(r"(cohen'?s? |hedges'?s? )?[dg]|smd|sds?|standardi[sz]ed|in sds?")
ODDS = re.compile(r"(adjusted )?(odds ratios?|a?or)")


def scale_of(unit: str) -> tuple[Kind, Callable[[float], float]]:
    """What kind of unit it is, and how a number in it becomes standard deviations.

    >>> scale_of("effect size (d)")[0], scale_of("beta")[0], scale_of("beta (standardised)")[0]
    ('deviations', 'other', 'deviations')
    """
    words = " ".join(re.sub(r"[-_‐–]", " ", unit.casefold().replace("’", "'")).split())
    head, brackets = _parted(words)
    if "range" in words or "end of" in words:
        return RANGE, float
    if ODDS.fullmatch(head) and not brackets:
        return "odds", d_from_odds
    if SPREADS.fullmatch(head) and (not brackets or NAMES.fullmatch(brackets)):
        return DEVIATIONS, float
    if BETA.fullmatch(head) and brackets and NAMES.fullmatch(brackets):
        return DEVIATIONS, float
    return OTHER, float


def _parted(words: str) -> tuple[str, str]:
    """What stands before the brackets, and in them: ``effect size (d)``."""
    found = re.fullmatch(r"([^(,;]*?)\s*(?:[(,;]\s*([^()]*?)\s*\)?)?", words)
    return (found[1], found[2] or "") if found else (words, "")
