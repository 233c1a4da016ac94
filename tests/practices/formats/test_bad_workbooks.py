"""Workbooks that are broken, wrong or hostile: the cell is named, nothing is unpacked in vain."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from bothways.practices.exporters.xlsx_writer import write_xlsx
from bothways.practices.importers import read_file
from tests.practices.formats.files import GOOD, only, problems_of, workbook, zipped


def test_a_workbook_with_one_sheet_of_records_is_enough() -> None:
    content = workbook([["id", "title", "years.start", "approach"], ["a", "A", 2015, "adaptive"]])
    read, problems = read_file("a.xlsx", content)
    assert problems == []
    assert read == [
        {"id": "a", "title": "A", "years": {"start": 2015}, "approach": ["adaptive"], "edition": 1}
    ]


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x")', ArrayFormula("B2", "=1")])
def test_a_formula_is_refused_by_its_cell(formula: Any) -> None:
    problem = only("a.xlsx", workbook([["id", "title", "summary"], ["a", "A", formula]]))
    assert (problem.row, problem.code) == (1, "formula")
    assert "practices!C2" in problem.message


def test_a_formula_in_the_sheet_of_a_table_is_refused_by_its_cell() -> None:
    content = workbook(
        [["id", "title"], ["a", "A"]], sources=[["record", "row", "id"], ["a", 1, "=1"]]
    )
    assert only("a.xlsx", content).column == "sources!C2"


def test_a_spreadsheet_error_is_refused_by_its_cell() -> None:
    problem = only("a.xlsx", workbook([["id", "title", "summary"], ["a", "A", "#REF!"]]))
    assert problem.code == "cell_error"
    assert "#REF!" in problem.message


def test_a_date_in_a_text_is_its_iso_form_and_in_a_number_is_named() -> None:
    rows = [
        ["id", "title", "cost"],
        ["a", "A", date(2015, 1, 2)],
        ["b", "B", datetime(2015, 1, 2, 9)],
    ]
    read, problems = read_file("a.xlsx", workbook(rows))
    assert problems == []
    assert [document["cost"] for document in read] == ["2015-01-02", "2015-01-02 09:00:00"]
    problem = only(
        "a.xlsx", workbook([["id", "title", "years.start"], ["a", "A", date(2015, 1, 2)]])
    )
    assert (problem.row, problem.column) == (1, "years.start")


def test_a_row_of_a_table_without_its_record_is_named_by_its_cell() -> None:
    content = workbook(
        [["id", "title"], ["a", "A"]],
        sources=[["record", "row", "id", "title"], ["b", 1, "s1", "S"]],
    )
    problem = only("a.xlsx", content)
    assert problem.column == "sources!A2"
    assert "b" in problem.message


def test_an_outcome_without_its_study_is_named() -> None:
    content = workbook(
        [["id", "title"], ["a", "A"]],
        **{"studies.outcomes": [["record", "studies_row", "row", "name"], ["a", 1, 1, "x"]]},
    )
    assert only("a.xlsx", content).code == "no_parent"


def test_a_wrong_cell_of_a_table_is_named_by_record_and_cell() -> None:
    content = workbook(
        [["id", "title"], ["a", "A"], ["b", "B"]],
        studies=[["record", "row", "n"], ["b", 1, "many"]],
    )
    problem = only("a.xlsx", content)
    assert (problem.row, problem.column) == (2, "studies!C2")


def test_rows_that_went_missing_are_told() -> None:
    book = load_workbook(io.BytesIO(write_xlsx([{**GOOD, "reach": [{"who": "x"}, {"who": "y"}]}])))
    book["reach"].delete_rows(3)
    stream = io.BytesIO()
    book.save(stream)
    (problem,) = problems_of("a.xlsx", stream.getvalue())
    assert (problem.level, problem.code) == ("warning", "fewer_rows")


def test_an_unknown_sheet_is_named_with_the_nearest_known_one() -> None:
    problem = only("a.xlsx", workbook([["id", "title"], ["a", "A"]], studys=[["record"], ["a"]]))
    assert problem.code == "unknown_sheet"
    assert "studies" in problem.message


def test_an_unknown_column_of_a_table_is_named_with_the_nearest_known_one() -> None:
    content = workbook([["id", "title"], ["a", "A"]], sources=[["record", "row", "titel"], ["a"]])
    problem = only("a.xlsx", content)
    assert problem.column == "sources!titel"
    assert "title" in problem.message


def test_an_exported_workbook_opened_and_saved_elsewhere_reads_the_same() -> None:
    document = {
        **GOOD, "summary": "=1 and 'x", "places": ["'a", "b\r"],
        "studies": [{"n": 3, "outcomes": [{"name": "_x0041_"}]}],
    }  # fmt: skip
    book = load_workbook(io.BytesIO(write_xlsx([document])))
    stream = io.BytesIO()
    book.save(stream)  # writes shared texts, as spreadsheets do
    assert read_file("a.xlsx", stream.getvalue()) == ([document], [])


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 300_000_000})
    tracemalloc.start()
    problem = only("a.xlsx", bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problem.code == "zip_bomb"
    assert peak < 20_000_000


def test_a_zip_bomb_spread_over_many_parts_is_refused() -> None:
    parts = {f"xl/{number}.xml": b"" for number in range(600)}
    assert only("a.xlsx", zipped({"xl/workbook.xml": b"<x/>", **parts})).code == "zip_bomb"


def test_a_workbook_with_macros_is_refused() -> None:
    content = zipped({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"})
    assert only("a.xlsx", content).code == "macros"


def test_an_entity_bomb_in_a_workbook_is_refused() -> None:
    good = workbook([["id", "title"], ["a", "A"]])
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<worksheet", entity + b"<worksheet", 1)
    assert only("a.xlsx", zipped(parts)).code == "broken_file"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"not a zip", zipped({"a": b"b"})])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert only("a.xlsx", content).code == "broken_file"


def test_a_workbook_cut_short_is_refused() -> None:
    whole = workbook([["id", "title"], ["a", "A"]])
    assert only("a.xlsx", whole[: len(whole) // 2]).code == "broken_file"


def test_a_damaged_sheet_is_refused() -> None:
    good = workbook([["id", "title"], ["a", "A"]])
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-40]
    assert only("a.xlsx", zipped(parts)).code == "broken_file"
