"""A visitor searches, narrows, looks at table and map, compares and cites, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.practices.record.document import Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}
DESK = {"width": 1280, "height": 900}
EVERY_PAGE = (
    "/", "/practices/?q=mentoring", "/practices/?view=table", "/practices/?view=map",
    "/practices/?q=tractor+repair+manual&country=DE", "/practices/advancing-adolescents-jordan/",
    "/compare/?p=advancing-adolescents-jordan&p=voorleesexpress",
)  # fmt: skip


def count(page: Any) -> int:
    return int(re.match(r"\d+", page.locator("h1").inner_text())[0])


def search_filter_and_open(page: Any) -> None:
    """From the home page to a comparison; nothing here needs a script."""
    page.goto("/")
    page.fill("#q", "mentoring")
    page.click(".hero button")
    found = count(page)
    assert found > 0
    page.locator("#d-country label", has_text="Spain").locator("input").check()


def compare_and_cite(page: Any) -> None:
    ticks = page.locator("article .tick input")
    for at in range(2):
        ticks.nth(at).check()
    page.click("text=Compare the ticked practices")
    expect(page.locator("h1")).to_contain_text("2 practices side by side")
    page.locator("details.same-rows > summary").click()
    expect(page.locator("details.same-rows table")).to_be_visible()
    page.locator(".cmp thead h2 a").first.click()
    page.locator("article h1").wait_for()
    expect(page.locator("#citation")).to_contain_text("Practice record, release 1")


def test_without_javascript_everything_can_be_done(
    starter: list[Document], new_page: Callable[..., Any]
) -> None:
    page = new_page(java_script_enabled=False, viewport=DESK)
    search_filter_and_open(page)
    page.click("text=Apply filters")
    expect(page).to_have_url(re.compile(r"/practices/\?q=mentoring&country=ES$"))
    narrow = count(page)
    page.click("nav.seg >> text=Table")
    expect(page.locator("table.wide tbody tr")).to_have_count(narrow)
    page.click("nav.seg >> text=Map")
    expect(page.locator(".map svg a[aria-label^='Spain']")).to_have_count(1)
    page.click("text=The same as a table")
    expect(page.locator(".twin table a", has_text="Spain")).to_be_visible()
    page.click("nav.seg >> text=List")
    page.click(".chips >> text=Clear all")
    compare_and_cite(page)
    expect(page.locator("[data-copy]")).to_be_hidden()


def test_with_javascript_a_tick_narrows_at_once(
    starter: list[Document], new_page: Callable[..., Any]
) -> None:
    page = new_page(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/practices/")
    page.locator("#d-setting > summary").click()
    page.locator("#d-country label", has_text="Spain").locator("input").check()
    page.wait_for_url("**/practices/?country=ES")
    page.wait_for_selector(".chip.off")
    assert count(page) == sum("ES" in document["countries"] for document in starter)
    assert page.locator("#d-setting").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.id") == "f-country-ES"
    page.click(".chip.off")
    page.wait_for_url("**/practices/")
    page.go_back()
    page.wait_for_selector(".chip.off")
    page.goto("/practices/admin4all/")
    page.click("[data-copy]")
    page.wait_for_selector("text=Copied")
    assert "ADMin4ALL" in page.evaluate("navigator.clipboard.readText()")


def test_right_to_left_on_a_phone_the_same_journey_works(
    starter: list[Document], new_page: Callable[..., Any]
) -> None:
    page = new_page(viewport=PHONE, locale="ar")
    page.goto("/ar/practices/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator(".facets > summary").click()
    page.locator("#f-country-ES").check()
    page.wait_for_url("**/ar/practices/?country=ES")
    page.wait_for_selector(".chip.off")
    expect(page.locator("#f-country-ES")).to_be_visible()  # the filters stay open
    page.locator(".facets > summary").click()
    for at in range(2):
        page.locator("article .tick input").nth(at).check()
    page.locator(".compare-bar button").click()
    page.wait_for_url("**/ar/compare/**")
    page.locator(".cmp thead h2 a").first.click()
    page.wait_for_selector("#citation")
    expect(page.locator("#citation")).to_have_attribute("dir", "ltr")


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_scrolls_sideways_and_axe_finds_nothing(
    starter: list[Document],
    new_page: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    language: str,
    viewport: dict[str, int],
) -> None:
    dark = "dark" if viewport is PHONE else "light"
    page = new_page(viewport=viewport, color_scheme=dark)
    findings = []
    for address in EVERY_PAGE:
        page.goto(f"{language}{address}")
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        findings += [f"{address}: {beyond} px too wide"] if beyond > 0 else []
        findings += [f"{address}: {finding}" for finding in axe(page)]
    assert not findings, "\n".join(findings)
