"""How we rate; the rating of a draft while it is written; lowering a rating and lifting that."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.audit import newest_entry
from bothways.core.errors import Refused
from bothways.core.kept import kept_page
from bothways.practices.forms.posted import decode, tidy
from bothways.practices.index import LIBRARY
from bothways.practices.models import Practice
from bothways.practices.rating.printed import Table, rule_tables
from bothways.practices.rating.tables import PRACTICE_LABELS, RULE_VERSION
from bothways.practices.rating_actions import lowering_lift, rating_lower
from bothways.practices.rating_examples import examples
from bothways.practices.rating_queries import ShownRating, shown_document, shown_rating
from bothways.practices.rating_words import level_words
from bothways.practices.record.document import Document
from bothways.practices.said import told
from bothways.practices.views.access import (
    actor_of,
    editor_page,
    number_of,
    practice_or_404,
    reviewer_page,
    revision_or_404,
)

KEEP_SECONDS = 3600
# How often the threads of the ladder cross, from nothing known to everything.
LADDER = range(len(PRACTICE_LABELS))


def how_we_rate(request: HttpRequest) -> HttpResponse:
    """The rules as they run, with practices of this library as examples."""
    drawn_from = ("how_we_rate", newest_entry(*LIBRARY))
    return kept_page(request, drawn_from, lambda: _rules(request), KEEP_SECONDS)


def _rules(request: HttpRequest) -> str:
    context = {
        "section": "rating",
        "tables": [_in_words(table) for table in rule_tables()],
        "ladder": [(level, level_words(level)) for level in LADDER],
        "examples": examples(get_language() or "en"),
        "version": RULE_VERSION,
    }
    return render_to_string("practices/how_we_rate.html", context, request)


def _in_words(table: Table) -> dict[str, Any]:
    """A table of the rules in the language of the reader."""
    return {
        "id": table.id, "title": told(table.title), "head": [told(word) for word in table.head],
        "rows": [[told(cell) for cell in row] for row in table.rows],
    }  # fmt: skip


@editor_page
@require_POST
def rating_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What the rules would say of the form as it stands. Nothing is written."""
    practice = practice_or_404(slug)
    before = revision_or_404(practice, number_of(request.POST.get("base"))).document
    document = decode(dict(request.POST.lists()), before, get_language() or "en")
    context = {"rating": draft_rating(slug, document), "document": document}
    return render(request, "practices/desk/rating_preview.html", context)


def draft_rating(slug: str, document: Document) -> ShownRating:
    """The rating of a document that nobody has released."""
    # The mathematics takes a second to load; only pages that compute ask for it.
    from bothways.practices.rating.document import rate_document

    found = rate_document(document)
    return shown_document(slug, found.low, found.high, found.document)


@reviewer_page
def practice_rating(request: HttpRequest, slug: str) -> HttpResponse:
    """The computed rating of the live release, and the form that shows less of it."""
    practice = practice_or_404(slug)
    if request.method != "POST":
        return _lowering(request, practice)
    try:
        message = _decided(request, practice)
    except Refused as refusal:
        return _lowering(request, practice, str(refusal))
    messages.success(request, message)
    return redirect("practice_rating", practice.slug)


def _decided(request: HttpRequest, practice: Practice) -> str:
    if request.POST.get("do") == "lift":
        lowering_lift(practice, actor=actor_of(request))
        return _("Lifted. Pages show what the rules compute.")
    reason, level = tidy(request.POST.get("reason", "")), request.POST.get("level", "")
    if not (level.isascii() and level.isdigit()):
        raise Refused(_("Choose the level that is to be shown at most."))
    rating_lower(practice, int(level[:2]), reason=reason, actor=actor_of(request))
    return _("Lowered. Your reason stands beside the rating.")


def _lowering(request: HttpRequest, practice: Practice, problem: str = "") -> HttpResponse:
    rating = shown_rating(practice.slug)
    levels = range(rating.computed_high) if rating else ()
    context: dict[str, Any] = {
        "section": "desk",
        "tab": "rating",
        "practice": practice,
        "rating": rating,
        "levels": [(level, level_words(level)) for level in levels],
        "chosen": request.POST.get("level", ""),
        "reason": request.POST.get("reason", ""),
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "practices/desk/rating.html", context, status=status)
