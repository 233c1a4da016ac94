"""Guessing codes is slow; a class that mistypes its cards notices nothing."""

import time
from typing import Any

import pytest
from django.db.models import F
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from bothways.core import guessing
from bothways.core.guessing import Brake
from bothways.core.models import WrongCodes
from bothways.surveys.guessing import CARDS, CLASS_CODES
from bothways.surveys.models import SurveyGroup
from tests.surveys.conftest import Scene
from tests.surveys.test_answer_pages import Pupil

SCHOOL, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def visitor(address: str = SCHOOL) -> Client:
    return Client(REMOTE_ADDR=address)


def no_code(scene: Scene, number: int) -> str:
    codes = {group.code for group in scene.groups}
    return next(f"{n}" for n in range(10_000_000 + number, 90_000_000) if f"{n}" not in codes)


def no_card(group: SurveyGroup, number: int = 1) -> str:
    return (
        f"{number:02d}{(int(group.respondents.get(number=number).check_digits) + 1) % 10_000:04d}"
    )


def full(brake: Brake, address: str = SCHOOL, of: object = "") -> None:
    """As after so many wrong codes that none is left."""
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    guessing.count(brake, request, of)
    key = guessing._key(brake, request, of)
    WrongCodes.objects.filter(key=key).update(empty_at=time.time() + brake.at_once * brake.drop)


@pytest.mark.parametrize("brake", [CLASS_CODES, CARDS], ids=["class", "card"])
@given(pauses=st.lists(st.floats(0, 4000), min_size=1, max_size=900))
def test_no_rhythm_of_guesses_gets_more_looked_up_than_the_two_figures_allow(
    brake: Brake, pauses: list[float]
) -> None:
    empty_at, now, looked_up = 0.0, 1.8e9, 0
    start = now
    for pause in pauses:
        now += pause
        if not brake.wait(empty_at, now):
            empty_at = brake.filled(empty_at, now)
            looked_up += 1
    assert looked_up <= brake.at_once + (now - start) / 3600 * brake.an_hour + 1e-6


@pytest.mark.parametrize("brake", [CLASS_CODES, CARDS], ids=["class", "card"])
def test_whoever_waits_as_long_as_was_said_is_heard(brake: Brake) -> None:
    now, empty_at = 1.8e9, 0.0
    while not brake.wait(empty_at, now):
        empty_at = brake.filled(empty_at, now)
    wait = brake.wait(empty_at, now)
    assert 0 < wait <= brake.drop + 1e-3
    assert brake.wait(empty_at, now + wait + 1e-3) == 0


def test_a_class_of_thirty_behind_one_address_may_mistype_everything_thrice(scene: Scene) -> None:
    group = scene.groups[0]
    right = group.respondents.get(number=1).card
    for _pupil in range(30):
        pupil = visitor()
        for slip in range(3):
            assert pupil.post("/answer/", {"code": no_code(scene, slip)}).status_code == 422
            card = pupil.post(f"/answer/{group.code}/", {"card": no_card(group)})
            assert card.status_code == 422
        assert pupil.post("/answer/", {"code": group.code}).status_code == 302
        assert pupil.post(f"/answer/{group.code}/", {"card": right}).status_code == 302


def test_a_machine_that_tries_codes_is_stopped_and_learns_nothing_from_the_right_one(
    scene: Scene,
) -> None:
    guesser, statuses = visitor(), []
    for n in range(CLASS_CODES.at_once + 5):
        statuses.append(guesser.get(f"/answer/{no_code(scene, n)}/").status_code)
    assert statuses.count(404) in (CLASS_CODES.at_once, CLASS_CODES.at_once + 1)
    assert statuses[-1] == 429
    right = guesser.get(f"/answer/{scene.groups[0].code}/")
    wrong = guesser.get(f"/answer/{no_code(scene, 5)}/")
    assert right.status_code == wrong.status_code == 429
    assert 0 < int(right["Retry-After"]) <= 31
    assert visitor(ELSEWHERE).get(f"/answer/{scene.groups[0].code}/").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("", "Wait a little"), ("/ar", "انتظر قليلًا"), ("/uk", "Зачекайте трохи")],
)
def test_the_page_says_in_the_language_of_the_reader_how_long_to_wait(
    scene: Scene, language: str, words: str
) -> None:
    full(CARDS, of=scene.groups[0].pk)
    page = visitor().post(f"{language}/answer/{scene.groups[0].code}/", {"card": "011111"})
    assert page.status_code == 429
    assert words in page.content.decode()
    assert 0 < int(page["Retry-After"]) <= CARDS.drop + 1


def test_guessing_cards_of_one_class_stops_no_other_class(scene: Scene) -> None:
    first, second = scene.groups
    full(CARDS, of=first.pk)
    card = second.respondents.get(number=1).card
    assert visitor().get(f"/answer/{second.code}/{card}/").status_code == 200
    card = first.respondents.get(number=1).card
    assert visitor().get(f"/answer/{first.code}/{card}/").status_code == 429


def test_whoever_is_in_the_middle_goes_on_while_others_are_stopped(scene: Scene) -> None:
    pupil = Pupil(scene)
    full(CLASS_CODES, "127.0.0.1")
    full(CARDS, "127.0.0.1", of=scene.groups[0].pk)
    assert pupil.send(about__age="11", about__likes="yes").status_code == 200
    assert pupil.send(**{"pass": "made up"}).status_code == 429
    other = scene.groups[0].respondents.get(number=2).card
    pupil.address = f"/answer/{scene.groups[0].code}/{other}/"
    assert pupil.send().status_code == 429, "the pass is for one card"


def test_half_a_code_is_no_guess(scene: Scene) -> None:
    assert visitor().post("/answer/", {"code": "1234567"}).status_code == 422
    assert visitor().post(f"/answer/{scene.groups[0].code}/", {"card": "1"}).status_code == 422
    assert not WrongCodes.objects.exists()


def test_no_address_is_stored_and_an_empty_bucket_is_forgotten(scene: Scene) -> None:
    visitor().post("/answer/", {"code": no_code(scene, 1)})
    row = WrongCodes.objects.get()
    assert SCHOOL not in row.key
    assert len(row.key) == 64
    WrongCodes.objects.update(empty_at=F("empty_at") - 3600)
    visitor(ELSEWHERE).post("/answer/", {"code": no_code(scene, 1)})
    assert not WrongCodes.objects.filter(key=row.key).exists()


def test_the_database_fills_the_bucket_as_the_rule_says(scene: Scene) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=SCHOOL)
    for _slip in range(3):
        guessing.count(CARDS, request)
    left = WrongCodes.objects.get().empty_at - time.time()
    assert left == pytest.approx(3 * CARDS.drop, abs=5)


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [("2001:db8::1", "2001:db8:0:ff::2", True), ("2001:db8::1", "2001:db8:0:100::1", False),
     (SCHOOL, ELSEWHERE, False)],
)  # fmt: skip
def test_newer_addresses_of_one_school_are_one_network(
    first: str, second: str, is_one: bool
) -> None:
    networks = {
        guessing.network_of(RequestFactory().get("/", REMOTE_ADDR=one)) for one in (first, second)
    }
    assert (len(networks) == 1) is is_one


def test_behind_a_proxy_the_one_who_asks_counts_not_the_proxy(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1",
                                   headers={"X-Forwarded-For": f"10.0.0.1, {SCHOOL}"})  # fmt: skip
    assert guessing.network_of(request) == SCHOOL
