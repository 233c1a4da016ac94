"""The audit trail: every action leaves one row, in the transaction of its write."""

from datetime import datetime
from typing import Any

from bothways.core.models import AuditEntry, User


def audit(verb: str, thing: str, thing_id: object, *, actor: User | None, **detail: Any) -> None:
    AuditEntry.objects.create(
        actor=actor, verb=verb, thing=thing, thing_id=str(thing_id), detail=detail
    )


def newest_entry() -> tuple[int, datetime] | None:
    """Names the state of everything that actions write: it moves with each of them."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", "at").first()
