"""The three caps of a study: what design, power and attrition allow at most.

A cap is a range from low to high: both ends are the same when the record says enough.
"""

import math
from dataclasses import dataclass

from bothways.practices.rating.power import Size, detectable
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import (
    ATTRITION_BANDS,
    BALANCE_LIMIT,
    BEST,
    CHECKS,
    DESIGNS,
    FEWEST_GROUPS,
    ONE_GROUP_CEILING,
    POWER_BANDS,
    POWER_EDGE,
    DesignRule,
    Needs,
    band,
    differential_limit,
    monotone_limit,
)
from bothways.stats.said import N_, Figure, Part, Said

# Checks that a weighed threat of confounding settles when no figure is given.
BY_CONFOUNDING: dict[str, Needs] = {
    "balance": ("baseline_difference", "threats"),
    "trend": ("assumption_shown", "threats"),
}


@dataclass(frozen=True, slots=True)
class Cap:
    """How far one column lets the rating go, why, and what would settle it."""

    column: str
    low: int
    high: int
    sentence: Said
    needs: Needs = ()


def design_cap(study: StudyRecord) -> Cap:
    if study.design is None:
        return Cap("design", 0, BEST, Said(N_("the design is not reported")), ("design",))
    rule = DESIGNS[study.design]
    if single_groups(study) and rule.ceiling > ONE_GROUP_CEILING:
        sentence = Said(
            N_("capped at %(cap)s by the design: %(design)s of %(groups)s groups, so that an arm "
              "is one group and its traits cannot be told from the programme"),
            {"cap": ONE_GROUP_CEILING, "design": Said(rule.words),
             "groups": str(study.n_clusters)},
        )  # fmt: skip
        return Cap("design", ONE_GROUP_CEILING, ONE_GROUP_CEILING, sentence)
    if not rule.check:
        return Cap("design", rule.ceiling, rule.ceiling, _capped(rule, rule.ceiling))
    return _checked(rule, _check_passed(rule, study))


def single_groups(study: StudyRecord) -> bool:
    """Whether whole groups were compared and one arm has only one of them."""
    rule = DESIGNS[study.design] if study.design else None
    compared = rule is not None and (rule.randomised or rule.check == "balance")
    return compared and study.grouped and (study.n_clusters or FEWEST_GROUPS) < FEWEST_GROUPS


def _capped(rule: DesignRule, ceiling: int) -> Said:
    values: dict[str, Part] = {"cap": ceiling, "design": Said(rule.words)}
    return Said(N_("capped at %(cap)s by the design: %(design)s"), values)


def _checked(rule: DesignRule, passed: bool | None) -> Cap:
    wanted = CHECKS[rule.check]
    if passed is None:
        needs = BY_CONFOUNDING.get(rule.check, ("assumption_shown",))
        sentence = Said(
            N_("capped at %(cap)s by the design (%(design)s), at %(without)s unless it is shown: "
              "%(check)s"),
            {"cap": rule.ceiling, "design": Said(rule.words), "without": rule.without_check,
             "check": Said(wanted)},
        )  # fmt: skip
        return Cap("design", rule.without_check, rule.ceiling, sentence, needs)
    if passed:
        return Cap("design", rule.ceiling, rule.ceiling, _capped(rule, rule.ceiling))
    fallen = rule.without_check
    sentence = Said(
        N_("capped at %(cap)s by the design: %(design)s, and it is not shown: %(check)s"),
        {"cap": fallen, "design": Said(rule.words), "check": Said(wanted)},
    )
    return Cap("design", fallen, fallen, sentence)


def _check_passed(rule: DesignRule, study: StudyRecord) -> bool | None:
    """By the figure, else by what was said, else by the weighed threat of confounding."""
    if rule.check == "balance" and study.baseline_difference is not None:
        return study.baseline_difference <= BALANCE_LIMIT
    if study.assumption_shown is not None:
        return study.assumption_shown
    if study.threats is None or rule.check not in BY_CONFOUNDING:
        return None
    levels = {threat.level for threat in study.threats if threat.code == "confounding"}
    return None if levels == {None} else levels <= {"low"}


def power_cap(study: StudyRecord) -> Cap:
    size = detectable(study)
    if size is None:
        return _unknown_power(0)
    best = _power_band(study, size.best)
    if not size.settled:
        return Cap("power", 0, best, _unsettled(size, best), size.needs)
    worst = _power_band(study, size.worst)
    if best == worst:
        return Cap("power", best, best, _power_sentence(study, size, best))
    sentence = Said(
        N_("capped at %(worst)s or %(best)s by power: the %(source)s of %(size)s lies within "
          "%(edge)s of a limit"),
        {"worst": worst, "best": best, "source": size.source, "size": Figure(size.value),
         "edge": Figure(POWER_EDGE)},
    )  # fmt: skip
    return Cap("power", worst, best, sentence, ("mdes",))


