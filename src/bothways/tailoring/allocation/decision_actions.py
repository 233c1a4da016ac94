"""Writes about one family: decide, object, answer; and the groups of the fairness report."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.tailoring.allocation.models import (
    AllocationBatch,
    AllocationContest,
    AllocationDecision,
    AllocationMonitoring,
    AllocationSuggestion,
)
from bothways.tailoring.allocation.policies import require_member
from bothways.tailoring.allocation.readers.monitoring import read_monitoring

LONGEST = 5_000


def _words(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(missing)
    if len(text) > LONGEST:
        raise Refused(_("Write at most %(most)s characters.") % {"most": LONGEST})
    return text


@transaction.atomic
def allocation_decide(
    suggestion: AllocationSuggestion, *, place: str, reason: str, actor: User
) -> AllocationDecision:
    """A named person decides for one family, with a reason also when agreeing."""
    require_member(suggestion.batch, actor)
    reason = _words(reason, _("Give the reason, also when you agree with the suggestion."))
    if place and place not in {row["id"] for row in suggestion.batch.places}:
        raise Refused(_("Choose a place of this batch, or no place."))
    decision = AllocationDecision.objects.create(
        suggestion=suggestion, place=place, agrees=place == suggestion.place, reason=reason,
        decided_by=actor,
    )  # fmt: skip
    audit("decide", "allocation", suggestion.batch_id, actor=actor, case=suggestion.case,
          agrees=decision.agrees)  # fmt: skip
    return decision


@transaction.atomic
def allocation_contest(
    suggestion: AllocationSuggestion, *, objection: str, actor: User
) -> AllocationContest:
    """Write down what the family objects to, in its own words."""
    require_member(suggestion.batch, actor)
    contest = AllocationContest.objects.create(
        suggestion=suggestion, objection=_words(objection, _("Write what the family objects to.")),
        recorded_by=actor,
    )  # fmt: skip
    audit("contest", "allocation", suggestion.batch_id, actor=actor, case=suggestion.case)
    return contest


@transaction.atomic
def allocation_answer(contest: AllocationContest, *, answer: str, actor: User) -> None:
    """Answer an objection. An answer that was given stays."""
    suggestion = contest.suggestion
    require_member(suggestion.batch, actor)
    if contest.answer:
        raise Refused(_("This objection has an answer already."))
    contest.answer = _words(answer, _("Write the answer to the family."))
    contest.answered_by, contest.answered_at = actor, timezone.now()
    contest.save(update_fields=["answer", "answered_by", "answered_at"])
    audit("answer", "allocation", suggestion.batch_id, actor=actor, case=suggestion.case)


@transaction.atomic
def allocation_monitor(
    batch: AllocationBatch, name: str, content: bytes, *, actor: User
) -> AllocationMonitoring:
    """Bring groups for the fairness report. Only when the suggestions stand already."""
    require_member(batch, actor)
    if batch.state != AllocationBatch.State.DONE:
        raise Refused(_("Groups are brought when the suggestions stand, so that they steer none."))
    known = {row["id"] for row in batch.families}
    groups, problems = read_monitoring(name, content, known)
    if errors(problems):
        raise Refused(_("The file has errors, so nothing of it was kept."), problems)
    monitoring, _new = AllocationMonitoring.objects.update_or_create(
        batch=batch,
        defaults={
            "groups": groups, "added_by": actor,
            "file_hash": hashlib.sha256(content).hexdigest(),
        },
    )  # fmt: skip
    audit("monitor", "allocation", batch.pk, actor=actor, families=len(groups))
    return monitoring
