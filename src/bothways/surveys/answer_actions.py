"""Writes of answers. Nothing that arrives is lost: what cannot be taken in is kept aside."""

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.surveys.models import (
    Attachment,
    KeptAside,
    Submission,
    Survey,
    Wave,
)
from bothways.surveys.policies import require_analyst, require_manager
from bothways.surveys.receiving import Sent
from bothways.surveys.taking_in import Receipt, known, receive, take_in


@transaction.atomic
def submission_receive(wave: Wave, sent: Sent, *, actor: User | None = None) -> Receipt:
    """Takes answers in once. Sent again, they are the same; anything else is kept aside."""
    receipt = receive(wave, sent)
    if receipt.kept is not None:
        audit("keep_aside", "wave", wave.pk, actor=actor, reason=receipt.kept.reason)
    elif receipt.is_new:
        # Nothing of the answers: rows of the trail outlive them.
        audit("receive", "wave", wave.pk, actor=actor, channel=sent.channel)
    return receipt


@transaction.atomic
def attachments_receive(
    submission: Submission, files: Mapping[str, bytes], *, actor: User | None = None
) -> None:
    """Files that came with or after the answers; each is kept once."""
    for name, content in files.items():
        Attachment.objects.get_or_create(
            submission=submission, name=name[:200],
            content_hash=sha256(content).hexdigest(), defaults={"content": content},
        )  # fmt: skip
    audit("attach", "submission", submission.pk, actor=actor, files=len(files))


@transaction.atomic
def unreadable_keep(
    survey: Survey, raw: str, *, channel: str, reason: str, instance_id: str = "",
    actor: User | None = None,
) -> KeptAside:  # fmt: skip
    """Something that is no answer to any form here, word for word."""
    kept, _is_new = KeptAside.objects.get_or_create(
        survey=survey, reason=reason, instance_id=instance_id[:200],
        content_hash=sha256(raw.encode()).hexdigest(), defaults={"channel": channel, "raw": raw},
    )  # fmt: skip
    audit("keep_aside", "survey", survey.pk, actor=actor, reason=reason)
    return kept


@transaction.atomic
def kept_aside_take_in(kept: KeptAside, wave: Wave, sent: Sent, *, actor: User) -> Submission:
    """The owner takes in what was kept aside, into a wave open or closed."""
    require_manager(kept.survey, actor)
    if kept.settled_at:
        raise Refused(_("This was settled before."))
    if known(wave, sent) is not None:
        raise Refused(
            _("Answers with this number are there already. Only one of the two can stand.")
        )
    receipt = take_in(wave, sent)
    if receipt.submission is None:
        raise Refused(receipt.message)
    _settle(kept, actor)
    audit("take_in", "survey", kept.survey_id, actor=actor, kept=kept.pk)
    return receipt.submission


@transaction.atomic
def kept_aside_set_by(kept: KeptAside, *, actor: User) -> None:
    """The owner looked at it and leaves it out. It stays stored."""
    require_manager(kept.survey, actor)
    _settle(kept, actor)
    audit("leave_out", "survey", kept.survey_id, actor=actor, kept=kept.pk)


@transaction.atomic
def answers_read_log(survey: Survey, *, what: str, actor: User) -> None:
    """Somebody reads answers of children: who and when is on record."""
    require_analyst(survey, actor)
    audit("read_answers", "survey", survey.pk, actor=actor, what=what)


def _settle(kept: KeptAside, actor: User) -> None:
    kept.settled_at, kept.settled_by = timezone.now(), actor
    kept.save(update_fields=["settled_at", "settled_by"])