def _unknown_power(low: int) -> Cap:
    sentence = Said(N_("the smallest detectable effect is not known"))
    return Cap("power", low, BEST, sentence, ("mdes",))


def _unsettled(size: Size, best: int) -> Said:
    return Said(
        N_("capped at %(cap)s or less by power: even with persons assigned one by one the smallest "
          "detectable effect would be %(size)s"),
        {"cap": best, "size": Figure(size.value)},
    )  # fmt: skip


def _power_band(study: StudyRecord, size: float) -> int:
    return min(BEST, band(POWER_BANDS, size) + lifted(study))


def lifted(study: StudyRecord) -> int:
    """1 when power no longer matters: a clear result on an outcome named beforehand."""
    named_before = study.preregistered is True or study.outcomes_measured == 1
    return int(named_before and study.direction in (1, -1))


def _power_sentence(study: StudyRecord, size: Size, cap: int) -> Said:
    if math.isinf(size.value):
        few = N_("capped at %(cap)s by power: too few people or groups for any test")
        return Said(few, {"cap": cap})
    values: dict[str, Part] = {"cap": cap, "source": size.source, "size": Figure(size.value)}
    told = N_("capped at %(cap)s by power: %(source)s %(size)s")
    if size.source.values:  # what it was computed from asks for a colon
        told = N_("capped at %(cap)s by power: %(source)s: %(size)s")
    sentence = Said(told, values)
    if not lifted(study):
        return sentence
    more = N_("%(sentence)s; one more because a named outcome has a clear result")
    return Said(more, {"sentence": sentence})


def attrition_cap(study: StudyRecord) -> Cap:
    if study.design is not None and not DESIGNS[study.design].counts_losses:
        return Cap("attrition", BEST, BEST, Said(N_("losses are not counted for a series")))
    overall, differential = study.attrition_overall, study.attrition_differential
    if overall is None:
        uneven = differential is not None and _has_arms(study) and over_limit(0, differential)
        high = BEST - 1 if uneven else BEST
        needs = ("attrition_overall",)
        unknown = Said(N_("the share of people lost is not reported"))
        return Cap("attrition", 0, high, unknown, needs)
    cap = band(ATTRITION_BANDS, overall)
    lost = Said(N_("%(share)s %% of the people were lost"), {"share": _per_cent(overall)})
    if differential is None and _has_arms(study):
        return _half_known(cap, overall, lost)
    if differential is None or not _has_arms(study) or not over_limit(overall, differential):
        return Cap("attrition", cap, cap, _lost(cap, lost))
    return _uneven(max(0, cap - 1), overall, differential, lost)


def _has_arms(study: StudyRecord) -> bool:
    return study.design is None or DESIGNS[study.design].compares


def _lost(cap: int, lost: Said) -> Said:
    return Said(N_("capped at %(cap)s by attrition: %(lost)s"), {"cap": cap, "lost": lost})


def _half_known(cap: int, overall: float, lost: Said) -> Cap:
    """The loss of each arm is missing; it cannot matter when nobody or half was lost."""
    low = cap if overall == 0 else max(0, cap - 1)
    if low == cap:
        return Cap("attrition", cap, cap, _lost(cap, lost))
    sentence = Said(
        N_("capped at %(cap)s by attrition (%(lost)s), at %(low)s if the arms lost very different "
          "shares"),
        {"cap": cap, "lost": lost, "low": low},
    )  # fmt: skip
    return Cap("attrition", low, cap, sentence, ("attrition_differential",))


def _uneven(cap: int, overall: float, differential: float, lost: Said) -> Cap:
    limit = monotone_limit(overall)
    allowed = (
        Said(N_("no difference is tolerated"))
        if limit is None
        else Said(N_("%(points)s points are tolerated"), {"points": Figure(limit, 1)})
    )
    sentence = Said(
        N_("capped at %(cap)s by attrition: %(lost)s and the arms differ by %(points)s points "
          "where %(allowed)s"),
        {"cap": cap, "lost": lost, "points": Figure(differential * 100, 1), "allowed": allowed},
    )  # fmt: skip
    return Cap("attrition", cap, cap, sentence)


def over_limit(overall: float, differential: float) -> bool:
    """Whether the arms differ more than our monotone form of the WWC table tolerates."""
    limit = monotone_limit(overall)
    return round(differential * 100, 6) > limit if limit is not None else differential > 0


def low_for_wwc(overall: float, differential: float) -> bool:
    """Whether the published table, cautious column, calls the loss low."""
    limit = differential_limit(overall)
    return limit is not None and round(differential * 100, 6) <= limit


def _per_cent(share: float) -> Figure:
    whole = f"{share * 100:.1f}".endswith(".0")
    return Figure(share * 100, 0 if whole else 1)
