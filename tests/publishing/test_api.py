"""The read API: what it answers, how it says no, and that its description is current."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bothways.practices.actions import practice_withdraw
from bothways.practices.models import Practice
from bothways.practices.record.document import Document
from bothways.practices.record.fields import FIELDS
from scripts import openapi

pytestmark = pytest.mark.django_db


def get(address: str, status: int = 200, **headers: str) -> Any:
    response = Client().get(f"/api/v1{address}", headers=headers)
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"].startswith("application/json")
    return response.json()


def told(address: str, status: int) -> dict[str, Any]:
    """The error of an answer, which always has the one shape."""
    body = get(address, status)
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message", "places"}
    return body["error"]


def test_the_committed_description_is_the_one_of_the_code() -> None:
    assert openapi.PATH.read_text() == openapi.described(), "Run python -m scripts.openapi"


def test_the_description_is_served_and_names_every_error() -> None:
    described = get("/openapi.json")
    answers = described["paths"]["/api/v1/practices"]["get"]["responses"]
    assert {"200", "400", "404", "422"} <= answers.keys()
    names = {p["name"] for p in described["paths"]["/api/v1/practices"]["get"]["parameters"]}
    assert {"q", "country", "age", "page_size"} <= names


def test_the_list_takes_the_filters_of_the_library(starter: list[Document]) -> None:
    answer = get("/practices?country=DE&page_size=200")
    wanted = {d["id"] for d in starter if "DE" in (d["countries"] or [])}
    assert {practice["id"] for practice in answer["practices"]} == wanted
    assert answer["count"] == len(wanted)


def test_pages_together_hold_every_practice_once(starter: list[Document]) -> None:
    found: list[str] = []
    address = "/practices?page_size=50"
    while address:
        answer = get(address)
        found += [practice["id"] for practice in answer["practices"]]
        address = (answer["next"] or "").partition("/api/v1")[2]
    assert sorted(found) == sorted(d["id"] for d in starter)


def test_whole_records_come_when_asked_for(starter: list[Document]) -> None:
    heads = get("/practices?page_size=1")["practices"]
    whole = get("/practices?page_size=1&documents=true")["practices"]
    assert heads[0]["document"] is None
    assert whole[0]["document"] in starter


def test_a_practice_and_its_release_are_the_released_document(starter: list[Document]) -> None:
    document = starter[0]
    assert get(f"/practices/{document['id']}")["document"] == document
    assert get(f"/practices/{document['id']}/releases/1")["document"] == document


def test_an_unchanged_answer_is_not_sent_again(starter: list[Document]) -> None:
    address = f"/api/v1/practices/{starter[0]['id']}"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_withdrawn_practice_is_gone_with_its_reason(starter: list[Document]) -> None:
    slug = starter[0]["id"]
    practice_withdraw(Practice.objects.get(slug=slug), reason="Two records of one", actor=None)
    error = told(f"/practices/{slug}", 410)
    assert error["code"] == "withdrawn"
    assert "Two records of one" in error["message"]


@pytest.mark.parametrize("address", [
    "/practices/none", "/practices/none/releases/1", "/vocabularies/none", "/nothing",
    "/practices?page=900", f"/practices/none/releases/{10**30}",
])  # fmt: skip
def test_what_is_not_there_is_told_in_the_one_shape(address: str, starter: list[Document]) -> None:
    assert told(address, 404)["code"] == "not_found"


@pytest.mark.parametrize("query", ["country=Atlantis", "colour=red", "age=old"])
def test_a_filter_that_is_not_understood_is_told_and_not_left_out(query: str) -> None:
    error = told(f"/practices?{query}", 400)
    assert query.replace("=", "=") in error["message"]


@pytest.mark.parametrize(("query", "name"), [
    ("page=0", "page"), ("page=x", "page"), ("page_size=1000", "page_size"), ("sort=best2", "sort"),
])  # fmt: skip
def test_a_value_out_of_bounds_is_told_by_the_name_of_its_parameter(query: str, name: str) -> None:
    assert told(f"/practices?{query}", 422)["places"][0]["name"] == name


def test_vocabularies_come_in_the_language_asked_for() -> None:
    heads = {v["id"]: v for v in get("/vocabularies?language=de")}
    assert heads["approach"]["codes"] == 4
    codes = get("/vocabularies/level?language=ar")["codes"]
    assert all(code["label"] and code["definition"] for code in codes)
    told("/vocabularies?language=xx", 422)


def test_the_fields_are_those_of_the_record() -> None:
    answer = get("/fields")
    assert [field["id"] for field in answer["fields"]] == [field.id for field in FIELDS]
    studies = next(field for field in answer["fields"] if field["id"] == "studies")
    outcomes = next(column for column in studies["columns"] if column["id"] == "outcomes")
    assert {"name", "estimate", "ci_low"} <= {column["id"] for column in outcomes["columns"]}


def test_scripts_of_other_sites_may_read(starter: list[Document]) -> None:
    assert Client().get("/api/v1/practices")["Access-Control-Allow-Origin"] == "*"


def test_a_list_costs_the_same_statements_whatever_its_size(
    starter: list[Document], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get("/practices")  # the index catches up once
    for size in (1, 100):
        with django_assert_num_queries(4):
            get(f"/practices?page_size={size}")


def test_the_description_is_plain_json() -> None:
    assert json.loads(openapi.PATH.read_text())["openapi"].startswith("3.")
