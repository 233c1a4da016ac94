"""What the page of a plan and its brief show, put together once for both."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from bothways.core.models import User
from bothways.core.places_and_languages import language_label
from bothways.practices import reading
from bothways.tailoring.fit.prediction import is_whole
from bothways.tailoring.models import PartChoice, PlanPart, PlanPrecondition
from bothways.tailoring.plan.observed import observed_of
from bothways.tailoring.plan.policies import is_owner
from bothways.tailoring.plan.queries import WholePlan
from bothways.tailoring.plan.words import (
    CHOICES,
    DUTIES,
    DUTY_MEANS,
    STATES,
    duty_sentences,
    fit_lines,
    line_names,
    wish_words,
)
from bothways.tailoring.shortlist_words import place_name

# From what must stay to what nobody has said.
KINDS = ("core", "adaptable", "optional", "")


@dataclass(frozen=True)
class PartRow:
    part: PlanPart
    choice: str

    @property
    def is_changed(self) -> bool:
        return self.part.choice != PartChoice.KEEP


@dataclass(frozen=True)
class ConditionRow:
    condition: PlanPrecondition
    state: str


def plan_page(whole: WholePlan, user: User) -> dict[str, Any]:
    member = next((m for m in whole.members if m.user_id == user.pk), None)
    owns = is_owner(whole.plan, user)
    is_open = whole.plan.state == "open"
    return {
        **shared(whole),
        "is_owner": owns,
        "may_write": is_open and (owns or bool(member and member.may_write)),
        "member": member,
        "is_open": is_open,
        "is_whole": _is_as_frozen(whole),
        "observed": observed_of(whole.plan),
    }


def _is_as_frozen(whole: WholePlan) -> bool:
    """Whether the prediction still is what it was, and the one this plan was made with."""
    plan = whole.plan
    same = plan.prediction.get("inputs_hash", "") == plan.prediction_hash
    return not plan.prediction or (same and is_whole(plan.prediction))


def shared(whole: WholePlan) -> dict[str, Any]:
    """What page and brief have in common."""
    plan, language = whole.plan, get_language() or "en"
    duty = whole.reevaluation
    return {
        "plan": plan,
        "whole": whole,
        "practice": reading.prose(whole.document, "title", language),
        "summary": reading.prose(whole.document, "summary", language),
        "prose_language": whole.document.get("language") or "en",
        "place": place_name(plan.place),
        "kinds": _by_kind(whole),
        "changed": [PartRow(p, str(CHOICES[p.choice])) for p in whole.parts if p.choice != "keep"],
        "kept": [part for part in whole.parts if part.choice == PartChoice.KEEP],
        "condition_counts": Counter(row.state for row in whole.preconditions),
        "conditions": [ConditionRow(row, str(STATES[row.state])) for row in whole.preconditions],
        "load": whole.load,
        "load_languages": reading.joined(
            language_label(tag, language) for tag in whole.load.languages
        ),
        "duty": DUTIES[duty.duty],
        "duty_means": DUTY_MEANS[duty.duty],
        "duty_reasons": duty_sentences(whole),
        "undecided": reading.joined(line_names(duty.undecided)),
        "fit": fit_lines(plan.prediction),
        "asked_words": wish_words(plan.wish),
    }


def _by_kind(whole: WholePlan) -> list[tuple[str, list[PartRow]]]:
    """The parts under their standing, in the order of the practice; empty kinds are left out."""
    found = [
        (kind, [PartRow(p, str(CHOICES[p.choice])) for p in whole.parts if p.kind == kind])
        for kind in KINDS
    ]
    return [(kind, rows) for kind, rows in found if rows]
