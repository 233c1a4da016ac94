"""Two to four practices side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bothways.practices.comparison import MOST, Comparison, compare_rows
from bothways.practices.queries import released_many
from bothways.practices.results import cards


def compare(request: HttpRequest) -> HttpResponse:
    """``?p=one&p=two``: unknown and withdrawn ones are told, those beyond four are left out."""
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("p")[:50] if slug))
    found = released_many(slug for slug in asked if "\x00" not in slug)
    shown, language = found[:MOST], get_language() or "en"
    made = cards(shown, language)
    ratings = [card.rating for card in made]
    rows = compare_rows(shown, language, ratings) if len(shown) > 1 else Comparison((), ())
    context = {
        "section": "library",
        "cards": made,
        "comparison": rows,
        "unknown": [slug for slug in asked if slug not in {r.slug for r in found}],
        "beyond": len(found) - len(shown),
        "room": MOST - len(shown),
    }
    return render(request, "practices/compare.html", context)
