"""Who may. Reading needs no account; editors keep the register, members speak for their own."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed
from bothways.core.models import Role, User
from bothways.directory.organisations.models import Organisation


def can_keep_register(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.EDITOR, Role.REVIEWER)


def speaks_for(user: User, organisation: Organisation) -> bool:
    """Whether the account was admitted to the organisation."""
    return (
        user.is_authenticated and user.is_active and organisation.members.filter(user=user).exists()
    )


def speaks_for_any(user: User | AnonymousUser | None) -> bool:
    """Whether the account was admitted to some organisation. No statement for a visitor."""
    return isinstance(user, User) and user.is_active and user.organisations.exists()


def require_register(user: User | None) -> None:
    """``None`` is the shell of the machine's owner, who may."""
    if user is not None and not can_keep_register(user):
        raise NotAllowed(_("This needs the role of an editor."))
