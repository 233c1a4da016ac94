"""The pages of protection: what is due, what a form answers, who meets what."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bothways.core.models import AuditEntry, User
from bothways.programmes.models import (
    Consent,
    ConsentText,
    Pairing,
    PairingContact,
    Person,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
)
from bothways.programmes.protection.card import token_of
from bothways.programmes.protection.consent_actions import card_for_sheet, consent_withdraw
from bothways.programmes.protection.consent_queries import consent_holds
from bothways.programmes.protection.due import protection_due
from bothways.programmes.protection.pairing_actions import pairing_activate
from bothways.programmes.protection.wordings import words_for
from tests.programmes.protection.conftest import TODAY, a_child, guardian_agrees

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def desk(signed_in: SignedIn, officer: User) -> Client:
    return signed_in(officer)


def at(name: str, *parts: object) -> str:
    return reverse(name, args=parts)


def test_a_new_programme_is_told_that_nobody_was_asked(desk: Client, programme: Programme) -> None:
    assert b"Nobody has been asked yet" in desk.get(at("protection", programme.pk)).content


def test_a_text_is_taken_over_in_six_languages_with_one_button(
    desk: Client, programme: Programme
) -> None:
    address = at("protection_text", programme.pk, "photos")
    page = desk.get(address).content.decode()
    for words in words_for("photos", programme).values():
        assert words.split("“")[0][:40] in page
    sent = {f"words_{tag}": said for tag, said in words_for("photos", programme).items()}
    assert desk.post(address, {**sent, "valid_months": 12, "own_voice_from": 14}).status_code == 302
    text = ConsentText.objects.get()
    assert (text.version, text.valid_months, len(text.words)) == (1, 12, 6)


def test_a_text_without_words_comes_back_with_the_reason(
    desk: Client, programme: Programme
) -> None:
    sent = {"valid_months": 12, "own_voice_from": 14}
    answer = desk.post(at("protection_text", programme.pk, "photos"), sent)
    assert answer.status_code == 422
    assert b"at least one language" in answer.content


def test_a_signed_sheet_is_recorded_and_taken_back_at_the_desk(
    desk: Client, child: Person, texts: Any
) -> None:
    where = (child.programme_id, child.pk)
    sent = {"purposes": ["taking_part", "study"], "given_by": "guardian", "language": "ar",
            "giver_name": "Huda", "given_on": TODAY().isoformat()}  # fmt: skip
    assert desk.post(at("protection_consent_new", *where), sent).status_code == 302
    assert consent_holds(child, "study")
    back = {"purposes": ["study"], "by": "guardian"}
    assert desk.post(at("protection_withdraw", *where), back).status_code == 302
    assert not consent_holds(child, "study")
    assert consent_holds(child, "taking_part")


def test_a_sheet_with_something_wrong_comes_back_as_it_was_typed(
    desk: Client, child: Person, texts: Any
) -> None:
    sent = {"purposes": ["study"], "given_by": "guardian", "language": "ar", "giver_name": "",
            "given_on": TODAY().isoformat(), "paper": "Cupboard 9"}  # fmt: skip
    answer = desk.post(at("protection_consent_new", child.programme_id, child.pk), sent)
    assert answer.status_code == 422
    assert b"name of the guardian who signed" in answer.content
    assert b"Cupboard 9" in answer.content
    assert not Consent.objects.exists()


@pytest.mark.pdf
def test_the_sheet_is_printed_in_the_language_of_the_family_with_its_card(
    desk: Client, child: Person, texts: Any
) -> None:
    address = at("protection_sheet", child.programme_id, child.pk)
    written = desk.post(address, {"language": "ar"})
    link = f"/ar/consent/{token_of(card_for_sheet(child, actor=None))}/"
    document = PdfReader(io.BytesIO(written.content))
    text = "".join(page.extract_text() for page in document.pages)
    assert link in text.replace("\n", "")
    assert document.trailer["/Root"]["/Lang"] == "ar"
    assert len(document.pages) <= 2
    assert desk.post(address, {"language": "so"}).status_code == 302


def test_what_is_due_stands_on_the_tab(
    desk: Client, pairing: Pairing, programme: Programme, officer: User
) -> None:
    pairing_activate(pairing, actor=officer)
    a_child(programme)
    SafeguardingCheck.objects.filter(kind="training").update(
        valid_until=TODAY() + timedelta(days=20)
    )
    consent_withdraw(pairing.person, ["photos", "mentoring"], by="guardian", actor=officer)
    due = protection_due(programme)
    assert due.consents == {"missing": 1}
    assert [row.check.kind for row in due.checks] == ["training"]
    assert [row.pairing for row in due.suspended] == [pairing]
    assert (len(due.erasures), due.pictures) == (1, 1)
    page = desk.get(at("protection", programme.pk)).content.decode()
    for words in ("Ask for consent", "Suspended pairings", "Checks that end", "Take pictures down",
                  "Erased within"):  # fmt: skip
        assert words in page
    assert "Salma" not in page


def test_what_is_due_takes_the_same_statements_for_one_and_for_many(
    pairing: Pairing, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        guardian_agrees(a_child(programme))
    with django_assert_max_num_queries(16):
        protection_due(programme)


def test_a_pairing_goes_its_way_on_its_page(
    desk: Client, pairing: Pairing, programme: Programme, mentor: ProgrammeMember,
    signed_in: SignedIn, teacher: User,
) -> None:  # fmt: skip
    address = at("protection_pairing", programme.pk, pairing.pk)
    desk.post(address, {"do": "supervise", "supervisor": ""})
    assert b"No supervisor is named" in desk.get(address).content
    refused = desk.post(address, {"do": "activate"}, follow=True)
    assert b"They may not meet yet" in refused.content
    supervisor = ProgrammeMember.objects.get(role="safeguarding")
    desk.post(address, {"do": "supervise", "supervisor": supervisor.pk})
    desk.post(address, {"do": "activate"})
    pairing.refresh_from_db()
    assert pairing.state == "active"
    mine = signed_in(teacher)
    assert b"Salma" in mine.get(at("mentor_pairings", programme.pk)).content
    sent = {"on": TODAY().isoformat(), "minutes": 45, "mode": "on_site"}
    assert mine.post(at("mentor_met", programme.pk, pairing.pk), sent).status_code == 302
    assert PairingContact.objects.get().minutes == 45
    desk.post(address, {"do": "suspend"})
    assert b"Salma" not in mine.get(at("mentor_pairings", programme.pk)).content
    desk.post(address, {"do": "close", "words": "Goodbye"})
    pairing.refresh_from_db()
    assert pairing.state == "closed"


def test_a_check_is_added_and_revoked_by_who_may(
    desk: Client, programme: Programme, facilitator: ProgrammeMember, signed_in: SignedIn,
    in_role: Callable[..., ProgrammeMember], evaluator: User,
) -> None:  # fmt: skip
    address = at("protection_checks", programme.pk)
    sent = {"member": facilitator.pk, "kind": "background", "authority": "Court",
            "checked_on": TODAY().isoformat(), "valid_until": TODAY().isoformat()}  # fmt: skip
    in_role(evaluator, "officer")
    signed_in(evaluator).post(address, sent)
    assert not SafeguardingCheck.objects.exists()
    assert desk.post(address, sent).status_code == 302
    check = SafeguardingCheck.objects.get()
    assert desk.post(at("protection_check_revoke", programme.pk, check.pk)).status_code == 302
    check.refresh_from_db()
    assert check.revoked_on == TODAY()


def test_erasing_asks_once_more(desk: Client, agreed: Person) -> None:
    address = at("protection_erase", agreed.programme_id, agreed.pk)
    assert desk.post(address).status_code == 422
    assert Person.objects.get().given_name == "Salma"
    assert desk.post(address, {"sure": "yes"}).status_code == 302
    assert Person.objects.get().given_name == ""
    assert desk.get(at("protection_person", agreed.programme_id, agreed.pk)).status_code == 404


def test_the_card_takes_back_without_account_and_says_what_happened(
    visitor: Client, pairing: Pairing, officer: User
) -> None:
    pairing_activate(pairing, actor=officer)
    address = at("consent_card", token_of(card_for_sheet(pairing.person, actor=None)))
    page = visitor.get(address)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert "Zarqawi" not in page.content.decode()
    done = visitor.post(address, {"purposes": ["mentoring"], "by": "guardian"})
    assert b"may no longer meet" in done.content
    pairing.refresh_from_db()
    assert pairing.state == "suspended"
    gone = visitor.post(address, {"purposes": ["taking_part"], "by": "guardian", "erase": "on"})
    assert b"This link no longer works" in gone.content
    assert visitor.get(address).status_code == 404
    assert AuditEntry.objects.filter(verb="withdraw_consent", detail__way="card").count() == 2


@pytest.mark.parametrize("token", ["x", "0" * 32, "f" * 64])
def test_a_guessed_link_opens_nothing(visitor: Client, agreed: Person, token: str) -> None:
    card_for_sheet(agreed, actor=None)
    assert visitor.get(at("consent_card", token)).status_code == 404


# Address -> what a form there would send.
WRITES: dict[str, dict[str, Any]] = {
    "protection_text": {"words_en": "I agree.", "valid_months": 24, "own_voice_from": 14},
    "protection_text_withdraw": {},
    "protection_checks": {"kind": "background", "authority": "Court"},
    "protection_check_revoke": {},
    "protection_pairings": {},
    "protection_pairing": {"do": "activate"},
    "protection_consent_new": {"purposes": ["study"], "given_by": "guardian"},
    "protection_withdraw": {"purposes": ["study"], "by": "guardian"},
    "protection_card": {"do": "make"},
    "protection_sheet": {"language": "en"},
    "protection_erase": {"sure": "yes"},
    "mentor_met": {"on": "2026-01-01", "minutes": 30, "mode": "online"},
}


@pytest.mark.parametrize("name", sorted(WRITES))
def test_an_outsider_writes_nothing_by_any_form(
    name: str, pairing: Pairing, outsider: User, teacher: User, signed_in: SignedIn
) -> None:
    parts = {"number": pairing.programme_id, **_parts(name, pairing)}
    address = reverse(name, kwargs=parts)
    before = AuditEntry.objects.count()
    assert signed_in(outsider).post(address, WRITES[name]).status_code == 404
    if name != "mentor_met":
        assert signed_in(teacher).post(address, WRITES[name]).status_code == 403
    assert AuditEntry.objects.count() == before


def _parts(name: str, pairing: Pairing) -> dict[str, Any]:
    if name in ("protection_pairing", "mentor_met"):
        return {"row": pairing.pk}
    if name == "protection_text_withdraw":
        return {"row": ConsentText.objects.filter(purpose="photos").get().pk}
    if name == "protection_check_revoke":
        return {"row": SafeguardingCheck.objects.all()[0].pk}
    if name == "protection_text":
        return {"purpose": "photos"}
    is_of_programme = name in ("protection_checks", "protection_pairings")
    return {} if is_of_programme else {"person": pairing.person_id}


def test_whom_i_mentor_stands_only_before_those_who_mentor_somebody(
    programme: Programme, pairing: Pairing, officer: User, teacher: User, signed_in: SignedIn
) -> None:
    door = at("mentor_pairings", programme.pk).encode()
    page = at("programme", programme.pk)
    assert door in signed_in(teacher).get(page).content
    assert door not in signed_in(officer).get(page).content
    Pairing.objects.filter(pk=pairing.pk).update(state=Pairing.State.CLOSED)
    assert door not in signed_in(teacher).get(page).content


def test_a_mentor_of_any_role_finds_whom_they_mentor(
    programme: Programme, pairing: Pairing, teacher: User, signed_in: SignedIn
) -> None:
    ProgrammeMember.objects.filter(user=teacher).update(role=ProgrammeMember.Role.PARTNER)
    answer = signed_in(teacher).get(at("programme", programme.pk))
    assert at("mentor_pairings", programme.pk).encode() in answer.content
