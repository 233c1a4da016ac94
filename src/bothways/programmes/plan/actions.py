"""Writes about a programme as a whole. Each leaves one audit row."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.programmes.models import Programme, ProgrammeMember


@transaction.atomic
def programme_start(title: str, *, actor: User, language: str = "en", **fields: Any) -> Programme:
    """A programme of its own. Whoever starts it leads it."""
    if not actor.is_active:
        raise NotAllowed(_("This account is closed."))
    if not title.strip():
        raise Refused(_("Give the programme a title, so that you find it again."))
    programme = Programme.objects.create(title=title.strip()[:200], language=language, **fields)
    ProgrammeMember.objects.create(
        programme=programme, user=actor, role=ProgrammeMember.Role.LEAD, invited_by=actor
    )
    audit("start", "programme", programme.pk, actor=actor)
    return programme
