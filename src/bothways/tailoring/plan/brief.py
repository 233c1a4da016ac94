"""The two pages for the partner meeting, as a page and as a PDF, from the same template."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from bothways.core.paper import font_faces, load_weasyprint
from bothways.core.qr import qr_square
from bothways.practices import reading
from bothways.practices.rating_queries import release_rating
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.page import shared
from bothways.tailoring.plan.queries import WholePlan

STYLE = Path(__file__).parent.parent / "static" / "tailoring" / "brief.css"
PAGES = 2


@dataclass(frozen=True)
class Measure:
    """How much the brief shows of each list, and how tightly it is set."""

    css: str
    rows: int
    reasons: int
    room: bool = True


# From roomy to tight. The first that fits on two pages is taken; only the first keeps what is
# planned on a page of its own.
MEASURES = (
    Measure("", 8, 3),
    Measure("flow", 8, 3),
    Measure("flow tight", 8, 3),
    Measure("flow tight", 5, 2),
    Measure("flow tightest", 4, 1, room=False),
)


@dataclass(frozen=True)
class Shown:
    """The rows that stand on the brief and how many more stand in the plan."""

    rows: Sequence[Any]
    more: int


def brief_context(whole: WholePlan, measure: Measure = MEASURES[0]) -> dict[str, Any]:
    plan, document = whole.plan, whole.document
    context = shared(whole)
    slug, number = plan.release.practice.slug, plan.release.number
    address = settings.SITE_URL + reverse("practice_release", args=[slug, number])
    return {
        **context,
        "measure": measure,
        "stays": _few(context["kept"], measure),
        "changes": _few(context["changed"], measure),
        "logged": _few(list(reversed(whole.log)), measure),
        "open_conditions": _few([r for r in context["conditions"] if r.condition.state != "met"],
                                measure),
        "asked": _few(whole.open_decisions, measure),
        "taken": _few(whole.taken_decisions, measure),
        "reasons": _few(context["duty_reasons"], Measure("", measure.reasons, 0)),
        "rating": release_rating(slug, number),
        "effect": reading.main_effect(document),
        "people": reading.people_measured(document),
        "design": reading.design(document),
        "who_changes": document.get("who_changes") or "",
        "who": reading.who_changes(document),
        "address": address,
        "plan_address": settings.SITE_URL + reverse("plan", args=[plan.pk]),
        "square": qr_square(address),
    }  # fmt: skip


def _few(rows: Sequence[Any], measure: Measure) -> Shown:
    return Shown(rows[: measure.rows], max(0, len(rows) - measure.rows))


def brief_pdf(whole: WholePlan, language: str) -> bytes:
    """The brief on two pages of A4, in this language, tagged as PDF/UA-1."""
    weasyprint = load_weasyprint()
    for measure in MEASURES:
        page = weasyprint.HTML(string=brief_html(whole, language, measure), base_url=STYLE.as_uri())
        document = page.render(pdf_variant="pdf/ua-1")
        if len(document.pages) <= PAGES:
            break
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return written


def brief_html(whole: WholePlan, language: str, measure: Measure = MEASURES[0]) -> str:
    """The whole document for paper, styles inside."""
    with override(language):
        style = font_faces() + STYLE.read_text("utf-8")
        context = {
            **brief_context(whole, measure),
            "style": mark_safe(style),  # noqa: S308 (our own file)
            "paper": True,
        }
        return render_to_string("tailoring/plan/brief_paper.html", context)


def file_name(plan: AdaptationPlan) -> str:
    return f"brief-{plan.pk}-{get_language() or 'en'}.pdf"
