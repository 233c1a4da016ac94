"""Whoever holds a card answers without account, name or script."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from bothways.core.models import User
from bothways.surveys.models import FormMedia, KeptAside, Submission
from bothways.surveys.wave_actions import wave_close, wave_open, wave_plan
from tests.surveys.conftest import Scene
from tests.surveys.test_results import asked_wave


def fields_of(page: str) -> dict[str, str]:
    """What a browser without script would send back: hidden fields and what is chosen."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        is_off = re.search(r'type="(radio|checkbox)"', tag) and "checked" not in tag
        if name and not is_off:
            found[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    return found


class Pupil:
    """Somebody with a card and a browser without script."""

    def __init__(self, scene: Scene, number: int = 1, language: str = "") -> None:
        group = scene.groups[0]
        card = group.respondents.get(number=number).card
        self.address = f"{language}/answer/{group.code}/{card}/"
        self.client = Client()
        self.page = self.client.get(self.address)

    @property
    def text(self) -> str:
        return str(self.page.content.decode())

    def send(self, do: str = "next", **answers: Any) -> Any:
        data = {**fields_of(self.text), **{k.replace("__", "/"): v for k, v in answers.items()}}
        self.page = self.client.post(self.address, {**data, "do": do})
        return self.page


@pytest.fixture
def pupil(scene: Scene) -> Pupil:
    return Pupil(scene)


def test_a_card_leads_from_the_class_code_to_the_first_question(scene: Scene) -> None:
    group, visitor = scene.groups[0], Client()
    page = visitor.post("/answer/", {"code": f"{group.code[:4]} {group.code[4:]}"})
    assert page["Location"] == f"/answer/{group.code}/"
    card = group.respondents.get(number=1).card
    page = visitor.post(page["Location"], {"card": card})
    assert page["Location"] == f"/answer/{group.code}/{card}/"
    assert "How old are you?" in visitor.get(page["Location"]).content.decode()


def test_digits_of_an_arabic_keyboard_are_the_same_code(scene: Scene) -> None:
    code = scene.groups[0].code.translate({48 + n: 0x660 + n for n in range(10)})
    assert Client().post("/answer/", {"code": code}).status_code == 302


def test_a_slip_of_the_finger_meets_nobody_elses_card(scene: Scene) -> None:
    group = scene.groups[0]
    wrong = f"01{(int(group.respondents.get(number=1).check_digits) + 1) % 10_000:04d}"
    page = Client().post(f"/answer/{group.code}/", {"card": wrong})
    assert page.status_code == 422
    assert "no such card" in page.content.decode()


def test_a_card_printed_with_two_check_digits_still_counts(scene: Scene) -> None:
    group = scene.groups[0]
    group.respondents.filter(number=1).update(check_digits="47")
    page = Client().post(f"/answer/{group.code}/", {"card": "0147"})
    assert page["Location"].endswith("/0147/")


def test_answers_of_all_screens_arrive_together(pupil: Pupil) -> None:
    assert "class code" not in pupil.text.lower(), "the card has said it"
    pupil.send(about__age="11", about__likes="yes")
    assert not Submission.objects.exists()
    pupil.send(about__why="Football")
    pupil.send(school_belonging_1="4")
    pupil.send(school_belonging_2="٢")
    assert "Send your answers?" in pupil.text
    assert pupil.send("send")["Location"].endswith("/done/")
    (found,) = Submission.objects.all()
    assert found.answers == {
        "about/age": "11", "about/likes": "yes", "about/why": "Football", "older": "12",
        "school_belonging_1": "4", "school_belonging_2": "2",
    }  # fmt: skip
    assert found.respondent is not None
    assert found.respondent.respondent_key == "child-1"
    assert "has answered" in pupil.client.get(pupil.address).content.decode()


def test_what_is_missing_or_impossible_is_said_at_its_question(pupil: Pupil) -> None:
    assert pupil.send(about__age="200").status_code == 422
    assert "This answer is not possible here." in pupil.text
    assert "Please answer this." in pupil.text, "the second question of the screen is needed"


def test_back_keeps_what_was_typed(pupil: Pupil) -> None:
    pupil.send(about__age="11", about__likes="no")
    pupil.send("back", about__why_not="Noise")
    assert 'value="11"' in pupil.text


def test_arabic_stands_from_right_to_left_in_the_forms_own_words(scene: Scene) -> None:
    pupil = Pupil(scene, language="/ar")
    assert 'dir="rtl"' in pupil.text
    assert "كم عمرك؟" in pupil.text
    assert "How old" not in pupil.text


def test_the_language_changes_in_the_middle_without_losing_answers(pupil: Pupil) -> None:
    data = {**fields_of(pupil.text), "about/age": "11", "language": "العربية (ar)"}
    page = pupil.client.post(f"/ar{pupil.address}", data).content.decode()
    assert "كم عمرك؟" in page
    assert 'value="11"' in page


def to_the_end(pupil: Pupil) -> None:
    pupil.send(about__age="11", about__likes="no")
    while 'value="send"' not in pupil.text:
        pupil.send()


def test_sending_twice_is_one_submission_and_other_answers_are_kept_aside(pupil: Pupil) -> None:
    to_the_end(pupil)
    last = {**fields_of(pupil.text), "do": "send"}
    other = {**last, "state": last["state"].replace('"11"', '"12"')}
    pages = [pupil.client.post(pupil.address, data) for data in (last, last, other)]
    assert [page.status_code for page in pages] == [302, 302, 409]
    assert Submission.objects.get().answers["about/age"] == "11"
    assert KeptAside.objects.get().reason == "other_content"


def test_a_wave_that_closed_meanwhile_keeps_the_answers_aside(scene: Scene, pupil: Pupil) -> None:
    to_the_end(pupil)
    wave_close(scene.wave, actor=scene.owner)
    page = pupil.send("send")
    assert "This survey is closed now." in page.content.decode()
    assert KeptAside.objects.get().respondent is not None
    assert "Nothing is asked now" in pupil.client.get(pupil.address).content.decode()


@pytest.mark.parametrize("do", ["next", "send", "deliver"])
def test_a_state_that_was_tampered_with_stores_nothing(pupil: Pupil, do: str) -> None:
    for state in ("", "[]", '{"id": 1}', "{" * 50_000, "[" * 50_000, '{"id":"uuid:x"}'):
        page = pupil.client.post(pupil.address, {"state": state, "screen": "x", "do": do})
        assert page.status_code == (400 if do == "deliver" else 200)
        assert do == "deliver" or "How old are you?" in page.content.decode()
    assert not Submission.objects.exists()


def test_what_a_browser_delivers_late_is_taken_in_with_its_complaints(pupil: Pupil) -> None:
    state = fields_of(pupil.text)["state"].replace(
        '"answers": {', '"answers": {"about/age": "200", '
    )
    for _time in range(2):
        page = pupil.client.post(pupil.address, {"state": state, "do": "deliver"})
        assert page.status_code == 204
    found = Submission.objects.get()
    codes = {complaint["code"] for complaint in found.complaints}
    assert codes == {"constraint", "required"}


def test_a_question_is_heard_in_its_language(scene: Scene) -> None:
    FormMedia.objects.create(version=scene.version, name="age.mp3", content=b"sound",
                             content_type="audio/mpeg", md5="")  # fmt: skip
    pupil = Pupil(scene)
    found = re.search(r'<audio[^>]* src="([^"]+)"', pupil.text)
    assert found is not None
    sound = pupil.client.get(found[1])
    assert (sound["Content-Type"], sound.content) == ("audio/mpeg", b"sound")
    other = scene.groups[1].code
    assert pupil.client.get(found[1].replace(scene.groups[0].code, other)).status_code == 200


def test_a_class_roster_offers_the_cards_of_the_class_but_not_ones_own(officer: User) -> None:
    wave = asked_wave(officer, classes=1)
    later = wave_plan(wave.survey, wave.version, title="After", actor=officer)
    wave_close(wave, actor=officer)
    wave_open(later, actor=officer)
    group = wave.survey.groups.get()
    address = f"/answer/{group.code}/{group.respondents.get(number=3).card}/"
    client = Client()
    page = client.get(address).content.decode()
    page = client.post(address, {**fields_of(page), "do": "next"}).content.decode()
    assert "With whom do you play?" in page
    offered = re.findall(r'name="plays" value="(\d+)"', page)
    assert offered == [str(n) for n in range(1, 13) if n != 3]
