"""The audit trail: every action leaves one row, in the transaction of its write."""

from datetime import datetime
from typing import Any

from django.db.models import Subquery

from bothways.core.models import AuditEntry, User


def audit(verb: str, thing: str, thing_id: object, *, actor: User | None, **detail: Any) -> None:
    AuditEntry.objects.create(
        actor=actor, verb=verb, thing=thing, thing_id=str(thing_id), detail=detail
    )


def newest_entry(first: str, *more: str) -> tuple[int, datetime] | None:
    """Names the state of what actions write on these things: it moves with each of them.

    One statement that reads one row for each thing, however long the trail is.
    """
    newest: list[Any] = [
        Subquery(AuditEntry.objects.filter(thing=thing).order_by("-pk").values("pk")[:1])
        for thing in (first, *more)
    ]
    rows = AuditEntry.objects.filter(pk__in=newest)
    return rows.order_by("-pk").values_list("pk", "at").first()
