"""An owner writes a form, prints cards, opens a wave and reads the results, all on pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.surveys.models import Survey
from tests.surveys.conftest import scene_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_an_empty_list_to_the_first_answers(
    page: Any, sign_in: Callable[[Any, User], None], officer: User, axe: Callable[[Any], list[str]]
) -> None:
    sign_in(page, officer)
    page.goto("/surveys/")
    page.get_by_role("link", name="Start a survey").click()
    page.get_by_label("Title").fill("Friends in the fifth year")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Write a form").click()
    page.get_by_label("Title of the form").fill("Belonging")
    page.get_by_label("Short name").fill("belonging")
    page.get_by_label("العربية").check()
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Add an instrument").select_option("school_belonging")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("Kind of answer").select_option("text")
    page.get_by_label("Short name").fill("wish")
    page.get_by_label("Question in English").fill("What would you like to do together?")
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Publish this as a version").click()
    expect(page.get_by_text("The version is ready.")).to_be_visible()
    page.get_by_role("link", name="Add groups").click()
    page.get_by_label("Groups").fill("5a, 4\n5b, 12")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Plan a wave").click()
    page.get_by_label("Title").fill("Before")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open the wave").click()
    expect(page.get_by_text("The wave is open.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name=re.compile("12 cards")).click()
    expect(page.locator(".card")).to_have_count(12)
    assert axe(page) == []
    group = Survey.objects.get().groups.get(name="5b")
    page.goto(f"/answer/{group.code}/{group.respondents.get(number=1).card}/")
    expect(page.locator("#sheet[data-ready]")).to_be_attached()
    for choice in page.get_by_label("Mostly true").all():
        choice.check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("textbox").fill("Paint the wall")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto("/surveys/")
    page.get_by_role("link", name="Friends in the fifth year").click()
    page.get_by_role("link", name="Before").first.click()
    expect(page.get_by_text("hidden: the group is small")).to_have_count(2)
    page.get_by_role("link", name="Results").click()
    expect(page.get_by_text("fewer than ten").first).to_be_visible()
    assert axe(page) == []


def test_pages_fit_a_phone_and_read_from_right_to_left(
    new_page: Callable[..., Any], sign_in: Callable[[Any, User], None], officer: User,
    axe: Callable[[Any], list[str]],
) -> None:  # fmt: skip
    scene = scene_of(officer)
    page = new_page(viewport={"width": 390, "height": 800})
    sign_in(page, officer)
    base = f"/ar/surveys/{scene.survey.pk}/"
    for path in (base, f"{base}waves/{scene.wave.pk}/", f"{base}forms/{scene.version.form_id}/",
                 f"{base}groups/{scene.groups[0].pk}/cards/", f"{base}people/new/",
                 "/ar/instruments/", "/ar/instruments/contact/"):  # fmt: skip
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert axe(page) == [], path
