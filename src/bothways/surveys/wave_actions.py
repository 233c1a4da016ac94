"""Writes about waves: plan, open, close. One audit row each."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.surveys.gates import reasons_to_wait
from bothways.surveys.models import FormVersion, Survey, SurveyGroup, Wave
from bothways.surveys.policies import require_manager


@transaction.atomic
def wave_plan(
    survey: Survey,
    version: FormVersion,
    *,
    title: str,
    actor: User,
    groups: Sequence[SurveyGroup] = (),
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> Wave:
    """A wave that asks one version of a form; of all groups unless some are named."""
    require_manager(survey, actor)
    _check_wave(survey, version, title, groups, opens_on, closes_on)
    number = (survey.waves.aggregate(n=Max("number"))["n"] or 0) + 1
    wave = Wave.objects.create(
        survey=survey, number=number, title=title.strip()[:200], version=version,
        opens_on=opens_on, closes_on=closes_on,
    )  # fmt: skip
    wave.groups.set(groups)
    audit("plan_wave", "survey", survey.pk, actor=actor, wave=wave.pk)
    return wave


@transaction.atomic
def wave_open(wave: Wave, *, actor: User) -> None:
    """From now on answers are taken in. A wave that was closed opens again."""
    require_manager(wave.survey, actor)
    wave.refresh_from_db()
    if wave.state == Wave.State.OPEN:
        raise Refused(_("This wave is open already."))
    if wave.survey.erased_at:
        raise Refused(_("The answers of this survey are erased. Start a new survey."))
    if reasons := reasons_to_wait(wave):
        raise Refused(" ".join(reasons))
    wave.state, wave.closed_at = Wave.State.OPEN, None
    wave.opened_at = wave.opened_at or timezone.now()
    wave.save(update_fields=["state", "opened_at", "closed_at"])
    audit("open_wave", "survey", wave.survey_id, actor=actor, wave=wave.pk)


@transaction.atomic
def wave_close(wave: Wave, *, actor: User) -> None:
    """What comes after this is kept aside for the owner."""
    require_manager(wave.survey, actor)
    wave.refresh_from_db()
    if wave.state != Wave.State.OPEN:
        raise Refused(_("This wave is not open."))
    wave.state, wave.closed_at = Wave.State.CLOSED, timezone.now()
    wave.save(update_fields=["state", "closed_at"])
    audit("close_wave", "survey", wave.survey_id, actor=actor, wave=wave.pk)


@transaction.atomic
def wave_change(
    wave: Wave, *, title: str, opens_on: date | None, closes_on: date | None, actor: User
) -> None:
    require_manager(wave.survey, actor)
    _check_wave(wave.survey, wave.version, title, (), opens_on, closes_on)
    wave.title, wave.opens_on, wave.closes_on = title.strip()[:200], opens_on, closes_on
    wave.save(update_fields=["title", "opens_on", "closes_on"])
    audit("change_wave", "survey", wave.survey_id, actor=actor, wave=wave.pk)


def _check_wave(
    survey: Survey, version: FormVersion, title: str, groups: Sequence[SurveyGroup],
    opens_on: date | None, closes_on: date | None,
) -> None:  # fmt: skip
    if not title.strip():
        raise Refused(_("Give the wave a title, such as “before” or “after a year”."))
    if version.form.survey_id != survey.pk:
        raise Refused(_("This form belongs to another survey."))
    if any(group.survey_id != survey.pk for group in groups):
        raise Refused(_("This group is not in the survey."))
    if opens_on and closes_on and closes_on < opens_on:
        raise Refused(_("The wave closes before it opens. Exchange the two days?"))
