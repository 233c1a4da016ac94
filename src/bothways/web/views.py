"""The home page and the health page."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bothways.practices.front import featured, front
from bothways.practices.queries import released_count
from bothways.practices.results import card


def home(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "front": front(language),
        "featured": [card(released, language) for released in featured()],
    }
    return render(request, "web/home.html", context)


def health(request: HttpRequest) -> JsonResponse:
    """Answers when database and releases can be read: for monitors, not for people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "released": released_count()})
