"""How each action that protects people is called, and from which state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bothways.core.models import User
from bothways.programmes.models import (
    ConsentCard,
    ConsentText,
    Pairing,
    Person,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
)
from bothways.programmes.plan.actions import programme_start
from bothways.programmes.protection import (
    check_actions,
    consent_actions,
    erasure_actions,
    pairing_actions,
    text_actions,
)
from bothways.programmes.protection.card import token_of
from bothways.programmes.protection.consent_actions import Given
from tests.conftest import person as account

ROOM = "bothways.programmes.protection"
# Whoever holds the card takes consent back, with or without an account.
OPEN_TO_ALL = {f"{ROOM}.consent_actions.consent_withdraw_by_card"}
# The rest of these modules reads: the hash of a reference.
READS = {f"{ROOM}.check_actions.reference_hash"}
Role = ProgrammeMember.Role


def a_programme() -> Programme:
    return programme_start("A programme", actor=account("lead_of_it"))


def a_text(purpose: str = "taking_part", programme: Programme | None = None) -> ConsentText:
    return text_actions.consent_text_release(
        programme or a_programme(), purpose, words={"en": "I agree."}, actor=None
    )


def the_child(programme: Programme) -> Person:
    born = timezone.localdate().year - 11
    return Person.objects.create(programme=programme, given_name="Salma", birth_year=born)


def a_child() -> Person:
    return the_child(a_text().programme)


def an_agreed_child(purpose: str = "taking_part") -> Person:
    child = the_child(a_text(purpose).programme)
    consent_actions.consent_record(child, [purpose], signed(), actor=None)
    return child


def signed() -> Given:
    return Given("guardian", timezone.localdate(), "en", giver_name="Huda")


def a_card() -> ConsentCard:
    return consent_actions.card_make(an_agreed_child(), actor=None)


def an_old_child() -> Person:
    """Nobody ever agreed, and thirty days are over."""
    child = a_child()
    long_ago = timezone.now() - timedelta(days=60)
    Person.objects.update(created_at=long_ago)
    return child


def a_helper(programme: Programme | None = None, name: str = "helper") -> ProgrammeMember:
    found = programme or a_programme()
    role = Role.OFFICER if name == "supervisor" else Role.FACILITATOR
    return ProgrammeMember.objects.create(programme=found, user=account(name), role=role)


def a_check(member: ProgrammeMember | None = None, kind: str = "background") -> SafeguardingCheck:
    return check_actions.check_add(member or a_helper(), **paper(kind), actor=None)


def paper(kind: str = "background") -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "kind": kind, "authority": "Court", "reference": f"{kind} 7", "checked_on": today,
        "valid_until": today + timedelta(days=90),
    }  # fmt: skip


def a_proposal() -> Pairing:
    """Nothing is missing."""
    child = an_agreed_child("mentoring")
    mentor, supervisor = a_helper(child.programme), a_helper(child.programme, "supervisor")
    for kind in ("background", "training"):
        a_check(mentor, kind)
    return pairing_actions.pairing_propose(child, mentor, supervisor=supervisor, actor=None)


def an_active_pairing() -> Pairing:
    pairing = a_proposal()
    pairing_actions.pairing_activate(pairing, actor=None)
    return pairing


def a_child_and_a_helper() -> tuple[Person, ProgrammeMember]:
    child = a_child()
    return child, a_helper(child.programme)


Call = tuple[Callable[[Any], Any], Callable[..., Any]]


def call(start: Callable[[], Any], act: Callable[[Any, User], Any]) -> Call:
    return lambda scene: start(), act


CALLS: dict[str, Call] = {
    f"{ROOM}.text_actions.consent_text_release": call(
        a_programme,
        lambda start, actor: text_actions.consent_text_release(
            start, "photos", words={"en": "I agree."}, actor=actor
        ),
    ),
    f"{ROOM}.text_actions.consent_text_withdraw": call(
        lambda: a_text("photos"),
        lambda start, actor: text_actions.consent_text_withdraw(start, actor=actor),
    ),
    f"{ROOM}.consent_actions.consent_record": call(
        a_child,
        lambda start, actor: consent_actions.consent_record(
            start, ["taking_part"], signed(), actor=actor
        ),
    ),
    f"{ROOM}.consent_actions.consent_withdraw": call(
        an_agreed_child,
        lambda start, actor: consent_actions.consent_withdraw(
            start, ["taking_part"], by="guardian", actor=actor
        ),
    ),
    f"{ROOM}.consent_actions.consent_withdraw_by_card": call(
        a_card,
        lambda start, actor: consent_actions.consent_withdraw_by_card(
            token_of(start), ["taking_part"], by="guardian", actor=actor
        ),
    ),
    f"{ROOM}.consent_actions.card_make": call(
        a_child, lambda start, actor: consent_actions.card_make(start, actor=actor)
    ),
    f"{ROOM}.consent_actions.card_for_sheet": call(
        a_child, lambda start, actor: consent_actions.card_for_sheet(start, actor=actor)
    ),
    f"{ROOM}.consent_actions.card_revoke": call(
        lambda: a_card().person,
        lambda start, actor: consent_actions.card_revoke(start, actor=actor),
    ),
    f"{ROOM}.erasure_actions.person_erase": call(
        a_child, lambda start, actor: erasure_actions.person_erase(start, actor=actor)
    ),
    f"{ROOM}.erasure_actions.person_erase_when_due": call(
        an_old_child,
        lambda start, actor: erasure_actions.person_erase_when_due(start, actor=actor),
    ),
    f"{ROOM}.check_actions.check_add": call(
        a_helper, lambda start, actor: check_actions.check_add(start, **paper(), actor=actor)
    ),
    f"{ROOM}.check_actions.check_revoke": call(
        a_check, lambda start, actor: check_actions.check_revoke(start, actor=actor)
    ),
    f"{ROOM}.pairing_actions.pairing_propose": call(
        a_child_and_a_helper,
        lambda start, actor: pairing_actions.pairing_propose(*start, actor=actor),
    ),
    f"{ROOM}.pairing_actions.pairing_activate": call(
        a_proposal, lambda start, actor: pairing_actions.pairing_activate(start, actor=actor)
    ),
    f"{ROOM}.pairing_actions.pairing_supervise": call(
        a_proposal,
        lambda start, actor: pairing_actions.pairing_supervise(start, None, actor=actor),
    ),
    f"{ROOM}.pairing_actions.pairing_suspend": call(
        an_active_pairing,
        lambda start, actor: pairing_actions.pairing_suspend(start, actor=actor),
    ),
    f"{ROOM}.pairing_actions.pairing_close": call(
        a_proposal,
        lambda start, actor: pairing_actions.pairing_close(start, words="Goodbye", actor=actor),
    ),
    f"{ROOM}.pairing_actions.pairing_contact_record": call(
        an_active_pairing,
        lambda start, actor: pairing_actions.pairing_contact_record(
            start, on=timezone.localdate(), minutes=60, mode="on_site", actor=actor
        ),
    ),
}
