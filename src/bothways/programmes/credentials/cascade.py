"""The tree of trainers: who trained whom, and what became of it level by level.

Level 1 was trained by nobody here; everybody else stands one below the nearest of their trainers.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from bothways.programmes.credentials.delivered import CORE, Delivered, Deliveries, deliveries
from bothways.programmes.credentials.models import Trainer, TrainerStep
from bothways.programmes.models import Programme, ProgrammePart

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
class Cascade:
    rows: tuple[TrainerRow, ...]
    deliveries: Deliveries
    never_delivered: tuple[TrainerRow, ...] = field(default=())


def cascade(programme: Programme) -> Cascade:
    """The whole tree in the order to read it. Eight statements, however large it is."""
    trainers = list(Trainer.objects.filter(programme=programme).select_related("member__user"))
    steps = list(TrainerStep.objects.filter(trainee__programme=programme).select_related("trainer"))
    pairs = [(step.trainer_id, step.trainee_id) for step in steps]
    place = levels([trainer.pk for trainer in trainers], pairs)
    core_of = ProgrammePart.objects.filter(programme=programme, kind=CORE).count()
    found = deliveries(programme)
    rows = {
        trainer.pk: TrainerRow(
            trainer, place.get(trainer.pk, 1),
            tuple(step for step in steps if step.trainee_id == trainer.pk),
            sum(step.trainer_id == trainer.pk for step in steps),
            found.of(trainer.pk), core_of,
        )
        for trainer in trainers
    }  # fmt: skip
    in_order = tuple(rows[one] for one in _read_order(rows, place))
    never = tuple(row for row in in_order if row.never_delivered)
    return Cascade(in_order, found, never)


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
