"""A programme from a practice of the library to the funder's table, through its pages alone.

The officer, the partner, the guardian and the stranger with a certificate meet the product only in
the browser; the one thing done beside it is the worker's turn.
"""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from lxml import etree
from playwright.sync_api import expect
from pypdf import PdfReader

from bothways.core.models import User
from bothways.practices.models import Practice
from bothways.programmes.credentials.models import CertificateJob
from bothways.programmes.credentials.tasks import certificates_make
from bothways.programmes.delivery.queries import marks_in
from bothways.programmes.models import Cohort, Enrolment, Programme, Session
from tests.conftest import person as account
from tests.programmes.protection.conftest import a_child, guardian_agrees
from tests.programmes.protection.conftest import released as texts_released
from tests.programmes.reports.test_iati import SCHEMA
from tests.studies.conftest import released

__all__ = ["released"]  # the practice of the library, as the studies know it
pytestmark = [pytest.mark.browser, pytest.mark.pdf]
Page = Any
SignIn = Callable[[Page, User], None]
PEOPLE, AWAY = 60, 5
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def day(ago: int) -> date:
    return timezone.localdate() - timedelta(days=ago)


def roster() -> bytes:
    """Sixty rows as an office brings them: every tenth is a child with a guardian."""
    head = "given_name,family_name,birth_year,sex,stage,language,guardian_name,since"
    rows = [head]
    for n in range(PEOPLE):
        child = n % 10 == 0
        rows.append(
            f"Given{n:02},Kunde{n:02},{day(0).year - (9 if child else 20 + n % 30)},"
            f"{'female' if n % 2 else 'male'},settlement,{'ar' if n % 3 else 'uk'},"
            f"{'Huda Zarqawi' if child else ''},{day(20)}"
        )
    return "\n".join(rows).encode()


def links_of(paper: bytes) -> list[str]:
    """The addresses that a PDF leads to."""
    marks = [mark.get_object() for page in PdfReader(io.BytesIO(paper)).pages
             for mark in page.annotations or ()]  # fmt: skip
    acts = [mark["/A"].get_object() for mark in marks if "/A" in mark]
    return [str(act["/URI"]) for act in acts if "/URI" in act]


