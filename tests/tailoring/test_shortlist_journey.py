"""From the form to the full profile in a real browser, with and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

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
    assert page.url.endswith("/fit/?place=DE&age=6-12&stage=reception&outcome=belonging_identity")
    first = page.locator("article").first
    assert "Outcome fits" in first.inner_text().replace("\n", " ")
    first.get_by_text("Why it stands here").click()
    assert "Before the next because of: Age." in first.inner_text()
    first.get_by_role("link", name="Every line").click()
    assert page.locator("h1").inner_text() == "REFUGE-ED dialogic co-creation pilots"
    assert "What would have to be measured here" in page.locator("main").inner_text()


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("address", ["/fit/", ASKED, PROFILE])
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(
    starter: list[Any], new_page: Callable[..., Any], axe: Callable[[Any], list[str]],
    language: str, address: str,
) -> None:  # fmt: skip
    call_command("load_observations", verbosity=0)
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(language + address)
    for details in page.locator("main details").all():
        details.evaluate("each => { each.open = true }")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
