"""Marks of attendance: only ever added, and the same mark sent again changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.models import User
from bothways.programmes.delivery.clock import day_of, today_in
from bothways.programmes.delivery.queries import on_roster
from bothways.programmes.delivery.scheme import Scheme, scheme
from bothways.programmes.delivery.writing import keep, writable
from bothways.programmes.models import AttendanceEntry, Cohort, Enrolment, Session
from bothways.programmes.policies import Right, may
from bothways.programmes.protection.one_to_one import session_missing

MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class NewMark:
    """A mark as a page, a phone or a file sends it."""

    uid: UUID
    person: int
    code: str
    made_at: datetime
    minutes_late: int = 0
    minutes_early: int = 0
    makes_up: int | None = None


@dataclass
class Outcome:
    """Which marks are now kept (also those that were before), and why others are not."""

    kept: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)
    added: int = 0


@transaction.atomic
def attendance_mark(
    session: Session, marks: Sequence[NewMark], *, actor: User | None,
    source: str = AttendanceEntry.Source.TAP,
) -> Outcome:  # fmt: skip
    """Good marks are kept although others of the same lot are refused: each names its reason.

    A mark whose number is known already is not looked at again.
    """
    cohort = writable(session.cohort, actor, Right.DELIVER)
    session = Session.objects.get(pk=session.pk)
    known = set(AttendanceEntry.objects.filter(uid__in=[mark.uid for mark in marks])
                .values_list("uid", flat=True))  # fmt: skip
    checks = _Checks(session, scheme(cohort.scheme), actor)
    ahead = _ahead(marks)
    outcome = Outcome()
    rows: dict[UUID, AttendanceEntry] = {}
    for mark in marks:
        if mark.uid not in known and (reason := checks.problem(mark)):
            outcome.refused[mark.uid] = reason
            continue
        outcome.kept.append(mark.uid)
        if mark.uid not in known:
            rows.setdefault(mark.uid, _entry(session, mark, actor, source, ahead))
    if rows:
        # The same lot may arrive on two lines at once; the second changes nothing.
        AttendanceEntry.objects.bulk_create(rows.values(), ignore_conflicts=True)
        outcome.added = len(rows)
        _now_held(session, rows.values(), checks.rule)
        keep("mark", "attendance", session.pk, actor, marks=len(rows), source=source)
    return outcome


class _Checks:
    """What may be marked in a session; reads once, whatever the number of marks."""

    def __init__(self, session: Session, rule: Scheme, actor: User | None) -> None:
        cohort = session.cohort
        self.rule, self.session = rule, session
        day = day_of(session.starts_at, cohort)
        self.is_ahead = day > today_in(cohort)
        self.people = set(on_roster(cohort, day).values_list("person_id", flat=True))
        self.guests = _guests(cohort, actor)
        self.sessions = set(
            Session.objects.filter(
                cohort__programme=cohort.programme_id, cohort__scheme=cohort.scheme
            ).exclude(pk=session.pk).values_list("pk", flat=True)
        )  # fmt: skip

    def problem(self, mark: NewMark) -> str:
        if self.session.state == Session.State.CANCELLED:
            return _("This session was called off. Plan it again first.")
        if self.is_ahead:
            return _("This session lies ahead. Attendance is marked from its day on.")
        if mark.code and self.rule.code(mark.code) is None:
            return _("The scheme of this group has no such code.")
        if mark.makes_up is not None and mark.makes_up not in self.sessions:
            return _("The session that this makes up for is not one of this programme and scheme.")
        if mark.person not in (self.people if mark.makes_up is None else self.guests):
            return _("This person is not on the roster of this day.")
        if not all(0 <= n <= MOST_MINUTES for n in (mark.minutes_late, mark.minutes_early)):
            return _("Minutes are whole numbers from 0 to 1440.")
        return ""


def _guests(cohort: Cohort, actor: User | None) -> set[int]:
    """Who may make up for a missed session: also people of other groups, but only for somebody
    who may see those; and those who left."""
    rows = Enrolment.objects.filter(cohort__programme=cohort.programme_id, person__erased_at=None)
    if actor is not None and not may(cohort.programme, actor, Right.PEOPLE):
        rows = rows.filter(cohort=cohort)
    return set(rows.exclude(state=Enrolment.State.WAITING).values_list("person_id", flat=True))


def _ahead(marks: Sequence[NewMark]) -> timedelta:
    """How far the clock of the sender runs ahead: its marks must not win for ever."""
    latest = max((mark.made_at for mark in marks), default=timezone.now())
    return max(timedelta(), latest - timezone.now())


def _entry(
    session: Session, mark: NewMark, actor: User | None, source: str, ahead: timedelta
) -> AttendanceEntry:
    return AttendanceEntry(
        uid=mark.uid, session=session, person_id=mark.person, code=mark.code,
        minutes_late=mark.minutes_late, minutes_early=mark.minutes_early,
        makes_up_id=mark.makes_up, source=source, made_at=mark.made_at - ahead, made_by=actor,
    )  # fmt: skip


def _now_held(session: Session, rows: Iterable[AttendanceEntry], rule: Scheme) -> None:
    """Somebody was there, so it took place: nobody has to say so again.

    One adult alone with a minor is marked as what happened, and never becomes a session held.
    """
    somebody = any(rule.counts(row.code) == "attended" for row in rows)
    if somebody and session.state == Session.State.PLANNED and not session_missing(session):
        session.state = Session.State.HELD
        session.save(update_fields=["state"])
