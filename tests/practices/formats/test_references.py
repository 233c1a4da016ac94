"""References, catalogue records and JSON-LD: what they say, and that other programs can read it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import bibtexparser
import pytest
import rispy
from django.template import Context, Template
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.practices.exporters import EXPORTERS, public_releases
from bothways.practices.exporters.reference import practice_address, years_interval
from bothways.practices.exporters.schema_org import json_ld
from bothways.practices.queries import Released
from bothways.practices.record.document import Document
from tests.practices.formats.documents import documents, texts

SITE = "https://library.example.org"
DOCUMENT: Document = {
    "id": "reading-buddies", "edition": 1, "title": "Reading & <buddies> in Łódź_2",
    "summary": "Two lines\nTY  - of text", "language": "en", "acronym": "RB",
    "countries": ["PL", "DE"], "places": ["Łódź"], "years": {"start": 2015, "end": 2018},
    "approach": ["adaptive"], "components": ["training"], "licence": "https://example.org/l",
    "organisations": [{"name": "Town", "role": "lead"}, {"name": "Fund", "role": "funder"}],
    "target_groups": [{"who": "pupils", "age_min": 0, "age_max": 12}],
    "sources": [
        {"id": "s1", "title": "Open", "url": "https://example.org/a"},
        {"id": "s2", "title": "Half open", "url": "https://example.org/b", "read_as": "opening",
         "confidentiality": "restricted"},
        {"id": "s3", "title": "Hidden", "confidentiality": "confidential"},
    ],
    "provenance": [{"field": "cost", "source": "s1"}, {"field": "cost", "source": "s3"}],
}  # fmt: skip
WHEN = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)


def release_of(document: Document) -> Released:
    return Released(document["id"], 2, "reviewed", document, "0" * 64, WHEN)


RELEASE = release_of(DOCUMENT)


def written(name: str, *releases: Released) -> str:
    return EXPORTERS[name].write(releases or [RELEASE], SITE).decode()


def test_the_address_in_references_is_that_of_the_page() -> None:
    assert practice_address("a-b", SITE) == SITE + reverse("practice", args=["a-b"])


def test_ris_is_read_by_a_reference_manager_and_a_line_break_makes_no_tag() -> None:
    (entry,) = rispy.loads(written("ris"))
    assert entry["title"] == DOCUMENT["title"]
    assert entry["abstract"] == "Two lines TY - of text"
    assert entry["urls"] == [f"{SITE}/practices/reading-buddies/"]
    assert (entry["year"], entry["edition"]) == ("2026", "Release 2")
    assert {"Poland", "Germany"} <= set(entry["keywords"])


def test_bibtex_is_read_by_a_parser_and_spells_special_signs_out() -> None:
    library = bibtexparser.parse_string(written("bibtex"))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry.key == "reading-buddies-2"
    assert entry["title"] == r"{Reading \& <buddies> in Łódź\_2}"
    assert entry["year"] == "2026"


def test_csl_holds_what_a_citation_processor_needs() -> None:
    (entry,) = json.loads(written("csl"))
    assert entry["type"] == "webpage"
    assert entry["author"] == [{"literal": "Bothways"}]
    assert entry["issued"] == {"date-parts": [[2026, 2, 3]]}
    assert entry["version"] == "2"


def test_datacite_has_every_field_that_the_schema_requires() -> None:
    (entry,) = json.loads(written("datacite"))
    assert {"creators", "titles", "publisher", "publicationYear", "types"} <= entry.keys()
    assert entry["types"]["resourceTypeGeneral"] == "Text"
    assert {"date": "2015/2018", "dateType": "Coverage"} in entry["dates"]
    assert [place["geoLocationPlace"] for place in entry["geoLocations"]] == ["Poland", "Germany"]
    assert [r["relatedIdentifier"] for r in entry["relatedIdentifiers"]] == [
        "https://example.org/a"
    ]


def test_json_ld_describes_the_practice_its_audience_and_its_sources() -> None:
    node = json_ld(RELEASE, SITE)
    project, *terms = node["about"]
    assert (node["@type"], project["@type"]) == ("CreativeWork", "Project")
    assert project["funder"] == [{"@type": "Organization", "name": "Fund"}]
    assert {term["termCode"] for term in terms} == {"adaptive", "training"}
    assert node["temporalCoverage"] == "2015/2018"
    assert node["audience"][0]["suggestedMinAge"] == 0
    assert node["license"] == "https://example.org/l"
    assert "aggregateRating" not in json.dumps(node)


@pytest.mark.parametrize("name", EXPORTERS)
def test_no_public_file_tells_of_a_confidential_source(name: str) -> None:
    content = EXPORTERS[name].write(public_releases([RELEASE]), SITE)
    if EXPORTERS[name].is_text:
        assert "Hidden" not in content.decode()
        assert "https://example.org/b" not in content.decode()


def test_a_restricted_source_shows_its_title_only_and_quotes_of_hidden_ones_go() -> None:
    (public,) = public_releases([RELEASE])
    assert public.document["sources"][1] == {
        "id": "s2", "title": "Half open", "confidentiality": "restricted",
    }  # fmt: skip
    assert public.document["provenance"] == [{"field": "cost", "source": "s1"}]
    assert len(DOCUMENT["sources"]) == 3


@pytest.mark.parametrize(("years", "interval"), [
    ({"start": 2015, "end": 2018}, "2015/2018"), ({"start": 2015, "ongoing": True}, "2015/.."),
    ({"start": 2015, "end": None}, "2015"), ({"end": 2018}, "../2018"), ({}, ""), (None, ""),
])  # fmt: skip
def test_years_are_told_as_an_interval_without_inventing_an_end(years: Any, interval: str) -> None:
    assert years_interval({"years": years}) == interval


@settings(deadline=None, max_examples=60)
@given(document=documents())
def test_every_record_is_written_in_every_reference_format(document: Document) -> None:
    release = release_of(document)
    (entry,) = rispy.loads(written("ris", release))
    assert entry["urls"] == [f"{SITE}/practices/{document['id']}/"]
    library = bibtexparser.parse_string(written("bibtex", release))
    assert len(library.entries) == 1
    assert not library.failed_blocks
    for name in ("csl", "datacite", "jsonld"):
        assert json.loads(written(name, release))


@settings(deadline=None)
@given(
    text=st.one_of(texts, st.sampled_from(("</script><script>x", "<!--<script>", "&lt;", "]]>")))
)
def test_no_text_of_a_record_leaves_the_data_block(text: str) -> None:
    release = replace(RELEASE, document={**DOCUMENT, "title": text or "A"})
    page = Template("{% json_ld released %}").render(Context({"released": release}))
    inner = page.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inner)
    assert json.loads(inner)["name"] == (text or "A")
