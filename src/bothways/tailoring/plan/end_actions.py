"""Writes that end something: close, open again, take the names out, delete."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.document import NAMED, without_names
from bothways.tailoring.plan.policies import require_owner
from bothways.tailoring.plan.writing import NAMES_KEPT, keep, locked

# The longest an owner may ask for.
NAMES_KEPT_AT_MOST = timedelta(days=1826)


@transaction.atomic
def plan_close(plan: AdaptationPlan, *, words: str, names_until: date | None, actor: User) -> None:
    """No more writes. Names go on the day that is said, at the latest after five years."""
    require_owner(plan, actor)
    plan = locked(plan)
    today = timezone.localdate()
    until = names_until or today + NAMES_KEPT
    if plan.state == AdaptationPlan.State.CLOSED:
        raise Refused(_("This plan is closed already."))
    if not today <= until <= today + NAMES_KEPT_AT_MOST:
        raise Refused(_("Names may stay from today on for at most five years. Choose a day."))
    plan.state, plan.closed_at = AdaptationPlan.State.CLOSED, timezone.now()
    plan.closing_words = words.strip()
    keep(plan, "close", actor, names_until=until)


@transaction.atomic
def plan_reopen(plan: AdaptationPlan, *, actor: User) -> None:
    require_owner(plan, actor)
    plan = locked(plan)
    if plan.state == AdaptationPlan.State.OPEN:
        raise Refused(_("This plan is open already."))
    plan.state, plan.closed_at = AdaptationPlan.State.OPEN, None
    keep(plan, "reopen", actor)


@transaction.atomic
def plan_names_remove(plan: AdaptationPlan, *, actor: User | None) -> None:
    """Empties every field in which people are named, in the plan and in all its revisions."""
    require_owner(plan, actor)
    plan = locked(plan)
    for section, columns in NAMED.items():
        rows = getattr(plan, section)
        if section == "contacts":
            rows.all().delete()
        else:
            rows.update(**dict.fromkeys(columns, ""))
    for revision in plan.revisions.all():
        revision.document = without_names(revision.document)
        revision.save(update_fields=["document"])
    plan.names_removed_at = timezone.now()
    plan.save(update_fields=["names_removed_at"])
    audit("remove_names", "plan", plan.pk, actor=actor)


@transaction.atomic
def plan_delete(plan: AdaptationPlan, *, actor: User) -> None:
    """The plan, its log and its revisions are gone; one audit row says that it was there."""
    require_owner(plan, actor)
    number, slug = plan.pk, plan.release.practice.slug
    plan.delete()
    audit("delete", "plan", number, actor=actor, practice=slug)
