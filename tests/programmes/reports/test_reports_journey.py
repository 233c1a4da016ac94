"""An officer on a Friday: enters what is due, prints, downloads, exports, and goes home."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from bothways.core.models import User
from bothways.programmes.models import Cohort, Programme
from bothways.programmes.reports.actions import funder_report_release
from tests.programmes.reports.conftest import TODAY, a_session, mark
from tests.programmes.reports.test_iati import SCHEMA

pytestmark = pytest.mark.browser
Page = Any
Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


def loud(programme: Programme) -> None:
    """Every cohort met lately, so that only what the officer does is left."""
    for cohort in programme.cohorts.order_by("pk"):
        session = a_session(cohort, TODAY - timedelta(days=4))
        for person in programme.people.filter(enrolments__cohort=cohort):
            mark(session, person)


@pytest.mark.parametrize("script", [True, False])
def test_an_officer_closes_a_friday(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, iati_ready: Programme,
    cohort: Cohort, officer: User, transactional_db: None, script: bool,
) -> None:  # fmt: skip
    loud(iati_ready)
    a_session(cohort, TODAY - timedelta(days=2), "planned")
    page = new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    sign_in(page, officer)
    page.goto("/friday/")
    expect(page.get_by_text("3 things are due this week.")).to_be_visible()
    if script:
        assert axe(page) == []
    page.get_by_role("button", name="It was cancelled").click()
    expect(page.get_by_text("2 things are due this week.")).to_be_visible()
    page.get_by_label("Actual").fill("41")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_text("1 thing is due this week.")).to_be_visible()
    page.get_by_role("button", name="Release the report").click()
    expect(page.get_by_text("It will not change any more.", exact=False).first).to_be_visible()
    page.goto("/friday/")
    expect(page.get_by_text("Nothing is due. Have a good weekend.")).to_be_visible()
    if script:
        assert axe(page) == []


def test_an_officer_prints_downloads_and_exports(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, iati_ready: Programme,
    officer: User, transactional_db: None,
) -> None:  # fmt: skip
    page = new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, officer)
    page.goto(f"/programmes/{iati_ready.pk}/")
    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.get_by_role("heading", name="Report by period")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Show what the office sees").click()
    expect(page.get_by_text("stays in the office", exact=False)).to_be_visible()
    files = {}
    for name in ("Print as PDF", "Download as XLSX", "Export as IATI"):
        with page.expect_download(timeout=60_000) as waiting:
            page.get_by_role("link", name=name).click()
        files[name] = waiting.value.path().read_bytes()
    assert len(PdfReader(io.BytesIO(files["Print as PDF"])).pages) >= 1
    assert load_workbook(io.BytesIO(files["Download as XLSX"])).worksheets[0].max_row > 10
    root = etree.fromstring(files["Export as IATI"])
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)


@pytest.mark.parametrize(("prefix", "width"), [("", 1280), ("/ar", 390)])
def test_every_page_of_reports_is_clean_and_never_scrolls_sideways(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, iati_ready: Programme,
    officer: User, cohort: Cohort, transactional_db: None, prefix: str, width: int,
) -> None:  # fmt: skip
    funder_report_release(iati_ready, iati_ready.periods.get(label="First half"), actor=officer)
    a_session(cohort, TODAY - timedelta(days=2), "planned")
    one = f"/programmes/{iati_ready.pk}"
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, officer)
    for address in ("/friday/", f"{one}/", f"{one}/figures/", f"{one}/report/",
                    f"{one}/report/settings/", f"{one}/reports/1/"):  # fmt: skip
        page.goto(f"{prefix}{address}")
        assert axe(page) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address
