"""Writes that erase: on request, and when the day has come."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.models import Person
from bothways.programmes.protection.erasing import erase_names
from bothways.programmes.protection.retention_queries import keep_until_of
from bothways.programmes.protection.writing import about_person, protected, still_named


@transaction.atomic
def person_erase(person: Person, *, actor: User | None) -> None:
    """On request of the person or the guardian, today."""
    protected(person.programme_id, actor)
    erase_names(still_named(person))
    about_person("erase", person, actor, because="request")


@transaction.atomic
def person_erase_when_due(person: Person, *, actor: User | None, on: date | None = None) -> date:
    """Only if the day has come, by what is known now; answers with that day."""
    protected(person.programme_id, actor)
    person = still_named(person)
    due = keep_until_of(person, on)
    if due is None or due > (on or timezone.localdate()):
        raise Refused(_("The day on which this data goes has not come yet."))
    erase_names(person)
    about_person("erase", person, actor, because="retention", due=due.isoformat())
    return due
