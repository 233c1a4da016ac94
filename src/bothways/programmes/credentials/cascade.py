"""The tree of trainers: who trained whom, and what became of it level by level.

Level 1 was trained by nobody here; everybody else stands one below the nearest of their trainers.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Min, Sum

from bothways.programmes.credentials.models import Certificate, Trainer, TrainerStep
from bothways.programmes.delivery.presence import presences
from bothways.programmes.models import Programme, ProgrammePart, Session

CORE = "core"
Step = tuple[int, int]


def levels(trainers: Collection[int], steps: Iterable[Step]) -> dict[int, int]:
    """The level of each trainer, 1 at the top. ``steps`` are (trainer, trainee) without circles."""
    below: dict[int, list[int]] = {}
    has_trainer: set[int] = set()
    for trainer, trainee in steps:
        below.setdefault(trainer, []).append(trainee)
        has_trainer.add(trainee)
    found = {one: 1 for one in trainers if one not in has_trainer}
    queue = deque(found)
    while queue:
        one = queue.popleft()
        for trainee in below.get(one, []):
            if trainee not in found:
                found[trainee] = found[one] + 1
                queue.append(trainee)
    return found


def makes_circle(steps: Iterable[Step], trainer: int, trainee: int) -> bool:
    """Whether the trainee, or anybody they trained in turn, is the trainer."""
    below: dict[int, list[int]] = {}
    for one, other in steps:
        below.setdefault(one, []).append(other)
    seen, open_ones = {trainee}, [trainee]
    while open_ones:
        for other in below.get(open_ones.pop(), []):
            if other not in seen:
                seen.add(other)
                open_ones.append(other)
    return trainer in seen


@dataclass(frozen=True)
class Delivered:
    """What somebody held: sessions, people reached, core parts ticked at least once."""

    sessions: int = 0
    units: int = 0
    people: frozenset[int] = frozenset()
    core_parts: frozenset[int] = frozenset()
    certified: frozenset[int] = frozenset()
    first_on: date | None = None


NOTHING = Delivered()


@dataclass(frozen=True)
class TrainerRow:
    """A line of the tree; somebody with two trainers stands under the nearest one."""

    trainer: Trainer
    level: int
    trained_by: tuple[TrainerStep, ...]
    trained: int
    delivered: Delivered
    core_of: int

    @property
    def never_delivered(self) -> bool:
        return bool(self.trained_by) and not self.delivered.sessions

    @property
    def alone_too_early(self) -> bool:
        """Held a session before having taught together with a trainer."""
        first = self.delivered.first_on
        if not self.trained_by or first is None:
            return False
        together = [s.co_taught_on for s in self.trained_by if s.co_taught_on]
        return not together or first < min(together)


@dataclass(frozen=True)
class LevelRow:
    """A level of the cascade: how many were trained, how many went on, what they reached."""

    level: int
    trainers: int
    delivered: int
    trained_others: int
    sessions: int
    people: int
    certified: int
    core_parts: tuple[int, ...]
    core_of: int

    @property
    def core_percent(self) -> int | None:
        """Mean share of core parts ticked, of those who delivered."""
        possible = self.core_of * len(self.core_parts)
        return round(100 * sum(self.core_parts) / possible) if possible else None


@dataclass(frozen=True)
class Cascade:
    rows: tuple[TrainerRow, ...]
    levels: tuple[LevelRow, ...]
    never_delivered: tuple[TrainerRow, ...] = field(default=())


def cascade(programme: Programme) -> Cascade:
    """The whole tree in the order to read it. Seven statements, however large it is."""
    trainers = list(Trainer.objects.filter(programme=programme).select_related("member__user"))
    steps = list(TrainerStep.objects.filter(trainee__programme=programme).select_related("trainer"))
    pairs = [(step.trainer_id, step.trainee_id) for step in steps]
    place = levels([trainer.pk for trainer in trainers], pairs)
    core_of = ProgrammePart.objects.filter(programme=programme, kind=CORE).count()
    delivered = _delivered(programme)
    rows = {
        trainer.pk: TrainerRow(
            trainer, place.get(trainer.pk, 1),
            tuple(step for step in steps if step.trainee_id == trainer.pk),
            sum(step.trainer_id == trainer.pk for step in steps),
            delivered.get(trainer.member_id or 0, NOTHING), core_of,
        )
        for trainer in trainers
    }  # fmt: skip
    in_order = tuple(rows[one] for one in _read_order(rows, place))
    never = tuple(row for row in in_order if row.never_delivered)
    return Cascade(in_order, tuple(_level_rows(in_order)), never)


def _read_order(rows: dict[int, TrainerRow], place: dict[int, int]) -> list[int]:
    """Each trainer, then at once those below, by name."""
    below: dict[int | None, list[int]] = {}
    for number, row in rows.items():
        nearest = min(
            (step.trainer_id for step in row.trained_by),
            key=lambda one: (place.get(one, 1), one), default=None,
        )  # fmt: skip
        below.setdefault(nearest, []).append(number)
    order: list[int] = []
    open_ones = list(reversed(below.get(None, [])))
    while open_ones:
        one = open_ones.pop()
        order.append(one)
        open_ones.extend(reversed(below.get(one, [])))
    return order


def _delivered(programme: Programme) -> dict[int, Delivered]:
    """By member, from the sessions that they held. Four statements."""
    held = Session.objects.filter(
        cohort__programme=programme, state=Session.State.HELD, facilitator__isnull=False
    )
    counts = held.order_by().values("facilitator_id").annotate(
        sessions=Count("pk"), sum_units=Sum("units"), first=Min("starts_at")
    )  # fmt: skip
    ticked = _sets(
        held.filter(parts_done__kind=CORE).order_by().values_list("facilitator_id", "parts_done")
    )
    people = _sets(_reached(programme))
    certified = set(
        Certificate.objects.filter(cohort__programme=programme, revoked_at=None)
        .exclude(person=None).values_list("person_id", flat=True)
    )  # fmt: skip
    found: dict[int, Delivered] = {}
    for row in counts:
        member = row["facilitator_id"]
        reached = people.get(member, frozenset())
        found[member] = Delivered(
            row["sessions"], row["sum_units"], reached, ticked.get(member, frozenset()),
            reached & certified, row["first"].date(),
        )  # fmt: skip
    return found


def _reached(programme: Programme) -> Iterable[tuple[int, int]]:
    """(member, person) by the newest mark of each person in each session. One statement."""
    led = Session.objects.filter(cohort__programme=programme).exclude(facilitator=None)
    by = dict(led.order_by("pk").values_list("pk", "facilitator_id"))
    for one in presences(programme):
        if one.was_there and one.session in by:
            yield by[one.session], one.person


def _sets(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in found.items()}


def _level_rows(rows: tuple[TrainerRow, ...]) -> Iterable[LevelRow]:
    for level in sorted({row.level for row in rows}):
        of_it = [row for row in rows if row.level == level]
        active = [row for row in of_it if row.delivered.sessions]
        people = frozenset().union(*(row.delivered.people for row in active))
        certified = frozenset().union(*(row.delivered.certified for row in active))
        yield LevelRow(
            level, len(of_it), len(active), sum(bool(row.trained) for row in of_it),
            sum(row.delivered.sessions for row in active), len(people), len(certified),
            tuple(len(row.delivered.core_parts) for row in active),
            of_it[0].core_of,
        )  # fmt: skip
