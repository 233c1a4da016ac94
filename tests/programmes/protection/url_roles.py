"""Who gets what at the addresses of protection."""

from collections.abc import Callable

from bothways.programmes.models import Programme
from bothways.programmes.protection.card import token_of
from bothways.programmes.protection.consent_actions import card_make
from tests.programmes.plan.url_roles import a_programme
from tests.programmes.protection.audit_calls import the_child
from tests.rooms import NOTHING_THERE, Line

PROGRAMME = {"number": "the programme"}
PERSON = {**PROGRAMME, "person": 1}
ROW = {**PROGRAMME, "row": 1}


def a_card() -> str:
    """The link on a sheet; whoever holds it needs no account."""
    return token_of(card_make(the_child(Programme.objects.get(pk=a_programme())), actor=None))


THINGS: dict[str, Callable[[], int | str]] = {"the card of a guardian": a_card}
ROLES = {
    "protection": Line(NOTHING_THERE, PROGRAMME),
    "protection_people": Line(NOTHING_THERE, PROGRAMME),
    "protection_erasures": Line(NOTHING_THERE, PROGRAMME),
    "protection_reads": Line(NOTHING_THERE, PROGRAMME),
    "protection_texts": Line(NOTHING_THERE, PROGRAMME),
    "protection_text": Line(NOTHING_THERE, {**PROGRAMME, "purpose": "photos"}),
    "protection_text_withdraw": Line(NOTHING_THERE, ROW),
    "protection_checks": Line(NOTHING_THERE, PROGRAMME),
    "protection_check_revoke": Line(NOTHING_THERE, ROW),
    "protection_pairings": Line(NOTHING_THERE, PROGRAMME),
    "protection_pairing": Line(NOTHING_THERE, ROW),
    "protection_person": Line(NOTHING_THERE, PERSON),
    "protection_consent_new": Line(NOTHING_THERE, PERSON),
    "protection_withdraw": Line(NOTHING_THERE, PERSON),
    "protection_card": Line(NOTHING_THERE, PERSON),
    "protection_sheet": Line(NOTHING_THERE, PERSON),
    "protection_copy": Line(NOTHING_THERE, {**PERSON, "ending": "zip"}),
    "protection_erase": Line(NOTHING_THERE, PERSON),
    "mentor_pairings": Line(NOTHING_THERE, PROGRAMME),
    "mentor_met": Line(NOTHING_THERE, ROW),
    "consent_card": Line((200, 200, 200, 200), {"token": "the card of a guardian"}),
}
