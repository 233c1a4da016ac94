"""A release as schema.org JSON-LD: what search engines read beside the page."""

import json
from collections.abc import Sequence
from typing import Any

from bothways.practices.exporters.confidence import confidence_property
from bothways.practices.exporters.reference import PUBLISHER, Subject, reference
from bothways.practices.queries import Released
from bothways.practices.record.document import Document

CONTEXT = "https://schema.org"
FUNDER_ROLES = ("funder",)


def write_json_ld(releases: Sequence[Released], site: str) -> bytes:
    graph = {"@context": CONTEXT, "@graph": [_work(release, site) for release in releases]}
    return (json.dumps(graph, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def json_ld(release: Released, site: str) -> dict[str, Any]:
    """The description of one practice page."""
    return {"@context": CONTEXT, **_work(release, site)}


def _work(release: Released, site: str) -> dict[str, Any]:
    ref, document = reference(release, site), release.document
    organisation = {"@type": "Organization", "name": PUBLISHER, "url": f"{site}/"}
    work: dict[str, Any] = {
        "@type": "CreativeWork",
        "@id": ref.url,
        "url": ref.url,
        "name": ref.title,
        "abstract": ref.abstract,
        "inLanguage": ref.language,
        "version": str(ref.number),
        "datePublished": ref.day,
        "publisher": organisation,
        "about": [_project(document), *(_term(s, site) for s in ref.subjects)],
        "spatialCoverage": [_country(country) for country in ref.countries],
        "temporalCoverage": ref.coverage,
        "audience": [_audience(group) for group in document.get("target_groups") or []],
        "citation": [_given({"@type": "CreativeWork", "name": s.title, "url": s.url})
                     for s in ref.sources],
        "isBasedOn": _based_on(document, site),
        "additionalProperty": confidence_property(release.shown),
        "license": _address_only(document.get("licence")),
        "isPartOf": {"@type": "Dataset", "name": "Bothways: coded practices",
                     "url": f"{site}/practices/"},
        "encoding": {"@type": "MediaObject", "encodingFormat": "application/json",
                     "contentUrl": f"{site}/practices/{release.slug}.json"},
    }  # fmt: skip
    return _given(work)


def _project(document: Document) -> dict[str, Any]:
    organisations = document.get("organisations") or []
    names = [document.get("acronym"), *(document.get("other_names") or [])]
    return _given({
        "@type": "Project",
        "name": document["title"],
        "alternateName": [name for name in names if name],
        "funder": [_organisation(o) for o in organisations if o.get("role") in FUNDER_ROLES],
        "member": [_organisation(o) for o in organisations if o.get("role") not in FUNDER_ROLES],
        "location": [{"@type": "Place", "name": place} for place in document.get("places") or []],
    })  # fmt: skip


def _organisation(row: Document) -> dict[str, str]:
    return {"@type": "Organization", "name": row["name"]}


def _term(subject: Subject, site: str) -> dict[str, str]:
    terms = f"{site}/api/v1/vocabularies/{subject.vocabulary}"
    return {
        "@type": "DefinedTerm",
        "@id": f"{terms}#{subject.code}",
        "termCode": subject.code,
        "name": subject.name,
        "inDefinedTermSet": terms,
    }


def _country(country: Subject) -> dict[str, str]:
    return {"@type": "Country", "name": country.name, "identifier": country.code}


def _audience(group: Document) -> dict[str, Any]:
    return _given({
        "@type": "PeopleAudience",
        "audienceType": group.get("who"),
        "suggestedMinAge": group.get("age_min"),
        "suggestedMaxAge": group.get("age_max"),
    })  # fmt: skip


def _based_on(document: Document, site: str) -> list[str]:
    """Only what the record calls an adaptation: other relations do not say what came first."""
    return [
        f"{site}/practices/{row['practice']}/"
        for row in document.get("related") or []
        if "adapt" in (row.get("relation") or "").lower()
    ]


def _address_only(text: str | None) -> str:
    return text if text and text.startswith(("https://", "http://")) else ""


def _given(node: dict[str, Any]) -> dict[str, Any]:
    """Without the parts that the record leaves blank; zero is a value."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}
