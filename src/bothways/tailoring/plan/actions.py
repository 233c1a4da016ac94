"""Writes about a plan and its parts: start, describe, choose, check. One audit row each."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.practices.models import Release
from bothways.practices.record.document import Document
from bothways.tailoring.models import AdaptationPlan, PartChoice, PlanPart, PlanPrecondition
from bothways.tailoring.plan.checks import check_parts, check_states
from bothways.tailoring.plan.writing import Fields, keep, next_position, on_top, writable

PART_LENGTH = 1000


@transaction.atomic
def plan_start(
    release: Release,
    *,
    title: str,
    actor: User,
    wish_query: str = "",
    wish: Fields | None = None,
    place: str = "",
    language: str = "en",
    prediction: Fields | None = None,
) -> AdaptationPlan:
    """A plan for a released practice, with the prediction as it is now."""
    if not actor.is_active:
        raise NotAllowed(_("This account is closed."))
    if release.withdrawn_at:
        raise Refused(_("This practice was withdrawn, so no new plan starts from it."))
    plan = AdaptationPlan.objects.create(
        title=title[:200],
        owner=actor,
        release=release,
        wish_query=wish_query,
        wish=wish or {},
        place=place,
        language=language,
        prediction=prediction or {},
        prediction_hash=(prediction or {}).get("inputs_hash", ""),
        predicted_at=timezone.now() if prediction else None,
    )
    _take_over(plan, release.document, wish or {})
    keep(plan, "start", actor, practice=release.practice.slug, release=release.number)
    return plan


@transaction.atomic
def plan_describe(plan: AdaptationPlan, fields: Fields, *, base: int, actor: User) -> None:
    """Goal, group, place and date in words."""
    plan = on_top(plan, actor, base, "about")
    if not fields["title"].strip():
        raise Refused(_("Give the plan a title, so that you find it again."))
    for name in ("title", "goal", "group", "where", "starts_on", "language"):
        setattr(plan, name, fields[name])
    keep(plan, "describe", actor)


@transaction.atomic
def plan_parts_choose(
    plan: AdaptationPlan, choices: dict[int, Fields], *, base: int, actor: User
) -> None:
    """What becomes of each part: its standing, keep, adapt or leave out, and how."""
    plan = on_top(plan, actor, base, "parts")
    parts = {part.pk: part for part in plan.parts.all()}
    check_parts(parts, choices)
    for key, fields in choices.items():
        part = parts[key]
        part.kind, part.change = fields["kind"], fields["change"]
        if part.choice != PartChoice.ADD:
            part.choice = fields["choice"]
        part.save(update_fields=["kind", "choice", "change"])
    keep(plan, "choose_parts", actor)


@transaction.atomic
def plan_part_add(plan: AdaptationPlan, *, part: str, change: str, actor: User) -> PlanPart:
    """A part that the practice does not have."""
    plan = writable(plan, actor)
    if not part.strip():
        raise Refused(_("Say what is added."))
    added = PlanPart.objects.create(
        plan=plan,
        position=next_position(plan.parts),
        part=part.strip()[:PART_LENGTH],
        origin=PlanPart.Origin.PLAN,
        kind="optional",
        choice=PartChoice.ADD,
        change=change,
    )
    keep(plan, "add_part", actor)
    return added


@transaction.atomic
def plan_part_remove(part: PlanPart, *, actor: User) -> None:
    """Only what the plan added itself, and only while the log does not speak of it."""
    plan = writable(part.plan, actor)
    if part.origin != PlanPart.Origin.PLAN:
        raise Refused(_("A part of the practice is not removed. Choose “leave out” instead."))
    if part.adaptations.exists():
        raise Refused(_("The log speaks of this part, so it stays. Correct the log first."))
    part.delete()
    keep(plan, "remove_part", actor)


@transaction.atomic
def plan_preconditions_check(
    plan: AdaptationPlan, states: dict[int, Fields], *, base: int, actor: User
) -> None:
    """Met, unmet or unknown, and who finds out."""
    plan = on_top(plan, actor, base, "preconditions")
    rows = {row.pk: row for row in plan.preconditions.all()}
    check_states(rows, states)
    for key, fields in states.items():
        row = rows[key]
        row.state, row.checked_by, row.note = (
            fields["state"], fields["checked_by"][:200], fields["note"],
        )  # fmt: skip
        row.save(update_fields=["state", "checked_by", "note"])
    keep(plan, "check_preconditions", actor)


@transaction.atomic
def plan_precondition_add(
    plan: AdaptationPlan, *, what: str, must: bool, actor: User
) -> PlanPrecondition:
    plan = writable(plan, actor)
    if not what.strip():
        raise Refused(_("Say what is needed."))
    row = PlanPrecondition.objects.create(
        plan=plan, position=next_position(plan.preconditions), what=what.strip()[:PART_LENGTH],
        must=must, is_own=True,
    )  # fmt: skip
    keep(plan, "add_precondition", actor)
    return row


@transaction.atomic
def plan_precondition_remove(row: PlanPrecondition, *, actor: User) -> None:
    plan = writable(row.plan, actor)
    if not row.is_own:
        raise Refused(_("The practice names this condition, so it stays. Mark it as met or unmet."))
    row.delete()
    keep(plan, "remove_precondition", actor)


def _take_over(plan: AdaptationPlan, document: Document, wish: Fields) -> None:
    """Parts and preconditions as the record names them; activities where it names no parts."""
    parts = [
        PlanPart(
            part=row["part"], kind=row.get("keep") or "", reason=row.get("reason") or "",
            origin=PlanPart.Origin.PARTS,
        )
        for row in document.get("parts") or ()
    ] or [
        PlanPart(part=line, origin=PlanPart.Origin.ACTIVITIES)
        for line in document.get("activities") or ()
    ]  # fmt: skip
    for position, part in enumerate(parts):
        part.plan, part.position, part.part = plan, position, part.part[:PART_LENGTH]
    PlanPart.objects.bulk_create(parts)
    PlanPrecondition.objects.bulk_create(
        PlanPrecondition(
            plan=plan, position=position, what=row["what"][:PART_LENGTH], must=row.get("must")
        )
        for position, row in enumerate(document.get("preconditions") or ())
    )
