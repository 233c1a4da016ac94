"""An editor and a reviewer at work, in a real browser."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.practices.actions import practice_create, practice_save, practice_submit
from bothways.practices.import_actions import import_stage
from bothways.practices.models import Practice
from bothways.practices.queries import released
from tests.practices.test_actions import LEAD

pytestmark = pytest.mark.browser

SignIn = Callable[[Any, User], None]
QUOTE = "Pupils of year six read aloud with first-year pupils every Tuesday."


@pytest.fixture
def open_as(new_page: Callable[..., Any], sign_in: SignIn) -> Callable[..., Any]:
    def _open(person: User, **options: Any) -> Any:
        page = new_page(viewport={"width": 1280, "height": 900}, **options)
        sign_in(page, person)
        return page

    return _open


def attach(page: Any, field: str) -> Any:
    """The part of a field where a source is attached, unfolded."""
    box = page.locator(f"details.att:has(input[name$='.field'][value='{field}'])")
    box.locator("summary").click()
    return box


def test_a_record_from_its_first_word_to_the_library(
    open_as: Callable[..., Any], editor: User, reviewer: User
) -> None:
    page = open_as(editor)
    page.goto("/desk/")
    page.click("text=New record")
    page.fill("#f-title", "Reading buddies")
    page.click("text=Make the draft")
    expect(page).to_have_url(re.compile("/desk/records/reading-buddies/$"))

    page.click("button[value='add:sources']")
    page.fill("[name='sources.1.title']", "Evaluation report")
    page.fill("[name='sources.1.url']", "https://example.org/report")
    page.fill("#f-summary", "Older pupils read with younger ones.")
    expect(page.locator("[data-counts] b").nth(0)).to_have_text("6")
    page.fill("#f-countries-1", "Sweden")
    page.click("#save button[value=save]")
    expect(page.locator("text=saved as revision 2")).to_be_visible()

    box = attach(page, "summary")
    box.locator("select[name$='.source']").select_option("s1")
    box.locator("[name$='.page']").fill("12")
    box.locator("[name$='.quote']").fill(QUOTE)
    page.click("#save button[value=submit]")
    expect(page.locator("text=Sent to review")).to_be_visible()

    judge = open_as(reviewer)
    judge.goto("/desk/")
    judge.click("text=Reading buddies")
    expect(judge.locator(f"text={QUOTE}")).to_be_visible()
    judge.locator("details.att:has([name='comment.title'])").locator("summary").click()
    judge.fill("[name='comment.title']", "Say where.")
    judge.click("text=Return with comments")
    expect(judge.locator("text=Returned with your comments")).to_be_visible()

    page.goto("/desk/records/reading-buddies/")
    expect(page.locator("text=Say where.")).to_be_visible()
    page.fill("#f-title", "Reading buddies in Malmö")
    page.click("text=Mark as settled")
    expect(page.locator("text=Say where.")).to_have_count(0)
    expect(page.locator("#f-title")).to_have_value("Reading buddies in Malmö")
    page.click("#save button[value=submit]")

    judge.goto("/desk/records/reading-buddies/review/")
    judge.click("button[value=release]")
    expect(judge.locator("text=Released as number 1")).to_be_visible()
    judge.goto("/practices/reading-buddies/")
    expect(judge.locator("h1")).to_contain_text("Reading buddies in Malmö")
    found = released("reading-buddies")
    assert found is not None
    assert found.document["provenance"] == [
        {"field": "summary", "source": "s1", "page": "12", "quote": QUOTE}
    ]


def test_mistakes_are_listed_and_nothing_typed_is_lost(
    open_as: Callable[..., Any], editor: User
) -> None:
    practice_create(LEAD, actor=editor)
    page = open_as(editor)
    page.goto("/desk/records/reading-buddies/")
    page.fill("[name='years.start']", "2015")
    page.fill("[name='years.end']", "2005")
    page.fill("#f-cost", "12 crowns a child")
    page.click("#save button[value=save]")
    link = page.locator("#troubles a")
    expect(link).to_contain_text("earlier than the start year")
    link.click()
    page.wait_for_function(
        "['years.end', '#f-years.end'].includes(document.activeElement.name || location.hash)"
    )
    expect(page.locator("#f-cost")).to_have_value("12 crowns a child")
    page.fill("[name='years.end']", "2018")
    page.click("#save button[value=save]")
    expect(page.locator("text=saved as revision 2")).to_be_visible()


def test_the_form_works_without_javascript(open_as: Callable[..., Any], editor: User) -> None:
    practice_create(LEAD, actor=editor)
    page = open_as(editor, java_script_enabled=False)
    page.goto("/desk/records/reading-buddies/")
    page.fill("#f-cost", "Not saved yet")
    page.click("button[value='add:studies']")
    page.fill("[name='studies.1.citation']", "Lund (2020)")
    page.click("button[value='add:studies.1.outcomes']")
    page.fill("[name='studies.1.outcomes.1.name']", "Words read a minute")
    page.fill("[name='studies.1.outcomes.1.estimate']", "0.21")
    page.click("#save button[value=save]")
    document = Practice.objects.get().head.document
    assert document["cost"] == "Not saved yet"
    assert document["studies"] == [
        {"citation": "Lund (2020)",
         "outcomes": [{"name": "Words read a minute", "estimate": 0.21}]}
    ]  # fmt: skip
    page.check("[name='studies.1.outcomes.1._remove']")
    page.click("#save button[value=save]")
    assert Practice.objects.get().head.document["studies"] == [{"citation": "Lund (2020)"}]


def test_two_editors_meet_and_neither_loses_work(
    open_as: Callable[..., Any], coder_a: User, coder_b: User
) -> None:
    practice_create(LEAD, actor=coder_a)
    first, second = open_as(coder_a), open_as(coder_b)
    for page in (first, second):
        page.goto("/desk/records/reading-buddies/")
    first.fill("#f-title", "Reading pals")
    first.fill("#f-cost", "Free")
    first.click("#save button[value=save]")
    second.fill("#f-title", "Reading friends")
    second.fill("#f-acronym", "RF")
    second.click("#save button[value=save]")
    expect(second.locator("text=Somebody else saved this record")).to_be_visible()
    expect(second.locator("[name='take.cost'][value=theirs]")).to_be_checked()
    expect(second.locator("[name='take.acronym'][value=mine]")).to_be_checked()
    expect(second.locator("[name='take.title']:checked")).to_have_count(0)
    second.check("[name='take.title'][value=mine]")
    second.click("text=Save what I chose")
    document = Practice.objects.get().head.document
    assert (document["title"], document["cost"], document["acronym"]) == (
        "Reading friends", "Free", "RF")  # fmt: skip


def test_a_file_with_errors_then_a_good_one_then_undone(
    open_as: Callable[..., Any], editor: User, tmp_path: Path
) -> None:
    page = open_as(editor)
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps([LEAD, {**LEAD, "id": "second", "approach": ["friendly"]}]))
    page.goto("/desk/imports/")
    page.set_input_files("#file", bad)
    page.click("text=Read the file")
    expect(page.locator("td:has-text('friendly is not a known code')")).to_be_visible()
    expect(page.locator("text=Take it in")).to_have_count(0)
    page.click("text=Leave it")

    good = tmp_path / "good.json"
    good.write_text(json.dumps([LEAD, {**LEAD, "id": "second"}]))
    page.goto("/desk/imports/")
    page.set_input_files("#file", good)
    page.click("text=Read the file")
    expect(page.locator("text=2 new, 0 changed, 0 unchanged")).to_be_visible()
    page.click("text=Take it in")
    expect(page.locator("text=2 records were written as drafts")).to_be_visible()
    page.click("text=Undo this import")
    expect(page.locator("text=Undone: 2 records")).to_be_visible()
    assert Practice.objects.filter(head__isnull=False).count() == 0


PAGES = ["/desk/", "/desk/?state=draft", "/desk/new/", "/desk/imports/", "/desk/imports/{batch}/",
         "/desk/records/reading-buddies/", "/desk/records/reading-buddies/revisions/",
         "/desk/records/reading-buddies/difference/", "/desk/records/reading-buddies/review/",
         "/desk/records/reading-buddies/withdraw/",
         "/desk/records/reading-buddies/translations/uk/", "/accounts/password/change/",
         "/accounts/reauthenticate/", "/accounts/2fa/", "/accounts/logout/",
         "/accounts/email/"]  # fmt: skip
OPEN_PAGES = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
              "/accounts/inactive/", "/no-such-page/"]  # fmt: skip


@pytest.fixture
def at_work(editor: User, reviewer: User) -> int:
    """A record with two revisions that waits for review, and a file with a mistake."""
    practice = practice_create(LEAD, actor=editor)
    quote = {"field": "summary", "source": "s1", "page": "3", "quote": "So they say."}
    fuller = {
        **LEAD,
        "summary": "Older pupils read with first-year pupils.",
        "studies": [{"citation": "Lund", "outcomes": [{"name": "Words"}]}],
        "target_groups": [{"who": "pupils"}],
        "provenance": [quote],
    }
    practice_save(practice, fuller, base=1, actor=editor)
    practice_submit(practice, actor=editor)
    rows = [{**LEAD, "title": "Reading pals"}, {**LEAD, "id": "x", "focus": ["no"]}]
    return import_stage("a.json", json.dumps(rows).encode(), actor=editor).pk


@pytest.mark.parametrize("language", ["", "/ar"])
def test_axe_finds_nothing_on_the_pages_of_the_desk(
    language: str, open_as: Callable[..., Any], axe: Callable[[Any], list[str]],
    at_work: int, reviewer: User, new_page: Callable[..., Any],
) -> None:  # fmt: skip
    page = open_as(reviewer)
    found: dict[str, list[str]] = {}
    for address in PAGES:
        page.goto(language + address.format(batch=at_work))
        found[address] = axe(page)
    visitor = new_page()
    for address in OPEN_PAGES:
        visitor.goto(language + address)
        found[address] = axe(visitor)
    assert not any(found.values()), {key: value for key, value in found.items() if value}


def test_no_page_of_the_desk_scrolls_sideways_on_a_phone(
    new_page: Callable[..., Any], sign_in: SignIn, at_work: int, reviewer: User
) -> None:
    page = new_page(viewport={"width": 320, "height": 700})
    sign_in(page, reviewer)
    wide = []
    for address in PAGES:
        page.goto("/ar" + address.format(batch=at_work))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)
    assert not wide
