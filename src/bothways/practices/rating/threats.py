"""What threats to validity take away: nothing, one or two, never more."""

from collections import Counter
from dataclasses import dataclass

from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import (
    BALANCE_FINE,
    BALANCE_LIMIT,
    DEDUCTIONS,
    LEVEL_NAMES,
    LEVELS,
    MANY_OUTCOMES,
    MOST_DEDUCTED,
    THREATS,
    Needs,
)
from bothways.stats.said import N_, Part, Said

Weights = dict[str, int]


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken at least and at most, with the words for it."""

    least: int
    most: int
    sentence: Said
    needs: Needs = ()


def deduction(study: StudyRecord) -> Deduction:
    derived = derived_levels(study)
    if study.threats is None:
        return _not_weighed(derived)
    mild, harsh = dict(derived), dict(derived)
    for threat in study.threats:
        known = LEVELS.index(threat.level) if threat.level else None
        _raise(mild, threat.code, 1 if known is None else known)
        _raise(harsh, threat.code, 2 if known is None else known)
    if not study.threats_complete and points(mild) < MOST_DEDUCTED:
        return Deduction(points(mild), MOST_DEDUCTED, _not_all(points(mild)), ("threats",))
    return _weighed(points(mild), points(harsh), mild, harsh)


def _not_all(least: int) -> Said:
    return Said(
        N_("%(least)s to %(most)s taken off for threats, of which nobody has weighed all"),
        {"least": least, "most": MOST_DEDUCTED},
    )


def _weighed(least: int, most: int, mild: Weights, harsh: Weights) -> Deduction:
    if least == most:
        return Deduction(least, most, _sentence(least, mild))
    vague: Part = tuple(_named(code) for code in harsh if harsh[code] != mild.get(code))
    sentence = Said(
        N_("%(least)s to %(most)s taken off for threats: the level is not given for %(threats)s"),
        {"least": least, "most": most, "threats": vague},
    )
    return Deduction(least, most, sentence, ("threats",))


def _not_weighed(derived: Weights) -> Deduction:
    least = points(derived)
    if least == MOST_DEDUCTED:
        return Deduction(least, least, _sentence(least, derived))
    sentence = Said(
        N_("%(least)s to %(most)s taken off for threats, which nobody has weighed"),
        {"least": least, "most": MOST_DEDUCTED},
    )
    return Deduction(least, MOST_DEDUCTED, sentence, ("threats",))


def derived_levels(study: StudyRecord) -> Weights:
    """Levels that follow from figures of the record, whatever was said."""
    levels: Weights = {}
    difference = study.baseline_difference
    if difference is not None and difference > BALANCE_FINE:
        levels["confounding"] = 2 if difference > BALANCE_LIMIT else 1
    if study.preregistered is False and (study.outcomes_measured or 0) > MANY_OUTCOMES:
        levels["selective_reporting"] = 1
    if study.instrument_validated is False:
        levels["measurement"] = 1
    return levels


def points(levels: Weights) -> int:
    """Points of the first row of the table that is not exceeded."""
    count = Counter(levels.values())
    return next(
        row.points
        for row in DEDUCTIONS
        if count[2] <= row.most_high and count[1] <= row.most_moderate
    )


def _raise(levels: Weights, code: str, level: int) -> None:
    levels[code] = max(level, levels.get(code, 0))


def _sentence(taken: int, levels: Weights) -> Said:
    above: Part = tuple(
        Said(N_("%(threat)s (%(level)s)"), {"threat": _named(code), "level": _level(levels[code])})
        for code in levels
        if levels[code]
    )
    if not above:
        return Said(N_("nothing taken off: all threats are low"))
    if not taken:
        return Said(N_("nothing taken off for threats: %(threats)s"), {"threats": above})
    values = {"points": taken, "threats": above}
    return Said(N_("%(points)s taken off for threats: %(threats)s"), values)


def _level(level: int) -> Said:
    return Said(LEVEL_NAMES[LEVELS[level]])


def _named(code: str) -> Said:
    return Said(THREATS[code])
