"""Pages and files of programmes, and how each is opened for the test of the log of reads.

The parts of an address that are not listed here are found by their name: number, cohort, person,
session. A room whose addresses have others adds a table of its own: ``reading_pages.py`` beside its
tests, with PARTS (url name -> parts), for what a form has to send SENDS (url name -> fields), and
NOBODY: names of addresses that can name no person and need no parts.
"""

from collections.abc import Callable
from typing import Any

from bothways.programmes.models import Pairing, Person, SafeguardingCheck
from bothways.programmes.protection.card import token_of
from bothways.programmes.protection.consent_actions import card_for_sheet

# Addresses whose parts cannot be guessed: what they are for the person of the scene.
PARTS: dict[str, Callable[[Person], dict[str, Any]]] = {
    "protection_pairing": lambda person: {"row": _pairing(person)},
    "protection_text": lambda person: {"purpose": "photos"},
    "protection_text_withdraw": lambda person: {"row": _text(person)},
    "protection_check_revoke": lambda person: {"row": _check()},
    "mentor_met": lambda person: {"row": _pairing(person)},
    "consent_card": lambda person: {"token": token_of(card_for_sheet(person, actor=None))},
    "protection_copy": lambda person: {"ending": "zip"},
}
# What only answers to a form.
SENDS: dict[str, dict[str, str]] = {
    "protection_sheet": {"language": "en"},
    "protection_consent_new": {"given_by": "self"},
    "protection_withdraw": {"by": "self"},
}


def _text(person: Person) -> int:
    found = person.programme.consent_texts.filter(purpose="photos").first()
    return found.pk if found else 0


def _check() -> int:
    found = SafeguardingCheck.objects.first()
    return found.pk if found else 0


def _pairing(person: Person) -> int:
    found = Pairing.objects.filter(person=person).first()
    return found.pk if found else 0
