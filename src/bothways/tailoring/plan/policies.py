"""Who may. Everybody with an account may make a plan; it belongs to whoever made it.

The owner lets others read or write. Whoever is not in the plan learns nothing, not even that it
exists. An administrator of the site stands outside this: the database is theirs to read.
"""

from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed
from bothways.core.models import User
from bothways.tailoring.models import AdaptationPlan


def may_read(plan: AdaptationPlan, user: User) -> bool:
    return is_owner(plan, user) or plan.members.filter(user=user).exists()


def may_write(plan: AdaptationPlan, user: User) -> bool:
    return is_owner(plan, user) or plan.members.filter(user=user, may_write=True).exists()


def is_owner(plan: AdaptationPlan, user: User) -> bool:
    return user.is_active and (plan.owner_id == user.pk or user.is_superuser)


def require_writer(plan: AdaptationPlan, user: User) -> None:
    if not (user.is_active and may_write(plan, user)):
        raise NotAllowed(_("You may read this plan. Its owner can let you write in it."))


def require_owner(plan: AdaptationPlan, user: User | None) -> None:
    """``None`` is the shell of the machine's owner, who clears names when their time is over."""
    if user is not None and not is_owner(plan, user):
        raise NotAllowed(_("Only the owner of the plan may do this."))
