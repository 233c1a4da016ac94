"""Who may. Reading figures needs nothing; bringing and undoing them needs a role."""

from bothways.core.errors import NotAllowed
from bothways.core.models import Role, User


def can_import(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.EDITOR, Role.REVIEWER)


def require_importer(user: User | None) -> None:
    """``None`` is the shell of the machine's owner, who may."""
    if user is not None and not can_import(user):
        raise NotAllowed("This needs the role of an editor.")
