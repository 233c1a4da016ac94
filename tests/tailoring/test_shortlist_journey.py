"""From the form to the full profile in a real browser, with and without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED = "/fit/?place=DE&age=6-12&stage=reception&outcome=belonging_identity&devices=0"
PROFILE = "/fit/refuge-ed-dialogic-cocreation/?place=DE&age=6-12&outcome=belonging_identity"


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_asks_what_fits_and_opens_every_line(
    starter: list[Any], new_page: Callable[..., Any], scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
    page.goto("/fit/")
    page.get_by_label("Where").select_option("DE")
    page.get_by_label("from", exact=True).fill("6")
    page.get_by_label("to", exact=True).fill("12")
    page.get_by_label("reception").check()
    page.locator("#w-outcome-1").select_option("belonging_identity")
    page.get_by_role("button", name="Show what fits").click()
    asked = "/fit/?place=DE&age=6-12&stage=reception&outcome=belonging_identity"
    expect(page).to_have_url(re.compile(re.escape(asked) + "$"))
    first = page.locator("article").first
    expect(first).to_contain_text("Outcome fits")
    first.get_by_text("Why it stands here").click()
    expect(first).to_contain_text("Before the next because of: Age.")
    first.get_by_role("link", name="Every line").click()
    expect(page.locator("h1")).to_have_text("REFUGE-ED dialogic co-creation pilots")
    expect(page.locator("main")).to_contain_text("What would have to be measured here")


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("address", ["/fit/", ASKED, PROFILE])
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(
    starter: list[Any], new_page: Callable[..., Any], axe: Callable[[Any], list[str]],
    language: str, address: str,
) -> None:  # fmt: skip
    call_command("load_observations", verbosity=0)
    page = new_page(viewport={"width": 390, "height": 844})
    # The first page of a process reads all figures; a busy machine takes its time.
    page.goto(language + address, timeout=60_000)
    for details in page.locator("main details").all():
        details.evaluate("each => { each.open = true }")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