class Office:
    """What the officer does, each through the product's own pages."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words, exact=True).first.click()

    def tab(self, words: str) -> None:
        pages = self.page.get_by_role("navigation", name="Pages of this programme")
        pages.get_by_role("link", name=words, exact=True).click()
        expect(pages.get_by_role("link", name=words, exact=True)).to_have_attribute(
            "aria-current", "page"
        )

    def fill(self, **boxes: str) -> None:
        """Boxes by their labels, with an underscore for a blank."""
        for label, text in boxes.items():
            box = self.page.get_by_label(label.replace("_", " "), exact=True)
            box.fill(text)

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(value)

    def save(self, told: str = "") -> None:
        self.press("Save")
        if told:
            expect(self.page.get_by_text(told)).to_be_visible()

    def kept(self, link: str | re.Pattern[str]) -> bytes:
        with self.page.expect_download(timeout=60_000) as waiting:
            self.page.get_by_role("link", name=link).first.click()
        content: bytes = waiting.value.path().read_bytes()
        return content

    def begin(self) -> None:
        self.page.goto("/practices/reading-buddies/")
        self.follow("Run this practice as a programme")
        self.fill(Title_of_the_programme="Reading buddies in Lübeck")
        self.choose("Template", "language_course")
        self.press("Start the programme")
        expect(self.page.get_by_text("The programme is there. You lead it.")).to_be_visible()

    def plan(self) -> None:
        for name, kind, role in (
            ("City of Lübeck", "local_authority", "leads"),
            ("Word by word", "migrant_organisation", "delivers"),
        ):
            self.follow("Add a partner")
            self.fill(Organisation=name)
            self.choose("Kind of organisation", kind)
            self.choose("Role in the programme", role)
            self.save()
            expect(self.page.get_by_role("rowheader", name=name)).to_be_visible()
        self.follow("Add a budget line")
        self.fill(What_for="Teachers", Planned_amount="9000")
        self.save()
        self.follow("Edit goal, group and place")
        self.fill(
            Start=f"{day(60)}", End=f"{day(-60)}", IATI_identifier="DE-1-BUDDIES",
            Organisation_that_answers_for_it="City of Lübeck", Places="Lübeck",
        )  # fmt: skip
        self.choose("Country", "DE")
        self.save("Goal, group and place are saved.")
        self.follow("Run, close or delete")
        self.press("Let it run")
        expect(self.page.get_by_text("The programme runs.")).to_be_visible()
        self.tab("Results")
        self.follow("Add a period")
        self.fill(First_day=f"{day(60)}", Last_day=f"{day(1)}", Name="Autumn",
                  Report_is_due_on=f"{day(0)}")  # fmt: skip
        self.save()
        expect(self.page.get_by_role("link", name="Enter the figures")).to_be_visible()

    def invite(self, partner: User) -> None:
        self.tab("Roles")
        self.follow("Let somebody in")
        self.fill(User_name_or_email_address=partner.email)
        self.choose("Role", "partner")
        self.save()
        expect(self.page.get_by_role("rowheader", name="partner")).to_be_visible()

    def bring_people(self) -> None:
        self.tab("People and groups")
        self.follow("Open a group")
        self.fill(Name_of_the_group="Group A", Place="Town library", Units_planned_in_all="6")
        self.page.get_by_label("units of 45 minutes").check()
        self.save()
        self.follow("Import a roster")
        self.page.get_by_label("Roster as CSV or XLSX").set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": roster()}
        )
        self.press("Look through it")
        expect(self.page.get_by_text("60 people are in this file")).to_be_visible()
        self.press("Add 60 people")
        expect(self.page.get_by_text("60 people were added.")).to_be_visible()

    def ask_consent(self, *names: str) -> None:
        self.tab("Protection")
        self.follow("Write the text")
        self.press("Release the text")
        for name in names:
            self.follow("Who agreed to what")
            self.follow(name)
            self.page.locator("#record").get_by_role("checkbox").first.check()
            self.press("Record the consent")
            expect(self.page.get_by_text("The consent is recorded.")).to_be_visible()
        self.tab("Protection")
        left = f"{PEOPLE - len(names)} people: not asked, or no"
        expect(self.page.get_by_text(left)).to_be_visible()

    def plan_sessions(self) -> None:
        self.tab("People and groups")
        self.follow("Group A")
        self.follow("Plan a series")
        self.fill(First_day=f"{day(3)}", Last_day=f"{day(1)}", Starts_at="09:00", Minutes="90",
                  Units="2")  # fmt: skip
        for box in self.page.locator("input[name=weekdays]").all():
            box.check()
        self.page.get_by_label("on site").check()
        self.press("Plan these sessions")
        expect(self.page.locator("#sessions > ul > li")).to_have_count(3)

    def run_session(self, number: int, away: int, *, offline: bool = False) -> None:
        """Everybody is there but the first few; without a network the marks wait and are sent."""
        page = self.page
        page.locator("#sessions a[href$='/attendance/']").nth(number).click()
        expect(page.locator("#outbox[data-ready]")).to_be_visible()
        page.context.set_offline(offline)
        self.press("All present")
        for row in page.locator(".att").all()[:away]:
            row.locator("label:has(input[value='U'])").click()
        waiting = page.locator("[data-count]")
        if offline:
            expect(waiting).not_to_have_text("0")
            expect(page.get_by_text("No connection.", exact=False)).to_be_visible()
            page.context.set_offline(False)
        expect(page.get_by_text("Everything is sent.")).to_be_visible(timeout=30_000)
        expect(waiting).to_have_text("0")
        self.follow("Group A")
        expect(page.get_by_text("60 people marked")).to_have_count(number + 1)

    def certify(self) -> bytes:
        page = self.page
        self.tab("Certificates and levels")
        self.follow("Set the rule · Group A")
        self.follow("Set the rule")
        self.fill(Units_attended_at_least="4")
        self.save()
        expect(page.get_by_text("not attended enough")).to_have_count(AWAY)
        self.press("Issue for those ticked")
        expect(page.get_by_text("Waiting for the worker.")).to_be_visible()
        assert certificates_make.call(CertificateJob.objects.get().pk) == "ready"
        expect(page.get_by_text("55 certificates are issued.")).to_be_visible(timeout=20_000)
        self.follow("Back to the group")
        expect(page.get_by_text("not attended enough")).to_have_count(AWAY)
        return self.kept(re.compile("PDF · .*Given17"))

    def report(self) -> dict[str, bytes]:
        self.tab("Report")
        files = {"pdf": self.kept("Print as PDF")}
        self.follow("Export as IATI")
        expect(self.page.get_by_role("heading", name="Something is missing")).to_be_visible()
        self.follow("Settings")
        self.fill(IATI_identifier_of_the_publishing_organisation="DE-1")
        self.choose("Sector", "15190")
        self.save("Saved.")
        return {**files, "iati": self.kept("Export as IATI")}

    def close_the_week(self) -> None:
        page = self.page
        self.follow("Friday")
        expect(page.get_by_text("3 things are due this week.")).to_be_visible()
        for left in ("2 things are due this week.", "1 thing is due this week."):
            page.get_by_label(re.compile("^Actual")).first.fill("40")
            page.get_by_role("button", name=re.compile("^Enter")).first.click()
            expect(page.get_by_text(left)).to_be_visible()
        page.get_by_role("button", name=re.compile("^Release the report")).click()
        expect(page.get_by_text("It will not change any more.", exact=False).first).to_be_visible()
        self.follow("Friday")
        expect(page.get_by_text("Nothing is due. Have a good weekend.")).to_be_visible()


def test_an_officer_runs_a_programme_from_the_practice_to_the_funders_table(
    released: Practice, officer: User, transactional_db: None, new_page: Callable[..., Page],
    sign_in: SignIn,
) -> None:  # fmt: skip
    partner = account("partner")
    page = new_page(viewport=DESK)
    sign_in(page, officer)
    office = Office(page)
    office.begin()
    office.plan()
    office.invite(partner)
    office.bring_people()
    office.ask_consent("Given10 Kunde10", "Given11 Kunde11", "Given12 Kunde12")
    office.plan_sessions()
    office.run_session(0, AWAY)
    office.run_session(1, AWAY, offline=True)
    office.run_session(2, 0)
    sessions = Session.objects.filter(state=Session.State.HELD)
    assert [len(marks_in(one)) for one in sessions] == [PEOPLE] * 3
    paper = office.certify()
    _checked_by_a_stranger(new_page(viewport=PHONE), paper)
    files = office.report()
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(files["pdf"])).pages)
    assert "Reading buddies in Lübeck" in words
    # People enrolled, units attended (two sessions without five people), sessions held.
    assert {"60", "340", "3"} <= set(words.split())
    assert "Kunde" not in words
    activity = etree.fromstring(files["iati"])
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(activity)
    assert {"60", "340", "3"} <= set(activity.xpath("//period/actual/@value"))
    office.close_the_week()
    _seen_by_the_partner(new_page(viewport=DESK), sign_in, partner)


def _checked_by_a_stranger(page: Page, paper: bytes) -> None:
    """Follows the square on the paper; no account."""
    assert "Given17 Kunde17" in PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    (address,) = {link for link in links_of(paper) if "/V/" in link.upper()}
    page.goto(urlsplit(address).path)
    expect(page.get_by_role("heading", name="This certificate is genuine.")).to_be_visible()
    expect(page.get_by_text("Given17 Kunde17")).to_be_visible()


def _seen_by_the_partner(page: Page, sign_in: SignIn, partner: User) -> None:
    """Every page that the partner is led to; none of them names anybody."""
    sign_in(page, partner)
    page.goto("/programmes/")
    page.get_by_role("link", name="Reading buddies in Lübeck").click()
    tabs = page.get_by_role("navigation", name="Pages of this programme").get_by_role("link")
    expect(tabs).to_have_text(
        ["Plan", "Results", "People and groups", "Studies", "Figures", "Report", "Roles"]
    )
    for address in tabs.evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("Kunde")
    cohort = Cohort.objects.get()
    answer = page.goto(f"/programmes/{cohort.programme_id}/people/{cohort.pk}/")
    assert answer.status == 403
    expect(page.locator("main")).not_to_contain_text("Kunde")


def test_a_guardian_takes_consent_back_and_the_roster_shows_it(
    programme: Programme, cohort: Cohort, officer: User, transactional_db: None,
    new_page: Callable[..., Page], sign_in: SignIn,
) -> None:  # fmt: skip
    """By the address on the printed sheet, on a phone and without an account."""
    salma = a_child(programme)
    Enrolment.objects.create(person=salma, cohort=cohort, since=day(20))
    texts_released(programme)
    guardian_agrees(salma)
    page = new_page(viewport=DESK)
    sign_in(page, officer)
    office = Office(page)
    page.goto(f"/programmes/{programme.pk}/")
    office.tab("People and groups")
    office.follow("Group A")
    office.follow("Salma Zarqawi")
    office.follow("Consent")
    expect(page.get_by_text("The data stays while the person takes part")).to_be_visible()
    with page.expect_download() as waiting:
        office.press("Print the sheet (PDF)")
    phone = new_page(viewport=PHONE)
    phone.goto(_address_on(waiting.value.path().read_bytes()))
    phone.locator("input[name=purposes][value=taking_part]").check()
    phone.locator("main form button.btn").click()
    expect(phone.locator("main [role=status]")).to_be_visible()
    office.tab("People and groups")
    office.follow("Group A")
    expect(page.locator("#roster tbody")).to_contain_text("left on this day")
    page.get_by_label("Roster of which day").fill(f"{day(-1)}")
    office.press("Show")
    expect(page.get_by_text("Nobody is in the group on this day.")).to_be_visible()
    office.follow("Salma Zarqawi")
    office.follow("Consent")
    expect(page.locator("#consents")).to_contain_text(f"taken back on {day(0)}")


def _address_on(sheet: bytes) -> str:
    words = "".join(one.extract_text() for one in PdfReader(io.BytesIO(sheet)).pages)
    found = re.search(r"(/[a-z]{2})?/consent/[0-9a-f]{32}/", re.sub(r"\s", "", words))
    assert found
    return found.group()
