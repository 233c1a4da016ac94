"""What every write about a plan shares: who may, whether it is still open, nobody in between.

Each write ends with ``keep``: one revision and one audit row. Audit rows carry no words of the
plan and no names, since they outlive it.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.tailoring.models import AdaptationPlan, PlanRevision
from bothways.tailoring.plan.document import plan_document, section_of
from bothways.tailoring.plan.policies import require_writer

Fields = dict[str, Any]
# How long names stay after the last change of a plan.
NAMES_KEPT = timedelta(days=730)


def locked(plan: AdaptationPlan) -> AdaptationPlan:
    # SQLite has one writer at a time already and ignores the lock; PostgreSQL needs it.
    return AdaptationPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def writable(plan: AdaptationPlan, actor: User) -> AdaptationPlan:
    require_writer(plan, actor)
    plan = locked(plan)
    if plan.state == AdaptationPlan.State.CLOSED:
        raise Refused(_("This plan is closed. Its owner can open it again."))
    return plan


def on_top(
    plan: AdaptationPlan, actor: User, base: int, section: str, row: int | None = None
) -> AdaptationPlan:
    """The plan, if nobody changed this section since revision ``base`` was opened."""
    plan = writable(plan, actor)
    if plan.number == base:
        return plan
    opened = plan.revisions.filter(number=base).first()
    newest = plan.revisions.get(number=plan.number)
    if opened is None or section_of(opened.document, section, row) != section_of(
        newest.document, section, row
    ):
        raise Conflict(_("Somebody else saved this part of the plan while you were editing it."))
    return plan


def next_position(rows: Any) -> int:
    newest = rows.aggregate(position=Max("position"))["position"]
    return 0 if newest is None else newest + 1


def keep(
    plan: AdaptationPlan, verb: str, actor: User, *, names_until: date | None = None, **detail: Any
) -> None:
    """Saves the plan, adds the revision and the audit row, and renews the time for names."""
    plan.number += 1
    plan.names_until = names_until or timezone.localdate() + NAMES_KEPT
    plan.names_removed_at = None
    plan.save()
    PlanRevision.objects.create(
        plan=plan, number=plan.number, verb=verb, document=plan_document(plan), author=actor
    )
    audit(verb, "plan", plan.pk, actor=actor, revision=plan.number, **detail)
