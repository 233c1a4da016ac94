"""Decides of answers that arrive: new, known, or kept aside. Writes them, in the transaction
and under the audit row of whichever action called it.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.surveys.erasing import is_erased
from bothways.surveys.forms.evaluate import Sheet
from bothways.surveys.models import KeptAside, Submission, Wave
from bothways.surveys.receiving import (
    Sent,
    complaints_of,
    content_hash,
    filled,
    kept_answers,
    side_of,
)

Reason = KeptAside.Reason


@dataclass(frozen=True)
class Receipt:
    """What became of answers: taken in (now or before), or kept aside with the reason."""

    submission: Submission | None
    kept: KeptAside | None = None
    is_new: bool = False
    # Taken back or erased before; sent again, it stays away.
    is_erased: bool = False

    @property
    def message(self) -> str:
        if self.is_erased:
            return _("These answers were erased before. They are not stored again.")
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


def receive(wave: Wave, sent: Sent) -> Receipt:
    """Takes answers in once; to a wave that is not open they are kept aside."""
    sheet = filled(sent, timezone.now())
    if is_erased(wave.survey, sent.instance_id):
        return Receipt(None, is_erased=True)
    found = known(wave, sent)
    if found is not None:
        return _again(wave, found, sent, sheet)
    if wave.state != Wave.State.OPEN:
        return Receipt(None, _keep_aside(wave, sent, sheet, Reason.WAVE_CLOSED))
    return take_in(wave, sent, sheet)


def known(wave: Wave, sent: Sent) -> Submission | None:
    rows = Submission.objects.filter(survey=wave.survey_id, instance_id=sent.instance_id)
    return rows.defer("raw").first()


def take_in(wave: Wave, sent: Sent, sheet: Sheet | None = None) -> Receipt:
    sheet = sheet or filled(sent, timezone.now())
    try:
        # A savepoint: on PostgreSQL two phones may send the same at the same moment.
        with transaction.atomic():
            return Receipt(_written(wave, sent, sheet), is_new=True)
    except IntegrityError:
        found = known(wave, sent)
        if found is not None:
            return _again(wave, found, sent, sheet)
        return Receipt(None, _keep_aside(wave, sent, sheet, Reason.ANSWERED_ALREADY))


def _written(wave: Wave, sent: Sent, sheet: Sheet) -> Submission:
    answers = kept_answers(sheet)
    return Submission.objects.create(
        survey_id=wave.survey_id, wave=wave, version=sent.version, group=sent.group,
        respondent=sent.respondent, instance_id=sent.instance_id, answers=answers,
        content_hash=content_hash(sent, sheet), complaints=complaints_of(sheet),
        side=side_of(wave.survey, sent, answers), language=sent.language[:20],
        channel=sent.channel, raw=sent.raw,
    )  # fmt: skip


def _again(wave: Wave, found: Submission, sent: Sent, sheet: Sheet) -> Receipt:
    if found.content_hash == content_hash(sent, sheet):
        return Receipt(found)
    return Receipt(None, _keep_aside(wave, sent, sheet, Reason.OTHER_CONTENT))


def _keep_aside(wave: Wave, sent: Sent, sheet: Sheet, reason: Reason) -> KeptAside:
    kept, _is_new = KeptAside.objects.get_or_create(
        survey=wave.survey, reason=reason, instance_id=sent.instance_id[:200],
        content_hash=content_hash(sent, sheet),
        defaults={"wave": wave, "channel": sent.channel, "raw": sent.text, "group": sent.group,
                  "respondent": sent.respondent, "language": sent.language[:20]},
    )  # fmt: skip
    return kept
