"""What every write about a plan shares: who may, whether it is open, nobody in between.

Each write ends with ``keep``: one change and one audit row. Neither carries a word of the plan.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.core.vocabularies import vocabulary
from bothways.programmes.models import Programme, ProgrammeChange
from bothways.programmes.policies import Right, require

Fields = dict[str, Any]


def locked(programme: Programme) -> Programme:
    # SQLite has one writer at a time already and ignores the lock; PostgreSQL needs it.
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def writable(programme: Programme, actor: User) -> Programme:
    require(programme, actor, Right.PLAN)
    programme = locked(programme)
    if programme.state == Programme.State.CLOSED:
        raise Refused(_("This programme is closed. Its lead can open it again."))
    return programme


def on_top(
    programme: Programme, actor: User, base: int, section: str, row: int | None = None
) -> Programme:
    """The programme, if nobody saved this section (or this row of it) since ``base``."""
    programme = writable(programme, actor)
    newer = programme.changes.filter(number__gt=base, section=section)
    if (newer.filter(row=row) if row is not None else newer).exists():
        raise Conflict(_("Somebody else saved this part of the plan while you were editing it."))
    return programme


def keep(
    programme: Programme,
    verb: str,
    actor: User,
    *,
    section: str,
    row: int | None = None,
    **detail: Any,
) -> None:
    """Saves the programme, and adds its change and its audit row."""
    programme.number += 1
    programme.save()
    ProgrammeChange.objects.create(
        programme=programme, number=programme.number, section=section, row=row, verb=verb,
        author=actor,
    )  # fmt: skip
    seen = {"row": row} if row is not None else {}
    audit(verb, "programme", programme.pk, actor=actor, change=programme.number, **seen, **detail)


def add_row(rows: Any, section: str, fields: Fields, actor: User) -> Any:
    """A new row of the programme, at the end of its list."""
    programme = rows.instance
    if any(field.name == "position" for field in rows.model._meta.fields):
        fields = {"position": next_position(rows), **fields}
    row = rows.create(**fields)
    keep(programme, f"add_{section}", actor, section=section, row=row.pk)
    return row


def change_row(programme: Programme, row: Any, section: str, fields: Fields, actor: User) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    keep(programme, f"change_{section}", actor, section=section, row=row.pk)


def remove_row(programme: Programme, row: Any, section: str, actor: User) -> None:
    number = row.pk
    row.delete()
    keep(programme, f"remove_{section}", actor, section=section, row=number)


def next_position(rows: Any) -> int:
    newest = rows.aggregate(position=Max("position"))["position"]
    return 0 if newest is None else newest + 1


def require_words(text: str, refusal: str) -> str:
    if not text.strip():
        raise Refused(refusal)
    return text.strip()


def require_codes(codes: Iterable[str], name: str) -> None:
    if any(code not in vocabulary(name) for code in codes):
        raise Refused(_("There is no such code in this list. Choose one of those offered."))


def require_order(start: date | None, end: date | None) -> None:
    if start and end and end < start:
        raise Refused(_("The end lies before the start. Change one of the two days."))
