"""The read API: releases, vocabularies, fields for other systems; see docs/openapi.json."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI
from ninja import Query as QueryOf
from ninja.errors import HttpError, ValidationError

from bothways.core.errors import Refused
from bothways.core.vocabularies import all_vocabularies, vocabulary
from bothways.practices.exporters import public_releases
from bothways.practices.exporters.confidence import with_ratings
from bothways.practices.exporters.reference import practice_address
from bothways.practices.index import library_search
from bothways.practices.library import FACETS, parse_query, to_search
from bothways.practices.queries import (
    Released,
    released,
    released_count,
    released_many,
    released_number,
)
from bothways.practices.rating_queries import release_rating
from bothways.practices.record.fields import EDITION, FIELDS
from bothways.practices.selection import understood
from bothways.publishing import api_shapes as shapes
from bothways.publishing.api_ratings import rating_of

PAGE_SIZE = 50
Param: Any = QueryOf
MOST_A_PAGE = 200
Language = Literal["en", "fr", "de", "es", "ar", "uk"]
ERRORS = {400: shapes.Failure, 404: shapes.Failure, 410: shapes.Failure, 422: shapes.Failure}
DESCRIPTION = """\
Every released practice, the vocabularies it is coded with and the fields of the record. Reading
needs no key and no account. Every answer has an ETag; send it back as `If-None-Match` and an
unchanged answer costs nothing. Every error has the same shape: `{"error": {"code", "message",
"places"}}`. For harvesting the whole library there is OAI-PMH at `/oai`."""


class _Api(NinjaAPI):
    """Answers with a tag of the content, readable from scripts of any site."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code != 200:
            return response
        etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return get_conditional_response(request, etag=etag, response=response) or response


api = _Api(
    title="Bothways", version="1", description=DESCRIPTION, docs_url=None, urls_namespace="api"
)


class Withdrawn(Exception):  # noqa: N818 - an answer, not a fault
    """The release was taken out of public view."""

    def __init__(self, release: Released) -> None:
        super().__init__(release.withdrawn_reason)


def failure(code: str, message: str, places: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "places": places or []}}


@api.exception_handler(ValidationError)
def _unprocessable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [{"name": str(p["loc"][-1]), "message": str(p["msg"])} for p in error.errors]
    message = _("A parameter has a value that cannot be used.")
    return api.create_response(request, failure("unprocessable", message, places), status=422)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, failure("not_found", str(error)), status=404)


@api.exception_handler(Refused)
def _bad_request(request: HttpRequest, error: Refused) -> HttpResponse:
    return api.create_response(request, failure("bad_request", str(error)), status=400)


