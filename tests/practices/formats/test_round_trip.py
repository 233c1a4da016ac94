"""Export, then import: the identical document, whatever it holds."""

import csv
import io
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.core.problems import errors
from bothways.practices.exporters.csv_writer import write_csv
from bothways.practices.exporters.json_writer import write_json
from bothways.practices.exporters.xlsx_writer import write_xlsx
from bothways.practices.import_actions import check_all
from bothways.practices.importers import read_file
from bothways.practices.record.cells import FORMULA_STARTS, read_cell, write_cell
from bothways.practices.record.document import Document, canonical
from bothways.practices.record.fields import FIELD
from tests.practices.formats.documents import TRICKY, collections, texts

WRITERS: dict[str, Callable[[Sequence[Document]], bytes]] = {
    "json": write_json,
    "csv": write_csv,
    "xlsx": write_xlsx,
}
slow_but_sure = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)


def back(ending: str, documents: Sequence[Document]) -> list[Document]:
    read, problems = read_file(f"practices.{ending}", WRITERS[ending](documents))
    assert errors(problems) == []
    return read


@pytest.mark.parametrize("ending", WRITERS)
@slow_but_sure
@given(written=collections)
def test_every_record_comes_back_identical(ending: str, written: list[Document]) -> None:
    assert [canonical(d) for d in back(ending, written)] == [canonical(d) for d in written]


@slow_but_sure
@given(written=collections)
def test_the_generated_records_are_ones_that_the_check_lets_through(
    written: list[Document],
) -> None:
    # What two parts say of each other is not the generator's business.
    between_parts = {"age_reversed", "end_before_start"}
    assert {problem.code for problem in errors(check_all(written))} <= between_parts


@pytest.mark.parametrize("ending", WRITERS)
def test_the_starter_collection_comes_back_identical(
    ending: str, starter_documents: list[Document]
) -> None:
    read = back(ending, starter_documents)
    assert list(map(canonical, read)) == list(map(canonical, starter_documents))


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize(
    "absence", [{}, {"aims": None}, {"aims": []}, {"missing": {"aims": "not_reported"}}]
)
def test_the_ways_of_having_no_value_stay_apart(ending: str, absence: Document) -> None:
    document = {"id": "a", "edition": 1, "title": "A", **absence}
    assert back(ending, [document]) == [document]


@pytest.mark.parametrize("ending", WRITERS)
def test_numbers_and_texts_that_look_like_numbers_stay_apart(ending: str) -> None:
    outcome = {"name": "1.0", "estimate": 1, "ci_low": 1.0, "ci_high": 1e-22, "p": 0.1 + 0.2}
    document = {
        "id": "a", "edition": 1, "title": "2015", "acronym": "007",
        "studies": [{"n": 12, "outcomes": [outcome, {"name": "b"}]}, {}, {"outcomes": []}],
    }  # fmt: skip
    assert list(map(canonical, back(ending, [document]))) == [canonical(document)]


@pytest.mark.parametrize("ending", WRITERS)
def test_a_text_longer_than_a_spreadsheet_cell_is_not_cut(ending: str) -> None:
    results = [f"{number} " + "x" * 19_000 for number in range(4)]
    document = {"id": "a", "edition": 1, "title": "A", "results": results, "lessons": results}
    assert back(ending, [document]) == [document]


@given(text=st.one_of(texts, st.sampled_from(FORMULA_STARTS).flatmap(lambda s: st.just(s + "x"))))
def test_no_text_cell_begins_like_a_formula_and_all_come_back(text: str) -> None:
    cell = write_cell(FIELD["summary"], text)
    assert not cell.startswith(FORMULA_STARTS)
    assert read_cell(FIELD["summary"], cell) == text


def test_a_formula_is_neutral_in_the_file_and_itself_after_import() -> None:
    document = {"id": "a", "edition": 1, "title": '=HYPERLINK("http://x")', "places": ["=1", "-2"]}
    content = write_csv([document]).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(content, newline="")))
    assert row["title"] == '\'=HYPERLINK("http://x")'
    assert row["places"].startswith("'=")
    assert back("csv", [document]) == [document]


def test_a_name_that_really_begins_with_an_apostrophe_keeps_it() -> None:
    assert read_cell(FIELD["title"], "'s-Hertogenbosch") == "'s-Hertogenbosch"


@pytest.mark.parametrize("text", TRICKY)
@pytest.mark.parametrize("ending", WRITERS)
def test_tricky_texts_survive_in_every_kind_of_field(ending: str, text: str) -> None:
    document = {
        "id": "a", "edition": 1, "title": text if text.strip() else "A", "summary": text,
        "places": [text, "b"], "organisations": [{"name": text or "a"}], "cost": text,
        "studies": [{"citation": text, "outcomes": [{"name": text or "a", "note": text}]}],
        "coding": {"coders": 2, "disputed": {"aims": {text: "a"}}},
    }  # fmt: skip
    assert list(map(canonical, back(ending, [document]))) == [canonical(document)]


def test_people_find_codes_and_lines_readable_in_a_csv_row() -> None:
    document = {
        "id": "a", "edition": 1, "title": "A", "approach": ["adaptive", "implicit"],
        "places": ["Bari", "Milan"], "years": {"start": 2015, "end": None},
        "influence_ethics": {}, "missing": {"aims": "not_reported"},
    }  # fmt: skip
    row = next(csv.DictReader(io.StringIO(write_csv([document]).decode("utf-8-sig"), newline="")))
    assert row["approach"] == "adaptive; implicit"
    assert row["places"] == "Bari\nMilan"
    assert (row["years.start"], row["years.end"]) == ("2015", "null")
    assert row["missing"] == "aims: not_reported"
    assert row["influence_ethics"] == "{}"
