"""The read API of HSDS 3.1: the paths, parameters and page envelope of its specification."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja import Query as QueryOf
from ninja.errors import ValidationError

from bothways.directory.organisations.models import Organisation
from bothways.directory.services.api_answers import (
    brief_at_locations,
    brief_services,
    flat,
    moment,
    near,
    spoken_of,
    taxonomy_document,
    term_document,
    whole_at_locations,
    whole_organizations,
    whole_services,
)
from bothways.directory.services.api_asked import (
    Failure,
    Narrowing,
    OrganizationAsked,
    Page,
    Paging,
    PlaceAsked,
    Root,
    ServiceAsked,
    TermAsked,
)
from bothways.directory.services.hsds.names import Doc
from bothways.directory.services.models import (
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from bothways.directory.services.store import organisation_document

PROFILE = Path(__file__).parent / "hsds" / "profile"
Profiled = Literal["service", "service_at_location"]
DESCRIPTION = """\
Organisations, services and addresses of the directory in the terms of HSDS 3.1. Reading needs no
key. What answers carry beyond HSDS is described at `/profile`: hours with exceptions,
eligibility to compute with, translations with their state."""
Param: Any = QueryOf
Asked: Any = Param(...)


class _Api(NinjaAPI):
    """Answers with a tag of the content, readable from scripts of any site, in plain UTF-8."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        return tagged(request, response)


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    if response.status_code != 200:
        return response
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = etag, "public, max-age=0, must-revalidate"
    return get_conditional_response(request, etag=etag, response=response) or response


hsds = _Api(
    title="Bothways directory (HSDS 3.1)", version="3.1", description=DESCRIPTION, docs_url=None,
    urls_namespace="hsds",
)  # fmt: skip
LINES: dict[str, Any] = {
    "responses": {200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}}
}
ERRORS: dict[Any, Any] = {404: Failure, 422: Failure}
BOTH = ["GET", "POST"]


@hsds.exception_handler(ValidationError)
def _unprocessable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    words = f"{first['loc'][-1]}: {first['msg']}"
    return hsds.create_response(request, {"error": words}, status=422)


@hsds.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return hsds.create_response(request, {"error": "There is no such object."}, status=404)


@hsds.get("/", response=Root, summary="What this is", operation_id="root")
def root(request: HttpRequest) -> dict[str, str]:
    return {"version": "3.1", "profile": f"{settings.SITE_URL}/hsds/profile",
            "openapi_url": f"{settings.SITE_URL}/hsds/openapi.json"}  # fmt: skip


@hsds.get("/profile", response=dict[str, str], operation_id="profile")
def profile(request: HttpRequest) -> dict[str, str]:
    """JSON Merge Patches (RFC 7386) over the schemas of the same names."""
    names = sorted(path.stem for path in PROFILE.glob("*.json"))
    return {name: f"{settings.SITE_URL}/hsds/profile/{name}.json" for name in names}


@hsds.get(
    "/profile/{name}.json", response={200: dict[str, Any], **ERRORS}, operation_id="profile_patch"
)
def profile_patch(request: HttpRequest, name: Profiled) -> Doc:
    found: Doc = json.loads((PROFILE / f"{name}.json").read_text("utf-8"))
    return found


@hsds.api_operation(
    BOTH,
    "/services",
    response={200: Page, **ERRORS},
    operation_id="services",
    openapi_extra=LINES,
)
def services(request: HttpRequest, asked: ServiceAsked = Asked) -> Any:
    found = Service.objects.select_related("place").order_by("name", "pk")
    found = _narrowed(found, asked, "")
    if asked.minimal:
        return _answer(request, asked, found, lambda rows: [
            {"id": str(row.pk), "name": row.name, "status": row.status,
             "last_modified": moment(row.updated_at)} for row in rows
        ])  # fmt: skip
    if asked.full:
        return _answer(request, asked, found, whole_services)
    return _answer(request, asked, found, brief_services)


@hsds.get("/services/{id}", response={200: dict[str, Any], **ERRORS}, operation_id="service")
def service(request: HttpRequest, id: UUID) -> Doc:
    rows = list(Service.objects.filter(pk=id).select_related("place"))
    if not rows:
        raise Http404
    return whole_services(rows)[0]


@hsds.api_operation(
    BOTH,
    "/organizations",
    response={200: Page, **ERRORS},
    operation_id="organizations",
    openapi_extra=LINES,
)
def organizations(request: HttpRequest, asked: OrganizationAsked = Asked) -> Any:
    found = Organisation.objects.order_by("name", "pk")
    if asked.search:
        found = found.filter(
            Q(name__icontains=asked.search) | Q(description__icontains=asked.search)
        )
    terms = _terms(asked, "services__filed__")
    found = found.filter(**terms).distinct() if terms else found
    if asked.full or asked.full_service:
        return _answer(request, asked, found, whole_organizations)
    return _answer(request, asked, found, lambda rows: [
        flat("organization", organisation_document(row)) for row in rows
    ])  # fmt: skip


@hsds.get(
    "/organizations/{id}", response={200: dict[str, Any], **ERRORS}, operation_id="organization"
)
def organization(request: HttpRequest, id: UUID, full_service: bool = False) -> Doc:
    rows = list(Organisation.objects.filter(pk=id))
    if not rows:
        raise Http404
    return whole_organizations(rows)[0]


