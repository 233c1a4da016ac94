"""The audit trail: every action leaves one row, in the transaction of its write."""

from typing import Any

from django.db.models import Max

from bothways.core.models import AuditEntry, User


def audit(verb: str, thing: str, thing_id: object, *, actor: User | None, **detail: Any) -> None:
    AuditEntry.objects.create(
        actor=actor, verb=verb, thing=thing, thing_id=str(thing_id), detail=detail
    )


def newest_entry() -> int:
    """Names the state of everything that actions write: it grows with each of them."""
    return AuditEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
