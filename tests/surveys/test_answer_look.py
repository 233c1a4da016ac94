"""Every kind of question on a phone, from right to left, in the dark: read, touched, not wide."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.surveys.actions import survey_start
from bothways.surveys.answer_actions import submission_receive
from bothways.surveys.form_actions import form_keep_converted
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from bothways.surveys.guessing import CARDS
from bothways.surveys.models import FormMedia, Submission, Wave
from bothways.surveys.receiving import Sent
from bothways.surveys.wave_actions import wave_close, wave_open, wave_plan
from tests.surveys.conftest import converted
from tests.surveys.forms import KINDS
from tests.surveys.test_guessing import full

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Page = Any
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5"
    "ErkJggg=="
)
PHONE = {"width": 390, "height": 844}
SMALLEST = 44  # what a finger meets, in pixels


@pytest.fixture
def wave(officer: User) -> Wave:
    survey = survey_start("Kinds", actor=officer)
    version = form_keep_converted(survey, converted(KINDS), name="kinds.xml", actor=officer)
    for name, kind in (("picture.png", "image/png"), ("one.mp3", "audio/mpeg")):
        FormMedia.objects.create(version=version, name=name, content=PIXEL, content_type=kind)
    groups_add(survey, [NewGroup("٥أ", [NewCard()] * 3)], actor=officer)
    made = wave_plan(survey, version, title="Once", actor=officer)
    wave_open(made, actor=officer)
    return made


def too_small(page: Page) -> list[str]:
    """What a finger is meant to meet and is lower than it should be."""
    found = page.locator("main button:visible, main .choice:visible, main .q input:visible").all()
    boxes = ((one.inner_text(), one.bounding_box()) for one in found
             if one.get_attribute("type") not in ("radio", "checkbox"))  # fmt: skip
    return [words for words, box in boxes if box and box["height"] < SMALLEST]


def beside(page: Page) -> bool:
    """Whether the first two marks of the scale stand in one line."""
    first, second = (page.locator(".scale .choice").nth(n).bounding_box() for n in (0, 1))
    return bool(first["y"] == second["y"] and first["x"] != second["x"])


def test_every_kind_of_question_holds_on_a_phone_in_arabic_in_the_dark(
    wave: Wave, new_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    group = wave.survey.groups.get()
    page = new_page(viewport=PHONE, color_scheme="dark")
    page.goto(f"/ar/answer/{group.code}/{group.respondents.get(number=1).card}/")
    seen = 0
    while not page.locator("button[value=send]").count():
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert too_small(page) == []
        if page.locator(".scale").count():
            assert beside(page)
            seen += 1
        if page.locator("input[name=one]").count():
            page.locator("input[name=one]").first.check()
        if page.locator("#f-whole").count():
            page.locator("#f-whole").fill("٧")
        page.locator("button[value=next]").first.click()
    assert seen == 1
    page.locator("button[value=send]").click()
    expect(page.get_by_text("شكراً لك. وصلت إجاباتك.")).to_be_visible()
    answers = Submission.objects.get().answers
    assert (answers["one"], answers["whole"]) == ("never", "7")


def test_the_pages_around_the_questions_hold_as_well(
    wave: Wave, new_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    group = wave.survey.groups.get()
    card = group.respondents.get(number=1)
    submission_receive(wave, Sent("uuid:1", wave.version, {"one": "never", "whole": "1"}, "page",
                                  group, card))  # fmt: skip
    page = new_page(viewport=PHONE, color_scheme="dark")

    def holds(address: str, words: str) -> None:
        page.goto(f"/ar/answer/{address}")
        expect(page.locator("h1")).to_have_text(words)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    holds(f"{group.code}/{card.card}/", "أجابت هذه البطاقة")
    holds(f"{group.code}/{card.card}/back/", "أتريد سحب إجاباتك؟")
    wave_close(wave, actor=wave.survey.owner)
    holds(f"{group.code}/", "لا يُسأل عن شيء الآن")
    full(CARDS, "127.0.0.1", of=group.pk)
    holds(f"{group.code}/{card.card}/back/", "انتظر قليلًا")


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_pages_that_erase_hold_on_a_phone_too(
    wave: Wave, new_page: Callable[..., Page], axe: Callable[[Page], list[str]],
    sign_in: Callable[[Page, User], None], language: str,
) -> None:  # fmt: skip
    group = wave.survey.groups.get()
    card = group.respondents.get(number=1)
    submission_receive(wave, Sent("uuid:1", wave.version, {"one": "never", "whole": "1"}, "page",
                                  group, card))  # fmt: skip
    page = new_page(viewport=PHONE)
    sign_in(page, wave.survey.owner)
    page.goto(f"{language}/surveys/{wave.survey_id}/erase/")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#card").fill(card.pseudonym)
    page.locator("form:has(#card) button").click()
    expect(page.locator("h1")).to_contain_text(card.pseudonym)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("form:has(input[name=sure]) button").click()
    expect(page.locator("main, .messages").first).to_be_visible()
    assert not Submission.objects.exists()
