"""The home page and the health page."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bothways.practices.queries import released_count


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html", {"count": released_count()})


def health(request: HttpRequest) -> JsonResponse:
    """Answers when database and releases can be read: for monitors, not for people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "released": released_count()})
