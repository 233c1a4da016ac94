"""Writes about a survey as a whole: start, describe, let people in. One audit row each."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.accounts import account_named
from bothways.core.audit import audit
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.surveys.models import Survey, SurveyGroup, SurveyMember
from bothways.surveys.policies import is_owner, require_manager, require_owner

KEEP_DAYS = 730


@transaction.atomic
def survey_start(
    title: str, *, actor: User, purpose: str = "", language: str = "en", side_question: str = "",
    keep_until: date | None = None,
) -> Survey:  # fmt: skip
    """A survey that belongs to whoever starts it. Its answers go by themselves, in two years."""
    if not actor.is_active:
        raise NotAllowed(_("This account is closed."))
    keep_until = keep_until or timezone.localdate() + timedelta(days=KEEP_DAYS)
    _check_day(keep_until)
    survey = Survey.objects.create(
        title=_titled(title), purpose=purpose, language=language, owner=actor,
        side_question=side_question, keep_until=keep_until,
    )  # fmt: skip
    audit("start", "survey", survey.pk, actor=actor)
    return survey


@transaction.atomic
def survey_describe(
    survey: Survey, *, title: str, purpose: str, side_question: str, keep_until: date | None,
    actor: User,
) -> None:  # fmt: skip
    require_manager(survey, actor)
    if keep_until != survey.keep_until:
        _check_day(keep_until)
    survey.keep_until = keep_until
    survey.title, survey.purpose = _titled(title), purpose
    survey.side_question = side_question.strip()[:200]
    survey.save(update_fields=["title", "purpose", "side_question", "keep_until", "updated_at"])
    until = keep_until.isoformat() if keep_until else ""
    audit("describe", "survey", survey.pk, actor=actor, keep_until=until)


@transaction.atomic
def survey_member_let_in(
    survey: Survey, who: str, *, role: str, actor: User, group: SurveyGroup | None = None
) -> SurveyMember:
    """Lets another account in, by its user name or e-mail address."""
    require_owner(survey, actor)
    user = account_named(who)
    if user.pk == survey.owner_id:
        raise Refused(_("The survey is yours already."))
    if role not in SurveyMember.Role.values:
        raise Refused(_("Choose what the person may do."))
    if group is not None and group.survey_id != survey.pk:
        raise Refused(_("This group is not in the survey."))
    member, _is_new = SurveyMember.objects.update_or_create(
        survey=survey, user=user, defaults={"role": role, "group": group}
    )
    audit("let_in", "survey", survey.pk, actor=actor, user=user.pk, role=role)
    return member


@transaction.atomic
def survey_member_remove(member: SurveyMember, *, actor: User) -> None:
    """The owner takes somebody out, or a member leaves."""
    if member.user_id != actor.pk and not is_owner(member.survey, actor):
        raise NotAllowed(_("Only the owner of the survey may do this."))
    survey_id, user_id = member.survey_id, member.user_id
    member.delete()
    audit("remove_member", "survey", survey_id, actor=actor, user=user_id)


def _check_day(keep_until: date | None) -> None:
    if keep_until is not None and keep_until <= timezone.localdate():
        raise Refused(_("Choose a day to come. To erase the answers today, use “Erase answers”."))


def _titled(title: str) -> str:
    if not title.strip():
        raise Refused(_("Give the survey a title, so that you find it again."))
    return title.strip()[:200]
