"""Ratings leave the library with records, and never come back in."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from bothways.core.models import User
from bothways.core.problems import errors
from bothways.practices.exporters import EXPORTERS
from bothways.practices.exporters.confidence import COLUMNS, with_ratings
from bothways.practices.importers import read_file
from bothways.practices.models import Lowering, Practice, Rating
from bothways.practices.queries import released_all
from bothways.practices.rating.tables import RULE_VERSION
from tests.publishing.comparable import documents_with_effects, release_all

SITE = "https://example.org"


@pytest.fixture
def rated(starter: list[dict]) -> list[dict]:
    documents = documents_with_effects(starter)
    release_all(documents)
    return [*starter, *documents]


def file_of(name: str) -> bytes:
    return EXPORTERS[name].write(with_ratings(released_all()), SITE)


def test_the_api_answers_the_rating_with_its_reasons_rules_and_hash(rated: list[dict]) -> None:
    answer = Client().get("/api/v1/practices/made-up-1").json()["rating"]
    stored = Rating.objects.get(release__practice__slug="made-up-1")
    assert (answer["low"], answer["high"]) == (stored.low, stored.high)
    assert (answer["rule_version"], answer["inputs_hash"]) == (RULE_VERSION, stored.inputs_hash)
    assert answer["reasons"] and answer["outcomes"][0]["outcome"] == "wellbeing"
    assert answer["lowered"] is None


def test_the_api_says_to_what_and_why_a_reviewer_lowered_it(
    rated: list[dict], reviewer: User
) -> None:
    practice = Practice.objects.get(slug="made-up-1")
    Lowering.objects.create(
        practice=practice, release=practice.live, level=1, reason="Wrong arms.", author=reviewer
    )
    answer = Client().get("/api/v1/practices/made-up-1").json()["rating"]
    assert (answer["low"], answer["high"]) == (1, 1)
    assert answer["lowered"] == {"level": 1, "reason": "Wrong arms."}
    assert all(one["high"] <= 1 for one in answer["outcomes"])


def test_no_address_of_the_api_takes_a_rating(rated: list[dict]) -> None:
    described = json.loads(Client().get("/api/v1/openapi.json").content)
    assert all(set(path) <= {"get", "parameters"} for path in described["paths"].values())
    body = json.dumps({"rating": {"low": 5}})
    for send in (Client().post, Client().put, Client().patch):
        answer = send("/api/v1/practices/made-up-1", body, content_type="application/json")
        assert answer.status_code in (403, 404, 405)


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_file_carries_the_rating_and_comes_back_without_it(rated: list[dict], name: str) -> None:
    content = file_of(name)
    assert all(column in " ".join(header_of(name, content)) for column in COLUMNS)
    documents, problems = read_file(f"practices.{name}", content)
    assert [p.code for p in problems if p.level == "warning"] == ["computed_columns"]
    assert not errors(problems)
    assert {d["id"]: d for d in documents} == {d["id"]: d for d in rated}


def header_of(name: str, content: bytes) -> list[str]:
    if name == "csv":
        return next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content), read_only=True)["practices"]
    return [str(cell.value) for cell in next(iter(sheet.iter_rows()))]


def test_a_rating_written_into_a_file_changes_nothing(rated: list[dict]) -> None:
    text = file_of("csv").decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        row["computed.confidence_low"] = "5"
    sink = io.StringIO()
    writer = csv.DictWriter(sink, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    documents, _problems = read_file("forged.csv", sink.getvalue().encode())
    assert not any("computed" in key for document in documents for key in document)


def test_json_ld_names_the_rules_as_technique_and_gives_no_stars(rated: list[dict]) -> None:
    graph: list[dict[str, Any]] = json.loads(file_of("jsonld"))["@graph"]
    node = next(n for n in graph if n["url"].endswith("/made-up-1/"))
    (confidence,) = node["additionalProperty"]
    assert confidence["measurementTechnique"].endswith(f"version {RULE_VERSION}")
    assert confidence["minValue"] == 4
    assert "aggregateRating" not in json.dumps(graph)


def test_a_lowered_rating_is_another_file(rated: list[dict], reviewer: User) -> None:
    before = Client().get("/practices/made-up-1.csv")["ETag"]
    practice = Practice.objects.get(slug="made-up-1")
    Lowering.objects.create(
        practice=practice, release=practice.live, level=2, reason="Too few.", author=reviewer
    )
    assert Client().get("/practices/made-up-1.csv")["ETag"] != before
