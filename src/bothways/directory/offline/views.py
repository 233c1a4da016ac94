"""What the browser keeps and what is printed. Kept bytes, tags, 304."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

from bothways.core.paper import PdfUnavailable
from bothways.core.version import code_version
from bothways.directory.guide.access import language, place_page
from bothways.directory.guide.reading import reading
from bothways.directory.offline.booklet import booklet_pdf
from bothways.directory.offline.bundle import kept_content
from bothways.directory.places.queries import Whereabouts

WORKER = Path(__file__).parent / "worker.js"
MOST_KEYS = 500
KEPT_SECONDS = 86_400


@place_page
def guide_content(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """Everything of the place in one language; ``?key=`` (repeated) for a few units."""
    tongue, keys = reading(), request.GET.getlist("key")[:MOST_KEYS]
    if keys:
        return HttpResponse(kept_content(where, tongue).some(keys), "application/json")
    return _kept(request, "content", where, lambda: kept_content(where, tongue).whole)


@place_page
def guide_manifest(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """The mark of each unit, to know which ones to fetch anew."""
    tongue = reading()
    return _kept(request, "manifest", where, lambda: kept_content(where, tongue).manifest)


def _kept(
    request: HttpRequest, name: str, where: Whereabouts, draw: Callable[[], bytes]
) -> HttpResponse:
    """Packed once for each state of the place; the browser that has it gets 304."""
    drawn_from = (name, where.version, language(), reading(), code_version())
    key = "directory:" + hashlib.sha256(repr(drawn_from).encode()).hexdigest()
    etag = f'W/"{key[-24:]}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        packed: bytes | None = cache.get(key)
        if packed is None:
            packed = gzip.compress(draw(), 6, mtime=0)
            cache.set(key, packed, KEPT_SECONDS)
        answer = _answer(request, packed)
    answer["ETag"], answer["Cache-Control"] = etag, "public, max-age=0, must-revalidate"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _answer(request: HttpRequest, packed: bytes) -> HttpResponse:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(gzip.decompress(packed), "application/json")
    response = HttpResponse(packed, "application/json")
    response["Content-Encoding"] = "gzip"
    return response


@place_page
def guide_worker(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """Served below the place, so that it answers for the pages of this place alone."""
    response = HttpResponse(WORKER.read_bytes(), "text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@place_page
def guide_booklet(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    """Drawn once for each state of the place; one at a time, since it takes seconds."""
    key = f"directory:booklet:{where.version}:{language()}:{reading()}:{code_version()}"
    content: bytes | None = cache.get(key)
    if content is None:
        if not cache.add("directory:booklet:busy", 1, 60):
            response = HttpResponse(_("Another booklet is being made. Try again in a minute."),
                                    "text/plain; charset=utf-8", status=503)  # fmt: skip
            response["Retry-After"] = "60"
            return response
        try:
            content = booklet_pdf(where, reading())
        except PdfUnavailable as refusal:
            messages.error(request, str(refusal))
            return redirect("guide_place", where.place.code)
        finally:
            cache.delete("directory:booklet:busy")
        cache.set(key, content, KEPT_SECONDS)
    response = HttpResponse(content, "application/pdf")
    name = f"{where.place.code}-{reading()}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
