"""An officer in a real browser, from the shortlist to the brief; also without script."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from bothways.core.models import User
from bothways.practices.record.document import Document
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.people_actions import member_invite

pytestmark = pytest.mark.browser
Page = Any
Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
ASK = "/fit/?place=DE&age=8-12&stage=settlement&outcome=belonging_identity"


@pytest.mark.parametrize("script", [True, False])
def test_an_officer_goes_from_the_shortlist_to_the_brief(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, starter: list[Document],
    officer: User, transactional_db: None, script: bool,
) -> None:  # fmt: skip
    page = new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    sign_in(page, officer)
    page.goto(ASK)
    page.locator("main a[href^='/fit/'][href*='?place']").first.click()
    page.get_by_role("button", name="Plan with this practice").click()
    expect(page.get_by_text("The prediction of today is kept with it.")).to_be_visible()
    plan = AdaptationPlan.objects.get()
    assert plan.prediction["wish"]
    _describe(page)
    _choose_parts(page)
    _log(page)
    _decide(page)
    if script:
        assert axe(page) == []
    page.get_by_role("link", name="Brief for the partner meeting").click()
    expect(page.get_by_text("Which schools take part?")).to_be_visible()
    if script:
        assert axe(page) == []
    # Fonts are read at the first PDF of a process; a busy machine takes its time over them.
    answer = page.request.get(f"/plans/{plan.pk}/brief.pdf", timeout=60_000)
    assert len(PdfReader(io.BytesIO(answer.body())).pages) <= 2
    assert plan.revisions.count() == 6


def _describe(page: Page) -> None:
    page.get_by_role("link", name="Edit goal, group and place").click()
    page.get_by_label("Goal").fill("Forty children have an adult they trust.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Forty children have an adult they trust.")).to_be_visible()


def _choose_parts(page: Page) -> None:
    page.get_by_role("link", name="Choose what stays and what changes").click()
    part = page.locator("fieldset.fs").first
    part.get_by_label("Standing").select_option("core")
    part.get_by_label("adapt").check()
    part.get_by_label("How, and why").fill("Every second week")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every second week")).to_be_visible()
    expect(page.get_by_text("Measure the outcomes anew").first).to_be_visible()


def _log(page: Page) -> None:
    page.get_by_role("link", name="Log an adaptation").first.click()
    page.get_by_label("What was changed").fill("Two pairs meet together")
    page.get_by_label("while it is introduced").check()
    page.get_by_label("on the spot").check()
    page.get_by_label("format", exact=True).check()
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Two pairs meet together").first).to_be_visible()
    expect(page.get_by_text("core preserved")).to_be_visible()


def _decide(page: Page) -> None:
    page.get_by_role("link", name="Ask for a decision").click()
    page.get_by_label("What is to be decided").fill("Which schools take part?")
    page.get_by_role("button", name="Put it in the plan").click()
    page.get_by_role("link", name="Ask for a decision").click()
    page.get_by_label("What is to be decided").fill("Do pairs stay together?")
    page.get_by_label("Decision", exact=True).fill("Yes")
    page.get_by_label("Decided by").fill("M. Yilmaz")
    page.get_by_label("Decided on").fill("2026-11-20")
    page.get_by_role("button", name="Put it in the plan").click()
    expect(page.get_by_text("M. Yilmaz")).to_be_visible()


def test_two_people_on_one_section_the_second_is_told_in_the_browser(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, plan: AdaptationPlan, officer: User,
    colleague: User, transactional_db: None,
) -> None:  # fmt: skip
    member_invite(plan, "colleague", may_write=True, actor=officer)
    pages = []
    for user in (officer, colleague):
        page = new_page()
        sign_in(page, user)
        page.goto(f"/plans/{plan.pk}/about/")
        page.get_by_label("Goal").fill(f"Goal of {user.username}")
        pages.append(page)
    for page in pages:
        page.get_by_role("button", name="Save").click()
    second = pages[1]
    expect(second.get_by_role("alert").get_by_text("Somebody else saved")).to_be_visible()
    expect(second.get_by_label("Goal")).to_have_value("Goal of colleague")
    assert axe(second) == []
    second.get_by_role("button", name="Save").click()
    plan.refresh_from_db()
    assert plan.goal == "Goal of colleague"


@pytest.mark.parametrize(("prefix", "width"), [("", 1280), ("/ar", 390)])
def test_every_page_of_a_plan_is_clean_and_never_scrolls_sideways(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, plan: AdaptationPlan, officer: User,
    transactional_db: None, prefix: str, width: int,
) -> None:  # fmt: skip
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, officer)
    names = ("", "about/", "parts/", "conditions/", "log/new/", "decisions/new/", "people/new/",
             "contacts/new/", "end/", "revisions/", "revisions/1/", "brief/")  # fmt: skip
    for address in (f"{prefix}/plans/", *(f"{prefix}/plans/{plan.pk}/{n}" for n in names)):
        page.goto(address)
        assert axe(page) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address
