"""Writes DataCite metadata (schema 4) as JSON: what a repository asks for when it gives a DOI."""

import json
from collections.abc import Sequence
from typing import Any

from bothways.practices.exporters.reference import PUBLISHER, Reference, reference
from bothways.practices.queries import Released

SCHEMA = "http://datacite.org/schema/kernel-4"


def write_datacite(releases: Sequence[Released], site: str) -> bytes:
    entries = [_entry(reference(release, site), site) for release in releases]
    return (json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _entry(ref: Reference, site: str) -> dict[str, Any]:
    language = {"lang": ref.language} if ref.language else {}
    entry: dict[str, Any] = {
        "schemaVersion": SCHEMA,
        "identifiers": [{"identifier": ref.url, "identifierType": "URL"}],
        "creators": [{"name": PUBLISHER, "nameType": "Organizational"}],
        "titles": [{"title": ref.title, **language}],
        "publisher": {"name": PUBLISHER},
        "publicationYear": ref.released_at.year,
        "types": {"resourceTypeGeneral": "Text", "resourceType": "Coded practice record"},
        "subjects": [_subject(s, site) for s in ref.subjects],
        "dates": _dates(ref),
        "language": ref.language,
        "version": str(ref.number),
        "formats": ["application/json"],
        "url": ref.url,
        "descriptions": _descriptions(ref, language),
        "geoLocations": [{"geoLocationPlace": country.name} for country in ref.countries],
        "relatedIdentifiers": [_related(s.url) for s in ref.sources if s.url],
    }
    return {name: value for name, value in entry.items() if value}


def _subject(subject: Any, site: str) -> dict[str, str]:
    return {
        "subject": subject.name,
        "subjectScheme": f"Bothways {subject.vocabulary}",
        "schemeUri": f"{site}/api/v1/vocabularies/{subject.vocabulary}",
        "classificationCode": subject.code,
        "lang": "en",
    }


def _dates(ref: Reference) -> list[dict[str, str]]:
    dates = [{"date": ref.day, "dateType": "Issued"}]
    if ref.coverage and not ref.coverage.startswith(".."):
        dates.append({"date": ref.coverage.replace("..", ""), "dateType": "Coverage"})
    return dates


def _descriptions(ref: Reference, language: dict[str, str]) -> list[dict[str, str]]:
    if not ref.abstract:
        return []
    return [{"description": ref.abstract, "descriptionType": "Abstract", **language}]


def _related(url: str) -> dict[str, str]:
    return {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": "Cites"}
