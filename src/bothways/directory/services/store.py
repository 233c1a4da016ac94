"""Between the tables and a ``Bundle``: what an import writes, and what an export reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID, uuid5

from bothways.core.models import User
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.models import Place
from bothways.directory.services.hours import weekly_rows
from bothways.directory.services.hsds.bundle import Bundle
from bothways.directory.services.hsds.names import Doc, kept
from bothways.directory.services.models import (
    Location,
    Service,
    ServiceAtLocation,
    ServiceLanguage,
    ServiceRevision,
    ServiceTerm,
    Taxonomy,
    TaxonomyTerm,
)
from bothways.directory.services.translations import translations_of, write_translations
from bothways.directory.texts.writing import write_sources

ORGANISATION = ("name", "alternate_name", "description", "email", "website")
# What is written for people to read, and so is translated.
PROSE = (
    "name", "description", "application_process", "fees_description", "eligibility_description",
    "alert",
)  # fmt: skip


@dataclass
class Counts:
    """What an import did to services; the others follow them."""

    new: int = 0
    changed: int = 0
    same: int = 0


def write_bundle(bundle: Bundle, place: Place | None, actor: User | None) -> Counts:
    counts = Counts()
    for doc in bundle.of("organization").values():
        write_organisation(doc, place)
    for doc in bundle.of("taxonomy").values():
        Taxonomy.objects.update_or_create(
            id=doc["id"], defaults={"name": doc.get("name", ""), "document": doc}
        )
    for doc in bundle.of("taxonomy_term").values():
        write_term(doc)
    for doc in bundle.of("location").values():
        write_location(doc)
    for doc in bundle.of("service").values():
        _count(counts, write_service(doc, place, actor, verb="import"))
    _write_at_locations(bundle)
    return counts


def _count(counts: Counts, what: str) -> None:
    setattr(counts, what, getattr(counts, what) + 1)


def write_organisation(doc: Doc, place: Place | None) -> None:
    more = {name: value for name, value in doc.items() if name not in (*ORGANISATION, "id")}
    words = {name: doc.get(name, "") for name in ORGANISATION}
    found = Organisation.objects.filter(pk=doc["id"]).first()
    if found is None:
        code = place.code if place else ""
        Organisation.objects.create(id=doc["id"], **words, more=more, place=code)
        return
    # An embedded organisation is often only its head: what it does not say stays.
    for name, value in words.items():
        setattr(found, name, value or getattr(found, name))
    found.more = {**found.more, **more}
    found.save()


def write_term(doc: Doc) -> None:
    taxonomy = (doc.get("taxonomy_detail") or {}).get("id") or doc.get("taxonomy_id")
    TaxonomyTerm.objects.update_or_create(
        id=doc["id"],
        defaults={
            "taxonomy_id": taxonomy if _is_here(Taxonomy, taxonomy) else None,
            "parent_id": doc.get("parent_id"), "code": doc.get("code", ""),
            "name": doc.get("name", ""), "document": doc,
        },
    )  # fmt: skip


def write_location(doc: Doc) -> None:
    owner = doc.get("organization_id")
    Location.objects.update_or_create(
        id=doc["id"],
        defaults={
            "organisation_id": owner if _is_here(Organisation, owner) else None,
            "name": doc.get("name", ""), "latitude": _on_earth(doc.get("latitude"), 90),
            "longitude": _on_earth(doc.get("longitude"), 180), "document": doc,
        },
    )  # fmt: skip


def _is_here(table: Any, key: Any) -> bool:
    return bool(key) and table.objects.filter(pk=key).exists()


def _on_earth(value: Any, most: int) -> float | None:
    return float(value) if isinstance(value, int | float) and abs(value) <= most else None


def write_service(doc: Doc, place: Place | None, actor: User | None, *, verb: str) -> str:
    """``new``, ``changed`` or ``same``; only a change makes a revision."""
    doc = dict(doc)
    said = doc.pop("translations", None)
    owner, language = doc.get("organization_id"), doc.get("language", "")
    service = Service.objects.filter(pk=doc["id"]).first()
    if service and service.document == doc:
        write_translations(service, said, actor)
        return "same"
    is_new = service is None
    service = service or Service(id=doc["id"], place=place)
    service.organisation_id = UUID(owner) if _is_here(Organisation, owner) else None
    service.name, service.status = doc["name"], doc["status"]
    service.language = language or (place.source_language if place else service.language)
    service.document = doc
    service.assured_date = _day(doc.get("assured_date"))
    save_revision(service, verb, actor, {"name": doc["name"]})
    draw_columns(service)
    write_translations(service, said, actor)
    return "new" if is_new else "changed"


def save_revision(service: Service, verb: str, actor: User | None, fields: dict[str, Any]) -> None:
    """Saves the service with its next number and keeps what was written."""
    service.number += 1
    service.save()
    ServiceRevision.objects.create(
        service=service, number=service.number, verb=verb, fields=fields, author=actor
    )
    prose = {name: str(service.document.get(name, "")) for name in PROSE}
    write_sources("service", str(service.pk),
                  {name: body for name, body in prose.items() if body},
                  service.language, actor)  # fmt: skip


def draw_columns(service: Service) -> None:
    """Languages and terms of the document as rows to filter by."""
    service.spoken.all().delete()
    service.filed.all().delete()
    codes = dict.fromkeys(spoken_in(service.document))
    ServiceLanguage.objects.bulk_create(
        ServiceLanguage(service=service, code=code) for code in codes
    )
    terms = TaxonomyTerm.objects.filter(pk__in=_terms(service.document))
    ServiceTerm.objects.bulk_create(ServiceTerm(service=service, term=term) for term in terms)


def spoken_in(doc: Doc) -> list[str]:
    return [row["code"][:35] for row in doc.get("languages", ()) if row.get("code")]


def _terms(doc: Doc) -> list[str]:
    found = (row.get("taxonomy_term") or {} for row in doc.get("attributes", ()))
    return [term["id"] for term in found if "id" in term]


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


def _write_at_locations(bundle: Bundle) -> None:
    docs = list(bundle.of("service_at_location").values())
    services = set(_keys(Service, (doc.get("service_id") for doc in docs)))
    locations = set(_keys(Location, (doc.get("location_id") for doc in docs)))
    for doc in docs:
        service, location = str(doc.get("service_id", "")), str(doc.get("location_id", ""))
        if service in services and location in locations:
            ServiceAtLocation.objects.update_or_create(
                id=doc["id"],
                defaults={
                    "service_id": service, "location_id": location,
                    "opening_hours": doc.get("opening_hours", ""), "document": doc,
                },
            )  # fmt: skip


def _keys(table: Any, wanted: Iterable[Any]) -> list[str]:
    keys = {str(key) for key in wanted if key}
    return [str(key) for key in table.objects.filter(pk__in=keys).values_list("pk", flat=True)]


# --- out -------------------------------------------------------------------------------------


def organisation_document(found: Organisation) -> Doc:
    words = {name: getattr(found, name) for name in ORGANISATION}
    # HSDS asks for a description; one that is not known is said to be the name.
    words["description"] = words["description"] or found.name
    return kept({"id": str(found.pk), **words, **found.more})


class At(Protocol):
    """A service at an address: the object, or a plain row with the same names."""

    pk: Any
    service_id: Any
    location_id: Any
    opening_hours: Any
    document: Any


def at_location_document(at: At, zone: str | None) -> Doc:
    """With the plain week as HSDS schedule rows, for readers that know no OSM hours."""
    doc = {**at.document, "id": str(at.pk), "service_id": str(at.service_id),
           "location_id": str(at.location_id)}  # fmt: skip
    if at.opening_hours:
        doc["opening_hours"] = at.opening_hours
        if not doc.get("schedules"):
            doc["schedules"] = _schedules(at, zone or "UTC")
    return kept(doc)


def _schedules(at: At, zone: str) -> list[Doc]:
    return [
        {"id": str(uuid5(at.pk, str(number))), **row, "description": at.opening_hours}
        for number, row in enumerate(weekly_rows(at.opening_hours, zone))
    ]


def bundle_of(services: Iterable[Service]) -> Bundle:
    """The services with their organisations, addresses and translations. Four statements."""
    found = list(services)
    bundle = Bundle()
    owners = {service.organisation_id for service in found if service.organisation_id}
    for owner in Organisation.objects.filter(pk__in=owners).order_by("name", "pk"):
        bundle.of("organization")[str(owner.pk)] = organisation_document(owner)
    zones = {service.pk: service.place.timezone if service.place else "UTC" for service in found}
    said = translations_of(zones)
    for service in found:
        more = {"translations": said.get(str(service.pk), {})}
        bundle.add("service", {**service.document, "id": str(service.pk), **more})
    rows = ServiceAtLocation.objects.filter(service__in=zones).select_related("location")
    for at in rows.order_by("pk"):
        doc = at_location_document(at, zones[at.service_id])
        bundle.of("service_at_location")[str(at.pk)] = doc
        bundle.of("location")[str(at.location_id)] = {
            **at.location.document, "id": str(at.location_id),
        }  # fmt: skip
    for place in Location.objects.filter(organisation__in=owners).order_by("pk"):
        bundle.of("location")[str(place.pk)] = {**place.document, "id": str(place.pk)}
    return bundle
