"""Whose data goes when. The date is computed from the stay each time; the column only keeps it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from bothways.programmes.models import Enrolment, Pairing, Person, Programme
from bothways.programmes.protection.consent_queries import kept_by_consent_until
from bothways.programmes.protection.retention import Stay, keep_until


@dataclass(frozen=True)
class ErasureRow:
    """A person in the preview, and why on that day."""

    person: Person
    on: date
    without_consent: bool


def erasures_ahead(programme: Programme, on: date, days: int | None = None) -> list[ErasureRow]:
    """Who is erased when, the nearest first; within so many days, or all. Four statements."""
    people = list(programme.people.filter(erased_at=None))
    stays = stays_of(people, on)
    rows = [
        ErasureRow(person, due, stays[person.pk].consent_until is None)
        for person in people
        if (due := keep_until(stays[person.pk], programme.keep_months, on))
    ]
    last = on + timedelta(days=days) if days is not None else date.max
    return sorted((row for row in rows if row.on <= last), key=lambda row: (row.on, row.person.pk))


def stays_of(people: list[Person], on: date) -> dict[int, Stay]:
    """The stay of each of these people of one programme. Four statements."""
    agreed = kept_by_consent_until(people)
    left = _left_on(people, on)
    return {
        person.pk: Stay(
            timezone.localdate(person.created_at), agreed[person.pk], left[person.pk]
        )
        for person in people
    }  # fmt: skip


def keep_until_of(person: Person, on: date | None = None) -> date | None:
    on = on or timezone.localdate()
    stay = stays_of([person], on)[person.pk]
    return keep_until(stay, person.programme.keep_months, on)


def set_keep_until(person: Person, on: date | None = None) -> date | None:
    """Keeps the date with the person, within the action that changed the stay."""
    person.keep_until = keep_until_of(person, on)
    Person.objects.filter(pk=person.pk).update(keep_until=person.keep_until)
    return person.keep_until


def _left_on(people: Iterable[Person], on: date) -> dict[int, date | None]:
    """The last day of each, empty for those who are in. Two statements."""
    days: dict[int, list[date]] = defaultdict(list)
    inside: set[int] = set()
    for person, until, ends_on in Enrolment.objects.filter(person__in=people).values_list(
        "person_id", "until", "cohort__ends_on"
    ):
        # Nobody closes the enrolments of a group that is over; its last day is theirs.
        last = min((day for day in (until, ends_on) if day), default=None)
        if last is None or last > on or (last == on and until is None):
            inside.add(person)
        else:
            days[person].append(last)
    for person, state, ended_on in Pairing.objects.filter(person__in=people).values_list(
        "person_id", "state", "ended_on"
    ):
        if state != Pairing.State.CLOSED:
            inside.add(person)
        elif ended_on:
            days[person].append(ended_on)
    return {
        person.pk: None
        if person.pk in inside
        else max(days[person.pk], default=timezone.localdate(person.created_at))
        for person in people
    }
