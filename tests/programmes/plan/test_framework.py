"""The framework over figures and register: what is counted, what is hidden, what is missing."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bothways.core.models import User
from bothways.programmes.disclosure.margins import Margins
from bothways.programmes.models import (
    AttendanceEntry,
    Cohort,
    Enrolment,
    Indicator,
    Period,
    Person,
    Programme,
    Session,
)
from bothways.programmes.plan import framework_actions
from bothways.programmes.plan.framework import framework
from bothways.programmes.plan.missing import GAPS, gaps
from bothways.programmes.plan.queries import whole_programme
from bothways.programmes.plan.totals import ALL
from bothways.programmes.register import Span, counted, register_of
from tests.programmes.plan.conftest import AUTUMN, measured

SPAN = Span(date(2026, 1, 1), date(2026, 6, 30))
LATER = Span(date(2026, 7, 1), date(2026, 12, 31))


def columns_of(programme: Programme, source: str) -> list[Margins]:
    found = counted(register_of(programme, {source}), source, [SPAN, LATER], LATER.last)
    assert found is not None
    return found[0]


def a_person(programme: Programme, **fields: Any) -> Person:
    return Person.objects.create(programme=programme, **fields)


def a_session(cohort: Cohort, number: int, starts_at: datetime, state: str = "held") -> Session:
    return Session.objects.create(
        cohort=cohort, number=number, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        units=2, state=state,
    )  # fmt: skip


def mark(session: Session, person: Person, code: str, minute: int = 0) -> None:
    AttendanceEntry.objects.create(
        uid=uuid.uuid4(), session=session, person=person, code=code,
        made_at=datetime(2026, 2, 1, 10, minute, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def people(programme: Programme, cohort: Cohort) -> list[Person]:
    """A girl of 10 from January on, a man who left in March, and somebody who waits."""
    girl = a_person(programme, sex="female", birth_year=2016, stage="settlement")
    man = a_person(programme, sex="male", birth_year=1990)
    waiting = a_person(programme)
    rows = [(girl, "enrolled", date(2026, 1, 5), None),
            (man, "left", date(2026, 1, 5), date(2026, 3, 1)),
            (waiting, "waiting", date(2026, 1, 5), None)]  # fmt: skip
    for person, state, since, until in rows:
        Enrolment.objects.create(
            person=person, cohort=cohort, state=state, since=since, until=until
        )
    return [girl, man, waiting]


def test_people_enrolled_are_counted_once_a_span(
    programme: Programme, people: list[Person]
) -> None:
    spring, autumn = columns_of(programme, "people_enrolled")
    assert (spring.total, autumn.total) == (2, 1)
    assert spring.parts["sex"] == {"female": 1, "male": 1}
    assert spring.parts["age"] == {"6-11": 1, "25-64": 1}
    assert autumn.parts["stage"] == {"settlement": 1}


def test_the_newest_mark_says_who_was_there_on_the_day_of_the_place(
    programme: Programme, cohort: Cohort, people: list[Person]
) -> None:
    girl, man, _waiting = people
    # 23.30 in universal time is the first of July in Berlin: the session belongs to autumn.
    late = a_session(cohort, 1, datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    early = a_session(cohort, 2, datetime(2026, 2, 1, 9, tzinfo=UTC))
    planned = a_session(cohort, 3, datetime(2026, 2, 2, 9, tzinfo=UTC), state="planned")
    mark(late, girl, "present")
    mark(early, man, "present")
    mark(early, man, "absent", minute=5)
    mark(early, girl, "present")
    mark(planned, man, "present")
    spring, autumn = columns_of(programme, "people_attending")
    assert spring.parts == autumn.parts and spring.parts["age"] == {"6-11": 1}
    for source, each in (("units_attended", 2), ("sessions_held", 1)):
        assert [column.total for column in columns_of(programme, source)] == [each, each]


@pytest.mark.parametrize(("source", "statements"), [
    ("people_enrolled", 2), ("certificates", 2), ("sessions_held", 1), ("people_attending", 4),
])  # fmt: skip
def test_the_register_reads_only_what_is_counted(
    programme: Programme, people: list[Person], django_assert_num_queries: Any, source: str,
    statements: int,
) -> None:  # fmt: skip
    with django_assert_num_queries(statements):
        columns_of(programme, source)


def test_the_register_counts_a_person_of_two_periods_once(
    full: Programme, officer: User, people: list[Person]
) -> None:
    framework_actions.period_add(full, AUTUMN, actor=officer)
    fields = measured(full.results.get(), counted="people_enrolled", over_time="distinct")
    framework_actions.indicator_add(full, fields, actor=officer)
    row = framework(whole_programme(full)).rows[1]
    assert [each.actual.total for each in row.periods] == [2, 1]
    assert row.actual.total == 2
    assert row.actual.margins["sex"].parts == {"female": 1, "male": 1}
    assert row.actual.adds_up


def entered(period: Period, indicator: Indicator, actor: User, **cells: int) -> None:
    codes = {"all": ALL, "female": ("female", "", ""), "male": ("male", "", "")}
    figures = {
        (indicator.pk, "actual", codes[name]): Decimal(value) for name, value in cells.items()
    }
    framework_actions.figures_record(period, figures, base=99, actor=actor)


def test_periods_that_are_broken_down_in_part_add_up_with_a_rest(
    full: Programme, indicator: Indicator, spring: Period, officer: User
) -> None:
    autumn = framework_actions.period_add(full, AUTUMN, actor=officer)
    entered(spring, indicator, officer, all=20, female=12, male=8)
    entered(autumn, indicator, officer, all=16)
    (row,) = framework(whole_programme(full)).rows
    assert row.actual.total == 36
    assert row.actual.margins["sex"].rest == 16
    assert row.actual.adds_up
    assert row.reached == 90


def test_the_framework_takes_as_many_statements_for_one_indicator_as_for_many(
    full: Programme, officer: User, django_assert_num_queries: Any
) -> None:
    fields = measured(full.results.get(), counted="people_enrolled", over_time="distinct")
    for _number in range(3):
        framework_actions.indicator_add(full, fields, actor=officer)
    programme = Programme.objects.get(pk=full.pk)
    with django_assert_num_queries(12):  # ten of the plan, two of the register
        framework(whole_programme(programme))


def test_an_empty_plan_lacks_nearly_everything_and_a_full_one_says_what(
    programme: Programme, full: Programme
) -> None:
    found = {gap.code for gap in gaps(whole_programme(full))}
    assert found == {"goal", "place", "dates", "group", "languages", "answers"}
    full.target_groups = ["children"]
    assert "safeguarding" in {gap.code for gap in gaps(whole_programme(full))}
    assert found < set(GAPS)
