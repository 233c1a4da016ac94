"""Writes about people."""

from django.contrib.auth.models import Group
from django.db import transaction

from bothways.core.audit import audit
from bothways.core.errors import NotAllowed
from bothways.core.models import User


@transaction.atomic
def user_invite(
    username: str, *, password: str, roles: list[str], actor: User | None, email: str = ""
) -> User:
    """Make an account with these roles. ``actor`` is None only for the set-up command."""
    if actor is not None and not actor.is_superuser:
        raise NotAllowed("Only an administrator invites people.")
    user = User.objects.create_user(username, email=email, password=password)
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    audit("invite", "user", user.pk, actor=actor, roles=roles)
    return user
