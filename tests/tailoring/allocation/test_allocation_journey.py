"""An officer's way from two files to a decision, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.tailoring.allocation import decision_actions
from bothways.tailoring.allocation.models import AllocationBatch, AllocationDecision
from bothways.tailoring.allocation.tasks import allocation_run_batch
from bothways.tailoring.allocation.views.reports import EXAMPLES
from tests.tailoring.allocation import scenes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def journey(page: Any, prefix: str = "") -> AllocationBatch:
    """From the list to a decision; the same with and without script, in any language."""
    page.goto(f"{prefix}/allocation/")
    page.locator("a.btn[href$='/allocation/new/']").click()
    page.locator("#id_title").fill("Autumn intake")
    page.locator("#id_office").fill("School office")
    page.locator("#id_families").set_input_files(EXAMPLES / "families.csv")
    page.locator("#id_places").set_input_files(EXAMPLES / "places.csv")
    page.locator(".save button.btn").click()
    page.locator("button[value=start]").click()
    page.locator("progress").wait_for()
    batch = AllocationBatch.objects.get()
    allocation_run_batch.call(batch.pk)
    page.goto(f"{prefix}/allocation/{batch.pk}/")
    page.locator("#families a[href*='/families/F-001/']").click()
    page.locator("#place").select_option("P2")
    page.locator("#reason").fill("The cousin goes there.")
    page.locator("button[value=decide]").click()
    page.get_by_text("The cousin goes there.").first.wait_for()
    return batch


def test_an_officer_brings_files_gets_suggestions_and_decides_with_a_reason(
    page: Any, sign_in: Callable[[Any, User], None]
) -> None:
    sign_in(page, scenes.planner())
    batch = journey(page)
    decision = AllocationDecision.objects.get()
    assert (decision.place, decision.decided_by.username) == ("P2", "planner")
    page.goto(f"/allocation/{batch.pk}/")
    with page.expect_download() as download:
        page.locator("a[href$='.xlsx']").click()
    assert download.value.suggested_filename == f"allocation-{batch.pk}.xlsx"
    page.goto(f"/allocation/{batch.pk}/families/F-001/")
    page.locator("a[hreflang=ar][href*='explanation']").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_the_same_works_without_script_on_a_phone_from_right_to_left(
    new_page: Callable[..., Any], sign_in: Callable[[Any, User], None]
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(page, scenes.planner())
    journey(page, "/ar")


PAGES = ("", "options/", "seats/", "fairness/", "families/F-001/", "families/F-020/",
         "families/F-001/explanation/")  # fmt: skip


@pytest.mark.parametrize(("prefix", "width"), [("/", 1280), ("/ar/", 390)])
def test_axe_finds_nothing_on_the_pages_of_allocation(
    new_page: Callable[..., Any], sign_in: Callable[[Any, User], None],
    axe: Callable[[Any], list[str]], prefix: str, width: int,
) -> None:  # fmt: skip
    batch = scenes.done()
    row = batch.suggestions.get(case="F-001")
    decision_actions.allocation_decide(row, place="", reason="No.", actor=scenes.planner())
    decision_actions.allocation_contest(row, objection="Why?", actor=scenes.planner())
    decision_actions.allocation_monitor(batch, *scenes.example("groups"), actor=scenes.planner())
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, scenes.planner())
    found = {}
    places = ["allocation/", "allocation/new/"]
    for path in (*places, *(f"allocation/{batch.pk}/{one}" for one in PAGES)):
        page.goto(prefix + path)
        found[path] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
    assert not any(found.values()), found
