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
    sentence: str
    needs: Needs = ()


def design_cap(study: StudyRecord) -> Cap:
    if study.design is None:
        return Cap("design", 0, BEST, "the design is not reported", ("design",))
    rule = DESIGNS[study.design]
    if single_groups(study) and rule.ceiling > ONE_GROUP_CEILING:
        sentence = (
            f"capped at {ONE_GROUP_CEILING} by the design: {rule.words} of {study.n_clusters} "
            "groups, so that an arm is one group and its traits cannot be told from the programme"
        )
        return Cap("design", ONE_GROUP_CEILING, ONE_GROUP_CEILING, sentence)
    if not rule.check:
        return Cap("design", rule.ceiling, rule.ceiling, _capped(rule, rule.ceiling))
    return _checked(rule, _check_passed(rule, study))


def single_groups(study: StudyRecord) -> bool:
    """Whether whole groups were compared and one arm has only one of them."""
    rule = DESIGNS[study.design] if study.design else None
    compared = rule is not None and (rule.randomised or rule.check == "balance")
    return compared and study.grouped and (study.n_clusters or FEWEST_GROUPS) < FEWEST_GROUPS


def _capped(rule: DesignRule, ceiling: int) -> str:
    return f"capped at {ceiling} by the design: {rule.words}"


def _checked(rule: DesignRule, passed: bool | None) -> Cap:
    wanted = CHECKS[rule.check]
    if passed is None:
        needs = BY_CONFOUNDING.get(rule.check, ("assumption_shown",))
        sentence = (
            f"capped at {rule.ceiling} by the design ({rule.words}), at {rule.without_check} "
            f"unless it is shown: {wanted}"
        )
        return Cap("design", rule.without_check, rule.ceiling, sentence, needs)
    if passed:
        return Cap("design", rule.ceiling, rule.ceiling, _capped(rule, rule.ceiling))
    fallen = rule.without_check
    sentence = f"capped at {fallen} by the design: {rule.words}, and it is not shown: {wanted}"
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
    sentence = (
        f"capped at {worst} or {best} by power: the {size.source} of {size.value:.2f} lies within "
        f"{POWER_EDGE:.2f} of a limit"
    )
    return Cap("power", worst, best, sentence, ("mdes",))


def _unknown_power(low: int) -> Cap:
    return Cap("power", low, BEST, "the smallest detectable effect is not known", ("mdes",))


def _unsettled(size: Size, best: int) -> str:
    return (
        f"capped at {best} or less by power: even with persons assigned one by one the smallest "
        f"detectable effect would be {size.value:.2f}"
    )


def _power_band(study: StudyRecord, size: float) -> int:
    return min(BEST, band(POWER_BANDS, size) + lifted(study))


def lifted(study: StudyRecord) -> int:
    """1 when power no longer matters: a clear result on an outcome named beforehand."""
    named_before = study.preregistered is True or study.outcomes_measured == 1
    return int(named_before and study.direction in (1, -1))


def _power_sentence(study: StudyRecord, size: Size, cap: int) -> str:
    if math.isinf(size.value):
        return f"capped at {cap} by power: too few people or groups for any test"
    lift = "; one more because a named outcome has a clear result" if lifted(study) else ""
    return f"capped at {cap} by power: {size.source} {size.value:.2f}{lift}"


def attrition_cap(study: StudyRecord) -> Cap:
    if study.design is not None and not DESIGNS[study.design].counts_losses:
        return Cap("attrition", BEST, BEST, "losses are not counted for a series")
    overall, differential = study.attrition_overall, study.attrition_differential
    if overall is None:
        uneven = differential is not None and _has_arms(study) and over_limit(0, differential)
        high = BEST - 1 if uneven else BEST
        needs = ("attrition_overall",)
        return Cap("attrition", 0, high, "the share of people lost is not reported", needs)
    cap = band(ATTRITION_BANDS, overall)
    lost = f"{_per_cent(overall)} of the people were lost"
    if differential is None and _has_arms(study):
        return _half_known(cap, overall, lost)
    if differential is None or not _has_arms(study) or not over_limit(overall, differential):
        return Cap("attrition", cap, cap, f"capped at {cap} by attrition: {lost}")
    return _uneven(max(0, cap - 1), overall, differential, lost)


def _has_arms(study: StudyRecord) -> bool:
    return study.design is None or DESIGNS[study.design].compares


def _half_known(cap: int, overall: float, lost: str) -> Cap:
    """The loss of each arm is missing; it cannot matter when nobody or half was lost."""
    low = cap if overall == 0 else max(0, cap - 1)
    if low == cap:
        return Cap("attrition", cap, cap, f"capped at {cap} by attrition: {lost}")
    sentence = (
        f"capped at {cap} by attrition ({lost}), at {low} if the arms lost very different shares"
    )
    return Cap("attrition", low, cap, sentence, ("attrition_differential",))


def _uneven(cap: int, overall: float, differential: float, lost: str) -> Cap:
    limit = monotone_limit(overall)
    allowed = "no difference is tolerated" if limit is None else f"{limit:.1f} points are tolerated"
    sentence = (
        f"capped at {cap} by attrition: {lost} and the arms differ by {differential * 100:.1f} "
        f"points where {allowed}"
    )
    return Cap("attrition", cap, cap, sentence)


def over_limit(overall: float, differential: float) -> bool:
    """Whether the arms differ more than our monotone form of the WWC table tolerates."""
    limit = monotone_limit(overall)
    return round(differential * 100, 6) > limit if limit is not None else differential > 0


def low_for_wwc(overall: float, differential: float) -> bool:
    """Whether the published table, cautious column, calls the loss low."""
    limit = differential_limit(overall)
    return limit is not None and round(differential * 100, 6) <= limit


def _per_cent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".0 %", " %")
