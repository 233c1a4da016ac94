"""The tree of trainers: levels, circles, who never delivered, who went alone too early."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.credentials.cascade import cascade, levels, makes_circle
from bothways.programmes.credentials.models import Trainer, TrainerStep
from bothways.programmes.credentials.trainer_actions import (
    trainer_add,
    trainer_remove,
    trainer_step_add,
)
from bothways.programmes.models import (
    Cohort,
    Person,
    Programme,
    ProgrammeMember,
    ProgrammePart,
    Session,
)
from tests.programmes.credentials.conftest import START

DAY = date(2026, 8, 1)
STEPS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25)


@given(STEPS)
def test_a_tree_grown_step_by_step_never_has_a_circle_and_everybody_has_a_level(
    wanted: list[tuple[int, int]],
) -> None:
    steps: list[tuple[int, int]] = []
    for trainer, trainee in wanted:
        if not makes_circle(steps, trainer, trainee):
            steps.append((trainer, trainee))
    found = levels(range(9), steps)
    assert set(found) == set(range(9))
    for trainer, trainee in steps:
        assert found[trainee] <= found[trainer] + 1
    for one in found:
        nearest = [found[t] for t, trainee in steps if trainee == one]
        assert found[one] == (min(nearest) + 1 if nearest else 1)


@pytest.fixture
def tree(programme: Programme, officer: User, facilitator: ProgrammeMember) -> dict[str, Trainer]:
    """Ana trained Ben (who teaches Group A) and Cleo; Ben trained Dina."""
    found = {
        name: trainer_add(programme, name, facilitator if name == "Ben" else None, actor=officer)
        for name in ("Ana", "Ben", "Cleo", "Dina")
    }
    for one, other in (("Ana", "Ben"), ("Ana", "Cleo"), ("Ben", "Dina")):
        trainer_step_add(found[one], found[other], DAY, actor=officer)
    return found


def test_a_circle_is_refused_also_around_a_corner(tree: dict[str, Trainer], officer: User) -> None:
    with pytest.raises(Refused, match="circle"):
        trainer_step_add(tree["Dina"], tree["Ana"], DAY, actor=officer)
    with pytest.raises(Refused, match="circle"):
        trainer_step_add(tree["Ben"], tree["Ben"], DAY, actor=officer)
    assert TrainerStep.objects.count() == 3


def test_the_tree_says_who_delivered_what_and_who_never_did(
    tree: dict[str, Trainer], programme: Programme, cohort: Cohort, facilitator: ProgrammeMember,
    sessions: list[Session], layla: Person, django_assert_num_queries: Any,
) -> None:  # fmt: skip
    parts = [ProgrammePart.objects.create(programme=programme, position=n, part=f"P{n}",
                                          kind="core" if n < 4 else "optional")
             for n in range(5)]  # fmt: skip
    Session.objects.update(facilitator=facilitator)
    sessions[0].parts_done.set(parts[:2])
    sessions[1].parts_done.set([parts[1], parts[4]])
    with django_assert_num_queries(8):
        found = cascade(programme)
    assert [(row.trainer.name, row.level) for row in found.rows] == [
        ("Ana", 1), ("Ben", 2), ("Dina", 3), ("Cleo", 2),
    ]  # fmt: skip
    ben = found.rows[1]
    assert (ben.delivered.sessions, ben.delivered.people) == (3, {layla.pk})
    assert (len(ben.delivered.core_parts), ben.core_of) == (2, 4)
    assert {row.trainer.name for row in found.never_delivered} == {"Cleo", "Dina"}


@pytest.mark.parametrize(("days", "too_early"), [(0, False), (5, True), (None, True)])
def test_teaching_together_comes_before_teaching_alone(
    tree: dict[str, Trainer], programme: Programme, facilitator: ProgrammeMember,
    sessions: list[Session], days: int | None, too_early: bool,
) -> None:  # fmt: skip
    Session.objects.update(facilitator=facilitator)
    together = START.date() + timedelta(days=days) if days is not None else None
    TrainerStep.objects.filter(trainee=tree["Ben"]).update(co_taught_on=together)
    assert cascade(programme).rows[1].alone_too_early is too_early


def test_who_trained_others_stays_in_the_tree(tree: dict[str, Trainer], officer: User) -> None:
    with pytest.raises(Refused, match="trained others"):
        trainer_remove(tree["Ben"], actor=officer)
    trainer_remove(tree["Dina"], actor=officer)
    assert not Trainer.objects.filter(name="Dina").exists()
