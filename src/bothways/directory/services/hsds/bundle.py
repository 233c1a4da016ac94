"""Records of HSDS taken apart into the objects that are kept, and put together again. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bothways.directory.services.hsds.names import CORE, Doc, kept, lists_of

# Lists of whole objects inside an object: owner -> property -> (object, column in it).
INSIDE: dict[str, dict[str, tuple[str, str]]] = {
    "organization": {
        "services": ("service", "organization_id"),
        "locations": ("location", "organization_id"),
    },
    "service": {"service_at_locations": ("service_at_location", "service_id")},
}
# Whole objects inside an object: owner -> property -> (object, column of the owner).
ABOVE: dict[str, dict[str, tuple[str, str]]] = {
    "service": {"organization": ("organization", "organization_id")},
    "service_at_location": {
        "service": ("service", "service_id"),
        "location": ("location", "location_id"),
    },
}


@dataclass
class Bundle:
    """The objects of one file, each by its id, without those that lie in others."""

    objects: dict[str, dict[str, Doc]] = field(default_factory=lambda: {kind: {} for kind in CORE})

    def of(self, kind: str) -> dict[str, Doc]:
        return self.objects[kind]

    def add(self, kind: str, doc: Doc) -> str:
        """Takes the object apart. What came twice is one: later words add to earlier ones."""
        doc, key = kept(doc), str(doc.get("id", ""))
        for name, (other, column) in ABOVE.get(kind, {}).items():
            if isinstance(doc.get(name), dict):
                doc[column] = self.add(other, doc.pop(name))
        inside = [
            (other, {**part, column: key})
            for name, (other, column) in INSIDE.get(kind, {}).items()
            for part in doc.pop(name, ())
        ]
        known = self.objects[kind].setdefault(key, {})
        known.update(_without_nothing(kind, doc))
        for other, part in inside:
            self.add(other, part)
        self._terms(kind, doc)
        return key

    def _terms(self, kind: str, doc: Doc) -> None:
        """Terms that an object is filed under are objects of their own as well."""
        for attribute in doc.get("attributes", ()):
            term = attribute.get("taxonomy_term")
            if isinstance(term, dict):
                self.add("taxonomy_term", term)
        detail = doc.get("taxonomy_detail") if kind == "taxonomy_term" else None
        if isinstance(detail, dict):
            self.add("taxonomy", detail)


def _without_nothing(kind: str, doc: Doc) -> Doc:
    """Null, empty words and empty lists say nothing, at any depth."""
    found = dict(kept(doc))
    for name, other in lists_of(kind).items():
        if isinstance(found.get(name), list):
            found[name] = [_without_nothing(other, part) for part in found[name]]
    return found


def whole_service(bundle: Bundle, key: str, *, with_organization: bool = True) -> Doc:
    """A service with all that belongs to it, as ``/services/{id}`` answers."""
    service = dict(bundle.of("service")[key])
    owner = service.get("organization_id", "")
    if with_organization and owner in bundle.of("organization"):
        service.pop("organization_id")
        service["organization"] = _organization(bundle, owner)
    service["service_at_locations"] = [
        whole_service_at_location(bundle, at["id"], with_service=False)
        for at in bundle.of("service_at_location").values()
        if at.get("service_id") == key
    ]
    return kept(service)


def whole_service_at_location(bundle: Bundle, key: str, *, with_service: bool = True) -> Doc:
    at = dict(bundle.of("service_at_location")[key])
    place, service = at.get("location_id", ""), at.get("service_id", "")
    if place in bundle.of("location"):
        at["location"] = _inner(bundle.of("location")[at.pop("location_id")])
    if with_service and service in bundle.of("service"):
        found = dict(bundle.of("service")[at.pop("service_id")])
        owner = found.get("organization_id", "")
        if owner in bundle.of("organization"):
            found["organization"] = _organization(bundle, found.pop("organization_id"))
        at["service"] = found
    elif not with_service:
        at.pop("service_id", None)
    return kept(at)


def whole_organization(bundle: Bundle, key: str) -> Doc:
    found = _organization(bundle, key)
    found["services"] = [
        {name: value for name, value in
         whole_service(bundle, each["id"], with_organization=False).items()
         if name != "organization_id"}
        for each in bundle.of("service").values() if each.get("organization_id") == key
    ]  # fmt: skip
    return kept(found)


def _organization(bundle: Bundle, key: str) -> Doc:
    found = dict(bundle.of("organization")[key])
    found["locations"] = [
        _inner(place) for place in bundle.of("location").values()
        if place.get("organization_id") == key
    ]  # fmt: skip
    return kept(found)


def _inner(location: Doc) -> Doc:
    """Inside another object, the column that would only repeat where it lies is left out."""
    return {name: value for name, value in location.items() if name != "organization_id"}


def walk(kind: str, doc: Doc, path: str = "") -> Iterator[tuple[str, str, Doc]]:
    """Every object in an object with its kind and its path, the object itself first."""
    path = path or kind
    yield kind, path, doc
    nested: list[tuple[str, str, Any]] = [
        *((name, other, doc.get(name)) for name, other in lists_of(kind).items()),
        *((name, other, doc.get(name)) for name, (other, _c) in INSIDE.get(kind, {}).items()),
    ]
    for name, other, parts in nested:
        for at, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict):
                yield from walk(other, part, f"{path}.{name}[{at}]")
    singles = {name: other for name, (other, _c) in ABOVE.get(kind, {}).items()}
    if kind == "attribute":
        singles["taxonomy_term"] = "taxonomy_term"
    if kind == "service":
        singles["program"] = "program"
    for name, other in singles.items():
        if isinstance(doc.get(name), dict):
            yield from walk(other, doc[name], f"{path}.{name}")
