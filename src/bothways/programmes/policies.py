"""Who may do what in a programme: a role is a set of rights, and the table below is all there is.

Whoever has no role learns nothing, not even that the programme exists. A facilitator's rights over
people hold for their own cohorts only: ``may_in_cohort`` says which.
"""

from enum import Enum

from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed
from bothways.core.models import User
from bothways.programmes.models import Cohort, Programme, ProgrammeMember


class Right(Enum):
    READ = "read"  # the plan and figures that tell of nobody
    PLAN = "plan"  # write goal, results, partners, budget, periods, figures
    MEMBERS = "members"  # let others in and out, close, delete
    PEOPLE = "people"  # see and write who takes part, in every cohort
    DELIVER = "deliver"  # see the roster, hold sessions, mark attendance
    CERTIFY = "certify"  # issue and revoke certificates, set levels
    PROTECT = "protect"  # consent, checks, pairings, the log of reads, erasure
    REPORT = "report"  # tables for funders, exports


Role = ProgrammeMember.Role
RIGHTS: dict[str, frozenset[Right]] = {
    Role.LEAD: frozenset(Right),
    Role.OFFICER: frozenset(Right) - {Right.MEMBERS},
    Role.FACILITATOR: frozenset({Right.READ, Right.DELIVER}),
    Role.SAFEGUARDING: frozenset({Right.READ, Right.PEOPLE, Right.PROTECT}),
    Role.PARTNER: frozenset({Right.READ, Right.REPORT}),
    Role.EVALUATOR: frozenset({Right.READ, Right.REPORT}),
}
NONE: frozenset[Right] = frozenset()


def role_in(programme: Programme, user: User) -> str:
    """The person's role here, or nothing."""
    if not (user.is_authenticated and user.is_active):
        return ""
    if user.is_superuser:
        return Role.LEAD
    found = programme.members.filter(user=user).values_list("role", flat=True).first()
    return found or ""


def rights_in(programme: Programme, user: User) -> frozenset[Right]:
    return RIGHTS.get(role_in(programme, user), NONE)


def may(programme: Programme, user: User, right: Right) -> bool:
    return right in rights_in(programme, user)


def may_in_cohort(cohort: Cohort, user: User, right: Right) -> bool:
    """Rights over one cohort: a facilitator has theirs in the cohorts that are theirs."""
    role = role_in(cohort.programme, user)
    if right not in RIGHTS.get(role, NONE):
        return False
    return role != Role.FACILITATOR or cohort.facilitators.filter(member__user=user).exists()


def require(programme: Programme, user: User | None, right: Right) -> None:
    """``None`` is the shell of the machine's owner, whose daily work erases and alerts."""
    if user is not None and not may(programme, user, right):
        raise NotAllowed(_("Your role in this programme does not include this. Ask its lead."))


def require_in_cohort(cohort: Cohort, user: User | None, right: Right) -> None:
    if user is not None and not may_in_cohort(cohort, user, right):
        raise NotAllowed(_("Your role in this programme does not include this. Ask its lead."))
