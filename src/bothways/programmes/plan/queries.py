"""Reads of programmes: the list of those a person has a role in."""

from dataclasses import dataclass
from datetime import datetime

from bothways.core.models import User
from bothways.programmes.models import ProgrammeMember


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in the list, with the reader's role in it."""

    number: int
    title: str
    state: str
    role: str
    changed_at: datetime


def programmes_of(user: User) -> list[ProgrammeRow]:
    """Newest first. One statement."""
    rows = (
        ProgrammeMember.objects.filter(user=user)
        .order_by("-programme__updated_at", "-programme_id")
        .values_list("programme_id", "programme__title", "programme__state", "role",
                     "programme__updated_at")
    )  # fmt: skip
    return [ProgrammeRow(*row) for row in rows]
