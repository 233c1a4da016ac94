"""The page of one practice, of one of its releases, and the notice of a withdrawn one."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.kept import kept_page
from bothways.practices import reading, story
from bothways.practices.citation import citation
from bothways.practices.exporters import EXPORTERS
from bothways.practices.queries import Released, released, released_number
from bothways.practices.rating_page import rating_page, standard_effect
from bothways.practices.rating_queries import release_rating
from bothways.practices.related import related_to
from bothways.practices.results import cards

KEEP_SECONDS = 3600  # the related practices of a kept page may be that old


def practice(request: HttpRequest, slug: str) -> HttpResponse:
    found = released(slug)
    if found is None:
        raise Http404(_("There is no practice with this address."))
    return _withdrawn(request, found) if found.withdrawn_at else _page(request, found)


def practice_release(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An older release stays readable: citations and reports point at it."""
    found = released_number(slug, number)
    if found is None:
        raise Http404(_("There is no such release of this practice."))
    return _withdrawn(request, found) if found.withdrawn_at else _page(request, found, pinned=True)


def _withdrawn(request: HttpRequest, found: Released) -> HttpResponse:
    context = {"released": found, "section": "library"}
    body = render_to_string("practices/withdrawn.html", context, request)
    return HttpResponse(body, status=410)


def _page(request: HttpRequest, found: Released, *, pinned: bool = False) -> HttpResponse:
    shown = (found.slug, found.number, found.content_hash, found.rating, found.lowering)
    drawn_from = ("practice", *shown, pinned)
    return kept_page(request, drawn_from, lambda: _render(request, found, pinned), KEEP_SECONDS)


def _render(request: HttpRequest, found: Released, pinned: bool) -> str:
    context = {**practice_context(found, get_language() or "en"), "pinned": pinned}
    return render_to_string("practices/practice.html", context, request)


def practice_context(found: Released, language: str) -> dict[str, Any]:
    """What the template of the page needs. Six statements beyond those of the search."""
    document = found.document
    rating = release_rating(found.slug, found.number)
    parts = {
        field: reading.prose(document, field, language)
        for field in ("title", "summary", "problem", "activities", "results", "not_worked",
                      "lessons", "information_gaps")
    }  # fmt: skip
    address = reverse("practice_release", args=[found.slug, found.number])
    return {
        "section": "library",
        "released": found,
        "document": document,
        "text": parts,
        "notice": reading.language_notice(parts.values(), language),
        "outdated": any(part.state == "outdated" for part in parts.values()),
        "prose_language": document.get("language") or "en",
        "countries": reading.joined(reading.country_names(document, language)),
        "places": reading.joined(document.get("places") or (), 4),
        "runners": reading.joined((o["name"] for o in document.get("organisations") or ()), 3),
        "years": reading.years(document),
        "ages": reading.ages(document.get("target_groups")),
        "who": reading.who_changes(document),
        "design": reading.design(document),
        "effect": reading.main_effect(document),
        "rating": rating,
        "sure": rating_page(rating, document, language) if rating else None,
        "comparable": bool(rating and rating.findings and rating.findings[0].effect is not None),
        "standard": standard_effect(rating, language) if rating else None,
        "people": reading.people_measured(document),
        "studies": story.studies(document, language),
        "sources": story.sources(document),
        "coding": story.coding(document, language),
        "groups": story.target_groups(document, language),
        "facts": story.facts(document, language),
        "cautions": story.cautions(found),
        "ethics": story.checklist(document, "influence_ethics", language)
        if story.shows_ethics(document)
        else [],
        "citation": citation(found, f"{settings.SITE_URL}{address}"),
        "downloads": DOWNLOADS,
        "related": cards(related_to(found), language),
    }


DOWNLOADS = tuple((exporter.ending, exporter.name) for exporter in EXPORTERS.values())
