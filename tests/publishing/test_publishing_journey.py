"""A researcher's way from a search to a frozen report and its file, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.publishing.actions import report_freeze
from bothways.publishing.models import ReportFile
from bothways.publishing.tasks import report_file_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def journey(page: Any, prefix: str = "") -> None:
    """From the search to the report; the same with and without script, in any language."""
    page.goto(f"{prefix}/reports/?country=NO&focus=educational")
    page.locator("input[name=title]").fill("Norway at school")
    page.locator("form button.btn:visible").last.click()
    page.wait_for_url("**/reports/norway-at-school/1/")
    expect(page.locator("h1")).to_contain_text("Norway at school")
    expect(page.locator("table.cross")).to_have_count(2)
    expect(page.locator("table.flow tbody tr").nth(7)).to_be_attached()


def test_a_researcher_turns_a_search_into_a_report_and_gets_its_file(
    starter: list[dict], editor: User, page: Any, sign_in: Callable[..., None]
) -> None:
    sign_in(page, editor)
    journey(page)
    page.locator("button[value=docx]").click()
    page.wait_for_url("**/reports/files/*/")
    expect(page.locator("progress")).to_be_visible()
    report_file_make.call(ReportFile.objects.get().pk)
    page.locator("a.btn[href$='/download/']").wait_for()  # htmx asked again by itself
    with page.expect_download() as download:
        page.locator("a.btn[href$='/download/']").click()
    assert download.value.suggested_filename == "norway-at-school-1-en.docx"


def test_the_same_works_without_script_and_from_right_to_left(
    starter: list[dict], editor: User, new_page: Callable[..., Any],
    sign_in: Callable[..., None],
) -> None:  # fmt: skip
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(page, editor)
    journey(page, "/ar")
    page.locator("button[value=docx]").click()
    page.wait_for_url("**/reports/files/*/")
    report_file_make.call(ReportFile.objects.get().pk)
    page.reload()
    expect(page.locator("a.btn[href$='/download/']")).to_be_visible()


def test_a_file_that_is_being_made_can_be_stopped(
    starter: list[dict], editor: User, page: Any, sign_in: Callable[..., None]
) -> None:
    report_freeze("country=NO", title="Norway", actor=editor)
    sign_in(page, editor)
    page.goto("/reports/norway/1/")
    page.locator("button[value=pdf]").click()
    page.locator("form[action$='/stop/'] button").click()
    page.locator("#file-state").get_by_text("stopped").wait_for()
    assert ReportFile.objects.get().state == ReportFile.State.CANCELLED


def test_a_cell_of_the_gap_map_leads_to_its_practices(starter: list[dict], page: Any) -> None:
    page.goto("/gaps/")
    page.locator("select[name=rows]").select_option("approach")
    page.locator("form.axes button").click()
    cell = page.locator("table.gap td a").first
    address = cell.get_attribute("href")
    cell.click()
    page.wait_for_url(f"**{address}")
    assert "approach=" in address
    expect(page.locator("article.res").first).to_be_visible()


ADDRESSES = ("gaps/", "reports/", "reports/norway/1/", "reports/norway/1/{practice}/", "codebook/",
             "reports/new/?country=NO", "reports/files/{file}/")  # fmt: skip


@pytest.mark.parametrize("prefix", ["/", "/ar/"])
def test_axe_finds_nothing_on_the_pages_of_publishing(
    starter: list[dict], editor: User, page: Any, sign_in: Callable[..., None],
    axe: Callable[[Any], list[str]], prefix: str,
) -> None:  # fmt: skip
    edition = report_freeze("country=NO", title="Norway", actor=editor)
    file = ReportFile.objects.create(edition=edition, file_format="pdf", language="en")
    sign_in(page, editor)
    found = {}
    for address in ADDRESSES:
        practice = edition.releases[0]["practice"]
        page.goto(prefix + address.format(practice=practice, file=file.pk))
        found[address] = axe(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 1280, (address, width)
    assert not any(found.values()), found
