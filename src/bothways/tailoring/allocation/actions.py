"""Writes of allocation: bring a batch, run it, decide, object, answer, empty. Nothing is applied.

Reading one family's row is an action too: it leaves a line in the audit trail.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.tailoring.allocation.core.people import Rules
from bothways.tailoring.allocation.kept import as_json
from bothways.tailoring.allocation.models import (
    AllocationBatch,
    AllocationMember,
    AllocationSuggestion,
    AllocationSwitch,
)
from bothways.tailoring.allocation.policies import (
    refuse_when_off,
    require_administrator,
    require_member,
    require_start,
)
from bothways.tailoring.allocation.readers.batch import Incoming
from bothways.tailoring.allocation.tasks import allocation_run_batch

State = AllocationBatch.State
LONGEST_DAYS = 730
SILENCE = timedelta(minutes=10)


@transaction.atomic
def allocation_stage(
    incoming: Incoming, *, title: str, office: str, rules: Rules, keep_until: date, actor: User
) -> AllocationBatch:
    """Keep what was read as a batch of which the actor is the first member. Runs nothing."""
    require_start(actor)
    if incoming.has_errors:
        raise Refused(_("The files have errors. Correct them and bring them again."))
    _check_words(title, office)
    _check_day(keep_until)
    batch = AllocationBatch.objects.create(
        title=title.strip()[:200], office=office.strip()[:200], created_by=actor,
        keep_until=keep_until, file_hashes=incoming.hashes, rules=as_json(rules),
        families=[as_json(family) for family in incoming.families],
        places=[as_json(place) for place in incoming.places],
    )  # fmt: skip
    AllocationMember.objects.create(batch=batch, user=actor)
    audit("stage", "allocation", batch.pk, actor=actor,
          families=len(incoming.families), places=len(incoming.places))  # fmt: skip
    return batch


def _check_words(title: str, office: str) -> None:
    if not title.strip():
        raise Refused(_("Give the batch a title."))
    if not office.strip():
        raise Refused(_("Name the office that decides."))


def _check_day(keep_until: date) -> None:
    latest = timezone.localdate() + timedelta(days=LONGEST_DAYS)
    if not timezone.localdate() < keep_until <= latest:
        message = _("The day until which rows are kept lies between tomorrow and %(latest)s.")
        raise Refused(message % {"latest": latest.isoformat()})


@transaction.atomic
def allocation_start(batch: AllocationBatch, *, actor: User) -> None:
    """Ask the worker for suggestions. Not twice: decisions hang on the suggestions."""
    require_member(batch, actor)
    refuse_when_off()
    batch = AllocationBatch.objects.select_for_update().get(pk=batch.pk)
    _give_up_when_silent(batch)
    if batch.state not in (State.READY, State.STOPPED, State.FAILED):
        raise Refused(_("This batch was run already, or is being run."))
    batch.state, batch.step, batch.problem = State.WAITING, "", ""
    batch.heard_at = timezone.now()
    batch.save(update_fields=["state", "step", "problem", "heard_at"])
    audit("start", "allocation", batch.pk, actor=actor)
    allocation_run_batch.enqueue(batch.pk)


def _give_up_when_silent(batch: AllocationBatch) -> None:
    """A worker that was switched off must not block the batch for ever."""
    if batch.state == State.RUNNING and batch.heard_at < timezone.now() - SILENCE:
        batch.state = State.FAILED


@transaction.atomic
def allocation_stop(batch: AllocationBatch, *, actor: User) -> None:
    """The worker notices at its next step. Nothing of the run is kept."""
    require_member(batch, actor)
    running = AllocationBatch.objects.filter(pk=batch.pk, state__in=[State.WAITING, State.RUNNING])
    if not running.update(state=State.STOPPED, ended_at=timezone.now()):
        raise Refused(_("This batch is not being run."))
    audit("stop", "allocation", batch.pk, actor=actor)


@transaction.atomic
def allocation_empty(batch: AllocationBatch, *, actor: User | None) -> None:
    """Take out every row about a family: inputs, suggestions, decisions, objections, groups."""
    require_member(batch, actor)
    batch = AllocationBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == State.EMPTIED:
        raise Refused(_("This batch is empty already."))
    cases = batch.suggestions.count()
    batch.suggestions.all().delete()
    batch.families = []
    batch.state = State.EMPTIED
    if hasattr(batch, "monitoring"):
        batch.monitoring.delete()
    batch.save(update_fields=["families", "state"])
    audit("empty", "allocation", batch.pk, actor=actor, cases=cases)


@transaction.atomic
def allocation_member_add(batch: AllocationBatch, username: str, *, actor: User) -> None:
    require_member(batch, actor)
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    if user is None:
        raise Refused(_("There is no account with this user name."))
    _row, new = AllocationMember.objects.get_or_create(batch=batch, user=user)
    if not new:
        raise Refused(_("This person is a member already."))
    audit("add_member", "allocation", batch.pk, actor=actor, member=user.pk)


@transaction.atomic
def allocation_member_remove(batch: AllocationBatch, user_id: int, *, actor: User) -> None:
    require_member(batch, actor)
    if batch.members.count() < 2:
        raise Refused(_("A batch needs at least one member."))
    if not batch.members.filter(user_id=user_id).delete()[0]:
        raise Refused(_("This person is no member."))
    audit("remove_member", "allocation", batch.pk, actor=actor, member=user_id)


@transaction.atomic
def allocation_read(
    batch: AllocationBatch, cases: list[str], *, actor: User, purpose: str = "page"
) -> list[AllocationSuggestion]:
    """The rows of these cases; who read them is kept."""
    require_member(batch, actor)
    rows = list(batch.suggestions.filter(case__in=cases).prefetch_related("decisions__decided_by"))
    audit("read", "allocation", batch.pk, actor=actor, cases=[row.case for row in rows],
          purpose=purpose)  # fmt: skip
    return rows


@transaction.atomic
def allocation_switch(on: bool, *, reason: str, actor: User) -> None:
    """Batches on or off for the whole site, with a reason."""
    require_administrator(actor)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    AllocationSwitch.objects.create(batches_on=on, reason=reason.strip(), switched_by=actor)
    audit("switch", "allocation", "batches", actor=actor, on=on)
