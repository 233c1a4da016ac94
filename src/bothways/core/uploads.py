"""Keeps large uploads out before anything reads them into memory or onto the disk."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

# Beside the file, a form sends its other fields and the separators between the parts.
ROOM_FOR_FIELDS = 1024 * 1024
PIECE = 256 * 1024
# A browser shows our answer only if we take what it sends; above this we let the line drop.
MOST_TO_SWALLOW = 512 * 1024 * 1024


def too_large() -> str:
    message = _("The file is larger than %(limit)s MB. Split it and bring the parts one by one.")
    return message % {"limit": settings.UPLOAD_LIMIT_BYTES // 1024**2}


class UploadLimit:
    """Answers a request whose body is over the limit, by its announced length.

    It stands before everything that reads forms, the CSRF check included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) <= settings.UPLOAD_LIMIT_BYTES + ROOM_FOR_FIELDS:
            return self.get_response(request)
        _swallow(request, int(length))
        return render(request, "413.html", {"message": too_large()}, status=413)


def _swallow(request: HttpRequest, length: int) -> None:
    """Reads the body and forgets it, piece by piece."""
    left = min(length, MOST_TO_SWALLOW)
    while left > 0:
        piece = request.read(min(PIECE, left))
        if not piece:
            return
        left -= len(piece)
