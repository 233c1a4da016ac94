"""Who may. Everybody with an account may start a survey; it belongs to whoever started it.

Whoever collects (a teacher, say) prints cards and sees how many answered. Answers, under
pseudonyms, are for the owner and those let in to analyse. Outsiders do not learn that it exists.
"""

from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed
from bothways.core.models import User
from bothways.surveys.models import Survey, SurveyGroup, SurveyMember

Role = SurveyMember.Role


def is_owner(survey: Survey, user: User) -> bool:
    return user.is_active and (survey.owner_id == user.pk or user.is_superuser)


def role_in(survey: Survey, user: User) -> str:
    """``manage`` for the owner; an empty text for outsiders."""
    if not user.is_active:
        return ""
    if is_owner(survey, user):
        return Role.MANAGE
    return survey.members.filter(user=user).values_list("role", flat=True).first() or ""


def may_read(survey: Survey, user: User) -> bool:
    return bool(role_in(survey, user))


def may_manage(survey: Survey, user: User) -> bool:
    return role_in(survey, user) == Role.MANAGE


def may_see_answers(survey: Survey, user: User) -> bool:
    return role_in(survey, user) in (Role.MANAGE, Role.ANALYSE)


def only_group(survey: Survey, user: User) -> int | None:
    """The one group that a teacher was let in for; None for all of them."""
    if may_see_answers(survey, user):
        return None
    return survey.members.filter(user=user).values_list("group", flat=True).first()


def may_see_group(group: SurveyGroup, user: User) -> bool:
    """A teacher let in for one class sees the cards of that class only."""
    if not may_read(group.survey, user):
        return False
    return only_group(group.survey, user) in (None, group.pk)


def require_manager(survey: Survey, user: User) -> None:
    if not may_manage(survey, user):
        raise NotAllowed(_("Only the owner of the survey and its managers may do this."))


def require_owner(survey: Survey, user: User) -> None:
    if not is_owner(survey, user):
        raise NotAllowed(_("Only the owner of the survey may do this."))


def require_analyst(survey: Survey, user: User) -> None:
    if not may_see_answers(survey, user):
        raise NotAllowed(_("Answers are only for those who analyse the survey."))
