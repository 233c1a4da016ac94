"""The read API against the published schemas, and against whatever schemathesis thinks of."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.test import Client
from jsonschema_rs import Draft202012Validator

from bothways.directory.demonstration.services import made_id
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.models import Service, ServiceAtLocation
from bothways.directory.services.needs import NEED_TAXONOMY, need_id
from tests.directory.conftest import HSDS, needs_hsds

COMPILED = HSDS / "spec-3.1/schema/compiled"
Queries = Callable[..., Any]


@cache
def schema(name: str) -> Draft202012Validator:
    path = COMPILED / f"{name}.json"
    path = path if path.exists() else COMPILED.parent / f"{name}.json"
    return Draft202012Validator(
        json.loads(path.read_text()), validate_formats=True, base_uri=path.as_uri()
    )


def faults(name: str, answer: Any) -> list[str]:
    return [
        f"{error.instance_path}: {error.message[:120]}"
        for error in schema(name).iter_errors(answer)
    ]


@needs_hsds
def test_whole_objects_are_valid_by_the_schemas_of_3_1(town: Whereabouts, visitor: Client) -> None:
    for service in Service.objects.order_by("pk"):
        answer = visitor.get(f"/hsds/services/{service.pk}").json()
        assert faults("service", answer) == [], service.name
    for at in ServiceAtLocation.objects.order_by("pk")[:4]:
        assert faults("service_at_location",
                      visitor.get(f"/hsds/service_at_locations/{at.pk}").json()) == []  # fmt: skip
        owner = at.service.organisation_id
        assert faults("organization", visitor.get(f"/hsds/organizations/{owner}").json()) == []


@needs_hsds
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("services", "service_list"), ("services?full=true", "service"),
        ("organizations", "organization_list"), ("organizations?full=true", "organization"),
        ("service_at_locations", "service_at_location_list"),
        ("service_at_locations?full=true", "service_at_location"),
        ("taxonomies", "taxonomy"), ("taxonomy_terms", "taxonomy_term"),
    ],
)  # fmt: skip
def test_each_list_has_the_envelope_and_valid_contents(
    path: str, name: str, town: Whereabouts, visitor: Client
) -> None:
    page = visitor.get(f"/hsds/{path}").json()
    envelope = json.loads((HSDS / "spec-3.1/schema/openapi.json").read_text())
    wanted = Draft202012Validator(envelope["components"]["schemas"]["Page"])
    assert list(wanted.iter_errors(page)) == []
    assert page["size"] == len(page["contents"]) == min(page["total_items"], 50) > 0
    for content in page["contents"]:
        assert faults(name, content) == []


def merged(schema: Any, patch: Any) -> Any:
    """JSON Merge Patch, RFC 7386."""
    if not isinstance(patch, dict):
        return patch
    found = dict(schema) if isinstance(schema, dict) else {}
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), value)
    return found


@needs_hsds
def test_the_profile_patches_the_schemas_and_answers_are_valid_by_the_result(
    town: Whereabouts, visitor: Client
) -> None:
    for name, address in visitor.get("/hsds/profile").json().items():
        patch = visitor.get("/hsds/" + address.partition("/hsds/")[2]).json()
        compiled = json.loads((COMPILED / f"{name}.json").read_text())
        wanted = Draft202012Validator(merged(compiled, patch), validate_formats=True)
        table = {"service": Service, "service_at_location": ServiceAtLocation}[name]
        for row in table.objects.order_by("pk")[:20]:  # type: ignore[attr-defined]
            answer = visitor.get(f"/hsds/{name}s/{row.pk}").json()
            assert [error.message for error in wanted.iter_errors(answer)] == []
    course = visitor.get(f"/hsds/services/{made_id('service', 'course')}").json()
    assert course["translations"]["de"]["name"] == {
        "text": "Sprach- und Integrationskurs", "state": "current",
    }  # fmt: skip
    assert course["eligibility"] == [{"facet": "age", "low": 16}]


def test_filters_narrow_and_pages_say_where_they_are(town: Whereabouts, visitor: Client) -> None:
    school = visitor.get(f"/hsds/services?taxonomy_term_id={need_id('school')}").json()
    assert {row["name"] for row in school["contents"]} == {
        "School advice and enrolment", "A place in a kindergarten", "Health check before school",
    }  # fmt: skip
    by_post = visitor.post(f"/hsds/services?search=advice&taxonomy_id={NEED_TAXONOMY}").json()
    assert "Advice for newcomers" in {row["name"] for row in by_post["contents"]}
    arabic = visitor.get("/hsds/services?search=مدرسة").json()
    assert "School advice and enrolment" in {row["name"] for row in arabic["contents"]}
    beyond = visitor.get("/hsds/services?per_page=10&page=9").json()
    assert (beyond["empty"], beyond["last_page"], beyond["total_pages"]) == (True, True, 2)
    near = visitor.get("/hsds/service_at_locations?postcode=99999&proximity=400").json()
    assert 0 < near["total_items"] < ServiceAtLocation.objects.count()


def test_an_unchanged_answer_costs_nothing(town: Whereabouts, visitor: Client) -> None:
    first = visitor.get("/hsds/services")
    again = visitor.get("/hsds/services", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "Schulberatung" not in first.content.decode()
    lines = visitor.get("/hsds/services?format=ndjson").content.decode().splitlines()
    assert len(lines) == Service.objects.count()


def test_a_hundred_addresses_take_few_statements(
    town: Whereabouts, visitor: Client, django_assert_max_num_queries: Queries
) -> None:
    with django_assert_max_num_queries(6):
        visitor.get("/hsds/service_at_locations?per_page=100")
    with django_assert_max_num_queries(8):
        visitor.get("/hsds/service_at_locations?per_page=100&full=true")


def test_the_door_says_its_version_and_every_object_of_another_id_is_missing(
    db: None, visitor: Client
) -> None:
    assert visitor.get("/hsds/").json()["version"] == "3.1"
    for name in ("services", "organizations", "service_at_locations", "taxonomies"):
        assert visitor.get(f"/hsds/{name}/{NEED_TAXONOMY}").status_code == 404


@pytest.mark.parametrize("path", ["services/7", "services?page=0", "services?per_page=x"])
def test_what_cannot_be_is_told_in_one_shape(path: str, db: None, visitor: Client) -> None:
    answer = visitor.get(f"/hsds/{path}")
    assert answer.status_code == 422
    assert list(answer.json()) == ["error"]
