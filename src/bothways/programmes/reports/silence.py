"""Silence is the signal: no session, no contact, no data for so many days.

The rule is pure; the reads take a fixed number of statements for any number of programmes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, Q
from django.utils import timezone

from bothways.programmes.models import (
    AttendanceEntry,
    Cohort,
    IndicatorValue,
    Pairing,
    Programme,
    Session,
)

SESSION, CONTACT, DATA = "session", "contact", "data"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing was heard of something for longer than the programme bears."""

    kind: str
    programme: int
    programme_title: str
    # Title of the cohort, name of the mentor's account, or nothing for the whole programme.
    of: str
    last: date | None
    days: int
    # The next session that is planned, if any.
    next: date | None = None


def quiet_days(last: date | None, since: date | None, today: date, patience: int) -> int | None:
    """Days of silence, if they are as many as the programme bears or more.

    Silence begins with the last sign, or with ``since`` where there was none; what has not begun
    yet is not silent.
    """
    begun = max((day for day in (last, since) if day is not None), default=None)
    if begun is None or begun > today:
        return None
    days = (today - begun).days
    return days if days >= patience else None


def silence_in(programmes: Sequence[Programme], today: date) -> list[Quiet]:
    """The longest silence first. Four statements."""
    running = {p.pk: p for p in programmes if p.state == Programme.State.RUNNING}
    found = [*_cohorts(running, today), *_pairings(running, today), *_data(running, today)]
    return sorted(found, key=lambda one: (-one.days, one.programme, one.kind, one.of))


def _cohorts(programmes: Mapping[int, Programme], today: date) -> Iterable[Quiet]:
    now = timezone.now()
    rows = Cohort.objects.filter(programme__in=programmes, is_closed=False).filter(
        Q(ends_on=None) | Q(ends_on__gte=today)
    ).annotate(
        heard=Max("sessions__starts_at",
                  filter=Q(sessions__state=Session.State.HELD, sessions__starts_at__lte=now)),
        ahead=Min("sessions__starts_at",
                  filter=Q(sessions__state=Session.State.PLANNED, sessions__starts_at__gt=now)),
    )  # fmt: skip
    for row in rows.order_by("pk"):
        programme = programmes[row.programme_id]
        last = _day(row.heard)
        begun = row.starts_on or _unless(last, row.created_at)
        days = quiet_days(last, begun, today, programme.silence_days)
        if days is not None:
            yield Quiet(SESSION, programme.pk, programme.title, row.title, last, days,
                        _day(row.ahead))  # fmt: skip


def _pairings(programmes: Mapping[int, Programme], today: date) -> Iterable[Quiet]:
    rows = Pairing.objects.filter(programme__in=programmes, state=Pairing.State.ACTIVE)
    rows = rows.annotate(heard=Max("contacts__on")).select_related("mentor__user")
    for row in rows.order_by("pk"):
        programme = programmes[row.programme_id]
        begun = row.started_on or _unless(row.heard, row.created_at)
        days = quiet_days(row.heard, begun, today, programme.silence_days)
        if days is not None:
            name = row.mentor.user.username
            yield Quiet(CONTACT, programme.pk, programme.title, name, row.heard, days)


def _data(programmes: Mapping[int, Programme], today: date) -> Iterable[Quiet]:
    """No mark of attendance and no figure: nobody writes anything down."""
    marks = AttendanceEntry.objects.filter(session__cohort__programme__in=programmes)
    figures = IndicatorValue.objects.filter(indicator__programme__in=programmes)
    heard = [
        dict(marks.order_by().values_list("session__cohort__programme").annotate(
            at=Max("received_at"))),
        dict(figures.order_by().values_list("indicator__programme").annotate(
            at=Max("recorded_at"))),
    ]  # fmt: skip
    for programme in programmes.values():
        last = max((day for rows in heard if (day := _day(rows.get(programme.pk)))), default=None)
        begun = programme.starts_on or _unless(last, programme.created_at)
        days = quiet_days(last, begun, today, programme.silence_days)
        if days is not None:
            yield Quiet(DATA, programme.pk, programme.title, "", last, days)


def _unless(last: date | None, recorded: datetime) -> date | None:
    """The day of the record stands for the beginning only where nothing was ever heard."""
    return None if last else timezone.localdate(recorded)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
