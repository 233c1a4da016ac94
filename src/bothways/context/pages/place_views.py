"""Places, one place, and two to six of them side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from bothways.context.pages import reading
from bothways.context.pages.choice import kept_query
from bothways.context.pages.comparison_page import LEAST, MOST, Chosen, comparison_page
from bothways.context.pages.files import ENDINGS
from bothways.context.pages.place_page import place_page, this_year
from bothways.context.pages.places_page import PlaceLine, nearest, places_page
from bothways.context.pages.wording import place_name
from bothways.context.queries import FIGURES
from bothways.core.audit import newest_entry
from bothways.core.kept import kept_page

KEEP_SECONDS = 3600


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    drawn_from = ("places", newest_entry(*FIGURES))
    return kept_page(request, drawn_from, lambda: _places(request), KEEP_SECONDS)


def _places(request: HttpRequest) -> str:
    page = places_page(request.GET.get("q", "").strip()[:100])
    return render_to_string("context/places.html", {"section": "places", "page": page}, request)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Drawn anew after every import, and in a new year, when more figures have become old."""
    year = this_year()
    if not reading.has_place(code):
        return _unknown_place(request, code)
    drawn_from = ("place", code, year, newest_entry(*FIGURES))
    query = kept_query(request.GET)
    return kept_page(request, drawn_from, lambda: _place(request, code, year), KEEP_SECONDS, query)


def _place(request: HttpRequest, code: str, year: int) -> str:
    page = place_page(code, request.GET, year)
    context = {
        "section": "places",
        "page": page,
        "here": reverse("place", args=[code]),
        "files": _files(reverse("place_figures", args=[code, "csv"]), ""),
        "charts": _charts(reverse("place_chart", args=[code, "svg"]), page.query if page else ""),
    }
    return render_to_string("context/place.html", context, request)


def _files(csv: str, query: str) -> list[tuple[str, str]]:
    """Name and address of every format of the figures."""
    stem = csv.removesuffix("csv")
    return [(form.name, f"{stem}{ending}{query}") for ending, form in ENDINGS.items()]


def _charts(svg: str, query: str) -> list[tuple[str, str]]:
    stem = svg.removesuffix("svg")
    return [(ending.upper(), f"{stem}{ending}?{query}") for ending in ("svg", "png")]


def _unknown_place(request: HttpRequest, code: str) -> HttpResponse:
    counts = reading.place_counts(reading.current_datasets())
    known = {count.code: count for count in counts}
    near = [
        PlaceLine(found, place_name(found), known[found].indicators, known[found].newest)
        for found in nearest(code, list(known))
    ]
    context = {"section": "places", "code": code, "near": near, "any": bool(known)}
    return render(request, "context/no_place.html", context, status=404)


@require_safe
def places_compare(request: HttpRequest) -> HttpResponse:
    found = comparison_page(request.GET, request.GET.getlist("place"))
    counts = reading.place_counts(reading.current_datasets())
    offered = sorted(((c.code, place_name(c.code)) for c in counts), key=lambda pair: pair[1])
    chosen = found if isinstance(found, Chosen) else found.chosen
    context = {
        "section": "places",
        "chosen": chosen,
        "page": None if isinstance(found, Chosen) else found,
        "offered": offered,
        "slots": [*chosen.codes, *[""] * (MOST - len(chosen.codes))],
        "least": LEAST,
        "most": MOST,
        "files": _files(reverse("compare_figures", args=["csv"]), f"?{request.GET.urlencode()}"),
        "charts": _charts(
            reverse("compare_chart", args=["svg"]), "" if isinstance(found, Chosen) else found.query
        ),
    }
    return render(request, "context/places_compare.html", context)
