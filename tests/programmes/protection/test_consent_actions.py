"""Recording consent, and what stops when it is taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.programmes.models import Consent, ConsentText, Enrolment, Pairing, Person, Programme
from bothways.programmes.protection.card import card_by_token, token_of
from bothways.programmes.protection.consent_actions import (
    Given,
    card_for_sheet,
    card_make,
    consent_record,
    consent_withdraw,
    consent_withdraw_by_card,
)
from bothways.programmes.protection.consent_queries import (
    consent_holds,
    consent_rows,
    people_who_agree,
)
from bothways.programmes.protection.pairing_actions import pairing_activate
from bothways.programmes.protection.text_actions import consent_text_release, consent_text_withdraw
from tests.programmes.protection.conftest import (
    ADULT_BORN,
    TODAY,
    YOUTH_BORN,
    a_child,
    guardian_agrees,
    released,
    self_agrees,
)

pytestmark = pytest.mark.django_db
SIGNED = Given("guardian", TODAY(), "ar", giver_name="Huda")


def test_nobody_agrees_before_they_said_so(child: Person, texts: Any) -> None:
    assert not consent_holds(child, "study")
    guardian_agrees(child, "taking_part", "study")
    assert consent_holds(child, "study")
    assert not consent_holds(child, "photos")


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        (replace(SIGNED, given_on=TODAY() + timedelta(days=1)), "lies ahead"),
        (replace(SIGNED, given_on=TODAY() - timedelta(days=1)), "newer than the signature"),
        (replace(SIGNED, language="xx"), "does not exist in this language"),
        (replace(SIGNED, giver_name=" "), "name of the guardian"),
        (replace(SIGNED, given_by="self"), "a guardian agrees"),
        (replace(SIGNED, given_by="neighbour"), "Say who agreed"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(
    child: Person, texts: Any, signed: Given, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        consent_record(child, ["taking_part"], signed, actor=None)
    assert not Consent.objects.exists()


def test_a_guardian_does_not_sign_for_somebody_of_age(programme: Programme, texts: Any) -> None:
    grown = a_child(programme, ADULT_BORN)
    with pytest.raises(Refused, match="is of age"):
        guardian_agrees(grown)
    self_agrees(grown, "mentoring")
    assert consent_holds(grown, "mentoring")


def test_a_young_person_signs_beside_the_guardian(programme: Programme, texts: Any) -> None:
    youth = a_child(programme, YOUTH_BORN)
    guardian_agrees(youth, "mentoring")
    assert not consent_holds(youth, "mentoring")
    self_agrees(youth, "mentoring")
    assert consent_holds(youth, "mentoring")


def test_consent_of_many_is_read_in_two_statements(
    programme: Programme, texts: Any, django_assert_num_queries: Any
) -> None:
    people = [a_child(programme) for _ in range(5)]
    for found in people[:3]:
        guardian_agrees(found, "study")
    with django_assert_num_queries(2):
        assert people_who_agree(people, "study") == {found.pk for found in people[:3]}
    with django_assert_num_queries(4):
        assert len(consent_rows(programme, TODAY())[1]) == 5


def test_taking_part_back_ends_everything_at_once_and_keeps_the_name_until_its_day(
    pairing: Pairing, officer: User
) -> None:
    pairing_activate(pairing, actor=officer)
    done = consent_withdraw(pairing.person, ["taking_part"], by="guardian", actor=officer)
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.until) == ("left", TODAY())
    pairing.refresh_from_db()
    assert pairing.state == "closed"
    person = Person.objects.get()
    assert not any(consent_holds(person, purpose) for purpose in ("photos", "study", "mentoring"))
    assert person.given_name == "Salma"
    assert person.keep_until == done.keep_until is not None


def test_taking_part_back_with_the_wish_to_go_at_once_erases_at_once(
    agreed: Person, officer: User
) -> None:
    consent_withdraw(agreed, ["taking_part"], by="guardian", erase=True, actor=officer)
    found = Person.objects.get()
    assert found.erased_at is not None
    assert (found.given_name, found.phone, found.guardian_name) == ("", "", "")
    assert AuditEntry.objects.get(verb="withdraw_consent").detail["erased"] is True


def test_erasing_at_once_without_leaving_is_refused(agreed: Person, officer: User) -> None:
    with pytest.raises(Refused, match="taking part ends as well"):
        consent_withdraw(agreed, ["photos"], by="guardian", erase=True, actor=officer)
    assert consent_holds(agreed, "photos")


def test_taking_mentoring_back_suspends_the_pairing_at_once(
    pairing: Pairing, officer: User
) -> None:
    pairing_activate(pairing, actor=officer)
    done = consent_withdraw(pairing.person, ["mentoring"], by="guardian", actor=officer)
    pairing.refresh_from_db()
    assert (pairing.state, pairing.suspended_for) == ("suspended", "consent")
    assert done.pairings == [pairing.pk]
    assert consent_holds(pairing.person, "taking_part")


def test_taking_the_phone_back_deletes_the_numbers(agreed: Person, officer: User) -> None:
    consent_withdraw(agreed, ["phone"], by="guardian", actor=officer)
    found = Person.objects.get()
    assert (found.phone, found.guardian_phone, found.given_name) == ("", "", "Salma")


def test_what_nobody_agreed_to_cannot_be_taken_back(child: Person, texts: Any) -> None:
    with pytest.raises(Refused, match="no consent to anything else"):
        consent_withdraw(child, ["photos"], by="guardian", actor=None)


def test_leaving_works_also_for_those_who_never_signed(child: Person, texts: Any) -> None:
    consent_withdraw(child, ["taking_part"], by="guardian", actor=None)
    assert Enrolment.objects.get().state == "left"


def test_a_new_version_asks_anew_and_the_old_text_stays_as_it_was_signed(
    agreed: Person, programme: Programme, officer: User
) -> None:
    signed = ConsentText.objects.get(purpose="photos")
    before = dict(signed.words)
    consent_text_release(programme, "photos", words={"en": "Other words"}, actor=officer)
    signed.refresh_from_db()
    assert signed.words == before
    asked, rows = consent_rows(programme, TODAY())
    assert rows[0].states[asked.index("photos")] == "anew"
    assert consent_holds(agreed, "photos", TODAY() + timedelta(days=30))
    assert not consent_holds(agreed, "photos", TODAY() + timedelta(days=31))


def test_a_text_taken_back_ends_the_consent_and_the_pairing(
    pairing: Pairing, officer: User
) -> None:
    pairing_activate(pairing, actor=officer)
    text = ConsentText.objects.get(purpose="mentoring")
    consent_text_withdraw(text, actor=officer)
    pairing.refresh_from_db()
    assert pairing.state == "suspended"
    assert not consent_holds(pairing.person, "mentoring")


def test_taking_part_is_always_asked(texts: dict[str, ConsentText], officer: User) -> None:
    with pytest.raises(Refused, match="no data may stay"):
        consent_text_withdraw(texts["taking_part"], actor=officer)


def test_the_same_card_is_printed_again_and_only_its_hash_is_kept(
    agreed: Person, officer: User
) -> None:
    card = card_for_sheet(agreed, actor=officer)
    assert token_of(card_for_sheet(agreed, actor=officer)) == token_of(card)
    assert token_of(card) not in str(vars(card))


def test_a_new_card_stops_the_old_one(agreed: Person, officer: User) -> None:
    old = token_of(card_for_sheet(agreed, actor=officer))
    new = token_of(card_make(agreed, actor=officer))
    assert card_by_token(old) is None
    assert card_by_token(new) is not None
    with pytest.raises(NotAllowed):
        consent_withdraw_by_card(old, ["photos"], by="guardian", actor=None)
    consent_withdraw_by_card(new, ["photos"], by="guardian", actor=None)
    assert not consent_holds(agreed, "photos")


def test_a_yes_to_the_text_of_another_programme_counts_for_nothing(
    agreed: Person, programme: Programme
) -> None:
    other = Programme.objects.create(title="Another")
    text = released(other)["study"]
    Consent.objects.filter(text__purpose="study").update(text=text)
    assert not consent_holds(agreed, "study")


def test_whoever_is_erased_agrees_to_nothing_and_nothing_more_is_written(
    agreed: Person, officer: User
) -> None:
    consent_withdraw(agreed, ["taking_part"], by="guardian", erase=True, actor=officer)
    found = Person.objects.get()
    assert not consent_holds(found, "taking_part")
    with pytest.raises(Refused, match="was erased"):
        guardian_agrees(found)


@pytest.mark.parametrize("words", [{}, {"en": "  "}])
def test_a_text_without_words_is_refused(
    programme: Programme, officer: User, words: dict[str, str]
) -> None:
    with pytest.raises(Refused, match="at least one language"):
        consent_text_release(programme, "photos", words=words, actor=officer)


def test_the_default_wordings_stand_in_six_languages_and_name_the_programme(
    programme: Programme, texts: dict[str, ConsentText]
) -> None:
    for text in texts.values():
        assert set(text.words) == {"en", "fr", "de", "es", "ar", "uk"}
        assert not any("{" in words for words in text.words.values())
    assert all(programme.title in words for words in texts["taking_part"].words.values())


def test_who_runs_a_group_takes_no_consent_back(
    agreed: Person, facilitator: Any, teacher: User
) -> None:
    with pytest.raises(NotAllowed):
        consent_withdraw(agreed, ["photos"], by="guardian", actor=teacher)
    assert consent_holds(agreed, "photos")
