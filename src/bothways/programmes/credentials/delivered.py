"""What each trainer held: sessions, people reached, core parts ticked, who got a certificate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Coalesce

from bothways.programmes.credentials.models import Certificate
from bothways.programmes.delivery.presence import Presence, presences
from bothways.programmes.models import Programme, Session

CORE = "core"


@dataclass(frozen=True)
class Delivered:
    """What somebody held: sessions, people reached, core parts ticked at least once."""

    sessions: int = 0
    people: frozenset[int] = frozenset()
    core_parts: frozenset[int] = frozenset()
    certified: frozenset[int] = frozenset()
    first_on: date | None = None
    # The marks of their sessions.
    marks: tuple[Presence, ...] = ()


NOTHING = Delivered()


@dataclass(frozen=True)
class Deliveries:
    """By trainer who held them, and the group of every session."""

    by_trainer: Mapping[int, Delivered]
    cohorts: Mapping[int, int]

    def of(self, trainer: int) -> Delivered:
        return self.by_trainer.get(trainer, NOTHING)


def deliveries(programme: Programme) -> Deliveries:
    """Five statements, however large the programme is."""
    held = list(
        Session.objects.filter(cohort__programme=programme, state=Session.State.HELD)
        .annotate(holder=Coalesce("facilitator__trainer", "trainer")).exclude(holder=None)
        .order_by("starts_at", "pk").values_list("pk", "holder", "cohort_id", "starts_at")
    )  # fmt: skip
    of_trainer: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for session, trainer, _cohort, at in held:
        of_trainer[trainer].append((session, at))
    marks: dict[int, list[Presence]] = defaultdict(list)
    for one in presences(programme):
        marks[one.session].append(one)
    parts, certified = _core_parts(programme), _certified(programme)
    return Deliveries(
        {t: _of_sessions(rows, marks, parts, certified) for t, rows in of_trainer.items()},
        {session: cohort for session, _trainer, cohort, _at in held},
    )


def _of_sessions(
    sessions: Sequence[tuple[int, datetime]], marks: Mapping[int, list[Presence]],
    parts: Mapping[int, set[int]], certified: frozenset[int],
) -> Delivered:  # fmt: skip
    numbers = [number for number, _at in sessions]
    mine = tuple(mark for number in numbers for mark in marks.get(number, ()))
    people = frozenset(mark.person for mark in mine if mark.was_there)
    ticked = frozenset[int]().union(*(parts.get(number, ()) for number in numbers))
    first = sessions[0][1].date()
    return Delivered(len(numbers), people, ticked, people & certified, first, mine)


def _core_parts(programme: Programme) -> Mapping[int, set[int]]:
    """Core parts by session. One statement."""
    rows: Iterable[tuple[int, int]] = (
        Session.objects.filter(cohort__programme=programme, parts_done__kind=CORE)
        .order_by().values_list("pk", "parts_done")
    )  # fmt: skip
    found: dict[int, set[int]] = defaultdict(set)
    for session, part in rows:
        found[session].add(part)
    return found


def _certified(programme: Programme) -> frozenset[int]:
    rows = Certificate.objects.filter(cohort__programme=programme, revoked_at=None)
    return frozenset(rows.exclude(person=None).values_list("person_id", flat=True))
