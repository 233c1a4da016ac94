"""OAI-PMH 2.0: every verb, every error, deleted records, harvests in pages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from bothways.practices.actions import practice_withdraw
from bothways.practices.models import Practice, Release
from bothways.practices.record.document import Document
from bothways.publishing.oai import harvest
from bothways.publishing.oai.protocol import LIST_ARGUMENTS, VERBS, Harvest, write_token

pytestmark = pytest.mark.django_db
SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "oai.xsd")))
NS = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
}
ELEMENTS = {
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type",
    "format", "identifier", "source", "language", "relation", "coverage", "rights",
}  # fmt: skip
LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def ask(post: bool = False, **arguments: Any) -> Any:
    """The answer as a tree, held to the rules of the protocol."""
    arguments = {name.rstrip("_"): value for name, value in arguments.items()}
    client = Client(enforce_csrf_checks=True)
    response = client.post("/oai", arguments) if post else client.get("/oai", arguments)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    root = etree.fromstring(response.content)
    SCHEMA.assertValid(root)
    for dc in root.iterfind(".//oai_dc:dc", NS):
        assert dc.get(LOCATION)
        assert {etree.QName(child).localname for child in dc} <= ELEMENTS
        assert all(child.text for child in dc)
    return root


def code(**arguments: Any) -> str:
    return ask(**arguments).find("o:error", NS).get("code")


def texts(root: Any, path: str) -> list[str]:
    return [node.text for node in root.iterfind(path, NS)]


def harvested(verb: str, **arguments: Any) -> Iterator[Any]:
    """Every page of a list, by its tokens."""
    root = ask(verb=verb, metadataPrefix="oai_dc", **arguments)
    yield root
    while token := root.findtext(".//o:resumptionToken", namespaces=NS):
        root = ask(verb=verb, resumptionToken=token)
        yield root


def identifiers(**arguments: Any) -> list[str]:
    pages = harvested("ListIdentifiers", **arguments)
    return [text for root in pages for text in texts(root, ".//o:identifier")]


def test_identify_tells_what_a_harvester_has_to_know(starter: list[Document]) -> None:
    root = ask(verb="Identify")
    assert root.findtext(".//o:deletedRecord", namespaces=NS) == "persistent"
    assert root.findtext("o:request", namespaces=NS).endswith("/oai")
    assert root.find("o:request", NS).get("verb") == "Identify"


def test_identify_answers_in_an_empty_library() -> None:
    assert ask(verb="Identify").find("o:Identify", NS) is not None


def test_dublin_core_is_the_format_of_every_record(starter: list[Document]) -> None:
    slug = starter[0]["id"]
    for more in ({}, {"identifier": harvest.identifier_of(slug)}):
        root = ask(verb="ListMetadataFormats", **more)
        assert texts(root, ".//o:metadataPrefix") == ["oai_dc"]


def test_sets_are_components_and_countries_with_their_parents() -> None:
    specs = set(texts(ask(verb="ListSets"), ".//o:setSpec"))
    assert {"country", "country:DE", "component", "component:training"} <= specs


def test_a_record_says_in_dublin_core_what_the_release_says(starter: list[Document]) -> None:
    document = starter[0]
    root = ask(verb="GetRecord", metadataPrefix="oai_dc",
               identifier=harvest.identifier_of(document["id"]))  # fmt: skip
    assert texts(root, ".//dc:title") == [document["title"]]
    assert texts(root, ".//dc:language") == ["en"]
    assert f"country:{document['countries'][0]}" in texts(root, ".//o:setSpec")


def test_a_harvest_in_pages_finds_every_record_once(
    starter: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvest, "PAGE", 25)
    pages = list(harvested("ListRecords"))
    found = [text for root in pages for text in texts(root, ".//o:header/o:identifier")]
    assert len(pages) == -(-len(starter) // 25)
    assert sorted(found) == sorted(harvest.identifier_of(d["id"]) for d in starter)
    last = pages[-1].find(".//o:resumptionToken", NS)
    assert last.text is None
    assert last.get("completeListSize") == str(len(starter))


def test_a_withdrawal_during_a_harvest_comes_at_its_end(
    starter: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvest, "PAGE", 60)
    slug = starter[0]["id"]
    pages = harvested("ListRecords")
    next(pages)
    practice_withdraw(Practice.objects.get(slug=slug), reason="Wrong", actor=None)
    second = next(pages)
    deleted = second.xpath("//o:header[@status='deleted']/o:identifier/text()", namespaces=NS)
    assert deleted == [harvest.identifier_of(slug)]
    assert second.xpath("//o:record[o:header/@status]/o:metadata", namespaces=NS) == []


def test_a_withdrawn_record_stays_as_deleted_in_its_sets(starter: list[Document]) -> None:
    document = next(d for d in starter if d["countries"])
    before = identifiers(set=f"country:{document['countries'][0]}")
    practice_withdraw(Practice.objects.get(slug=document["id"]), reason="Wrong", actor=None)
    assert set(identifiers(set=f"country:{document['countries'][0]}")) == set(before)
    root = ask(verb="GetRecord", metadataPrefix="oai_dc",
               identifier=harvest.identifier_of(document["id"]))  # fmt: skip
    assert root.find(".//o:header", NS).get("status") == "deleted"
    assert root.find(".//o:metadata", NS) is None


def test_a_set_holds_the_records_of_its_code_only(starter: list[Document]) -> None:
    wanted = {harvest.identifier_of(d["id"]) for d in starter if "DE" in (d["countries"] or [])}
    assert set(identifiers(set="country:DE")) == wanted
    training = {d["id"] for d in starter if "training" in (d.get("components") or [])}
    assert len(identifiers(set="component:training")) == len(training)
    assert len(identifiers(set="country")) == sum(bool(d["countries"]) for d in starter)


def test_from_and_until_include_their_second_and_their_day(starter: list[Document]) -> None:
    times = {
        starter[0]["id"]: datetime(2020, 1, 1, 23, 59, 59, 999_999, tzinfo=UTC),
        starter[1]["id"]: datetime(2020, 1, 2, tzinfo=UTC),
    }
    for slug, time in times.items():
        Release.objects.filter(practice__slug=slug).update(released_at=time)
    first, second = (harvest.identifier_of(slug) for slug in times)
    assert identifiers(until="2020-01-01") == [first]
    assert identifiers(until="2020-01-01T23:59:59Z") == [first]
    assert identifiers(from_="2020-01-02", until="2020-01-02") == [second]
    assert identifiers(from_="2020-01-01T23:59:59Z", until="2020-01-02T00:00:00Z") == [
        first,
        second,
    ]
    assert code(verb="ListRecords", metadataPrefix="oai_dc", until="2019-12-31") == "noRecordsMatch"


def test_a_question_by_post_is_answered_alike(starter: list[Document]) -> None:
    root = ask(post=True, verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert root.find(".//o:header", NS) is not None


LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(("arguments", "expected"), [
    ({}, "badVerb"),
    ({"verb": "Nonsense"}, "badVerb"),
    ({"verb": ["Identify", "Identify"]}, "badVerb"),
    ({"verb": "Identify", "set": "country"}, "badArgument"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": ""}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
    ({**LIST, "resumptionToken": "x"}, "badArgument"),
    ({**LIST, "from": "yesterday"}, "badArgument"),
    ({**LIST, "from": "2020-02-30"}, "badArgument"),
    ({**LIST, "from": "2020-01-01T00:00:00"}, "badArgument"),
    ({**LIST, "from": "2020-01-02", "until": "2020-01-01"}, "badArgument"),
    ({**LIST, "from": "2020-01-01", "until": "2020-01-02T00:00:00Z"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:x:y"}, "idDoesNotExist"),
    ({"verb": "ListMetadataFormats", "identifier": "oai:x:y"}, "idDoesNotExist"),
    ({**LIST, "set": "country:XX"}, "noRecordsMatch"),
    ({**LIST, "until": "0001-01-01"}, "noRecordsMatch"),
    ({**LIST, "from": "9999-12-31", "until": "9999-12-31"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "resumptionToken": "forged"}, "badResumptionToken"),
    ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
])  # fmt: skip
def test_every_fault_has_the_code_of_the_standard(
    arguments: dict[str, Any], expected: str, starter: list[Document]
) -> None:
    assert code(**arguments) == expected


def test_a_record_in_an_unknown_format_is_refused(starter: list[Document]) -> None:
    identifier = harvest.identifier_of(starter[0]["id"])
    answer = code(verb="GetRecord", metadataPrefix="marc21", identifier=identifier)
    assert answer == "cannotDisseminateFormat"


def test_a_request_that_is_not_understood_is_told_without_its_arguments() -> None:
    assert not ask(verb="Nonsense").find("o:request", NS).attrib
    assert not ask(verb="ListRecords").find("o:request", NS).attrib


def test_a_page_costs_the_same_statements_whatever_its_size(
    starter: list[Document], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        ask(verb="ListRecords", metadataPrefix="oai_dc")


def test_a_signed_token_of_another_shape_is_refused(starter: list[Document]) -> None:
    token = write_token(Harvest(after=(datetime.now(UTC) + timedelta(days=1)).isoformat()))
    assert code(verb="ListRecords", resumptionToken=token) == "noRecordsMatch"


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    arguments=st.dictionaries(
        st.sampled_from(["verb", *sorted(LIST_ARGUMENTS), "identifier"]),
        st.sampled_from([*VERBS, "oai_dc", "2020-01-01"]) | st.text(max_size=8),
    )
)
def test_no_request_breaks_the_door(db: None, arguments: dict[str, str]) -> None:
    response = Client().get("/oai", arguments)
    assert response.status_code == 200
    etree.fromstring(response.content)
