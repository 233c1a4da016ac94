"""Review: the record, what is new in it, what stands against a release, what should change."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices.actions import practice_release, practice_return, practice_withdraw
from bothways.practices.differences import field_differences
from bothways.practices.forms.layout import STATES, meters
from bothways.practices.forms.posted import tidy
from bothways.practices.models import Practice, Status
from bothways.practices.record.check import check_document, check_release
from bothways.practices.record.document import state
from bothways.practices.record.fields import FIELD, FIELDS, SECTIONS
from bothways.practices.shown import lines_of
from bothways.practices.views.access import actor_of, number_of, practice_or_404, reviewer_page


@reviewer_page
def practice_review(request: HttpRequest, slug: str) -> HttpResponse:
    practice = practice_or_404(slug)
    if request.method != "POST":
        return _review(request, practice)
    if number_of(request.POST.get("base")) != practice.newest.number:
        messages.error(request, _("A newer revision was saved while you read. Read it first."))
        return _review(request, practice, _comments(request))
    if request.POST.get("do") == "release":
        return _released(request, practice)
    return _returned(request, practice)


def _comments(request: HttpRequest) -> dict[str, str]:
    return {
        field: tidy(request.POST.get(f"comment.{field or 'all'}", "")) for field in ("", *FIELD)
    }


def _released(request: HttpRequest, practice: Practice) -> HttpResponse:
    try:
        release = practice_release(practice, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _review(request, practice, _comments(request), status=422)
    message = _("Released as number %(number)s. It is in the library now.")
    messages.success(request, message % {"number": release.number})
    return redirect("desk")


def _returned(request: HttpRequest, practice: Practice) -> HttpResponse:
    comments = _comments(request)
    try:
        practice_return(practice, comments=comments, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _review(request, practice, comments, status=422)
    messages.success(request, _("Returned with your comments."))
    return redirect("desk")


def _review(
    request: HttpRequest,
    practice: Practice,
    comments: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    document, language = practice.newest.document, get_language() or "en"
    live = practice.live
    said = comments or {}
    context = {
        "section": "desk",
        "tab": "review",
        "practice": practice,
        "document": document,
        "waits": practice.status == Status.SUBMITTED,
        "wrote_it": practice.newest.author_id == actor_of(request).pk,
        "problems": check_release(document),
        "warnings": [p for p in check_document(document) if p.level == "warning"],
        "meters": meters(document),
        "changes": field_differences(live.document, document, language) if live else None,
        "parts": _parts(practice, language, said),
        "overall": said.get("", ""),
    }
    return render(request, "practices/desk/review.html", context, status=status)


def _parts(practice: Practice, language: str, said: dict[str, str]) -> list[dict[str, Any]]:
    """The record to read, section by section, each field with its sources and its comment."""
    document = practice.newest.document
    quotes: dict[str, list[dict[str, Any]]] = {}
    for quote in document.get("provenance") or []:
        quotes.setdefault(quote.get("field"), []).append(quote)
    return [
        {
            "label": section.label,
            "fields": [
                {
                    "field": field,
                    "lines": lines_of(field.id, document.get(field.id), language),
                    "state": STATES.get(state(document, field.id), ""),
                    "quotes": quotes.get(field.id, []),
                    "comment": said.get(field.id, ""),
                }
                for field in FIELDS
                if field.section == section.id and field.id != "provenance"
            ],
        }
        for section in SECTIONS
    ]


@reviewer_page
def practice_withdrawn(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the reason, then takes the live release out of public view."""
    practice = practice_or_404(slug)
    problem = ""
    if request.method == "POST":
        reason = tidy(request.POST.get("reason", ""))[:500]
        try:
            practice_withdraw(practice, reason=reason, actor=actor_of(request))
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Withdrawn. Its page now shows the reason."))
            return redirect("desk")
    context = {"section": "desk", "practice": practice, "problem": problem}
    status = 422 if problem else 200
    return render(request, "practices/desk/withdraw.html", context, status=status)
