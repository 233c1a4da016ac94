"""From a gap to what the studies say together, in a real browser, in two directions of reading."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.publishing.comparable import documents_with_effects, release_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trials(starter: list[dict]) -> None:
    release_all(documents_with_effects(starter))


PAGES = ("/gaps/", "/gaps/list/?type=equity", "/evidence/", "/evidence/wellbeing/",
         "/evidence/school_results/")  # fmt: skip


@pytest.mark.parametrize("language", ["", "/ar"])
def test_maps_and_estimates_are_clean_for_axe_and_never_wider_than_a_phone(
    trials: None, new_page: Callable[..., Any], axe: Callable[[Any], list[str]], language: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    for address in PAGES:
        page.goto(f"{language}{address}")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_a_gap_leads_to_its_list_to_the_library_and_to_the_estimates(
    trials: None, new_page: Callable[..., Any]
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page.goto("/gaps/")
    expect(page.locator("circle.bh").nth(1)).to_be_attached()  # in the legend and on the map
    page.locator("a[href^='/gaps/list/']").first.click()
    page.locator("table.types a").nth(3).click()
    expect(page.locator("table.gaplist")).to_contain_text("Nobody reports the effect for")
    page.locator("table.gaplist tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/practices/\?"))
    page.goto("/evidence/")
    page.locator("table.pools a", has_text="well-being").first.click()
    expect(page.locator("table.forest .all")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("What would change it")
