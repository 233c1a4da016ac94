"""Indicators that the register counts: a name, and the function that counts for spans of time.

A room that owns a table registers its counter here once, at start:
``register("certificates", certificates_issued)``. A counter takes the programme and the spans and
answers each span with its cells (sex, age band, stage of stay), in a fixed number of statements.
Nobody is counted twice within a span.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bothways.programmes.ages import age_band
from bothways.programmes.delivery.presence import presences
from bothways.programmes.models import (
    Enrolment,
    Person,
    Programme,
    Session,
)
from bothways.programmes.plan.totals import ALL, Cells, Codes

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


Counter = Callable[[Programme, Sequence[Span]], list[Cells]]
_counters: dict[str, Counter] = {}


def register(code: str, counter: Counter) -> None:
    """Later registrations win, so that a room can count better than the plain rule here."""
    _counters[code] = counter


def is_counted(code: str) -> bool:
    return code in _counters


def counted(code: str, programme: Programme, spans: Sequence[Span]) -> list[Cells]:
    """The cells of each span; a code that nobody counts has none."""
    return _counters[code](programme, spans) if code in _counters else [{} for _span in spans]


def cells_of(people: Iterable[tuple[str, int | None, str]], on: date) -> Cells:
    """People as cells: ``(sex, year of birth, stage)`` of each. Nobody at all is a zero."""
    tally: Mapping[Codes, int] = Tally(
        (sex or UNKNOWN, age_band(birth_year, on), stage or UNKNOWN)
        for sex, birth_year, stage in people
    )
    return {codes: Decimal(n) for codes, n in tally.items()} or {ALL: Decimal(0)}


def people_enrolled(programme: Programme, spans: Sequence[Span]) -> list[Cells]:
    """Persons in any group on at least one day of the span. Two statements."""
    people = _people(programme)
    rows = list(
        Enrolment.objects.filter(cohort__programme=programme)
        .exclude(state=Enrolment.State.WAITING)
        .values_list("person_id", "since", "until")
    )
    return [
        _of_people(people, span, (
            person for person, since, until in rows
            if since <= span.last and (until or span.last) >= span.first
        ))
        for span in spans
    ]  # fmt: skip


def people_attending(programme: Programme, spans: Sequence[Span]) -> list[Cells]:
    """Persons who were in at least one session that was held. Three statements."""
    people = _people(programme)
    there = [one for one in presences(programme) if one.was_there]
    return [
        _of_people(people, span, (one.person for one in there if span.holds(one.day)))
        for span in spans
    ]


def units_attended(programme: Programme, spans: Sequence[Span]) -> list[Cells]:
    """Units that persons sat through, as the scheme of their group counts them. Two statements."""
    there = presences(programme)
    return [
        {ALL: Decimal(sum(one.units for one in there if span.holds(one.day)))} for span in spans
    ]


def sessions_held(programme: Programme, spans: Sequence[Span]) -> list[Cells]:
    """One statement."""
    held = Session.objects.filter(cohort__programme=programme, state=Session.State.HELD)
    days = [_day(at, zone) for at, zone in held.values_list("starts_at", "cohort__time_zone")]
    return [{ALL: Decimal(sum(map(span.holds, days)))} for span in spans]


def _of_people(
    people: Mapping[int, tuple[str, int | None, str]], span: Span, found: Iterable[int]
) -> Cells:
    return cells_of((people[number] for number in set(found) if number in people), span.last)


def _people(programme: Programme) -> dict[int, tuple[str, int | None, str]]:
    rows = Person.objects.filter(programme=programme).order_by("pk")
    return {
        number: (sex, birth_year, stage)
        for number, sex, birth_year, stage in rows.values_list("pk", "sex", "birth_year", "stage")
    }


def _day(at: datetime, zone: str) -> date:
    """The day on the clock of the place; a zone that nobody knows counts as UTC."""
    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return at.date()


register("people_enrolled", people_enrolled)
register("people_attending", people_attending)
register("units_attended", units_attended)
register("sessions_held", sessions_held)
