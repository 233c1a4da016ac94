"""Writes about who is in a programme and as what. The last lead can neither leave nor step down."""

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from bothways.core.accounts import account_named
from bothways.core.audit import audit
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.directory.organisations.models import Organisation
from bothways.programmes.delivery.holders import cohorts_of, keep_held, release_planned
from bothways.programmes.models import Programme, ProgrammeMember
from bothways.programmes.plan.writing import locked
from bothways.programmes.policies import Right, may, require
from bothways.programmes.protection.pairing_review import suspend_unsafe

Role = ProgrammeMember.Role


@transaction.atomic
def member_invite(
    programme: Programme, who: str, *, role: str, actor: User,
    organisation: Organisation | None = None,
) -> ProgrammeMember:  # fmt: skip
    """Lets another account in, by its user name or e-mail address."""
    require(programme, actor, Right.MEMBERS)
    _check_role(role)
    user = account_named(who)
    if programme.members.filter(user=user).exists():
        raise Refused(_("This person is in the programme already. Change the role there."))
    member = ProgrammeMember.objects.create(
        programme=programme, user=user, role=role, organisation=organisation, invited_by=actor
    )
    audit("invite", "programme", programme.pk, actor=actor, user=user.pk, role=role)
    return member


@transaction.atomic
def member_role(member: ProgrammeMember, *, role: str, actor: User) -> None:
    """Gives a member another role."""
    require(member.programme, actor, Right.MEMBERS)
    _check_role(role)
    if role != Role.LEAD:
        _refuse_last_lead(member)
    member.role = role
    member.save(update_fields=["role"])
    # A supervisor without the right to protect supervises nobody.
    suspend_unsafe(member.programme)
    released = release_planned(cohorts_of(member.programme))
    audit("change_role", "programme", member.programme_id, actor=actor, user=member.user_id,
          role=role, released=released)  # fmt: skip


@transaction.atomic
def member_remove(member: ProgrammeMember, *, actor: User) -> None:
    """The lead takes somebody out, or a member leaves."""
    if member.user_id != actor.pk and not may(member.programme, actor, Right.MEMBERS):
        raise NotAllowed(_("Your role in this programme does not include this. Ask its lead."))
    _refuse_last_lead(member)
    programme_id, user_id = member.programme_id, member.user_id
    keep_held(member)
    try:
        member.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Refused(
            _("This person mentors or supervises somebody here. End that first.")
        ) from error
    audit("remove_member", "programme", programme_id, actor=actor, user=user_id)


def _refuse_last_lead(member: ProgrammeMember) -> None:
    # Two leads who leave at once wait for each other here, so that one of them stays.
    programme = locked(member.programme)
    leads = programme.members.filter(role=Role.LEAD)
    if member.role == Role.LEAD and not leads.exclude(pk=member.pk).exists():
        raise Refused(_("The programme needs somebody who leads it. Name another lead first."))


def _check_role(role: str) -> None:
    if role not in Role:
        raise Refused(_("There is no such role. Choose one of the list."))
