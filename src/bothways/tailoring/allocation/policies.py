"""Who may. A batch is for its members; to everybody else it does not exist."""

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import Role, User
from bothways.tailoring.allocation.models import AllocationBatch, AllocationSwitch


def can_start(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.PLACEMENT)


def is_member(batch: AllocationBatch, user: User) -> bool:
    return user.is_active and batch.members.filter(user=user).exists()


def require_start(user: User) -> None:
    if not can_start(user):
        raise NotAllowed(_("Starting a batch needs the role “placement”."))


def require_member(batch: AllocationBatch, user: User | None) -> None:
    """``None`` is the worker and the shell of the machine's owner.

    An administrator may step in, for instance to empty a batch whose members are gone.
    """
    if user is not None and not (is_member(batch, user) or user.is_superuser):
        raise NotAllowed(_("This batch is for its members."))


def require_administrator(user: User) -> None:
    if not (user.is_active and user.is_superuser):
        raise NotAllowed(_("Only an administrator switches batches on or off."))


def batches_on() -> bool:
    """Off means directory mode: options of one family are ranked, no batch is run."""
    if not getattr(settings, "ALLOCATION_BATCHES", True):
        return False
    newest = AllocationSwitch.objects.first()
    return newest is None or newest.batches_on


def refuse_when_off() -> None:
    if not batches_on():
        message = _("Batches are switched off. You can still rank the options of one family.")
        raise Refused(message)