@api.exception_handler(Withdrawn)
def _gone(request: HttpRequest, error: Withdrawn) -> HttpResponse:
    message = _("This release was withdrawn: %(reason)s") % {"reason": error}
    return api.create_response(request, failure("withdrawn", message), status=410)


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    content = failure("error", str(error))
    return api.create_response(request, content, status=error.status_code)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for under /api/ is told in the same shape."""
    message = _("There is nothing at this address. /api/v1/openapi.json lists what there is.")
    return api.create_response(request, failure("not_found", message), status=404)


FILTERS = [
    {
        "name": facet.param,
        "in": "query",
        "required": False,
        "description": f"Codes of the vocabulary {facet.vocabulary}; several mean any of them.",
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": True,
    }
    for facet in FACETS
]


@api.get(
    "/practices",
    response={200: shapes.PracticePage, **ERRORS},
    summary="Search the released practices",
    operation_id="practices",
    openapi_extra={"parameters": FILTERS},
)
def practices(
    request: HttpRequest,
    q: str = Param("", description="Words in any of the languages; best fit first."),
    age: str = Param("", description="A span of ages: 6-12, 6- or -12.", examples=["6-12"]),
    year: str = Param("", description="A span of years: 2015-2020."),
    sort: Literal["best", "confidence", "newest", "title"] = "best",
    page: int = Param(1, ge=1, le=100_000),
    page_size: int = Param(PAGE_SIZE, ge=1, le=MOST_A_PAGE),
    documents: bool = Param(False, description="Send the whole records, not only their heads."),
) -> dict[str, Any]:
    """The filters are those of the library's pages: copy them from any address there."""
    given = request.GET.copy()
    for name in ("page", "page_size", "documents"):
        given.pop(name, None)
    query = understood(parse_query(given))
    offset = (page - 1) * page_size
    # The index would make room for every place up to here before it found none.
    if page > 1 and offset >= released_count():
        raise Http404(_("There is no page %(page)s.") % {"page": page})
    result = library_search(to_search(query, "en", limit=page_size, offset=offset))
    found = with_ratings(public_releases(released_many(result.ids)))
    pages = max(1, -(-result.total // page_size))
    return {
        "count": result.total,
        "page": page,
        "pages": pages,
        "next": _next_page(request, page) if page < pages else None,
        "practices": [_head(release, documents=documents) for release in found],
    }


def _next_page(request: HttpRequest, page: int) -> str:
    given = request.GET.copy()
    given["page"] = str(page + 1)
    return f"{settings.SITE_URL}{request.path}?{given.urlencode()}"


def _head(release: Released, *, documents: bool = True) -> dict[str, Any]:
    document = release.document
    return {
        "id": release.slug,
        "number": release.number,
        "title": document["title"],
        "language": document.get("language"),
        "countries": document.get("countries") or [],
        "released_at": release.released_at,
        "content_hash": release.content_hash,
        "address": practice_address(release.slug, settings.SITE_URL),
        "rating": rating_of(release.shown),
        "document": document if documents else None,
    }


@api.get("/practices/{slug}", response={200: shapes.Practice, **ERRORS},
         summary="The live release of a practice", operation_id="practice")  # fmt: skip
def practice(request: HttpRequest, slug: str) -> dict[str, Any]:
    found = released(slug)
    rated = with_ratings([found])[0] if found else None
    return _whole(rated, _("There is no released practice %(slug)s.") % {"slug": slug})


@api.get("/practices/{slug}/releases/{number}", response={200: shapes.Practice, **ERRORS},
         summary="One release by its number", operation_id="practice_release")  # fmt: skip
def practice_release(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """What a citation points at: a release never changes."""
    values = {"slug": slug, "number": number}
    missing = _("There is no release %(number)s of %(slug)s.") % values
    # A number beyond what the database can hold is no release either.
    found = released_number(slug, number) if 0 < number < 2**31 else None
    rated = replace(found, shown=release_rating(slug, number)) if found else None
    return _whole(rated, missing)


def _whole(release: Released | None, missing: str) -> dict[str, Any]:
    if release is None:
        raise Http404(missing)
    if release.withdrawn_at:
        raise Withdrawn(release)
    return _head(public_releases([release])[0])


@api.get("/vocabularies", response=list[shapes.VocabularyHead], summary="The vocabularies",
         operation_id="vocabularies")  # fmt: skip
def vocabularies(request: HttpRequest, language: Language = "en") -> list[dict[str, Any]]:
    return [
        {"id": v.id, "edition": v.edition, "name": v.name(language), "codes": len(v)}
        for v in all_vocabularies().values()
    ]


@api.get("/vocabularies/{name}", response={200: shapes.Vocabulary, **ERRORS},
         summary="One vocabulary with its codes", operation_id="vocabulary")  # fmt: skip
def one_vocabulary(request: HttpRequest, name: str, language: Language = "en") -> dict[str, Any]:
    if name not in all_vocabularies():
        raise Http404(_("There is no vocabulary %(name)s.") % {"name": name})
    codes = vocabulary(name)
    return {
        "id": codes.id,
        "edition": codes.edition,
        "name": codes.name(language),
        "codes": [
            {
                "id": code.id,
                "label": codes.label(code.id, language),
                "definition": codes.definition(code.id, language),
                "not_this": codes.not_this(code.id, language),
                "broader": code.broader,
                "deprecated": code.deprecated,
                "replaced_by": code.replaced_by,
            }
            for code in codes.codes.values()
        ],
    }


@api.get("/fields", response=shapes.FieldList, summary="The fields of the record",
         operation_id="fields")  # fmt: skip
def fields(request: HttpRequest, language: Language = "en") -> dict[str, Any]:
    """The codebook: with the vocabularies it says what every part of a record means."""
    with override(language):
        return {"edition": EDITION, "fields": [_field(field) for field in FIELDS]}


def _field(spec: Any) -> dict[str, Any]:
    text: Callable[[str], str] = lambda name: str(getattr(spec, name, "") or "")  # noqa: E731
    return {
        "id": spec.id,
        "kind": spec.kind,
        "label": text("label"),
        "hint": text("hint"),
        "section": text("section"),
        "level": text("level"),
        "vocabulary": spec.vocabulary,
        "required": spec.required,
        "translatable": bool(getattr(spec, "translatable", False)),
        "columns": [_field(column) for column in spec.columns],
    }
