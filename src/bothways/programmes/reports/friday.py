"""Everything that is due this week in all programmes of a person, as their roles let them do it.

No line names a person who takes part: what is due is told by groups and numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from bothways.core.models import User
from bothways.programmes.models import (
    AttendanceEntry,
    Consent,
    Enrolment,
    FunderReport,
    Indicator,
    IndicatorValue,
    Period,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
    Session,
)
from bothways.programmes.policies import NONE, RIGHTS, Right
from bothways.programmes.reports.silence import Quiet, silence_in

WEEK, MONTH, FORTNIGHT = timedelta(days=7), timedelta(days=30), timedelta(days=14)
MOST = 50  # lines of a kind; the rest comes up when these are done


@dataclass(frozen=True, slots=True)
class SessionDue:
    """A session that is over, of which nobody said who was there."""

    programme: int
    programme_title: str
    cohort: str
    cohort_number: int
    session: int
    number: int
    starts: datetime
    is_planned: bool
    holder: str  # who is to hold it, or nothing


@dataclass(frozen=True, slots=True)
class FigureDue:
    programme: int
    programme_title: str
    indicator: int
    title: str
    unit: str
    period: int
    period_words: str
    due: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReportDue:
    programme: int
    programme_title: str
    period: int
    period_words: str
    due: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """Consents of people still in a cohort that end soon: how many, and the first day."""

    programme: int
    programme_title: str
    count: int
    first: date


@dataclass(frozen=True, slots=True)
class CheckDue:
    programme: int
    programme_title: str
    member: str
    kind: str
    until: date
    is_over: bool


@dataclass(frozen=True, slots=True)
class Ready:
    programme: int
    programme_title: str
    count: int


@dataclass(frozen=True)
class Friday:
    """The page. ``knows`` is False for somebody without any programme."""

    knows: bool
    sessions: Sequence[SessionDue] = ()
    figures: Sequence[FigureDue] = ()
    reports: Sequence[ReportDue] = ()
    endings: Sequence[Ending] = ()
    checks: Sequence[CheckDue] = ()
    ready: Sequence[Ready] = ()
    silence: Sequence[Quiet] = ()

    @property
    def count(self) -> int:
        return sum(len(part) for part in (
            self.sessions, self.figures, self.reports, self.endings, self.checks, self.ready,
            self.silence,
        ))  # fmt: skip


def friday_of(user: User, now: datetime) -> Friday:
    """Fourteen statements, however many programmes there are."""
    today = timezone.localdate(now)
    roles = list(
        ProgrammeMember.objects.filter(user=user).exclude(programme__state=Programme.State.CLOSED)
        .select_related("programme").order_by("programme__title", "programme_id")
    )  # fmt: skip
    if not roles:
        return Friday(knows=False)
    places = _Places.of(roles)
    planned, ends = places.with_right(Right.PLAN), today + WEEK
    periods = _periods_due(planned, ends, today)
    return Friday(
        True,
        _sessions(user, places, now),
        _figures(periods, today),
        _reports(periods, today),
        _endings(places.with_right(Right.PROTECT), today),
        _checks(places.with_right(Right.PROTECT), today),
        ready_to_certify(places.with_right(Right.CERTIFY), today),
        _silence(places, today),
    )


@dataclass(frozen=True)
class _Places:
    """Programmes of a person and what they may do in each."""

    roles: Sequence[ProgrammeMember]

    @classmethod
    def of(cls, roles: Iterable[ProgrammeMember]) -> _Places:
        return cls(tuple(roles))

    def with_right(self, right: Right) -> list[int]:
        return [r.programme_id for r in self.roles if right in RIGHTS.get(r.role, NONE)]

    def as_facilitator(self) -> list[int]:
        facilitator = ProgrammeMember.Role.FACILITATOR
        return [r.programme_id for r in self.roles if r.role == facilitator]

    def programmes(self, numbers: Iterable[int]) -> list[Programme]:
        wanted = set(numbers)
        return [r.programme for r in self.roles if r.programme_id in wanted]


def _sessions(user: User, places: _Places, now: datetime) -> list[SessionDue]:
    own = places.as_facilitator()
    everywhere = [n for n in places.with_right(Right.DELIVER) if n not in own]
    marked = AttendanceEntry.objects.filter(session=OuterRef("pk")).exclude(code="")
    # What somebody else of the group holds is due from them.
    free = Q(facilitator=None) | Q(facilitator__user=user)
    mine = Q(cohort__programme__in=everywhere) | free & Q(
        cohort__programme__in=own, cohort__facilitators__member__user=user
    )
    rows = Session.objects.filter(
        mine, ~Exists(marked), ends_at__lt=now, cohort__is_closed=False,
        state__in=[Session.State.PLANNED, Session.State.HELD],
    ).select_related("cohort__programme", "facilitator__user").distinct()  # fmt: skip
    return [
        SessionDue(
            s.cohort.programme_id, s.cohort.programme.title, s.cohort.title, s.cohort_id,
            s.pk, s.number,
            s.starts_at.astimezone(ZoneInfo(s.cohort.time_zone)),
            s.state == Session.State.PLANNED,
            s.facilitator.user.username if s.facilitator else "",
        )
        for s in rows.order_by("starts_at", "pk")[:MOST]
    ]  # fmt: skip


def _periods_due(programmes: Sequence[int], ends: date, today: date) -> list[Period]:
    """Due until the end of the week; without a due day, when the period is over."""
    due = Q(due_on__lte=ends) | Q(due_on=None, ends_on__lt=today)
    rows = Period.objects.filter(due, programme__in=programmes, starts_on__lte=today)
    return list(rows.select_related("programme").order_by("ends_on", "pk"))


def _figures(periods: Sequence[Period], today: date) -> list[FigureDue]:
    """Indicators that people enter and that have no actual in a period that is due."""
    numbers = {period.programme_id for period in periods}
    asked: dict[int, list[Indicator]] = defaultdict(list)
    rows = Indicator.objects.filter(programme__in=numbers, counted="")
    rows = rows.exclude(measure=Indicator.Measure.QUALITATIVE)
    for indicator in rows.order_by("position", "pk"):
        asked[indicator.programme_id].append(indicator)
    known = set(IndicatorValue.objects.filter(
        period__in=periods, kind=IndicatorValue.Kind.ACTUAL, value__isnull=False,
    ).values_list("indicator_id", "period_id"))  # fmt: skip
    found = [
        FigureDue(
            p.programme_id, p.programme.title, i.pk, i.title, i.unit, p.pk, str(p), _due(p),
            _due(p) < today,
        )
        for p in periods
        for i in asked[p.programme_id]
        if (i.pk, p.pk) not in known
    ]  # fmt: skip
    return found[:MOST]


def _reports(periods: Sequence[Period], today: date) -> list[ReportDue]:
    """Periods that are over and of which no report left."""
    over = [period for period in periods if period.ends_on < today]
    sent = set(FunderReport.objects.filter(period__in=over).values_list("period_id", flat=True))
    return [
        ReportDue(p.programme_id, p.programme.title, p.pk, str(p), _due(p), _due(p) < today)
        for p in over
        if p.pk not in sent
    ][:MOST]


def _due(period: Period) -> date:
    return period.due_on or period.ends_on


def _endings(programmes: Sequence[int], today: date) -> list[Ending]:
    newer = Consent.objects.filter(
        person=OuterRef("person"), text__purpose=OuterRef("text__purpose"), withdrawn_on=None,
        ends_on__gt=OuterRef("ends_on"),
    )  # fmt: skip
    present = Enrolment.objects.filter(person=OuterRef("person"), until=None)
    rows = Consent.objects.filter(
        Exists(present), ~Exists(newer), person__programme__in=programmes, withdrawn_on=None,
        ends_on__range=(today, today + MONTH),
    ).order_by("person__programme__title", "person__programme_id")  # fmt: skip
    counts = rows.values_list("person__programme_id", "person__programme__title")
    return [Ending(*row) for row in counts.annotate(n=Count("pk"), first=Min("ends_on"))]


def _checks(programmes: Sequence[int], today: date) -> list[CheckDue]:
    newer = SafeguardingCheck.objects.filter(
        member=OuterRef("member"), kind=OuterRef("kind"), revoked_on=None,
        valid_until__gt=OuterRef("valid_until"),
    )  # fmt: skip
    rows = SafeguardingCheck.objects.filter(
        ~Exists(newer), member__programme__in=programmes, revoked_on=None,
        valid_until__lte=today + MONTH,
    ).select_related("member__programme", "member__user")  # fmt: skip
    return [
        CheckDue(
            c.member.programme_id, c.member.programme.title, c.member.user.username, c.kind,
            c.valid_until, c.valid_until < today,
        )
        for c in rows.order_by("valid_until", "pk")[:MOST]
    ]  # fmt: skip


ReadyCounter = Callable[[Sequence[int], date], Iterable[tuple[int, str, int]]]


def completed_lately(programmes: Sequence[int], today: date) -> Iterable[tuple[int, str, int]]:
    """People who completed a cohort in the last fortnight, by programme. One statement."""
    rows = Enrolment.objects.filter(
        cohort__programme__in=programmes, state=Enrolment.State.COMPLETED,
        until__range=(today - FORTNIGHT, today),
    ).order_by("cohort__programme__title", "cohort__programme_id")  # fmt: skip
    groups = rows.values_list("cohort__programme_id", "cohort__programme__title")
    return groups.annotate(n=Count("person", distinct=True))


# The room of certificates knows who fulfils a rule and has none yet; it puts its own count here.
counts_ready: list[ReadyCounter] = [completed_lately]


def ready_to_certify(programmes: Sequence[int], today: date) -> list[Ready]:
    return [Ready(*row) for row in counts_ready[-1](programmes, today)]


def _silence(places: _Places, today: date) -> list[Quiet]:
    """Leads, officers and those who protect hear it; of pairings only who may see them."""
    hearing = set(places.with_right(Right.PEOPLE))
    return silence_in(places.programmes(hearing), today)
