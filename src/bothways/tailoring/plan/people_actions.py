"""Writes about people: who is let in, and whom partners can reach."""

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.accounts import account_named
from bothways.core.audit import audit
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.tailoring.models import AdaptationPlan, PlanContact, PlanMember
from bothways.tailoring.plan.policies import is_owner, require_owner
from bothways.tailoring.plan.writing import keep, writable


@transaction.atomic
def contact_add(
    plan: AdaptationPlan, *, name: str, organisation: str, reach: str, actor: User
) -> PlanContact:
    plan = writable(plan, actor)
    if not name.strip():
        raise Refused(_("Give a name or an office that partners can ask for."))
    contact = PlanContact.objects.create(
        plan=plan, name=name.strip()[:200], organisation=organisation[:200], reach=reach[:200]
    )
    keep(plan, "add_contact", actor)
    return contact


@transaction.atomic
def contact_remove(contact: PlanContact, *, actor: User) -> None:
    plan = writable(contact.plan, actor)
    contact.delete()
    keep(plan, "remove_contact", actor)


@transaction.atomic
def member_invite(plan: AdaptationPlan, who: str, *, may_write: bool, actor: User) -> PlanMember:
    """Lets another account in, by its user name or e-mail address."""
    require_owner(plan, actor)
    user = account_named(who)
    if user.pk == plan.owner_id:
        raise Refused(_("The plan is yours already."))
    member, _is_new = PlanMember.objects.update_or_create(
        plan=plan, user=user, defaults={"may_write": may_write, "invited_by": actor}
    )
    audit("invite", "plan", plan.pk, actor=actor, user=user.pk, may_write=may_write)
    return member


@transaction.atomic
def member_remove(member: PlanMember, *, actor: User) -> None:
    """The owner takes somebody out, or a member leaves."""
    if member.user_id != actor.pk and not is_owner(member.plan, actor):
        raise NotAllowed(_("Only the owner of the plan may do this."))
    plan_id, user_id = member.plan_id, member.user_id
    member.delete()
    audit("remove_member", "plan", plan_id, actor=actor, user=user_id)
