"""A parent with a phone, in Arabic: finds a school, loses the connection, goes on reading."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.directory.demonstration.actions import demonstration_load
from bothways.directory.demonstration.services import made_id

pytestmark = pytest.mark.browser
Axe = Callable[[Any], list[str]]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "ar"}


@pytest.fixture(autouse=True)
def loaded(transactional_db: None) -> None:
    demonstration_load(actor=None)


def no_sideways_scroll(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_parent_in_arabic_on_a_phone_goes_offline_in_the_middle(
    new_page: Callable[..., Any], axe: Axe
) -> None:
    page = new_page(**PHONE)
    page.goto("/ar/guide/lindbach/")
    assert axe(page) == []
    no_sideways_scroll(page)
    keep = page.locator("#keep-town")
    expect(keep).to_be_visible()
    keep.get_by_role("button").click()
    expect(keep.get_by_role("status")).to_have_text(re.compile(r"\d{4}-\d\d-\d\d"))
    page.fill("#q", "مدرسة")
    page.locator("form[role=search] button").first.click()
    expect(page.get_by_role("link", name="الإرشاد المدرسي والتسجيل")).to_be_visible()
    assert axe(page) == []
    no_sideways_scroll(page)
    page.context.set_offline(True)
    page.get_by_role("link", name="الإرشاد المدرسي والتسجيل").click()
    expect(page.get_by_role("heading", name="الإرشاد المدرسي والتسجيل")).to_be_visible()
    expect(page.get_by_text("+49 36999 1020")).to_be_visible()
    expect(page.locator("[role=status]")).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d"))
    page.goto("/ar/guide/lindbach/pages/renting/")
    expect(page.get_by_role("heading", level=1)).to_have_text("استئجار مسكن")
    opens_the_map(page, axe)
    page.context.set_offline(False)
    page.goto(f"/ar/guide/lindbach/services/{made_id('service', 'enrolment')}/")
    expect(page.locator(".week")).to_be_visible()
    assert axe(page) == []
    no_sideways_scroll(page)


def opens_the_map(page: Any, axe: Axe) -> None:
    """From the marker of the town hall to the school's entry, still without a connection."""
    page.goto("/ar/guide/lindbach/services/?view=map")
    circle = page.locator(".tm-spot circle").first
    assert circle.bounding_box()["width"] >= 24
    assert axe(page) == []
    no_sideways_scroll(page)
    marker = page.locator("svg a", has=page.locator(".tm-spot")).first
    marker.focus()
    assert circle.evaluate("found => getComputedStyle(found).strokeWidth") == "5px"
    page.keyboard.press("Enter")
    entry = page.locator("#spot-1")
    expect(entry).to_be_in_viewport()
    expect(entry.get_by_role("link", name="الإرشاد المدرسي والتسجيل")).to_be_visible()


def test_the_map_needs_no_script_and_is_never_mirrored(new_page: Callable[..., Any]) -> None:
    found = []
    for language in ("", "/ar"):
        page = new_page(**PHONE)
        page.goto(f"{language}/guide/lindbach/services/?view=map")
        box = page.locator(".town-map > svg").bounding_box()
        marks = [each.bounding_box() for each in page.locator(".tm-spot circle").all()]
        found.append(sorted((round(m["x"] - box["x"]), round(m["y"] - box["y"])) for m in marks))
    assert found[0] == found[1]
    assert len(found[0]) == 7
    plain = new_page(java_script_enabled=False, **PHONE)
    plain.goto("/guide/lindbach/services/")
    plain.get_by_role("link", name="Map", exact=True).click()
    plain.select_option("#id_near", "Town Hall")
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain.locator(".tm-ring").first).to_be_visible()
    plain.locator("svg a").first.click()
    assert plain.url.endswith("#spot-1")


def test_next_steps_work_without_a_script_and_a_square_opens_them_again(
    new_page: Callable[..., Any], axe: Axe
) -> None:
    page = new_page(java_script_enabled=False, **PHONE)
    page.goto("/ar/guide/lindbach/steps/")
    page.fill("#id_arrival", "2026-11-23")
    page.fill("#id_ages", "36 9")
    page.locator("#steps button[value=show]").click()
    expect(page.locator(".step").first).to_be_visible()
    expect(page.locator("#id_ages")).to_have_value("36 9")
    page.locator("button[value=square]").click()
    code = page.locator("#code-shown").input_value()
    scripted = new_page(**PHONE)
    scripted.goto(f"/ar/guide/lindbach/steps/#{code}")
    expect(scripted.locator("#id_ages")).to_have_value("36 9")
    assert axe(scripted) == []
    no_sideways_scroll(scripted)
