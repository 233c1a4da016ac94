"""The library: list, table and map of what a query finds."""

from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django_htmx.middleware import HtmxDetails

from bothways.core.search import SearchBusy
from bothways.practices.library import LibraryQuery, parameters, parse_query, query_string
from bothways.practices.library_page import library_page


class HtmxHttpRequest(HttpRequest):
    """A request that went through the htmx middleware."""

    htmx: HtmxDetails


def library(request: HtmxHttpRequest) -> HttpResponse:
    """Every state is an address; a form's address is first brought into its short form."""
    parsed = parse_query(request.GET)
    fragment = request.htmx and not request.htmx.history_restore_request
    if not fragment and not parsed.ignored and not _is_canonical(request, parsed.query):
        return HttpResponseRedirect(_address(request, query_string(parsed.query)))
    try:
        page = library_page(parsed, get_language() or "en")
    except SearchBusy:
        return _busy(request)
    template = "practices/library_answer.html" if fragment else "practices/library.html"
    response = render(request, template, {"page": page, "section": "library"})
    patch_vary_headers(response, ["HX-Request"])
    if fragment:
        response["HX-Push-Url"] = _address(request, page.address)
    return response


def _busy(request: HttpRequest) -> HttpResponse:
    """The index is being built, which takes a minute after a large intake."""
    response = render(request, "practices/library_busy.html", {"section": "library"}, status=503)
    response["Retry-After"] = "30"
    return response


def _is_canonical(request: HttpRequest, query: LibraryQuery) -> bool:
    # Compared as values: browsers differ in how they write a space or a quote.
    asked = parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True, errors="replace")
    return asked == parameters(query)


def _address(request: HttpRequest, query: str) -> str:
    return f"{request.path}?{query}" if query else request.path
