"""Reads of delivery: cohorts, rosters as of a day, sessions, and what attendance makes of it.

Each answers with a fixed number of statements, for three people and for three hundred.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from bothways.core.models import User
from bothways.programmes.delivery.arithmetic import Mark, Meeting, Standing, newest, standing
from bothways.programmes.delivery.clock import day_of, on_the_wall
from bothways.programmes.delivery.roster import name_key
from bothways.programmes.delivery.scheme import Scheme, scheme
from bothways.programmes.models import (
    AttendanceEntry,
    CalendarFeed,
    Cohort,
    Enrolment,
    Person,
    Programme,
    ProgrammeMember,
    Session,
)
from bothways.programmes.policies import Right, Role, may, role_in

State = Enrolment.State


@dataclass(frozen=True)
class CohortRow:
    """A cohort in the list. The counts are for those who may see who takes part."""

    number: int
    title: str
    place: str
    starts_on: date | None
    ends_on: date | None
    is_closed: bool
    capacity: int | None
    enrolled: int
    waiting: int
    sessions: int


@dataclass(frozen=True)
class RosterRow:
    """One enrolment as the roster shows it."""

    enrolment: int
    person: int
    name: str
    own_script_name: str
    birth_year: int | None
    state: str
    since: date
    until: date | None
    keep_until: date | None
    needs: tuple[str, ...]
    leaving_reason: str


@dataclass(frozen=True)
class SessionRow:
    """A session in a list; ``when`` is its start on the wall of the place."""

    number: int
    count: int
    title: str
    starts_at: datetime
    ends_at: datetime
    state: str
    mode: str
    place: str
    units: int
    marked: int
    facilitator: str
    when: datetime


@dataclass(frozen=True)
class MarkRow:
    """One mark of the history, newest first."""

    made_at: datetime
    received_at: datetime
    person: int
    name: str
    code: str
    minutes_late: int
    minutes_early: int
    source: str
    made_by: str
    counts: bool


def cohorts_for(programme: Programme, user: User) -> list[CohortRow]:
    """A facilitator's own cohorts, for others all of them. Two statements with the role."""
    rows = Cohort.objects.filter(programme=programme)
    if role_in(programme, user) == Role.FACILITATOR:
        rows = rows.filter(facilitators__member__user=user)
    counted = rows.annotate(
        enrolled=_people(Q(enrolments__state=State.ENROLLED)),
        waiting=_people(Q(enrolments__state=State.WAITING)),
        held=Count("sessions", distinct=True),
    ).order_by("is_closed", F("starts_on").asc(nulls_last=True), "pk")
    return [CohortRow(*row) for row in counted.values_list(
        "pk", "title", "place", "starts_on", "ends_on", "is_closed", "capacity", "enrolled",
        "waiting", "held")]  # fmt: skip


def _people(which: Q) -> Count:
    return Count("enrolments__person", filter=which, distinct=True)


def on_roster(cohort: Cohort, on: date) -> QuerySet[Enrolment]:
    """Who was in the cohort on that day, also if they left since."""
    return cohort.enrolments.filter(
        Q(until=None) | Q(until__gte=on), since__lte=on, person__erased_at=None
    ).exclude(state=State.WAITING)


def roster(cohort: Cohort, on: date) -> list[RosterRow]:
    """The roster as of a day, by name. One statement."""
    by_name = ("person__family_name", "person__given_name", "person__own_script_name", "person_id")
    return _roster_rows(on_roster(cohort, on).order_by(*by_name))


def waiting_list(cohort: Cohort) -> list[RosterRow]:
    """In the order in which they came. One statement."""
    return _roster_rows(
        cohort.enrolments.filter(state=State.WAITING, person__erased_at=None).order_by("pk")
    )


def left_before(cohort: Cohort, on: date) -> list[RosterRow]:
    """Who is no longer in the cohort. One statement."""
    gone = cohort.enrolments.filter(until__lt=on, person__erased_at=None)
    return _roster_rows(gone.order_by("-until", "pk"))


def _roster_rows(rows: QuerySet[Enrolment]) -> list[RosterRow]:
    return [
        RosterRow(
            row.pk, row.person_id, row.person.name, row.person.own_script_name,
            row.person.birth_year, row.state, row.since, row.until, row.person.keep_until,
            tuple(row.needs), row.leaving_reason,
        )
        for row in rows.select_related("person")
    ]  # fmt: skip


