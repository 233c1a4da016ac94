"""The audit trail: every action leaves one row, in the transaction of its write."""

from typing import Any

from bothways.core.models import AuditEntry, User


def audit(verb: str, thing: str, thing_id: object, *, actor: User | None, **detail: Any) -> None:
    AuditEntry.objects.create(
        actor=actor, verb=verb, thing=thing, thing_id=str(thing_id), detail=detail
    )
