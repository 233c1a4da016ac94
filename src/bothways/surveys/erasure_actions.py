"""Writes that erase answers: taken back by whoever holds the card, on request, or when due."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.surveys.erasing import Reach, erase
from bothways.surveys.models import Respondent, Survey, Wave
from bothways.surveys.policies import require_manager, require_owner


@transaction.atomic
def answers_take_back(respondent: Respondent, *, actor: User | None = None) -> Reach:
    """Whoever holds the card takes back all that it answered. The card stays valid."""
    gone = erase(respondent.group.survey, respondent)
    _on_record("take_back", respondent, gone, actor)
    return gone


@transaction.atomic
def card_answers_erase(respondent: Respondent, *, actor: User) -> Reach:
    """On request, by those who manage the survey."""
    require_manager(respondent.group.survey, actor)
    gone = erase(respondent.group.survey, respondent)
    if gone.is_empty:
        raise Refused(_("This card has answered nothing that is kept here."))
    _on_record("erase_card", respondent, gone, actor)
    return gone


@transaction.atomic
def survey_answers_erase(survey: Survey, *, reason: str, actor: User) -> Reach:
    """All answers at once: by the owner before the day with a reason, after it without."""
    require_owner(survey, actor)
    is_due = survey.keep_until is not None and survey.keep_until <= timezone.localdate()
    if not reason.strip() and not is_due:
        raise Refused(_("Say why the answers go before their day. No names, please."))
    return _erased(survey, reason.strip()[:500], actor)


@transaction.atomic
def survey_answers_erase_when_due(
    survey: Survey, *, actor: User | None, on: date | None = None
) -> Reach:
    """Only if the day has come that the survey itself names."""
    if actor is not None:
        require_owner(survey, actor)
    if survey.keep_until is None or survey.keep_until > (on or timezone.localdate()):
        raise Refused(_("The day on which these answers go has not come yet."))
    return _erased(survey, "", actor)


def _erased(survey: Survey, reason: str, actor: User | None) -> Reach:
    if survey.erased_at:
        raise Refused(_("The answers of this survey are erased already."))
    now = timezone.now()
    gone = erase(survey)
    survey.waves.filter(state=Wave.State.OPEN).update(state=Wave.State.CLOSED, closed_at=now)
    # What tied a card to anybody elsewhere goes along.
    Respondent.objects.filter(group__survey=survey).update(respondent_key="")
    survey.erased_at, survey.erased_because = now, reason
    survey.save(update_fields=["erased_at", "erased_because", "updated_at"])
    audit("erase_all", "survey", survey.pk, actor=actor, sheets=gone.sheets, kept=gone.kept,
          because=reason or "retention")  # fmt: skip
    return gone


def _on_record(verb: str, respondent: Respondent, gone: Reach, actor: User | None) -> None:
    # The class and not the card: that somebody took answers back says something of them too.
    audit(verb, "survey", respondent.group.survey_id, actor=actor, group=respondent.group_id,
          sheets=gone.sheets, kept=gone.kept)  # fmt: skip