def free_places(cohort: Cohort) -> int | None:
    """Places that nobody has; nothing where the group takes everybody."""
    if cohort.capacity is None:
        return None
    return max(0, cohort.capacity - cohort.enrolments.filter(state=State.ENROLLED).count())


def session_rows(cohort: Cohort) -> list[SessionRow]:
    """In the order of time. One statement."""
    rows = cohort.sessions.annotate(marked=Count("attendance__person", distinct=True))
    rows = rows.annotate(holder=Coalesce("facilitator__user__username", Value("")))
    return [SessionRow(*row, when=on_the_wall(row[3], cohort)) for row in
            rows.order_by("starts_at", "pk").values_list(
                "pk", "number", "title", "starts_at", "ends_at", "state", "mode", "place", "units",
                "marked", "holder")]  # fmt: skip


def person_standing_here(programme: Programme) -> Callable[[tuple[str, int | None]], str]:
    """Where a name and year of birth stands in this programme already. One statement."""
    rows = Person.objects.filter(programme=programme, erased_at=None).values_list(
        "given_name", "family_name", "own_script_name", "birth_year", "enrolments__cohort__title"
    )
    found = {(name_key(given, family, own), year): title or programme.title
             for given, family, own, year, title in rows.order_by("pk")}  # fmt: skip
    return lambda key: found.get(key, "")


def marks_of(entries: Iterable[AttendanceEntry]) -> list[Mark]:
    return [
        Mark(one.made_at, one.uid, one.session_id, one.person_id, one.code, one.minutes_late,
             one.minutes_early, one.makes_up_id)
        for one in entries
    ]  # fmt: skip


def marks_in(session: Session) -> dict[int, Mark]:
    """The mark that counts of each person in a session. One statement."""
    found = newest(marks_of(AttendanceEntry.objects.filter(session=session)))
    return {person: mark for (_session, person), mark in found.items()}


def history(session: Session) -> list[MarkRow]:
    """Every mark that was ever made in a session. One statement."""
    rows = list(
        AttendanceEntry.objects.filter(session=session)
        .select_related("person", "made_by")
        .order_by("-made_at", "-uid")
    )
    counting = {mark.uid for mark in newest(marks_of(rows)).values()}
    return [
        MarkRow(
            one.made_at, one.received_at, one.person_id, one.person.name, one.code,
            one.minutes_late, one.minutes_early, one.source,
            one.made_by.username if one.made_by else "", one.uid in counting,
        )
        for one in rows
    ]  # fmt: skip


def missed_sessions(cohort: Cohort, but: Session) -> list[SessionRow]:
    """Sessions that another can make up for: held before it, of the same cohort, the newest
    twenty: the list stands once a person on the page."""
    rows = session_rows(cohort)
    found = [row for row in rows if row.state == Session.State.HELD
             and row.number != but.pk and row.starts_at < but.starts_at]  # fmt: skip
    return found[-20:]


def possible_guests(session: Session, user: User) -> list[tuple[int, str]]:
    """Who may come to make up for a missed session: number and name. People of other groups only
    for somebody who may see those; a facilitator sees who left their own."""
    cohort = session.cohort
    rows = Enrolment.objects.filter(cohort__programme=cohort.programme_id, person__erased_at=None)
    if not may(cohort.programme, user, Right.PEOPLE):
        rows = rows.filter(cohort=cohort)
    there = on_roster(cohort, day_of(session.starts_at, cohort)).values("person_id")
    rows = rows.exclude(state=State.WAITING).exclude(person__in=there).select_related("person")
    found = {row.person_id: row.person.name for row in rows.order_by("person_id")}
    return sorted(found.items(), key=lambda one: one[1])


def guests_among(session: Session, people: Iterable[int]) -> list[RosterRow]:
    """Those of these people who are no part of the roster but have a mark in the session."""
    day = day_of(session.starts_at, session.cohort)
    rows = Person.objects.filter(pk__in=list(people), erased_at=None).order_by("pk")
    return [RosterRow(0, one.pk, one.name, one.own_script_name, one.birth_year, "", day, day,
                      one.keep_until, (), "") for one in rows]  # fmt: skip


