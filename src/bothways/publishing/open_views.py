"""The page that explains how to take records home and how other systems read them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.practices.exporters import EXPORTERS
from bothways.practices.queries import released_count, released_first
from bothways.publishing.oai.harvest import identifier_of

SERVES = {
    "json": _("the whole record, for programs; comes back through the import unchanged"),
    "csv": _("the whole record, one a row, for a spreadsheet; comes back unchanged"),
    "xlsx": _("the whole record, a sheet for each table, the codebook; comes back unchanged"),
    "ris": _("reference managers"),
    "bibtex": _("reference managers and LaTeX"),
    "csl": _("citation processors"),
    "datacite": _("repositories that give a DOI"),
    "jsonld": _("search engines; stands in every practice page too"),
}


@dataclass(frozen=True)
class FormatRow:
    name: str
    serves: Any
    whole: str
    one: str


@dataclass(frozen=True)
class Example:
    """One request that can be tried, with what it answers."""

    address: str
    says: Any


def open_records(request: HttpRequest) -> HttpResponse:
    first = released_first()
    slug = first or "reading-buddies"
    context = {
        "formats": _formats(slug),
        "api": _api_examples(slug),
        "oai": _oai_examples(slug),
        "count": released_count(),
        "has_records": first is not None,
    }
    return render(request, "publishing/open_records.html", context)


def _formats(slug: str) -> list[FormatRow]:
    return [
        FormatRow(
            exporter.name,
            SERVES[name],
            reverse("export_download", args=[exporter.ending]),
            reverse("record_download", args=[slug, exporter.ending]),
        )
        for name, exporter in EXPORTERS.items()
    ]


def _api_examples(slug: str) -> list[Example]:
    base = f"{settings.SITE_URL}/api/v1"
    return [
        Example(
            f"{base}/practices?country=DE&age=6-12&q=reading",
            _("practices that fit, best first; the filters are those of the library's addresses"),
        ),
        Example(f"{base}/practices?documents=true&page_size=200", _("whole records, page by page")),
        Example(f"{base}/practices/{slug}", _("one practice as it is released now")),
        Example(f"{base}/practices/{slug}/releases/1", _("one release, which never changes")),
        Example(f"{base}/vocabularies/approach?language=fr", _("the codes of a field in words")),
        Example(f"{base}/fields", _("what every field of a record means")),
        Example(f"{base}/openapi.json", _("the description of all this for programs")),
    ]


def _oai_examples(slug: str) -> list[Example]:
    base = settings.SITE_URL + reverse("oai")
    return [
        Example(f"{base}?verb=Identify", _("what this repository is")),
        Example(f"{base}?verb=ListSets", _("the sets: one for each country and component")),
        Example(
            f"{base}?verb=ListRecords&metadataPrefix=oai_dc&set=country:DE",
            _("all records of a set; go on with the resumptionToken in the answer"),
        ),
        Example(
            f"{base}?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-01",
            _("what has changed since a day, withdrawn records too"),
        ),
        Example(
            f"{base}?verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier_of(slug)}",
            _("one record"),
        ),
    ]
