"""The brief for the partner meeting. The language is that of the address, as on every page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from bothways.core.paper import PdfUnavailable
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.brief import brief_context, brief_pdf, file_name
from bothways.tailoring.plan.queries import whole_plan
from bothways.tailoring.plan.views.access import reader_page, told


@reader_page
def plan_brief(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    context = {**brief_context(whole_plan(plan)), "section": "plans", "papers": _papers(plan)}
    return render(request, "tailoring/plan/brief.html", context)


def _papers(plan: AdaptationPlan) -> list[tuple[str, str, str]]:
    """The PDF in each language: code, the language's own name, address."""
    found = []
    for code, name in settings.LANGUAGES:
        with override(code):
            found.append((code, name, reverse("plan_brief_pdf", args=[plan.pk])))
    return found


@reader_page
def plan_brief_pdf(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    try:
        written = brief_pdf(whole_plan(plan), get_language() or "en")
    except PdfUnavailable as refusal:
        return told(request, plan, "main", str(refusal))
    response = HttpResponse(written, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name(plan)}"'
    return response
