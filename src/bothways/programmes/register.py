"""What the register of people, sessions and marks counts for the columns of plan and report.

Reads codes only, never a name. What attendance makes of marks is the business of ``delivery``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bothways.programmes.ages import UNKNOWN, age_band
from bothways.programmes.delivery.presence import Presence, presences
from bothways.programmes.disclosure.margins import Margins
from bothways.programmes.models import (
    Certificate,
    Enrolment,
    Indicator,
    Programme,
    Session,
)

# Of people themselves; "side" tells newcomers and hosts apart.
WAYS = ("sex", "age", "stage", "side")
Counted = Indicator.Counted
PEOPLE = (Counted.PEOPLE_ENROLLED, Counted.PEOPLE_ATTENDING)


MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included."""

    first: date
    last: date
    label: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Held:
    """A session that took place, on the day it had in its own time zone."""

    number: int
    cohort: int
    day: date
    units: int


@dataclass(frozen=True)
class Register:
    """All that is counted, as far as it was asked for."""

    people: Mapping[int, tuple[str, int | None, str, str]]  # sex, year of birth, stage, side
    enrolled: Sequence[tuple[int, date, date | None]]
    held: Mapping[int, Held]
    marks: Sequence[Presence]
    certificates: Sequence[tuple[int, date]] = ()  # whose and when, without those revoked


def register_of(programme: Programme, sources: Collection[str] | None = None) -> Register:
    """Six statements at most, however large the programme is.

    ``sources``: what will be counted; a large programme has a hundred thousand marks.
    """
    asked = set(Counted) if sources is None else set(sources)
    came = bool(asked & {Counted.PEOPLE_ATTENDING, Counted.UNITS_ATTENDED})
    return Register(
        _people_of(programme) if asked - {Counted.SESSIONS_HELD} else {},
        _enrolments(programme) if Counted.PEOPLE_ENROLLED in asked else [],
        {session.number: session for session in _held(programme)}
        if came or Counted.SESSIONS_HELD in asked
        else {},
        presences(programme) if came else [],
        _certificates(programme) if Counted.CERTIFICATES in asked else [],
    )


def _people_of(programme: Programme) -> dict[int, tuple[str, int | None, str, str]]:
    rows = programme.people.order_by("pk")
    return {row[0]: row[1:] for row in rows.values_list("pk", "sex", "birth_year", "stage", "side")}


def months(register: Register, today: date) -> list[Span]:
    """Calendar months from the first session held to today, where a plan has no periods.

    The first one also holds who was enrolled before, and all months that would be too many.
    """
    days = [held.day for held in register.held.values() if held.day <= today]
    if not days:
        return []
    first = min(days).replace(day=1)
    found = []
    while first <= today:
        following = (first + timedelta(days=32)).replace(day=1)
        found.append(Span(first, following - timedelta(days=1), f"{first:%Y-%m}"))
        first = following
    kept = found[-MOST_MONTHS:]
    begins = min([kept[0].first, *days, *(since for _person, since, _until in register.enrolled)])
    return [Span(begins, kept[0].last, kept[0].label), *kept[1:]]


def _enrolments(programme: Programme) -> list[tuple[int, date, date | None]]:
    rows = Enrolment.objects.filter(cohort__programme=programme)
    rows = rows.exclude(state=Enrolment.State.WAITING)
    return list(rows.order_by("pk").values_list("person_id", "since", "until"))


def _certificates(programme: Programme) -> list[tuple[int, date]]:
    rows = Certificate.objects.filter(cohort__programme=programme, revoked_at=None)
    return list(rows.exclude(person=None).order_by("pk").values_list("person_id", "issued_on"))


def _held(programme: Programme) -> list[Held]:
    rows = Session.objects.filter(cohort__programme=programme, state=Session.State.HELD)
    zones: dict[str, ZoneInfo] = {}
    return [
        Held(number, cohort, at.astimezone(zones.setdefault(zone, ZoneInfo(zone))).date(), units)
        for number, cohort, at, zone, units in rows.order_by("starts_at", "pk").values_list(
            "pk", "cohort_id", "starts_at", "cohort__time_zone", "units")
    ]  # fmt: skip


def counted(
    register: Register, source: str, spans: Sequence[Span], today: date
) -> tuple[list[Margins], Margins] | None:
    """Columns and whole of a counted indicator; None for what is not counted here."""
    if source == Counted.SESSIONS_HELD:
        return _sessions(register, spans)
    if source == Counted.UNITS_ATTENDED:
        return _units(register, spans, today)
    if source in (*PEOPLE, Counted.CERTIFICATES):
        return people_in(register, source, spans, today)
    return None


def _sessions(register: Register, spans: Sequence[Span]) -> tuple[list[Margins], Margins]:
    days = [held.day for held in register.held.values()]
    counts = [Decimal(sum(span.holds(day) for day in days)) for span in spans]
    return [Margins(n) for n in counts], Margins(sum(counts, Decimal(0)))


def people_in(
    register: Register, source: str, spans: Sequence[Span], today: date
) -> tuple[list[Margins], Margins]:
    """People of each span, each once; and of all spans together, each once."""
    groups = [_people(register, source, span) for span in spans]
    columns = [
        _counted_people(register, group, min(span.last, today))
        for group, span in zip(groups, spans, strict=True)
    ]
    everybody = set[int]().union(*groups)
    last = min(max((span.last for span in spans), default=today), today)
    return columns, _counted_people(register, everybody, last)


def _people(register: Register, source: str, span: Span) -> set[int]:
    if source == Counted.PEOPLE_ENROLLED:
        return {
            person for person, since, until in register.enrolled
            if since <= span.last and (until is None or until >= span.first)
        }  # fmt: skip
    if source == Counted.CERTIFICATES:
        return {person for person, day in register.certificates if span.holds(day)}
    sessions = {n for n, held in register.held.items() if span.holds(held.day)}
    return {m.person for m in register.marks if m.was_there and m.session in sessions}


def _counted_people(register: Register, people: Iterable[int], on: date) -> Margins:
    weights = {person: 1 for person in people if person in register.people}
    return weighed(register, weights, on)


def _units(register: Register, spans: Sequence[Span], today: date) -> tuple[list[Margins], Margins]:
    columns = []
    for span in spans:
        units: Counter[int] = Counter()
        for mark in register.marks:
            if span.holds(mark.day):
                units[mark.person] += mark.units
        columns.append(weighed(register, units, min(span.last, today)))
    total = sum((c.total or Decimal(0) for c in columns), Decimal(0))
    return columns, Margins(total)


def weighed(register: Register, weights: Mapping[int, int], on: date) -> Margins:
    """Sums of the weights of people by each way; who is not recorded stands under "unknown"."""
    parts: dict[str, dict[str, Decimal]] = {way: defaultdict(Decimal) for way in WAYS}
    for person, weight in weights.items():
        sex, year, stage, side = register.people[person]
        band = age_band(year, on)
        for way, code in zip(WAYS, (sex, band, stage, side), strict=True):
            parts[way][code or UNKNOWN] += weight
    total = Decimal(sum(weights.values()))
    return Margins(total, {way: dict(part) for way, part in parts.items()})
