"""A reader's way through the places, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reader_finds_a_place_switches_the_axis_and_compares_its_peers(
    figures: None, page: Any
) -> None:
    page.goto("/places/")
    page.locator("input[name=q]").fill("german")
    page.locator("form.find button").click()
    page.get_by_role("link", name="Germany", exact=True).last.click()
    page.wait_for_url("**/places/DE/")
    expect(page.locator("h1")).to_have_text("Germany")
    expect(page.locator(".tile")).to_have_count(3)
    page.locator("details summary", has_text="Show as a table").first.click()
    expect(page.locator(".multi table tbody tr").first).to_be_visible()
    page.locator("select[name=indicator]").select_option("population_share")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="By country of birth").click()
    page.wait_for_url("**origin=birth**")
    expect(page.get_by_text("born abroad").first).to_be_visible()
    page.get_by_role("link", name="Compare with the three nearest").click()
    page.wait_for_url("**/places/compare/**")
    expect(page.locator(".multi figure")).to_have_count(4)
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG").click()
    assert download.value.suggested_filename == "places-chart.png"


def test_the_same_works_without_script_on_a_phone_from_right_to_left(
    figures: None, new_page: Callable[..., Any]
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/ar/places/?q=sweden")
    page.locator(".placelist input[type=checkbox]").check()
    page.locator(".placelist a").first.click()
    page.wait_for_url("**/ar/places/SE/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".tile")).to_have_count(3)
    page.goto("/ar/places/compare/")
    selects = page.locator("select[name=place]")
    selects.nth(0).select_option("SE")
    selects.nth(1).select_option("DE")
    page.locator("form.slots button").click()
    page.wait_for_url("**place=SE&place=DE**")
    expect(page.locator(".multi figure")).to_have_count(2)
    # Time runs from left to right in every language, and the last value stands at its end.
    texts = page.locator(".multi svg").first.locator("text").all()
    told = [(text.text_content() or "", text.bounding_box()["x"]) for text in texts]
    years = [(x, year) for year, x in told if year.isdigit() and len(year) == 4]
    assert len(years) == 3
    assert [year for _x, year in sorted(years)] == sorted(year for _x, year in years)


ADDRESSES = ("places/", "places/?q=xyzxyz", "places/DE/", "places/JP/", "places/EU27_2020/",
             "places/DE/?indicator=population_share&origin=birth", "places/nowhere/",
             "places/compare/", "places/compare/?place=DE&place=SE&place=PL")  # fmt: skip


@pytest.mark.parametrize(("prefix", "width"), [("/", 1280), ("/ar/", 1280), ("/ar/", 390)])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    figures: None, new_page: Callable[..., Any], axe: Callable[[Any], list[str]], prefix: str,
    width: int,
) -> None:  # fmt: skip
    page = new_page(viewport={"width": width, "height": 900})
    found: dict[str, list[str]] = {}
    for address in ADDRESSES:
        page.goto(prefix + address)
        found[address] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (address, wide)
    assert not any(found.values()), found
