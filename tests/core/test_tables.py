"""Tables that people bring."""

import datetime
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bothways.core.tables import read_table


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_is_read_whatever_separates_its_cells(sign: str) -> None:
    table = read_table("people.csv", f"name{sign}age\nAmina{sign}9\n\n".encode())
    assert table.records() == [(1, {"name": "Amina", "age": "9"})]


def test_a_workbook_gives_dates_and_whole_numbers_as_plain_text() -> None:
    content = workbook(["name", "born", "year"], ["Ole", datetime.date(2014, 5, 1), 2014.0])
    assert read_table("people.xlsx", content).rows == (("Ole", "2014-05-01", "2014"),)


def test_latin_1_is_named_with_its_place_and_the_remedy() -> None:
    (problem,) = read_table("people.csv", "name\nJosé\n".encode("latin-1")).problems
    assert problem.code == "encoding"
    assert "Line 2" in problem.message
    assert "UTF-8" in problem.message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty"), ("a.pdf", b"%PDF", "format"), ("a.xlsx", b"no zip", "broken_file"),
        ("a.csv", b'name\n"Amina\n', "broken_file"), ("a.csv", b"name,name\na,b\n", "column_twice"),
        ("a.csv", b"name\nDoe, Ole\n", "too_wide"), ("a.csv", b"\n\n", "empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(name: str, content: bytes, code: str) -> None:
    assert [problem.code for problem in read_table(name, content).problems] == [code]


def test_empty_rows_before_the_names_and_blank_columns_behind_them_count_for_nothing() -> None:
    table = read_table("people.csv", b"\n,,\nname,age,\nAmina,9,\n")
    assert (table.columns, table.head, table.problems) == (("name", "age"), 3, ())
    assert table.records() == [(1, {"name": "Amina", "age": "9"})]


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.tsv"]))
def test_no_bytes_break_the_reader(content: bytes, name: str) -> None:
    table = read_table(name, content)
    assert table.columns or table.problems
