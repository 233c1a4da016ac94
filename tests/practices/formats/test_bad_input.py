"""Broken, wrong, hostile files: each gets a message with its place; nothing is half-written."""

import json

import pytest
from django.conf import settings as site

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.practices.import_actions import import_commit, import_stage
from bothways.practices.importers import READERS, read_file
from bothways.practices.models import ImportBatch, Practice, Revision
from tests.practices.formats.files import GOOD, only, problems_of, workbook

# Encodings


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.yaml"])
def test_utf_16_is_refused_with_the_remedy(name: str) -> None:
    problem = only(name, "id,title\na,Ä".encode("utf-16"))
    assert problem.code == "encoding"
    assert "UTF-8" in problem.message


def test_latin_1_is_refused_by_line_and_byte() -> None:
    problem = only("a.csv", b"id,title\na,Schule\nb,K\xf6ln\n")
    assert problem.code == "encoding"
    assert "Line 3, byte 22" in problem.message
    assert "Windows-1252" in problem.message


def test_mixed_encodings_are_told_from_a_wrong_one() -> None:
    problem = only("a.csv", "id,title\na,Köln\n".encode() + b"b,K\xf6ln\n")
    assert "mixes encodings" in problem.message
    assert "Line 3" in problem.message


def test_a_byte_order_mark_is_no_problem() -> None:
    assert problems_of("a.csv", b"\xef\xbb\xbfid,title\na,A\n") == []


# CSV


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_delimiter_is_found(sign: str) -> None:
    content = sign.join(["id", "title", "approach"]) + "\n" + sign.join(["a", "A", "adaptive"])
    read, problems = read_file("a.csv", content.encode())
    assert problems == []
    assert read == [{"id": "a", "title": "A", "approach": ["adaptive"], "edition": 1}]


def test_an_unknown_column_is_named_with_the_nearest_known_one() -> None:
    problem = only("a.csv", "id,title,aproach\na,A,adaptive\n")
    assert (problem.row, problem.column, problem.code) == (0, "aproach", "unknown_column")
    assert "Did you mean approach?" in problem.message


def test_a_column_that_stands_twice_is_named() -> None:
    assert only("a.csv", "id,title,title\na,A,B\n").code == "repeated_column"


def test_a_file_without_the_columns_every_record_needs_says_so() -> None:
    assert only("a.csv", "id,summary\na,b\n").code == "missing_column"


def test_a_wrong_code_is_named_by_row_and_column_with_the_known_ones() -> None:
    problem = only("a.csv", "id,title,approach\na,A,adaptive\nb,B,adaptive; adpative\n")
    assert (problem.row, problem.column, problem.code) == (2, "approach", "unknown_code")
    assert "adpative" in problem.message
    assert "implicit" in problem.message


def test_a_number_with_a_decimal_comma_is_named_with_the_remedy() -> None:
    problem = only("a.csv", 'id,title,training_hours\na,A,"3,5"\n')
    assert (problem.row, problem.column) == (1, "training_hours")
    assert "3.5" in problem.message


def test_a_row_with_too_many_cells_is_named() -> None:
    problem = only("a.csv", "id,title\na,Reading, writing\n")
    assert (problem.row, problem.code) == (1, "too_many_cells")


def test_an_empty_row_between_records_is_named_and_empty_rows_below_are_not() -> None:
    assert only("a.csv", "id,title\na,A\n,\nb,B\n").row == 2
    assert problems_of("a.csv", "id,title\na,A\n,\n\n\n") == []


def test_a_quotation_mark_that_never_closes_is_named_by_line() -> None:
    problem = only("a.csv", 'id,title\na,"A\n')
    assert problem.code == "broken_file"
    assert "quotation mark" in problem.message


def test_a_table_that_is_no_json_is_named() -> None:
    assert only("a.csv", "id,title,studies\na,A,two studies\n").column == "studies"


def test_a_year_filled_as_a_whole_and_in_parts_is_refused() -> None:
    content = 'id,title,years,years.start\na,A,"{""start"": 2015}",2016\n'
    assert only("a.csv", content).code == "bad_cell"


