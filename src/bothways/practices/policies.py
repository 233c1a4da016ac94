"""Who may. Reading releases needs nothing; everything else needs a role."""

from bothways.core.errors import NotAllowed
from bothways.core.models import Role, User


def can_edit(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.EDITOR, Role.REVIEWER)


def can_review(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.REVIEWER)


def require_editor(user: User | None) -> None:
    """``None`` is the shell of the machine's owner, who may."""
    if user is not None and not can_edit(user):
        raise NotAllowed("This needs the role of an editor.")


def require_reviewer(user: User | None) -> None:
    if user is not None and not can_review(user):
        raise NotAllowed("This needs the role of a reviewer.")
