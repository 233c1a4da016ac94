"""Ratings in a real browser: the practice page, how we rate, the desk; in English and Arabic."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.practices.models import Practice
from bothways.practices.rating_actions import rating_lower
from bothways.practices.record.document import Document
from tests.practices.rating.test_document_rating import trial
from tests.practices.test_actions import LEAD
from tests.practices.test_ratings import released

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Axe = Callable[[Any], list[str]]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def three_studies(db: None) -> str:
    studies = [
        {**trial(citation=f"Study of {year}"), "outcomes": [
            {"name": "friends", "family": "friends_contact", "unit": "SD", "estimate": effect,
             "ci_low": effect - 0.1, "ci_high": effect + 0.1, "lower_is_better": False}]}
        for year, effect in ((2019, 0.2), (2021, 0.24), (2023, 0.22))
    ]  # fmt: skip
    return released({**LEAD, "studies": studies}).slug


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_rated_practice_page_is_accessible_and_fits(
    prefix: str, width: int, three_studies: str, new_page: Callable[..., Any], axe: Axe
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{prefix}/practices/{three_studies}/")
    expect(page.locator("#s-sure")).to_be_visible()
    expect(page.locator(".sure tr.pooled svg path.pt")).to_have_count(1)
    expect(page.locator(".sure .others tbody tr")).to_have_count(5)
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("width", [1280, 390])
def test_how_we_rate_is_accessible_and_fits(
    prefix: str, width: int, starter: list[Document], new_page: Callable[..., Any], axe: Axe
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{prefix}/how-we-rate/")
    expect(page.locator(".rules table")).to_have_count(8)
    expect(page.locator(".rules article.res")).to_have_count(4)
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) <= 0


def test_a_reader_goes_from_the_strip_to_the_rules_and_narrows_the_library(
    three_studies: str, page: Any
) -> None:
    page.goto(f"/practices/{three_studies}/")
    page.locator(".strip").get_by_role("link", name="How we rate").click()
    expect(page.get_by_role("heading", name="How we rate")).to_be_visible()
    page.goto("/practices/?confidence=C5&sort=confidence")
    expect(page.locator("article.res")).to_have_count(1)


def test_a_reviewer_lowers_what_is_shown_and_lifts_it(
    three_studies: str, page: Any, reviewer: User, sign_in: Callable[..., None], axe: Axe
) -> None:
    sign_in(page, reviewer)
    page.goto(f"/desk/records/{three_studies}/rating/")
    assert axe(page) == []
    page.get_by_label("C2 promising comparison").check()
    page.get_by_label("Reason").fill("Nobody outside has seen the data.")
    page.get_by_role("button", name="Lower what is shown").click()
    page.goto(f"/practices/{three_studies}/")
    expect(page.locator(".strip")).to_contain_text("Nobody outside has seen the data.")
    assert axe(page) == []
    page.goto(f"/desk/records/{three_studies}/rating/")
    page.get_by_role("button", name="Lift it").click()
    page.goto(f"/practices/{three_studies}/")
    expect(page.locator(".strip")).to_contain_text("C5")


def test_an_editor_sees_the_rating_move_while_writing(
    three_studies: str, page: Any, editor: User, sign_in: Callable[..., None]
) -> None:
    sign_in(page, editor)
    page.goto(f"/desk/records/{three_studies}/")
    preview = page.locator("#rating-preview")
    expect(preview).to_contain_text("C5")
    for number in (1, 2, 3):
        page.locator(f"[name='studies.{number}.attrition_overall']").fill("0.45")
    page.locator("[name='studies.3.attrition_overall']").blur()
    preview.get_by_text("of the people were lost").wait_for()
    expect(preview).not_to_contain_text("C5")


def test_the_rating_needs_no_script(three_studies: str, new_page: Callable[..., Any]) -> None:
    practice = Practice.objects.get(slug=three_studies)
    rating_lower(practice, 1, reason="Because", actor=None)
    page = new_page(java_script_enabled=False)
    page.goto(f"/practices/{three_studies}/")
    expect(page.locator(".sure .note")).to_contain_text("Lowered from C5 to C1")