def test_a_duplicate_is_named_with_the_row_of_the_first() -> None:
    problem = only("a.csv", "id,title\na,A\nb,B\na,C\n")
    assert (problem.row, problem.column, problem.code) == (3, "id", "duplicate_id")
    assert "row 1" in problem.message


# Any format


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("content", [b"", b" \n\t", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(ending: str, content: bytes) -> None:
    assert errors(problems_of(f"a.{ending}", content))


def test_a_file_of_no_records_is_refused() -> None:
    assert only("a.json", "[]").code == "empty_file"
    assert only("a.csv", "id,title\n").code == "empty_file"
    assert only("a.xlsx", workbook([["id", "title"]])).code == "empty_file"


def test_an_unknown_kind_of_file_is_told_what_is_read() -> None:
    problem = only("a.docx", b"PK")
    assert problem.code == "unknown_format"
    assert "csv" in problem.message


def test_a_file_above_the_limit_is_refused_before_it_is_read(editor: User) -> None:
    content = b"[" + b" " * site.UPLOAD_LIMIT_BYTES + b"]"
    batch = import_stage("a.json", content, actor=editor)
    assert [problem["code"] for problem in batch.problems] == ["too_large"]
    assert "MB" in batch.problems[0]["message"]
    assert batch.documents == []


@pytest.mark.parametrize(("text", "kept"), [
    ("<script>alert(1)</script>Hi", "Hi"),
    ("<b>Bold</b> move", "Bold move"),
    ("<i>x</i>&lt;img src=x onerror=alert(1)&gt;", "x"),
    ("5 < 7 & 8 > 3", "5 < 7 & 8 > 3"),
])  # fmt: skip
def test_markup_in_a_text_is_taken_out_and_told(text: str, kept: str) -> None:
    content = json.dumps([{**GOOD, "summary": text, "studies": [{"citation": text}]}])
    read, problems = read_file("a.json", content.encode())
    assert read[0]["summary"] == kept
    assert read[0]["studies"] == [{"citation": kept}]
    assert {p.column for p in problems if p.code == "markup"} == (
        set() if text == kept else {"summary", "studies"}
    )


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_a_control_character_is_named_by_place_and_code(sign: str) -> None:
    content = json.dumps([GOOD, {**GOOD, "id": "b", "places": ["Bari", f"ab{sign}c"]}])
    problem = only("a.json", content)
    assert (problem.row, problem.column) == (2, "places.2")
    assert f"U+{ord(sign):04X}" in problem.message


def test_a_control_character_in_a_csv_cell_is_named_too() -> None:
    problem = only("a.csv", "id,title,summary\na,A,x\x0by\n")
    assert (problem.row, problem.column) == (1, "summary")


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 30])
def test_a_number_too_large_to_keep_is_named(number: str) -> None:
    problem = only("a.json", f'[{{"id": "a", "title": "A", "training_hours": {number}}}]')
    assert (problem.row, problem.column, problem.code) == (1, "training_hours", "unstorable")


def test_parts_nested_without_end_are_refused() -> None:
    deep = "[" * 400 + "]" * 400
    assert only("a.json", f'[{{"id": "a", "title": "A", "coding": {{"x": {deep}}}}}]')
    assert only("a.json", "[" * 200_000).code == "broken_file"


# Nothing is half-written, and nothing raises


@pytest.mark.parametrize("content", [
    "id,title,approach\na,A,adaptive\nb,B,nonsense\n", "id,title\na,A\na,B\n", 'id,title\na,"A\n',
])  # fmt: skip
def test_one_error_keeps_the_whole_file_out(content: str, editor: User) -> None:
    batch = import_stage("a.csv", content.encode(), actor=editor)
    with pytest.raises(Refused):
        import_commit(batch, actor=editor)
    assert not Practice.objects.exists()
    assert not Revision.objects.exists()
    assert ImportBatch.objects.get().state == ImportBatch.State.STAGED
