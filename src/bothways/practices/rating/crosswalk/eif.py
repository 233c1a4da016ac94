"""EIF / Foundations Guidebook for a single study; 4 needs a second one and is never said here.

The registry names no limits of size or attrition; "rigorous" is here our own C3 or more.
"""

from bothways.practices.rating.crosswalk.verdict import Verdict, decided, undecided
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import DESIGNS, Needs
from bothways.stats.said import N_, Said

RIGOROUS = 3


def eif(study: StudyRecord, low: int, high: int, needs: Needs) -> Verdict:
    if study.design is None:
        return undecided("EIF", "design")
    if DESIGNS[study.design].ceiling == 0:
        text = Said(N_("NL2: not yet level 2, nothing was compared or measured twice"))
        return decided("EIF", "NL2", text)
    if study.direction is None:
        return undecided("EIF", *_missing_ends(study))
    if low < RIGOROUS <= high:
        return undecided("EIF", *needs)
    return _rigorous(study.direction) if low >= RIGOROUS else _preliminary(study.direction)


def _missing_ends(study: StudyRecord) -> list[str]:
    return [name for name in ("ci_low", "ci_high") if getattr(study, name) is None]


def _rigorous(direction: int) -> Verdict:
    if direction == 1:
        text = Said(N_("3: one rigorous study with a positive effect (4 needs two)"))
        return decided("EIF", "3", text)
    return decided("EIF", "NE", Said(N_("NE: a rigorous study found no improvement")))


def _preliminary(direction: int) -> Verdict:
    if direction == 1:
        return decided("EIF", "2", Said(N_("2: preliminary evidence, no causal claim")))
    return decided("EIF", "NL2", Said(N_("NL2: not yet level 2, no improvement shown")))
