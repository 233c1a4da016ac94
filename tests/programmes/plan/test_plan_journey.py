"""An officer in a real browser, from the library to the figures; also without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.practices.record.document import Document
from bothways.programmes.models import Programme
from tests.conftest import person

pytestmark = pytest.mark.browser
Page = Any
Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.mark.parametrize("script", [True, False])
def test_an_officer_makes_a_programme_of_a_practice_and_enters_the_figures(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, starter: list[Document],
    officer: User, transactional_db: None, script: bool,
) -> None:  # fmt: skip
    person("partner")
    page = new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    sign_in(page, officer)
    page.goto(f"/practices/{starter[0]['id']}/")
    page.get_by_role("link", name="Run this practice as a programme").click()
    page.get_by_label("Title of the programme").fill("Friends in Kassel")
    page.get_by_label("Template").select_option("mentoring")
    page.get_by_role("button", name="Start the programme").click()
    expect(page.get_by_role("heading", name="Friends in Kassel")).to_be_visible()
    expect(page.get_by_role("heading", name="What is still missing")).to_be_visible()
    _partner(page)
    _invite(page)
    _figures(page)
    if script:
        assert axe(page) == []
    programme = Programme.objects.get()
    assert programme.template == "mentoring"
    assert programme.release is not None


def _partner(page: Page) -> None:
    page.get_by_role("link", name="Add a partner", exact=True).first.click()
    page.get_by_label("Organisation", exact=True).fill("Word by word")
    page.get_by_label("Kind of organisation").select_option("migrant_organisation")
    page.get_by_label("Role in the programme").select_option("delivers")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="Word by word")).to_be_visible()


def _invite(page: Page) -> None:
    page.get_by_role("link", name="Who may do what").click()
    page.get_by_role("link", name="Let somebody in").click()
    page.get_by_label("User name or email address").fill("partner@example.org")
    page.get_by_label("Role").select_option("partner")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="partner", exact=True).first).to_be_visible()


def _figures(page: Page) -> None:
    page.get_by_role("navigation", name="Pages of this programme").get_by_role(
        "link", name="Results"
    ).click()
    page.get_by_role("link", name="Add a period").click()
    page.get_by_label("First day").fill("2026-01-01")
    page.get_by_label("Last day").fill("2026-06-30")
    page.get_by_label("Name", exact=True).fill("Spring")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Enter the figures").click()
    group = page.get_by_role("group", name="Share who reach one of their three goals")
    group.get_by_label("Target").fill("60")
    group.get_by_label("Actual").fill("some")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved yet")
    expect(group.get_by_label("Target")).to_have_value("60")
    group.get_by_label("Actual").fill("45")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("75 %")).to_be_visible()


def test_an_officer_starts_from_a_template(
    new_page: Callable[..., Page], sign_in: SignIn, officer: User, transactional_db: None
) -> None:
    page = new_page()
    sign_in(page, officer)
    page.goto("/programmes/")
    page.get_by_role("link", name="Start a programme").click()
    page.get_by_role("link", name="Consultative body").click()
    page.get_by_role("button", name="Start the programme").click()
    expect(page.get_by_text("Decisions take up what was said.")).to_be_visible()


@pytest.mark.parametrize(("prefix", "width"), [("", 1280), ("/ar", 390)])
def test_every_page_of_a_programme_is_clean_and_never_scrolls_sideways(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, full: Programme, officer: User,
    transactional_db: None, prefix: str, width: int,
) -> None:  # fmt: skip
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, officer)
    period, result = full.periods.get().pk, full.results.get().pk
    names = ("", "about/", "parts/", "results/", "results/new/", f"results/{result}/",
             "indicators/new/", "periods/new/", f"periods/{period}/figures/", "partners/new/",
             "budget/new/", "risks/new/", "members/", "members/new/", "end/")  # fmt: skip
    own = [f"{prefix}/programmes/{full.pk}/{name}" for name in names]
    for address in (f"{prefix}/programmes/", f"{prefix}/programmes/new/", *own):
        page.goto(address)
        assert axe(page) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address
