"""Writes about the texts of consent. A released text never changes."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.models import ConsentText, Programme
from bothways.programmes.protection.consent_queries import MENTORING, OWN_VOICE_FROM, TAKING_PART
from bothways.programmes.protection.pairing_review import suspend_unsafe
from bothways.programmes.protection.wordings import purposes
from bothways.programmes.protection.writing import protected

LONGEST = 6000
MONTHS_AT_MOST = 60


@transaction.atomic
def consent_text_release(
    programme: Programme,
    purpose: str,
    *,
    words: Mapping[str, str],
    actor: User | None,
    valid_months: int = 24,
    own_voice_from: int = OWN_VOICE_FROM,
) -> ConsentText:
    """A new version. Everybody is asked anew; an earlier yes holds for thirty more days."""
    programme = protected(programme.pk, actor)
    said = {language: text.strip() for language, text in words.items() if text.strip()}
    _check(purpose, said, valid_months, own_voice_from)
    before = programme.consent_texts.filter(purpose=purpose)
    version = (before.aggregate(newest=Max("version"))["newest"] or 0) + 1
    text = ConsentText.objects.create(
        programme=programme, purpose=purpose, version=version, words=said,
        valid_months=valid_months, own_voice_from=own_voice_from,
    )  # fmt: skip
    # A later age of the own voice can end a consent at once.
    stopped = suspend_unsafe(programme) if purpose == MENTORING else []
    audit(
        "release", "consent_text", text.pk, actor=actor, programme=programme.pk, purpose=purpose,
        version=version, suspended=stopped,
    )  # fmt: skip
    return text


@transaction.atomic
def consent_text_withdraw(text: ConsentText, *, actor: User | None) -> None:
    """Nobody is asked any more, and every yes to this purpose ends today."""
    programme = protected(text.programme_id, actor)
    if text.purpose == TAKING_PART:
        raise Refused(
            _("Without consent to taking part no data may stay. Release a new version instead.")
        )
    live = programme.consent_texts.filter(purpose=text.purpose, withdrawn_at=None)
    if not live.exists():
        raise Refused(_("This text is no longer asked."))
    live.update(withdrawn_at=timezone.now())
    stopped = suspend_unsafe(programme) if text.purpose == MENTORING else []
    audit(
        "withdraw", "consent_text", text.pk, actor=actor, programme=programme.pk,
        purpose=text.purpose, suspended=stopped,
    )  # fmt: skip


def _check(purpose: str, words: Mapping[str, str], months: int, age: int) -> None:
    if purpose not in purposes():
        raise Refused(_("There is no such purpose. Choose one of the list."))
    if not words:
        raise Refused(_("Write the text in at least one language."))
    if any(len(text) > LONGEST for text in words.values()):
        raise Refused(_("Nobody reads so long a text before they sign. Keep it below one page."))
    if not 1 <= months <= MONTHS_AT_MOST:
        raise Refused(_("A consent holds for 1 to 60 months. Then it is asked anew."))
    if not 0 <= age <= 18:
        raise Refused(_("The age of the own voice lies between 0 and 18."))
