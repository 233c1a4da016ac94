"""Writes of answers. Nothing that arrives is lost: what cannot be taken in is kept aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import IntegrityError, transaction
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
from bothways.surveys.receiving import Sent, complaints_of, filled, kept_answers, side_of

Reason = KeptAside.Reason


@dataclass(frozen=True)
class Receipt:
    """What became of answers: taken in (now or before), or kept aside with the reason."""

    submission: Submission | None
    kept: KeptAside | None = None
    is_new: bool = False

    @property
    def message(self) -> str:
        return message_of(self.kept.reason) if self.kept else ""


def message_of(reason: str) -> str:
    """Why answers were not taken in, for the person who sent them."""
    return {
        Reason.WAVE_CLOSED: _(
            "This survey is closed now. Your answers are kept aside for its owner."
        ),
        Reason.OTHER_CONTENT: _(
            "These answers were sent before with other content. Both are kept for the owner."
        ),
        Reason.ANSWERED_ALREADY: _("This card has answered already. Both are kept for the owner."),
        Reason.UNKNOWN_VERSION: _(
            "This version of the form is not known here. The answers are kept for the owner."
        ),
        Reason.UNREADABLE: _("The answers cannot be read. They are kept aside for the owner."),
    }[Reason(reason)]


@transaction.atomic
def submission_receive(wave: Wave, sent: Sent, *, actor: User | None = None) -> Receipt:
    """Takes answers in once. Sent again, they are the same; anything else is kept aside."""
    known = _known(wave, sent)
    if known is not None:
        return _again(wave, known, sent, actor)
    if wave.state != Wave.State.OPEN:
        return Receipt(None, _keep_aside(wave, sent, Reason.WAVE_CLOSED, actor))
    return _take_in(wave, sent, actor)


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
    if _known(wave, sent) is not None:
        raise Refused(
            _("Answers with this number are there already. Only one of the two can stand.")
        )
    receipt = _take_in(wave, sent, actor, is_audited=False)
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


def _known(wave: Wave, sent: Sent) -> Submission | None:
    rows = Submission.objects.filter(survey=wave.survey_id, instance_id=sent.instance_id)
    return rows.defer("raw").first()


def _again(wave: Wave, known: Submission, sent: Sent, actor: User | None) -> Receipt:
    if known.content_hash == sent.content_hash:
        return Receipt(known)
    return Receipt(None, _keep_aside(wave, sent, Reason.OTHER_CONTENT, actor))


def _take_in(wave: Wave, sent: Sent, actor: User | None, is_audited: bool = True) -> Receipt:
    sheet = filled(sent, timezone.now())
    answers = kept_answers(sheet)
    try:
        # A savepoint: on PostgreSQL two phones may send the same at the same moment.
        with transaction.atomic():
            submission = Submission.objects.create(
                survey_id=wave.survey_id, wave=wave, version=sent.version, group=sent.group,
                respondent=sent.respondent, instance_id=sent.instance_id, answers=answers,
                content_hash=sent.content_hash, complaints=complaints_of(sheet),
                side=side_of(wave.survey, sent, answers), language=sent.language[:20],
                channel=sent.channel, raw=sent.raw,
            )  # fmt: skip
    except IntegrityError:
        known = _known(wave, sent)
        if known is not None:
            return _again(wave, known, sent, actor)
        return Receipt(None, _keep_aside(wave, sent, Reason.ANSWERED_ALREADY, actor))
    if is_audited:
        # Nothing of the answers: rows of the trail outlive them.
        audit("receive", "wave", wave.pk, actor=actor, channel=sent.channel)
    return Receipt(submission, is_new=True)


def _keep_aside(wave: Wave, sent: Sent, reason: Reason, actor: User | None) -> KeptAside:
    kept, _is_new = KeptAside.objects.get_or_create(
        survey=wave.survey, reason=reason, instance_id=sent.instance_id[:200],
        content_hash=sent.content_hash,
        defaults={"wave": wave, "channel": sent.channel, "raw": sent.text, "group": sent.group,
                  "respondent": sent.respondent, "language": sent.language[:20]},
    )  # fmt: skip
    audit("keep_aside", "wave", wave.pk, actor=actor, reason=reason)
    return kept


def _settle(kept: KeptAside, actor: User) -> None:
    kept.settled_at, kept.settled_by = timezone.now(), actor
    kept.save(update_fields=["settled_at", "settled_by"])
