"""A programme in its second period: thirty people, two cohorts, six sessions, three indicators."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from bothways.directory.organisations.models import Organisation
from bothways.programmes.models import (
    AttendanceEntry,
    BudgetLine,
    Cohort,
    Enrolment,
    Indicator,
    IndicatorValue,
    Partner,
    Period,
    Person,
    Programme,
    Result,
    Session,
)

Kind = IndicatorValue.Kind
TODAY = timezone.localdate()
# One period is over, the other has begun; the report of the first is due.
FIRST = (TODAY - timedelta(days=200), TODAY - timedelta(days=101))
SECOND = (TODAY - timedelta(days=100), TODAY + timedelta(days=20))
SEXES = ("female", "male", "", "female", "male")
STAGES = ("reception", "settlement", "reception", "")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_session(cohort: Cohort, day: date, state: str = "held", units: int = 2) -> Session:
    number = cohort.sessions.count() + 1
    return Session.objects.create(
        cohort=cohort, number=number, starts_at=noon(day), ends_at=noon(day) + timedelta(hours=2),
        state=state, units=units,
    )  # fmt: skip


def mark(
    session: Session, person: Person, code: str = "present", at: datetime | None = None
) -> None:
    AttendanceEntry.objects.create(
        uid=uuid4(), session=session, person=person, code=code, made_at=at or session.ends_at
    )


def people_of(programme: Programme, count: int) -> list[Person]:
    return [
        Person.objects.create(
            programme=programme, given_name=f"Given{k}", sex=SEXES[k % 5], stage=STAGES[k % 4],
            birth_year=None if k % 11 == 0 else TODAY.year - (5 + k),
            side=("newcomer", "host")[k % 3 == 0],
        )
        for k in range(count)
    ]  # fmt: skip


def figure(
    indicator: Indicator, kind: str, period: Period | None, value: Any, **codes: str
) -> None:
    IndicatorValue.objects.create(
        indicator=indicator, kind=kind, period=period, value=Decimal(value),
        on=None if period else FIRST[0], **codes,
    )  # fmt: skip


@pytest.fixture
def periods(programme: Programme) -> list[Period]:
    return [
        Period.objects.create(programme=programme, starts_on=first, ends_on=last, label=label,
                              due_on=last + timedelta(days=10))
        for (first, last), label in ((FIRST, "First half"), (SECOND, "Second half"))
    ]  # fmt: skip


@pytest.fixture
def indicators(programme: Programme, periods: list[Period]) -> dict[str, Indicator]:
    """Children who came (counted), parents reached (entered), a share (entered)."""
    outcome = Result.objects.create(programme=programme, level="outcome", title="Children belong")
    output = Result.objects.create(
        programme=programme, level="output", title="Groups meet", parent=outcome
    )

    def one(name: str, result: Result, **fields: Any) -> Indicator:
        return Indicator.objects.create(programme=programme, result=result, title=name, **fields)

    ways = ["sex", "age", "stage"]
    found = {
        "came": one("Children who came", output, over_time="distinct", disaggregated_by=ways,
                    counted="people_attending", unit="children"),
        "parents": one("Parents reached", output, disaggregated_by=["sex"], unit="parents"),
        "share": one("Children with a friend", outcome, measure="percentage", over_time="latest",
                     disaggregated_by=["sex"]),
    }  # fmt: skip
    for period in periods:
        figure(found["came"], Kind.TARGET, period, 25)
        figure(found["parents"], Kind.TARGET, period, 20)
    figure(found["share"], Kind.BASELINE, None, 20)
    figure(found["parents"], Kind.ACTUAL, periods[0], 32)
    figure(found["parents"], Kind.ACTUAL, periods[0], 3, sex="male")
    figure(found["parents"], Kind.ACTUAL, periods[0], 20, sex="female")
    return found


@pytest.fixture
def running(programme: Programme, cohort: Cohort, indicators: dict[str, Indicator]) -> Programme:
    """Everything together, and what IATI asks for."""
    town = Organisation.objects.create(name="Town of Neustadt", kind="local_authority", place="DE")
    fund = Organisation.objects.create(name="Fund for Children", kind="ngo")
    programme.organisation, programme.iati_identifier = town, "DE-1-READING"
    programme.starts_on, programme.ends_on = FIRST[0], SECOND[1]
    programme.places, programme.state = ["DE"], Programme.State.RUNNING
    programme.save()
    Partner.objects.create(programme=programme, organisation=fund, role="funds")
    BudgetLine.objects.create(programme=programme, category="staff", title="Staff", planned=9000)
    other = Cohort.objects.create(programme=programme, title="Group B", time_zone="Europe/Berlin")
    people = people_of(programme, 30)
    for group, members in ((cohort, people[:16]), (other, people[16:])):
        for person in members:
            Enrolment.objects.create(person=person, cohort=group, since=FIRST[0])
        for k, start in enumerate((FIRST[0], FIRST[0], SECOND[0])):
            session = a_session(group, start + timedelta(days=7 * (k + 1)))
            for place, person in enumerate(members):
                mark(session, person, "present" if (place + k) % 4 else "absent")
    return programme


@pytest.fixture
def iati_ready(running: Programme) -> Programme:
    from bothways.programmes.reports.actions import report_setting_save

    fields = {"reporting_ref": "DE-1", "sector": "15190", "principal_markers": ["1"]}
    report_setting_save(running, fields, actor=None)
    return running
