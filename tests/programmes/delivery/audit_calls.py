"""How each action of delivery is called, and from which state."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bothways.programmes.delivery import (
    attendance_actions,
    cohort_actions,
    feed_actions,
    people_actions,
    roster_actions,
    session_actions,
)
from bothways.programmes.delivery.attendance_actions import NewMark
from bothways.programmes.delivery.roster import RosterPerson
from bothways.programmes.delivery.series import Occurrence, occurrence
from bothways.programmes.models import (
    CalendarFeed,
    Cohort,
    Enrolment,
    Programme,
    ProgrammeMember,
    Session,
)
from bothways.programmes.plan.actions import programme_start
from tests.conftest import person

DAY = date(2026, 3, 2)
ROOM = "bothways.programmes.delivery"
NAMED = {"given_name": "Samira", "family_name": "Haddad", "own_script_name": "", "sex": "",
         "birth_year": 2015, "stage": "", "side": "", "language": "ar", "phone": "",
         "guardian_name": "", "guardian_phone": ""}  # fmt: skip


def when(hour: int = 9) -> Occurrence:
    return occurrence(DAY, time(hour), 90, ZoneInfo("Europe/Berlin"))


def a_cohort(_scene: Any = None, **fields: Any) -> Cohort:
    lead = person(f"lead{uuid4().hex[:6]}")
    programme = programme_start("A programme", actor=lead)
    return cohort_actions.cohort_create(programme, {"title": "Group", **fields}, actor=None)


def a_programme(_scene: Any) -> Programme:
    return a_cohort().programme


def a_closed_cohort(_scene: Any) -> Cohort:
    cohort = a_cohort()
    cohort_actions.cohort_close(cohort, actor=None)
    cohort.refresh_from_db()
    return cohort


def an_enrolment(_scene: Any = None, **fields: Any) -> Enrolment:
    return people_actions.person_add(a_cohort(**fields), NAMED, since=DAY, actor=None)


def a_waiting_one(_scene: Any) -> Enrolment:
    cohort = an_enrolment(capacity=1).cohort
    waits = people_actions.person_add(
        cohort, {**NAMED, "given_name": "Omar"}, since=DAY, actor=None
    )
    Cohort.objects.filter(pk=cohort.pk).update(capacity=2)
    return waits


def a_session(_scene: Any = None) -> Session:
    return session_actions.session_create(an_enrolment().cohort, when(), {}, actor=None)


def an_empty_session(_scene: Any) -> Session:
    return session_actions.session_create(a_cohort(), when(), {}, actor=None)


def a_feed(_scene: Any) -> CalendarFeed:
    return feed_actions.cohort_feed_open(a_cohort(), actor=None)[0]


def another_cohort(enrolment: Enrolment) -> Cohort:
    programme = enrolment.cohort.programme
    return cohort_actions.cohort_create(programme, {"title": "Group B"}, actor=None)


def mark_of(session: Session, code: str = "present") -> NewMark:
    who = session.cohort.enrolments.get().person_id
    return NewMark(uuid4(), who, code, datetime(2026, 3, 2, 10, tzinfo=UTC))


def _own_feed(programme: Programme, actor: Any) -> None:
    if actor.is_superuser:
        ProgrammeMember.objects.get_or_create(
            programme=programme, user=actor, defaults={"role": "lead"}
        )
    feed_actions.own_feed_open(programme, actor=actor)


def b_cohort(_scene: Any) -> tuple[Enrolment, Cohort]:
    """Somebody enrolled, and a second group of the same programme."""
    enrolment = an_enrolment()
    return enrolment, another_cohort(enrolment)


OPEN_TO_ALL: set[str] = set()
CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    f"{ROOM}.cohort_actions.cohort_create": (
        a_programme,
        lambda start, actor: cohort_actions.cohort_create(start, {"title": "B"}, actor=actor),
    ),
    f"{ROOM}.cohort_actions.cohort_describe": (
        a_cohort,
        lambda start, actor: cohort_actions.cohort_describe(start, {"title": "B"}, actor=actor),
    ),
    f"{ROOM}.cohort_actions.cohort_close": (
        a_cohort,
        lambda start, actor: cohort_actions.cohort_close(start, actor=actor),
    ),
    f"{ROOM}.cohort_actions.cohort_reopen": (
        a_closed_cohort,
        lambda start, actor: cohort_actions.cohort_reopen(start, actor=actor),
    ),
    f"{ROOM}.people_actions.person_add": (
        a_cohort,
        lambda start, actor: people_actions.person_add(start, NAMED, since=DAY, actor=actor),
    ),
    f"{ROOM}.people_actions.person_describe": (
        an_enrolment,
        lambda start, actor: people_actions.person_describe(start.person, NAMED, actor=actor),
    ),
    f"{ROOM}.people_actions.person_enrol": (
        b_cohort,
        lambda start, actor: people_actions.person_enrol(
            start[0].person, start[1], since=DAY, actor=actor
        ),
    ),
    f"{ROOM}.people_actions.enrolment_admit": (
        a_waiting_one,
        lambda start, actor: people_actions.enrolment_admit(start, actor=actor),
    ),
    f"{ROOM}.people_actions.enrolment_move": (
        b_cohort,
        lambda start, actor: people_actions.enrolment_move(*start, on=DAY, actor=actor),
    ),
    f"{ROOM}.people_actions.enrolment_leave": (
        an_enrolment,
        lambda start, actor: people_actions.enrolment_leave(start, on=DAY, actor=actor),
    ),
    f"{ROOM}.people_actions.enrolment_complete": (
        an_enrolment,
        lambda start, actor: people_actions.enrolment_complete(start, on=DAY, actor=actor),
    ),
    f"{ROOM}.roster_actions.roster_import": (
        a_cohort,
        lambda start, actor: roster_actions.roster_import(
            start, [RosterPerson("Samira", "Haddad")], actor=actor
        ),
    ),
    f"{ROOM}.session_actions.session_create": (
        a_cohort,
        lambda start, actor: session_actions.session_create(start, when(), {}, actor=actor),
    ),
    f"{ROOM}.session_actions.session_series_create": (
        a_cohort,
        lambda start, actor: session_actions.session_series_create(
            start, [when(), when(14)], {}, actor=actor
        ),
    ),
    f"{ROOM}.session_actions.session_describe": (
        a_session,
        lambda start, actor: session_actions.session_describe(start, when(14), {}, actor=actor),
    ),
    f"{ROOM}.session_actions.session_cancel": (
        a_session,
        lambda start, actor: session_actions.session_cancel(start, actor=actor),
    ),
    f"{ROOM}.session_actions.session_plan_again": (
        a_session,
        lambda start, actor: session_actions.session_plan_again(start, actor=actor),
    ),
    f"{ROOM}.session_actions.session_hold": (
        an_empty_session,  # with one child in it somebody would be alone with the child
        lambda start, actor: session_actions.session_hold(start, [], actor=actor),
    ),
    f"{ROOM}.attendance_actions.attendance_mark": (
        a_session,
        lambda start, actor: attendance_actions.attendance_mark(
            start, [mark_of(start)], actor=actor
        ),
    ),
    f"{ROOM}.feed_actions.cohort_feed_open": (
        a_cohort,
        lambda start, actor: feed_actions.cohort_feed_open(start, actor=actor),
    ),
    f"{ROOM}.feed_actions.own_feed_open": (a_programme, _own_feed),
    f"{ROOM}.feed_actions.feed_revoke": (
        a_feed,
        lambda start, actor: feed_actions.feed_revoke(start, actor=actor),
    ),
}
