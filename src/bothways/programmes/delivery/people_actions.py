"""Writes about who takes part: add, describe, enrol, admit, move, leave, complete."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.days import add_months
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.delivery.clock import today_in
from bothways.programmes.delivery.queries import person_standing_here
from bothways.programmes.delivery.roster import RosterPerson, birth_year_problem, same_people
from bothways.programmes.delivery.writing import (
    PERSON_FIELDS,
    keep,
    new_person,
    state_for,
    writable,
)
from bothways.programmes.models import Cohort, Enrolment, Person
from bothways.programmes.policies import Right, require
from bothways.programmes.protection.pairing_review import suspend_unsafe

Fields = dict[str, Any]
State = Enrolment.State


@transaction.atomic
def person_add(
    cohort: Cohort, fields: Fields, *, since: date, actor: User | None,
    needs: list[str] | None = None, other_person: bool = False,
) -> Enrolment:  # fmt: skip
    """A new person in a cohort, or on its waiting list when it is full."""
    cohort = writable(cohort, actor, Right.PEOPLE)
    _check_name(fields)
    one = RosterPerson(**{name: fields[name] for name in PERSON_FIELDS if name in fields})
    if not other_person:
        for problem in same_people([one], person_standing_here(cohort.programme), others=False):
            raise Refused(problem.message)
    person = new_person(cohort, fields)
    enrolment = Enrolment.objects.create(
        person=person, cohort=cohort, since=since, state=state_for(cohort), needs=needs or []
    )
    keep("add", "person", person.pk, actor, cohort=cohort.pk, state=enrolment.state)
    return enrolment


@transaction.atomic
def person_describe(person: Person, fields: Fields, *, actor: User | None) -> None:
    person = _writable_person(person, actor)
    _check_name(fields)
    for name in PERSON_FIELDS:
        setattr(person, name, fields[name])
    person.save(update_fields=[*PERSON_FIELDS, "updated_at"])
    # Another year of birth may make a minor of somebody who is mentored.
    suspend_unsafe(person.programme, person=person)
    keep("describe", "person", person.pk, actor)


@transaction.atomic
def person_enrol(
    person: Person, cohort: Cohort, *, since: date, actor: User | None,
    needs: list[str] | None = None,
) -> Enrolment:  # fmt: skip
    """Somebody of the programme comes to a (further) cohort, or comes back."""
    cohort = writable(cohort, actor, Right.PEOPLE)
    person = _writable_person(person, actor)
    if person.programme_id != cohort.programme_id:
        raise Refused(_("This person belongs to another programme."))
    _check_free(person, cohort, since)
    enrolment = Enrolment.objects.create(
        person=person, cohort=cohort, since=since, state=state_for(cohort), needs=needs or []
    )
    keep("enrol", "person", person.pk, actor, cohort=cohort.pk, state=enrolment.state)
    return enrolment


@transaction.atomic
def enrolment_admit(enrolment: Enrolment, *, actor: User | None) -> None:
    """From the waiting list into the group, from today on."""
    cohort = writable(enrolment.cohort, actor, Right.PEOPLE)
    enrolment = _open(enrolment, State.WAITING)
    if state_for(cohort) == State.WAITING:
        raise Refused(_("The group is full. Somebody has to leave, or its capacity has to grow."))
    enrolment.state, enrolment.since = State.ENROLLED, today_in(cohort)
    enrolment.save(update_fields=["state", "since"])
    keep("admit", "enrolment", enrolment.pk, actor)


@transaction.atomic
def enrolment_move(enrolment: Enrolment, to: Cohort, *, on: date, actor: User | None) -> Enrolment:
    """To another cohort of the same programme; ``on`` is the first day there."""
    if to.pk == enrolment.cohort_id or to.programme_id != enrolment.cohort.programme_id:
        raise Refused(_("Choose another group of this programme."))
    writable(enrolment.cohort, actor, Right.PEOPLE)
    to = writable(to, actor, Right.PEOPLE)
    enrolment = _open(enrolment, State.ENROLLED, State.WAITING)
    _check_free(enrolment.person, to, on)
    _end(enrolment, State.LEFT, max(enrolment.since, on - timedelta(days=1)), "other_group")
    moved = Enrolment.objects.create(
        person=enrolment.person, cohort=to, since=on, state=state_for(to), needs=enrolment.needs
    )
    keep("move", "enrolment", enrolment.pk, actor, to=to.pk, state=moved.state)
    return moved


@transaction.atomic
def enrolment_leave(
    enrolment: Enrolment, *, on: date, actor: User | None, reason: str = ""
) -> None:
    """``on`` is the last day. Where nothing else keeps the person, the retention clock starts."""
    writable(enrolment.cohort, actor, Right.PEOPLE)
    enrolment = _open(enrolment, State.ENROLLED, State.WAITING)
    _end(enrolment, State.LEFT, on, reason)
    _shorten_keeping(enrolment.person, on)
    keep("leave", "enrolment", enrolment.pk, actor, reason=reason)


@transaction.atomic
def enrolment_complete(enrolment: Enrolment, *, on: date, actor: User | None) -> None:
    """The person went through the whole of it."""
    writable(enrolment.cohort, actor, Right.PEOPLE)
    enrolment = _open(enrolment, State.ENROLLED)
    _end(enrolment, State.COMPLETED, on, "")
    _shorten_keeping(enrolment.person, on)
    keep("complete", "enrolment", enrolment.pk, actor)


def _check_name(fields: Fields) -> None:
    if not any(fields.get(name) for name in ("given_name", "family_name", "own_script_name")):
        raise Refused(_("Write at least one name, as the person is called."))
    if problem := birth_year_problem(fields.get("birth_year"), timezone.localdate()):
        raise Refused(problem)


def _writable_person(person: Person, actor: User | None) -> Person:
    found = Person.objects.select_for_update(of=("self",)).select_related("programme")
    person = found.get(pk=person.pk)
    require(person.programme, actor, Right.PEOPLE)
    if person.erased_at:
        raise Refused(_("The data of this person was erased."))
    return person


def _open(enrolment: Enrolment, *states: str) -> Enrolment:
    found = Enrolment.objects.select_related("person", "cohort").get(pk=enrolment.pk)
    if found.until is not None or found.state not in states:
        raise Refused(_("This has changed meanwhile. Look at the group again."))
    return found


def _check_free(person: Person, cohort: Cohort, since: date) -> None:
    """Nobody is in the same group twice on one day."""
    there = cohort.enrolments.filter(person=person).filter(Q(until=None) | Q(until__gte=since))
    if there.exists():
        raise Refused(_("This person is in that group already on this day."))


def _end(enrolment: Enrolment, state: str, on: date, reason: str) -> None:
    if on < enrolment.since:
        raise Refused(_("The last day lies before the first. Correct the day."))
    enrolment.state, enrolment.until, enrolment.leaving_reason = state, on, reason
    enrolment.save(update_fields=["state", "until", "leaving_reason"])


def _shorten_keeping(person: Person, last: date) -> None:
    """Nobody is kept longer after the last day than the programme says; a date only moves near."""
    if person.enrolments.filter(until=None).exists():
        return
    until = add_months(last, person.programme.keep_months)
    if person.keep_until is None or person.keep_until > until:
        Person.objects.filter(pk=person.pk).update(keep_until=until)
