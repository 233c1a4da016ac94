"""Group A with people, sessions held and marks, so that some attended enough."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from bothways.core.models import User
from bothways.programmes.credentials.issue_actions import certificate_rule_set, certificates_issue
from bothways.programmes.credentials.models import Certificate
from bothways.programmes.credentials.tasks import certificates_make
from bothways.programmes.models import (
    AttendanceEntry,
    Cohort,
    Consent,
    ConsentText,
    Enrolment,
    Person,
    Programme,
    Session,
)

RULE = {"title": "Certificate of attendance", "min_units": 4, "language": "en"}
START = datetime(2026, 9, 1, 9, tzinfo=UTC)


def hold_sessions(cohort: Cohort, number: int = 3, units: int = 2) -> list[Session]:
    return [
        Session.objects.create(
            cohort=cohort, number=n, starts_at=START + timedelta(days=n),
            ends_at=START + timedelta(days=n, hours=2), units=units, state=Session.State.HELD,
        )
        for n in range(1, number + 1)
    ]  # fmt: skip


def take_part(cohort: Cohort, name: str, own: str = "", language: str = "") -> Person:
    given, _space, family = name.partition(" ")
    learner = Person.objects.create(
        programme=cohort.programme, given_name=given, family_name=family, own_script_name=own,
        language=language, birth_year=1990,
    )  # fmt: skip
    Enrolment.objects.create(person=learner, cohort=cohort, since=date(2026, 9, 1))
    return learner


def mark(
    session: Session, learner: Person, code: str = "present", *, after: int = 0, **more: int
) -> None:
    """At the end of the session, or so many minutes after it."""
    AttendanceEntry.objects.create(
        uid=uuid.uuid4(),
        session=session,
        person=learner,
        code=code,
        made_at=session.ends_at + timedelta(minutes=after),
        **more,
    )


def agree_to_share(learner: Person, by: str = Consent.GivenBy.SELF) -> Consent:
    text, _new = ConsentText.objects.get_or_create(
        programme=learner.programme, purpose="sharing", version=1, defaults={"words": {"en": "Yes"}}
    )
    today = date.today()
    return Consent.objects.create(
        person=learner, text=text, language="en", given_by=by, given_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=300),
    )  # fmt: skip


@pytest.fixture
def sessions(cohort: Cohort) -> list[Session]:
    """Three sessions of two units, held."""
    return hold_sessions(cohort)


@pytest.fixture
def layla(cohort: Cohort, sessions: list[Session]) -> Person:
    """Was there every time."""
    learner = take_part(cohort, "Layla Hasan", "ليلى حسن", "ar")
    for session in sessions:
        mark(session, learner)
    return learner


@pytest.fixture
def omar(cohort: Cohort, sessions: list[Session]) -> Person:
    """Was there once."""
    learner = take_part(cohort, "Omar Aziz")
    mark(sessions[0], learner)
    return learner


@pytest.fixture
def ruled(cohort: Cohort, officer: User) -> Cohort:
    """Group A with a rule: four units."""
    certificate_rule_set(cohort, RULE, actor=officer)
    return cohort


@pytest.fixture
def issue(ruled: Cohort, officer: User) -> Callable[[Person], Certificate]:
    """Issues as the worker does."""

    def _issue(learner: Person) -> Certificate:
        job = certificates_issue(ruled, [learner.pk], actor=officer)
        assert certificates_make.call(job.pk) == "ready"
        return Certificate.objects.get(person=learner, revoked_at=None)

    return _issue


@pytest.fixture
def arrival(officer: User) -> Programme:
    """Another programme, where people arrive."""
    from bothways.programmes.plan.actions import programme_start

    return programme_start("First year", actor=officer)
