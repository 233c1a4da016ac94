"""The documents that the read API answers with: whole, or in brief for lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from bothways.directory.organisations.models import Organisation
from bothways.directory.services.cards import kilometres
from bothways.directory.services.hsds.bundle import (
    whole_organization,
    whole_service,
    whole_service_at_location,
)
from bothways.directory.services.hsds.names import Doc, kept, lists_of
from bothways.directory.services.models import (
    Location,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from bothways.directory.services.store import at_location_document, bundle_of, organisation_document
from bothways.directory.texts.models import Text

MOST_FOUND = 500
BRIEF_AT = (
    "pk", "opening_hours", "document", "service_id", "location_id", "location__document",
    "service__document", "service__updated_at", "service__organisation_id",
    "service__place__timezone",
)  # fmt: skip


def whole_services(rows: Iterable[Service]) -> list[Doc]:
    found = list(rows)
    bundle = bundle_of(found)
    return [
        {**whole_service(bundle, str(row.pk)), "last_modified": moment(row.updated_at)}
        for row in found
    ]


def whole_organizations(rows: Iterable[Organisation]) -> list[Doc]:
    found = list(rows)
    services = Service.objects.filter(organisation__in=found).select_related("place")
    bundle = bundle_of(services.order_by("name", "pk"))
    for row in found:
        bundle.of("organization").setdefault(str(row.pk), organisation_document(row))
    return [whole_organization(bundle, str(row.pk)) for row in found]


def whole_at_locations(rows: Iterable[ServiceAtLocation]) -> list[Doc]:
    found = list(rows)
    services = Service.objects.filter(at_locations__in=found).select_related("place").distinct()
    bundle = bundle_of(services.order_by("name", "pk"))
    return [whole_service_at_location(bundle, str(row.pk)) for row in found]


def brief_at_locations(found: QuerySet[ServiceAtLocation]) -> list[Doc]:
    """With the head of the service and the whole address, as lists of the specification do.

    Plain rows: a list of a hundred would spend a third of its time on making objects of them.
    """
    rows = list(found.values_list(*BRIEF_AT, named=True))
    owners = _owners(row.service__organisation_id for row in rows)
    return [_brief_at(row, owners) for row in rows]


def _brief_at(row: Any, owners: dict[UUID | None, Doc]) -> Doc:
    doc = flat("service_at_location", at_location_document(row, row.service__place__timezone))
    del doc["service_id"], doc["location_id"]
    place = flat("location", row.location__document)
    service = _brief_service(
        row.service_id, row.service__document, row.service__updated_at,
        owners.get(row.service__organisation_id),
    )  # fmt: skip
    return {**doc, "location": {**place, "id": str(row.location_id),
                                "location_type": place.get("location_type", "physical")},
            "service": service}  # fmt: skip


def brief_services(found: Iterable[Service]) -> list[Doc]:
    rows = list(found)
    owners = _owners(row.organisation_id for row in rows)
    return [
        _brief_service(row.pk, row.document, row.updated_at, owners.get(row.organisation_id))
        for row in rows
    ]


def _owners(keys: Iterable[UUID | None]) -> dict[UUID | None, Doc]:
    """The heads of the organisations, each read and written once. One statement."""
    found = Organisation.objects.filter(pk__in={key for key in keys if key})
    return {row.pk: flat("organization", organisation_document(row)) for row in found}


def _brief_service(key: UUID, document: Doc, updated: datetime, owner: Doc | None) -> Doc:
    doc = {**flat("service", document), "id": str(key), "last_modified": moment(updated)}
    doc.pop("organization_id", None)
    if owner is not None:
        doc["organization"] = owner
    return doc


def flat(kind: str, doc: Doc) -> Doc:
    nested = lists_of(kind)
    return {name: value for name, value in doc.items() if name not in nested}


def taxonomy_document(row: Taxonomy) -> Doc:
    return kept({"description": row.name, **row.document, "id": str(row.pk), "name": row.name})


def term_document(row: TaxonomyTerm) -> Doc:
    return kept({"description": row.name, **row.document, "id": str(row.pk), "name": row.name})


def spoken_of(words: str) -> list[UUID]:
    """Services that have the words in any of their texts, in any language."""
    rows = Text.objects.filter(kind="service", is_newest=True, body__icontains=words)
    return [
        UUID(thing)
        for thing in rows.values_list("thing", flat=True).order_by("thing").distinct()[:MOST_FOUND]
    ]


def near(found: Any, postcode: str, metres: float | None) -> list[UUID]:
    """By postcode alone: at it. With a distance: around the middle of what lies at it."""
    places = list(Location.objects.filter(at_locations__in=found).distinct().order_by("pk"))
    at = [place for place in places if not postcode or _postcode(place) == postcode]
    if metres is None:
        return _ids(found, at)
    points = [(p.latitude, p.longitude) for p in at if p.latitude is not None
              and p.longitude is not None]  # fmt: skip
    if not points or not postcode:
        return []
    middle = (sum(lat for lat, _lon in points) / len(points),
              sum(lon for _lat, lon in points) / len(points))  # fmt: skip
    near = [p for p in places if p.latitude is not None and p.longitude is not None
            and kilometres(middle, (p.latitude, p.longitude)) * 1000 <= metres]  # fmt: skip
    return _ids(found, near)


def _ids(found: Any, places: list[Location]) -> list[UUID]:
    return list(found.filter(location__in=places).values_list("pk", flat=True))


def _postcode(place: Location) -> str:
    rows = place.document.get("addresses", ())
    return next((str(row["postal_code"]) for row in rows if row.get("postal_code")), "")


def moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
