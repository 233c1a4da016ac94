"""What stands beside the rating and is never folded into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bothways.practices.rating.power import detectable
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import (
    DESIGNS,
    LASTING_MONTHS,
    NULL_MARGIN,
    NULL_SIZE,
)
from bothways.stats.said import N_, Said

UNLIKELY_EFFECT = 2.0


@dataclass(frozen=True, slots=True)
class Flag:
    code: str
    text: Said


def study_flags(study: StudyRecord, low: int) -> tuple[Flag, ...]:
    return (*_result_flags(study, low), *_study_flags(study), *_figure_flags(study))


def _result_flags(study: StudyRecord, low: int) -> list[Flag]:
    found = []
    if no_effect(study, low):
        found.append(Flag("no_effect", Said(N_("a sound study found no effect (NE)"))))
    if study.direction == -1:
        found.append(Flag("harm", Said(N_("the interval lies below 0: a signal of harm"))))
    if study.interval is None and study.effect is not None:
        found.append(Flag("no_interval", Said(N_("an effect without interval: it may be chance"))))
    return found


def no_effect(study: StudyRecord, low: int) -> bool:
    """Sound, and either near 0 for sure or around 0 in a study that would have seen .2."""
    if low < 3 or study.interval is None:
        return False
    near = max(abs(end) for end in study.interval) <= NULL_MARGIN
    size = detectable(study)
    seen = size is not None and size.settled and size.worst < NULL_SIZE
    return near or (study.direction == 0 and seen)


def _study_flags(study: StudyRecord) -> list[Flag]:
    found = []
    if (study.follow_up_months or 0) >= LASTING_MONTHS and study.direction == 1:
        found.append(Flag("lasting", Said(N_("still there 12 months or more after the end"))))
    if study.independent_evaluator:
        found.append(Flag("independent", Said(N_("evaluated by others than the developer"))))
    if study.independent_evaluator is False:
        found.append(Flag("by_developer", Said(N_("evaluated by its developer"))))
    if study.preregistered:
        found.append(Flag("preregistered", Said(N_("the analysis was registered beforehand"))))
    if study.design is not None and DESIGNS[study.design].ceiling == 1:
        found.append(Flag("change_not_effect", Said(N_("a change over time, not an effect"))))
    return found


def _figure_flags(study: StudyRecord) -> list[Flag]:
    found = []
    if study.mdes is None and study.n_participants is not None and study.design is not None:
        found.append(
            Flag("power_computed", Said(N_("the smallest detectable effect was not reported")))
        )
        if study.grouped and study.n_clusters is not None and study.icc is None:
            found.append(
                Flag("icc_assumed", Said(N_("an intraclass correlation of 0.10 was assumed")))
            )
    if study.effect is not None and abs(study.effect) > UNLIKELY_EFFECT:
        found.append(
            Flag("effect_unlikely", Said(N_("unusually large: is it in standard deviations?")))
        )
    return found


# Which sides of integration a record says that its outcomes were measured on.
MEASURED_ON = {
    frozenset(("newcomers",)): Flag("on_newcomers", Said(N_("measured on newcomers alone"))),
    frozenset(("hosts",)): Flag("on_hosts", Said(N_("measured on hosts alone"))),
    frozenset(("newcomers", "hosts")): Flag(
        "on_both_sides", Said(N_("measured on newcomers and on hosts"))
    ),
}
COSTS = ("cost", "cost_per_child", "cost_table")


def record_flags(document: Mapping[str, Any]) -> tuple[Flag, ...]:
    """What the record as a whole says beside its studies: whom they measured, costs, equity."""
    people = {"newcomers", "hosts"} & set(document.get("outcome_for") or ())
    found = [flag for sides, flag in MEASURED_ON.items() if sides == people]
    if any(document.get(name) for name in COSTS):
        found.append(Flag("cost_known", Said(N_("what it costs is on record"))))
    if document.get("equity"):
        found.append(Flag("equity", Said(N_("groups were looked at apart"))))
    return tuple(found)
