"""Takes everything out of a person's record that names them. Counts stay, of somebody unnamed.

What stays: sex, stage, side and year of birth of an unnamed row, its attendance and enrolments,
that a consent was given and when. What goes: names, phones, guardian, language, needs, notes on
the pairing, the number that learner files carry.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from bothways.programmes.models import Person
from bothways.programmes.protection.elsewhere import kept_parts
from bothways.programmes.protection.stopping import close_pairings, leave_everything

NAMING = (
    "given_name", "family_name", "own_script_name", "language", "phone", "guardian_name",
    "guardian_phone",
)  # fmt: skip


@transaction.atomic
def erase_names(person: Person) -> None:
    """Runs within the action that erases, which leaves the audit row."""
    today = timezone.localdate()
    leave_everything(person, today)
    close_pairings(person, today)
    person.enrolments.update(needs=[])
    person.consents.update(giver_name="", paper="")
    person.consents.filter(withdrawn_on=None).update(withdrawn_on=today)
    person.pairings.update(goals=[], closing_words="")
    person.consent_cards.all().delete()
    for kept in kept_parts():
        kept.erase(person)
    for name in NAMING:
        setattr(person, name, "")
    person.uid, person.keep_until, person.erased_at = uuid.uuid4(), None, timezone.now()
    person.save()
