"""The home page and the health page."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from bothways.core.audit import newest_entry
from bothways.core.kept import kept_page
from bothways.practices.front import featured, front
from bothways.practices.index import LIBRARY
from bothways.practices.queries import released_count
from bothways.practices.results import cards

KEEP_SECONDS = 3600


def home(request: HttpRequest) -> HttpResponse:
    """Drawn anew after every action on the library: a release, a withdrawal, a rating."""
    drawn_from = ("home", newest_entry(*LIBRARY))
    return kept_page(request, drawn_from, lambda: _home(request), KEEP_SECONDS)


def _home(request: HttpRequest) -> str:
    language = get_language() or "en"
    context = {
        "front": front(language),
        "featured": cards(featured(), language),
    }
    return render_to_string("web/home.html", context, request)


def health(request: HttpRequest) -> JsonResponse:
    """Answers when database and releases can be read: for monitors, not for people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "released": released_count()})