@hsds.api_operation(
    BOTH, "/service_at_locations", response={200: Page, **ERRORS},
    operation_id="service_at_locations", openapi_extra=LINES,
)  # fmt: skip
def service_at_locations(request: HttpRequest, asked: PlaceAsked = Asked) -> Any:
    found = ServiceAtLocation.objects.select_related("service", "location").order_by(
        "service__name", "pk"
    )
    found = _narrowed(found, asked, "service__")
    if asked.postcode or asked.proximity is not None:
        found = found.filter(pk__in=near(found, asked.postcode, asked.proximity))
    full = whole_at_locations if asked.full else brief_at_locations
    return _answer(request, asked, found, full)


@hsds.get(
    "/service_at_locations/{id}", response={200: dict[str, Any], **ERRORS},
    operation_id="service_at_location",
)  # fmt: skip
def service_at_location(request: HttpRequest, id: UUID) -> Doc:
    rows = list(ServiceAtLocation.objects.filter(pk=id).select_related("service__place"))
    if not rows:
        raise Http404
    return whole_at_locations(rows)[0]


@hsds.api_operation(
    BOTH,
    "/taxonomies",
    response={200: Page, **ERRORS},
    operation_id="taxonomies",
    openapi_extra=LINES,
)
def taxonomies(request: HttpRequest, asked: Paging = Asked) -> Any:
    found = Taxonomy.objects.order_by("name", "pk")
    if asked.search:
        found = found.filter(name__icontains=asked.search)
    return _answer(request, asked, found, lambda rows: [taxonomy_document(row) for row in rows])


@hsds.get("/taxonomies/{id}", response={200: dict[str, Any], **ERRORS}, operation_id="taxonomy")
def taxonomy(request: HttpRequest, id: UUID) -> Doc:
    return taxonomy_document(_one(Taxonomy, id))


@hsds.api_operation(
    BOTH,
    "/taxonomy_terms",
    response={200: Page, **ERRORS},
    operation_id="taxonomy_terms",
    openapi_extra=LINES,
)
def taxonomy_terms(request: HttpRequest, asked: TermAsked = Asked) -> Any:
    found = TaxonomyTerm.objects.order_by("name", "pk")
    if asked.search:
        found = found.filter(name__icontains=asked.search)
    if asked.taxonomy_id:
        found = found.filter(taxonomy=asked.taxonomy_id)
    if asked.parent_id or asked.top_only:
        found = found.filter(parent_id=None if asked.top_only else asked.parent_id)
    return _answer(request, asked, found, lambda rows: [term_document(row) for row in rows])


@hsds.get(
    "/taxonomy_terms/{id}", response={200: dict[str, Any], **ERRORS}, operation_id="taxonomy_term"
)
def taxonomy_term(request: HttpRequest, id: UUID) -> Doc:
    return term_document(_one(TaxonomyTerm, id))


# --- what the answers are made of ------------------------------------------------------------


def _narrowed(found: Any, asked: Narrowing, to_service: str) -> Any:
    """The filters that services and their addresses share."""
    if asked.search:
        named = Q(**{f"{to_service}name__icontains": asked.search})
        found = found.filter(named | Q(**{f"{to_service}pk__in": spoken_of(asked.search)}))
    if asked.organization_id:
        found = found.filter(**{f"{to_service}organisation": asked.organization_id})
    if asked.modified_after:
        found = found.filter(**{f"{to_service}updated_at__gte": asked.modified_after})
    terms = _terms(asked, f"{to_service}filed__")
    return found.filter(**terms).distinct() if terms else found


def _terms(asked: Any, to_filed: str) -> dict[str, UUID]:
    given = {f"{to_filed}term": asked.taxonomy_term_id,
             f"{to_filed}term__taxonomy": asked.taxonomy_id}  # fmt: skip
    return {name: value for name, value in given.items() if value}


def _answer(
    request: HttpRequest, asked: Paging, found: Any, drawn: Callable[[Any], list[Doc]]
) -> Any:
    if asked.format == "ndjson":
        lines = (json.dumps(doc, ensure_ascii=False) for doc in drawn(found))
        return tagged(request, HttpResponse("\n".join(lines), "application/x-ndjson"))
    # Sorting keys is cheap; sorting whole documents is not.
    pages = Paginator(found.values_list("pk", flat=True), asked.per_page)
    # A page beyond the last is empty, not an error: so says the envelope.
    keys = list(pages.page(asked.page).object_list) if asked.page <= pages.num_pages else []
    contents = drawn(found.filter(pk__in=keys)) if keys else []
    return _plain(request, {
        "total_items": pages.count, "total_pages": pages.num_pages, "page_number": asked.page,
        "size": len(contents), "first_page": asked.page == 1,
        "last_page": asked.page >= pages.num_pages, "empty": not contents, "contents": contents,
    })  # fmt: skip


def _plain(request: HttpRequest, answer: Doc) -> HttpResponse:
    """Straight to bytes: documents are JSON already, and checking each field again costs more
    than reading it. Arabic stays Arabic, which is half the size of escapes."""
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return tagged(request, HttpResponse(content, "application/json; charset=utf-8"))


def _one(table: Any, key: UUID) -> Any:
    found = table.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