def sessions_to_make_up(session: Session) -> list[tuple[int, str]]:
    """Held sessions of the programme by this scheme, newest first: number and words."""
    cohort = session.cohort
    rows = Session.objects.filter(
        cohort__programme=cohort.programme_id, cohort__scheme=cohort.scheme,
        state=Session.State.HELD, starts_at__lt=session.starts_at,
    ).select_related("cohort").order_by("-starts_at", "pk")  # fmt: skip
    return [(one.pk, f"{one.cohort.title} · {one.number} · {day_of(one.starts_at, one.cohort)}")
            for one in rows[:60]]  # fmt: skip


def standings(cohort: Cohort) -> dict[int, Standing]:
    """What each person of the cohort has so far, by the number of the person. Four statements."""
    rule = scheme(cohort.scheme)
    sessions = list(cohort.sessions.filter(state=Session.State.HELD))
    spans = defaultdict(list)
    for person, since, until in cohort.enrolments.exclude(state=State.WAITING).values_list(
        "person_id", "since", "until"
    ):
        spans[person].append((since, until))
    guests = Session.objects.filter(attendance__makes_up__cohort=cohort, state=Session.State.HELD)
    sessions += guests.exclude(cohort=cohort).select_related("cohort").distinct()
    entries = AttendanceEntry.objects.filter(Q(session__cohort=cohort) | Q(makes_up__cohort=cohort))
    by_person: dict[int, dict[int, Mark]] = defaultdict(dict)
    for (session, person), mark in newest(marks_of(entries)).items():
        by_person[person][session] = mark
    return {person: _standing_of(rule, cohort, sessions, days, by_person[person])
            for person, days in spans.items()}  # fmt: skip


def _standing_of(
    rule: Scheme, cohort: Cohort, sessions: list[Session], days: list[tuple[date, date | None]],
    marks: dict[int, Mark],
) -> Standing:  # fmt: skip
    inside = [one for one in sessions if one.cohort_id == cohort.pk
              and _is_in(day_of(one.starts_at, cohort), days)]  # fmt: skip
    known = {one.pk for one in inside}
    # A guest of another day or group counts there only for what they make up.
    elsewhere = [meeting_of(one) for one in sessions if one.pk not in known]
    return standing(rule, map(meeting_of, inside), marks, elsewhere)


def _is_in(day: date, days: list[tuple[date, date | None]]) -> bool:
    return any(since <= day and (until is None or day <= until) for since, until in days)


def meeting_of(session: Session) -> Meeting:
    minutes = round((session.ends_at - session.starts_at).total_seconds() / 60)
    return Meeting(session.pk, session.units, minutes)


def feeds_of(programme: Programme, user: User) -> QuerySet[CalendarFeed]:
    """The living feeds that somebody may see: their own, and those of cohorts they may run."""
    rows = CalendarFeed.objects.filter(programme=programme, revoked_at=None)
    role = role_in(programme, user)
    if role in (Role.LEAD, Role.OFFICER):
        return rows.select_related("cohort", "member__user")
    mine = Q(member__user=user) | Q(cohort__facilitators__member__user=user)
    return rows.filter(mine).distinct().select_related("cohort", "member__user")


def feed_sessions(feed: CalendarFeed) -> list[Session]:
    """The sessions of a feed, with their cohorts. A facilitator's feed follows their cohorts."""
    rows = Session.objects.filter(cohort__programme=feed.programme_id)
    if feed.cohort_id:
        rows = rows.filter(cohort=feed.cohort_id)
    else:
        rows = rows.filter(cohort__facilitators__member=feed.member_id)
    return list(rows.select_related("cohort").order_by("starts_at", "pk"))


def people_who_can_run(programme: Programme) -> list[tuple[int, str]]:
    """Members whose role includes holding sessions: number and user name."""
    roles = (Role.LEAD, Role.OFFICER, Role.FACILITATOR)
    rows: Any = ProgrammeMember.objects.filter(programme=programme, role__in=roles)
    return list(rows.order_by("user__username").values_list("pk", "user__username"))


def enrolments_of(person: Person) -> list[Enrolment]:
    return list(person.enrolments.select_related("cohort").order_by("-since", "-pk"))
