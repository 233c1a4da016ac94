"""The brief for the partner meeting: two pages in every language, right-to-left where due."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client, override_settings
from pypdf import PdfReader

from bothways.core.models import User
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.actions import (
    plan_describe,
    plan_part_add,
    plan_parts_choose,
    plan_precondition_add,
)
from bothways.tailoring.plan.brief import brief_pdf, qr_square
from bothways.tailoring.plan.log_actions import adaptation_log, decision_ask
from bothways.tailoring.plan.people_actions import contact_add
from bothways.tailoring.plan.queries import plan_numbered, whole_plan
from bothways.tailoring.plan.words import direction_of
from tests.tailoring.plan.conftest import ABOUT, QUESTION, Fields

GOAL = "By July forty children in four schools have an adult outside school whom they trust."


@pytest.fixture
def normal(plan: AdaptationPlan, officer: User, entry_fields: Fields) -> AdaptationPlan:
    """A plan as it goes to a meeting: goal, a changed part, open and taken decisions."""
    about = {**ABOUT, "goal": GOAL, "starts_on": date(2027, 2, 1)}
    plan_describe(plan, about, base=1, actor=officer)
    part = plan.parts.get(kind="adaptable")
    changed = {"kind": "adaptable", "choice": "adapt", "change": "In the library on Saturdays"}
    plan_parts_choose(plan, {part.pk: changed}, base=2, actor=officer)
    plan_precondition_add(plan, what="Interpreters", must=True, actor=officer)
    adaptation_log(plan, entry_fields(), actor=officer)
    for number in range(3):
        asked = {**QUESTION, "question": f"Question {number}: which schools take part?"}
        decision_ask(plan, asked, actor=officer)
    taken = {"answer": "Yes", "decided_by": "M. Yilmaz", "decided_on": date(2026, 11, 18)}
    decision_ask(plan, {**QUESTION, "question": "Do pairs stay?", **taken}, actor=officer)
    contact_add(plan, name="Town office", organisation="Town", reach="+49 30 1", actor=officer)
    return fresh(plan)


def fresh(plan: AdaptationPlan) -> AdaptationPlan:
    found = plan_numbered(plan.pk)
    assert found is not None
    return found


def pages_of(plan: AdaptationPlan, language: str = "en") -> list[str]:
    reader = PdfReader(io.BytesIO(brief_pdf(whole_plan(plan), language)))
    return [page.extract_text() for page in reader.pages]


@pytest.mark.pdf
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_normal_brief_takes_at_most_two_pages_in_every_language(
    normal: AdaptationPlan, language: str
) -> None:
    assert len(pages_of(normal, language)) <= 2


@pytest.mark.pdf
def test_the_brief_says_what_partners_have_to_know_and_to_decide(normal: AdaptationPlan) -> None:
    text = " ".join(" ".join(pages_of(normal)).split())
    for words in (
        GOAL, "Student mentors for newly arrived children", "Weekly meetings of three hours",
        "In the library on Saturdays", "Question 2: which schools take part?", "M. Yilmaz",
        "Police clearance of mentors", "Measure the outcomes anew", "Two pairs meet together",
        "Town office", "+49 30 1", "Planned: 8–12. On record: 8–15.",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.pdf
def test_a_plan_with_very_much_in_it_still_fits_and_counts_what_is_left_out(
    normal: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    for number in range(14):
        plan_part_add(normal, part=f"Part {number} " * 6, change="Because. " * 9, actor=officer)
        adaptation_log(normal, entry_fields(what=f"Change {number} " * 6), actor=officer)
        asked = {**QUESTION, "question": f"Decision {number}? " * 5}
        decision_ask(normal, asked, actor=officer)
    pages = pages_of(fresh(normal))
    assert len(pages) <= 2
    assert "more in the plan" in " ".join(pages)


@pytest.mark.pdf
def test_the_pdf_is_tagged_and_names_its_language(
    normal: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(officer).get(f"/ar/plans/{normal.pk}/brief.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"brief-{normal.pk}-ar.pdf" in answer.headers["Content-Disposition"]
    root = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert root["/MarkInfo"]["/Marked"]


def test_the_page_offers_the_pdf_in_each_language_and_stands_right_to_left_in_arabic(
    normal: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(officer).get(f"/ar/plans/{normal.pk}/brief/").content.decode()
    assert 'dir="rtl"' in page
    for code, _name in settings.LANGUAGES:
        prefix = "" if code == "en" else f"/{code}"
        assert f'href="{prefix}/plans/{normal.pk}/brief.pdf"' in page
    assert 'style="' not in page
    assert "<style" not in page


@override_settings(SITE_URL="https://practices.example.org")
def test_the_code_on_the_brief_leads_to_the_practice_and_not_into_the_plan(
    normal: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(officer).get(f"/plans/{normal.pk}/brief/").content.decode()
    address = "https://practices.example.org/practices/student-mentors/1/"
    assert str(qr_square(address)) in page
    assert address in page


def test_the_direction_of_a_text_is_that_of_its_first_letter() -> None:
    assert direction_of("12 (مدرسة) school") == "rtl"
    assert direction_of("«Школа»") == "ltr"
    assert direction_of("2027–2028") == "ltr"
