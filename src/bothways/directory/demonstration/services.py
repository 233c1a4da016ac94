"""The demonstration town's file as an HSDS bundle with translations. Pure but for reading it."""

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

from bothways.directory.services.hsds.bundle import Bundle
from bothways.directory.services.hsds.names import Doc, kept
from bothways.directory.services.needs import need_attribute

FOLDER = Path(__file__).parent
SPACE = uuid5(NAMESPACE_URL, "https://bothways.example/demonstration")
SOURCE = "en"
MORE = ("fa",)
# Tables with texts, and the column that names a row.
KEYED = {"places": "code", "terms": "code", "pages": "slug", "services": "key", "steps": "code"}
PROSE = ("name", "description")
KEPT = ("appointment", "url", "eligibility")


def document(name: str) -> Any:
    """A file of the demonstration, each of its texts in the further languages too."""
    found = _read(name)
    for language, words in _read("more_languages.yaml").items():
        for table, key in KEYED.items():
            for row in found.get(table, ()) if isinstance(found.get(table), list) else ():
                _weave(row, words[table].get(row[key], {}), language)
        for code, texts in found.get("papers", {}).items():
            texts[language] = words["papers"][code]
    return found


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


def _weave(row: Doc, words: Any, language: str) -> None:
    texts = words if isinstance(words, dict) else {"names": words}
    for name, text in texts.items():
        row[name][language] = text


def made_id(kind: str, key: str) -> UUID:
    """The same in every installation, so that loading twice changes nothing."""
    return uuid5(SPACE, f"{kind} {key}")


def town_bundle(place: str, town: Doc) -> Bundle:
    """The services of one of its places."""
    bundle = Bundle()
    here = {row["key"]: row for row in town["organisations"] if row["place"] == place}
    for key, row in here.items():
        bundle.add("organization", _organisation(key, row))
    for row in town["locations"]:
        if row["of"] in here:
            bundle.add("location", _location(row))
    for row in town["services"]:
        if row["of"] in here:
            _add_service(bundle, row)
    return bundle


def _organisation(key: str, row: Doc) -> Doc:
    return kept({"id": str(made_id("organisation", key)), "name": row["name"],
                 "description": row["name"], "website": row.get("website", "")})  # fmt: skip


def _location(row: Doc) -> Doc:
    key = made_id("location", row["key"])
    address = {name: row[name] for name in ("address_1", "city", "postal_code")}
    return kept({
        "id": str(key), "location_type": "physical", "name": row["name"],
        "organization_id": str(made_id("organisation", row["of"])),
        "latitude": row["latitude"], "longitude": row["longitude"],
        "transportation": row.get("transportation", ""),
        "addresses": [{"id": str(uuid5(key, "address")), **address, "country": "DE",
                       "address_type": "physical", "state_province": "Demonstration"}],
    })  # fmt: skip


def _add_service(bundle: Bundle, row: Doc) -> None:
    key = made_id("service", row["key"])
    bundle.add("service", {
        "id": str(key), "organization_id": str(made_id("organisation", row["of"])),
        "status": "active", "name": row["name"][SOURCE],
        "description": row["description"][SOURCE], "assured_date": "2026-11-02",
        **{name: row[name] for name in KEPT if name in row},
        "phones": [{"id": str(uuid5(key, "phone")), "number": row["phone"], "type": "voice"}],
        "languages": [{"id": str(uuid5(key, f"language {code}")), "code": code}
                      for code in row["languages"]],
        "required_documents": [{"id": str(uuid5(key, f"document {paper}")), "document": paper}
                               for paper in row.get("papers", ())],
        "cost_options": [{"id": str(uuid5(key, f"cost {n}")), **cost}
                         for n, cost in enumerate(row.get("costs", ()))],
        "attributes": [need_attribute(key, code) for code in row["needs"]],
    })  # fmt: skip
    # A helpline has hours and no address: its location is the telephone.
    where = row.get("at") or f"phone-{row['key']}"
    if "at" not in row:
        bundle.add("location", {"id": str(made_id("location", where)), "location_type": "virtual"})
    bundle.add("service_at_location", {
        "id": str(uuid5(key, where)), "service_id": str(key),
        "location_id": str(made_id("location", where)), "opening_hours": row["hours"],
    })  # fmt: skip


def translations(town: Doc) -> dict[UUID, dict[str, dict[str, str]]]:
    """Service -> language -> field -> words, but for the source language."""
    return {
        made_id("service", row["key"]): {
            language: {name: row[name][language] for name in PROSE}
            for language in row["name"] if language != SOURCE
        }
        for row in town["services"]
    }  # fmt: skip
