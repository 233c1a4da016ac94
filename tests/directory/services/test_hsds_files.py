"""HSDS in and out: public examples come back as they were, broken rows are named."""

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.problems import Problem, errors
from bothways.directory.services.hsds.bundle import (
    Bundle,
    whole_organization,
    whole_service,
    whole_service_at_location,
)
from bothways.directory.services.hsds.json_format import read_json, write_json
from bothways.directory.services.hsds.tabular import read_tables, write_tables
from tests.directory.conftest import HSDS, needs_hsds

WHOLE: dict[str, Any] = {
    "service_full": whole_service,
    "organization_full": whole_organization,
    "service_at_location_full": whole_service_at_location,
}
MOCKS = HSDS / "oruk-mocks/OpenReferralApi/Mocks"
ONE = "ac148810-d857-441c-9679-408f346de14b"


def codes(problems: list[Problem]) -> set[tuple[int, str, str]]:
    return {(problem.row, problem.column, problem.code) for problem in problems}


@needs_hsds
@pytest.mark.parametrize("folder", ["spec-3.1", "uk-profile"])
@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_public_example_comes_back_as_it_was(folder: str, name: str) -> None:
    content = (HSDS / folder / "examples" / f"{name}.json").read_bytes()
    bundle, problems = read_json(content)
    assert errors(problems) == []
    assert WHOLE[name](bundle, json.loads(content)["id"]) == json.loads(content)


@needs_hsds
def test_what_the_published_validator_must_refuse_is_refused_with_its_place() -> None:
    bundle, problems = read_json((MOCKS / "V3.0-UK-Fail/service_full.json").read_bytes())
    assert {(p.column, p.code) for p in errors(problems)} == {
        ("service.url", "address"), ("service.email", "email"),
    }  # fmt: skip
    assert not bundle.of("service")


@needs_hsds
@pytest.mark.parametrize("folder", ["V3.0-UK-Warn", "V3.0-UK-Test", "V3.0-UK-Default"])
def test_what_the_published_validator_lets_pass_is_taken_in(folder: str) -> None:
    for path in sorted((MOCKS / folder).glob("service*.json")):
        bundle, problems = read_json(path.read_bytes())
        assert errors(problems) == [], path.name
        assert bundle.of("service"), path.name


@needs_hsds
def test_the_tables_of_an_example_hold_the_same_records() -> None:
    bundle, _problems = read_json((HSDS / "spec-3.1/examples/service_full.json").read_bytes())
    again, problems = read_tables(write_tables(bundle))
    assert errors(problems) == []
    assert {kind: set(docs) for kind, docs in again.objects.items()} == {
        kind: set(docs) for kind, docs in bundle.objects.items()
    }
    contact = again.of("service_at_location")["e94c9f38-1e8f-4564-91d4-d53501ab1765"]["contacts"]
    assert contact[0]["phones"][0]["languages"][0]["code"] == "ur"


@needs_hsds
def test_the_tables_of_the_specification_are_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((HSDS / "spec-3.1/examples/csv").glob("*.csv")):
            archive.writestr(path.name, path.read_bytes())
    bundle, problems = read_tables(packed.getvalue())
    assert errors(problems) == []
    (service,) = bundle.of("service").values()
    assert service["cost_options"][0]["amount"] == 35
    assert service["program"]["name"] == "Community Mental Health Support"


def test_a_broken_row_is_named_and_the_good_ones_are_still_read() -> None:
    good = {"id": ONE, "name": "Advice", "status": "active"}
    bad = {"id": "7", "name": "", "status": "open", "phones": [{"id": ONE}], "minimum_age": "six"}
    bundle, problems = read_json(json.dumps([good, bad]).encode())
    assert codes(errors(problems)) == {
        (2, "service.id", "no_uuid"), (2, "service.name", "missing"),
        (2, "service.status", "unknown_value"), (2, "service.phones[0].number", "missing"),
        (2, "service.minimum_age", "number"),
    }  # fmt: skip
    assert list(bundle.of("service")) == [ONE]


def test_hours_that_forget_public_holidays_are_taken_in_with_a_warning() -> None:
    at = {"id": ONE, "service_id": ONE, "location_id": ONE, "opening_hours": "Mo-Fr 08:00-16:00"}
    _bundle, problems = read_json(json.dumps([at]).encode())
    assert "no_holidays" in {p.code for p in problems if p.level == "warning"}
    at["opening_hours"] = "sometimes"
    _bundle, problems = read_json(json.dumps([at]).encode())
    assert "hours" in {p.code for p in errors(problems)}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'"word"', b"[[[[1]]]]"])
def test_bytes_that_are_no_records_are_refused_not_raised(content: bytes) -> None:
    for read in (read_json, read_tables):
        bundle, problems = read(content)
        assert errors(problems)
        assert not any(bundle.objects.values())


LETTERS = st.characters(codec="utf-8", exclude_categories=["C"])
WORDS = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
KEYS = st.uuids().map(str)


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """Services of organisations at addresses, each with a few lists."""
    bundle = Bundle()
    owner, place = draw(KEYS), draw(KEYS)
    bundle.add("organization", {"id": owner, "name": draw(WORDS), "description": draw(WORDS)})
    bundle.add("location", {
        "id": place, "location_type": "physical", "name": draw(WORDS), "latitude": 50.5,
        "addresses": [{"id": draw(KEYS), "city": draw(WORDS)}],
    })  # fmt: skip
    for _n in range(draw(st.integers(0, 3))):
        key = draw(KEYS)
        bundle.add("service", {
            "id": key, "name": draw(WORDS), "status": "active", "organization_id": owner,
            "minimum_age": draw(st.integers(0, 99)),
            "phones": [{"id": draw(KEYS), "number": draw(WORDS),
                        "languages": [{"id": draw(KEYS), "code": "ar"}]}],
            "eligibility": [{"facet": "age", "low": 6}],
        })  # fmt: skip
        bundle.add("service_at_location", {
            "id": draw(KEYS), "service_id": key, "location_id": place,
            "opening_hours": "Mo-Fr 08:00-16:00; PH off",
        })  # fmt: skip
    return bundle


@given(bundles())
def test_whatever_is_written_reads_back_the_same(bundle: Bundle) -> None:
    assert read_tables(write_tables(bundle))[0].objects == bundle.objects
    again = read_json(write_json(bundle))[0].objects
    linked = {at["location_id"] for at in bundle.of("service_at_location").values()}
    expected = {
        kind: {key: doc for key, doc in docs.items() if kind != "location" or key in linked}
        for kind, docs in bundle.objects.items()
    }
    assert again == expected
