"""Pages that are the same for everybody are drawn once and kept, plain and packed.

The key names what the page was drawn from, so a kept page is never of an older release. Somebody
signed in, somebody with a message waiting and an address with a query string get a page of their
own: the links to the other languages repeat the query string. A page whose parameters are few and
known says which query string it may be kept for as well.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from bothways.core.version import code_version


@dataclass(frozen=True)
class Kept:
    """A page as it is sent, with the tag that names its content."""

    plain: bytes
    packed: bytes
    etag: str


def kept_page(
    request: HttpRequest, drawn_from: tuple[object, ...], draw: Callable[[], str], seconds: int,
    query: str = "",
) -> HttpResponse:  # fmt: skip
    """The page from the cache, or drawn now; 304 when the browser has it already."""
    if _is_personal(request, query):
        return HttpResponse(draw())
    kept = _kept((*drawn_from, query), draw, seconds)
    response = get_conditional_response(request, etag=kept.etag) or _answer(request, kept)
    response["ETag"] = kept.etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return response


def _is_personal(request: HttpRequest, query: str) -> bool:
    personal = (settings.SESSION_COOKIE_NAME, "messages")
    return request.META["QUERY_STRING"] != query or any(c in request.COOKIES for c in personal)


def _kept(drawn_from: tuple[object, ...], draw: Callable[[], str], seconds: int) -> Kept:
    parts = repr((*drawn_from, get_language(), code_version()))
    key = "kept:" + hashlib.sha256(parts.encode()).hexdigest()
    kept: Kept | None = cache.get(key)
    if kept is None:
        plain = draw().encode()
        tag = hashlib.sha256(plain).hexdigest()[:20]
        kept = Kept(plain, gzip.compress(plain, 9, mtime=0), f'W/"{tag}"')
        cache.set(key, kept, seconds)
    return kept


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(kept.plain)
    response = HttpResponse(kept.packed)
    response["Content-Encoding"] = "gzip"
    return response
