"""A programme, its roles and a cohort."""

from collections.abc import Callable

import pytest

from bothways.core.models import User
from bothways.programmes.models import Cohort, CohortFacilitator, Programme, ProgrammeMember
from bothways.programmes.plan.actions import programme_start
from tests.conftest import person

Role = ProgrammeMember.Role


@pytest.fixture
def programme(officer: User) -> Programme:
    """Led by the officer."""
    return programme_start("Reading together", actor=officer)


@pytest.fixture
def in_role(programme: Programme) -> Callable[..., ProgrammeMember]:
    """Puts an account into the programme: ``in_role(teacher, Role.FACILITATOR)``."""

    def _member(user: User, role: str) -> ProgrammeMember:
        return ProgrammeMember.objects.create(programme=programme, user=user, role=role)

    return _member


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    return Cohort.objects.create(programme=programme, title="Group A", time_zone="Europe/Berlin")


@pytest.fixture
def facilitator(
    cohort: Cohort, teacher: User, in_role: Callable[..., ProgrammeMember]
) -> ProgrammeMember:
    """The teacher, who runs Group A and no other."""
    member = in_role(teacher, Role.FACILITATOR)
    CohortFacilitator.objects.create(cohort=cohort, member=member)
    return member


@pytest.fixture
def evaluator(db: None) -> User:
    return person("evaluator")
