"""Reads of plans: the list of a person's plans, and one plan as its pages and its brief show it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from bothways.core.models import User
from bothways.practices.models import Release
from bothways.practices.record.document import Document
from bothways.tailoring.models import (
    Adaptation,
    AdaptationPlan,
    Decision,
    PartChoice,
    PlanContact,
    PlanMember,
    PlanPart,
    PlanPrecondition,
    PlanRevision,
)
from bothways.tailoring.plan.prediction import not_known, outside_studied, wished_languages
from bothways.tailoring.plan.rules import (
    Entry,
    Load,
    PartState,
    Reevaluation,
    adaptation_load,
    computed_fidelity,
    reevaluation,
)


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list."""

    number: int
    title: str
    practice: str
    place: str
    owner: str
    is_own: bool
    is_closed: bool
    open_decisions: int
    changed_at: datetime


def plans_of(user: User) -> list[PlanRow]:
    """The person's own plans and those they were let into, newest first. One statement."""
    plans = (
        AdaptationPlan.objects.filter(Q(owner=user) | Q(members__user=user))
        .annotate(open_decisions=Count("decisions", Q(decisions__answer=""), distinct=True))
        .select_related("owner")
        .order_by("-updated_at", "-pk")
        .distinct()
    )
    rows = plans.values_list(
        "pk", "title", "release__practice__slug", "place", "owner__username", "owner_id", "state",
        "open_decisions", "updated_at",
    )  # fmt: skip
    return [
        PlanRow(pk, title, slug, place, owner, owner_id == user.pk, state == "closed", n, at)
        for pk, title, slug, place, owner, owner_id, state, n, at in rows
    ]


def plan_numbered(number: int) -> AdaptationPlan | None:
    plans = AdaptationPlan.objects.select_related("owner", "release", "release__practice")
    return plans.filter(pk=number).first()


@dataclass(frozen=True)
class LogLine:
    """A log entry with what the plan makes of it."""

    entry: Adaptation
    computed: str

    @property
    def fidelity(self) -> str:
        return self.entry.fidelity or self.computed

    @property
    def is_judged(self) -> bool:
        return bool(self.entry.fidelity) and self.entry.fidelity != self.computed


@dataclass(frozen=True)
class WholePlan:
    """A plan with all its rows, read once."""

    plan: AdaptationPlan
    parts: Sequence[PlanPart]
    preconditions: Sequence[PlanPrecondition]
    adaptations: Sequence[Adaptation]
    decisions: Sequence[Decision]
    contacts: Sequence[PlanContact]
    members: Sequence[PlanMember]
    newest: PlanRevision

    @property
    def document(self) -> Document:
        """The practice as it was released when the plan was made."""
        released: Document = self.plan.release.document
        return released

    @property
    def open_decisions(self) -> list[Decision]:
        return [decision for decision in self.decisions if not decision.answer]

    @property
    def taken_decisions(self) -> list[Decision]:
        return [decision for decision in self.decisions if decision.answer]

    @cached_property
    def log(self) -> list[LogLine]:
        return [LogLine(entry, computed_fidelity(self._entry(entry))) for entry in self.adaptations]

    @cached_property
    def load(self) -> Load:
        spoken = {tag.split("-")[0] for tag in self.document.get("languages") or ()}
        missing = [tag for tag in wished_languages(self.plan.wish) if tag not in spoken]
        return adaptation_load(self._part_states, self._entries, missing)

    @cached_property
    def reevaluation(self) -> Reevaluation:
        frozen = self.plan.prediction
        return reevaluation(
            self._part_states, self._entries, outside_studied(frozen), not_known(frozen)
        )

    @property
    def unmet(self) -> list[PlanPrecondition]:
        """Conditions that the practice cannot do without and that are not met."""
        return [row for row in self.preconditions if row.must and row.state == "unmet"]

    @cached_property
    def _part_states(self) -> list[PartState]:
        return [PartState(str(part.pk), part.kind, part.choice) for part in self.parts]

    @cached_property
    def _entries(self) -> list[Entry]:
        return [self._entry(entry) for entry in self.adaptations]

    def _entry(self, entry: Adaptation) -> Entry:
        part = next((part for part in self.parts if part.pk == entry.part_id), None)
        return Entry(
            what=entry.what,
            # What the plan added itself is no part of the practice's core, whatever it is called.
            kind=None if part is None else part.kind or _unsaid(part),
            part=str(part.pk) if part else "",
            content=tuple(entry.content_changes),
            context=tuple(entry.context_changes),
            judged=entry.fidelity,
        )


def _unsaid(part: PlanPart) -> str:
    return "optional" if part.choice == PartChoice.ADD else ""


def whole_plan(plan: AdaptationPlan) -> WholePlan:
    """Everything a page of the plan shows, in seven statements."""
    return WholePlan(
        plan=plan,
        parts=list(plan.parts.all()),
        preconditions=list(plan.preconditions.all()),
        adaptations=list(plan.adaptations.select_related("recorded_by")),
        decisions=list(plan.decisions.all()),
        contacts=list(plan.contacts.all()),
        members=list(plan.members.select_related("user")),
        newest=plan.revisions.select_related("author").get(number=plan.number),
    )


def plan_revisions(plan: AdaptationPlan) -> list[PlanRevision]:
    """Every revision without its document, newest first."""
    return list(plan.revisions.select_related("author").defer("document"))


def plan_revision(plan: AdaptationPlan, number: int) -> PlanRevision | None:
    return plan.revisions.select_related("author").filter(number=number).first()


def plan_export(whole: WholePlan) -> dict[str, Any]:
    """The plan as another programme reads it, with the prediction and what follows from it."""
    plan = whole.plan
    duty = whole.reevaluation
    return {
        **whole.newest.document,
        "id": plan.pk,
        "revision": plan.number,
        "practice": {
            "slug": plan.release.practice.slug,
            "release": plan.release.number,
            "content_hash": plan.release.content_hash,
        },
        "wish": {"query": plan.wish_query, "read": plan.wish},
        "prediction": {
            "document": plan.prediction,
            "sha256": plan.prediction_hash,
            "made_at": plan.predicted_at.isoformat() if plan.predicted_at else None,
        },
        "follows": {
            "load": asdict(whole.load),
            "reevaluation": duty.duty.name.lower(),
            "reasons": [[reason.code, reason.named] for reason in duty.reasons],
            "undecided": list(duty.undecided),
            "fidelity": {line.entry.pk: line.fidelity for line in whole.log},
        },
    }


def plans_with_names_due(today: Any) -> list[AdaptationPlan]:
    """Plans whose time for names is over and that still hold some."""
    due = AdaptationPlan.objects.filter(names_until__lte=today, names_removed_at=None)
    return list(due.order_by("names_until", "pk"))


def release_for_plan(slug: str) -> Release | None:
    """The live release of a practice."""
    rows = Release.objects.select_related("practice").filter(live_of__slug=slug)
    return rows.first()
