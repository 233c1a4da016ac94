"""Whether a person agreed that their learner file goes to another office."""

from datetime import date

from bothways.programmes.models import Consent, Person
from bothways.programmes.protection.consent_queries import consent_in_force

PURPOSE = "sharing"


def sharing_consent(person: Person, on: date) -> Consent | None:
    """The consent that holds on that day, by the one rule of the house."""
    return consent_in_force(person, PURPOSE, on)
