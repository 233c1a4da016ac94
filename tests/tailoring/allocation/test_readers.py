"""Files of families and places: what is refused, and where."""

import io
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bothways.core.problems import Problem
from bothways.tailoring.allocation.readers.batch import read_batch
from bothways.tailoring.allocation.readers.families import read_families
from bothways.tailoring.allocation.readers.monitoring import read_monitoring
from bothways.tailoring.allocation.readers.places import read_capacities, read_places
from tests.tailoring.allocation.scenes import example, incoming

PLACES = b"place,capacity\nP1,3\nP2,4\n"


def codes(problems: list[Problem]) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in problems if p.level == "error"]


def families(text: str) -> list[tuple[int, str, str]]:
    return codes(read_families("families.csv", text.encode())[1])


def test_the_examples_are_read_without_an_error() -> None:
    read = incoming()
    assert not read.has_errors
    assert len(read.families) == 24
    assert len(read.places) == 5
    groups, problems = read_monitoring(*example("groups"), {f.id for f in read.families})
    assert len(groups) == 24
    assert not problems


REFUSED = (
    "nationality", "Citizenship", "head_nationality", "familyNationality", "Nationalité",
    "Staatsangehörigkeit", "nacionalidad", "الجنسية", "громадянство", "Ethnic group", "Religion",
    "Konfession", "релігія", "legal status", "Aufenthaltstitel",
    "titre de séjour", "permiso de residencia", "الوضع القانوني", "asylum status", "visa",
)  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_column_that_must_never_steer_a_suggestion_is_refused(name: str) -> None:
    assert families(f"family,persons,{name}\nF-1,2,x\n") == [(1, name, "forbidden_protected")]


@pytest.mark.parametrize("name", ["sex", "Geschlecht", "genre", "country of origin", "Herkunft"])
def test_groups_for_the_report_are_refused_among_the_inputs(name: str) -> None:
    assert families(f"family,persons,{name}\nF-1,2,x\n") == [(1, name, "forbidden_groups")]


@pytest.mark.parametrize(
    "name", ["name", "Last name", "Nachname", "phone", "E-Mail", "Adresse", "date of birth", "اسم"]
)
def test_a_column_that_tells_who_somebody_is_is_refused(name: str) -> None:
    assert families(f"family,persons,{name}\nF-1,2,x\n") == [(1, name, "forbidden_personal")]


def test_groups_may_be_brought_apart_but_nationality_not_even_there() -> None:
    fine = read_monitoring("g.csv", b"family,sex,origin_region\nF-1,F,A\n", {"F-1"})
    assert fine == ({"F-1": {"sex": "F", "origin_region": "A"}}, [])
    refused = read_monitoring("g.csv", b"family,sex,religion\nF-1,F,A\n", {"F-1"})
    assert codes(refused[1]) == [(1, "religion", "forbidden_protected")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("Schmidt,2,,,", "family", "personal"),
        ("a@b1.org,2,,,", "family", "personal"),
        ("+49 170 1234567,2,,,", "family", "personal"),
        ("F 1,2,,,", "family", "bad_key"),
        (",2,,,", "family", "no_key"),
        ("F-1,-2,,,", "persons", "bad_number"),
        ("F-1,two,,,", "persons", "bad_number"),
        ("F-1,,,,", "persons", "blank_number"),
        ("F-1,3,7;8,,", "persons", "disagree"),
        ("F-1,,7;x,,", "ages", "bad_number"),
        ("F-1,,7;34,no,", "siblings_together", "not_children"),
        ("F-1,2,,maybe,", "siblings_together", "not_yes_no"),
        ("F-1,2,,,P1;P1", "preferences", "doubled"),
    ],
)
def test_each_bad_cell_is_named_by_row_and_column(row: str, column: str, code: str) -> None:
    text = f"family,persons,ages,siblings_together,preferences\nF-9,1,,,\n{row}\n"
    assert (3, column, code) in families(text)


def test_a_family_that_stands_twice_is_named_with_its_first_row() -> None:
    assert families("family,persons\nF-1,2\nF-2,2\nF-1,3\n") == [(4, "family", "doubled")]


@pytest.mark.parametrize(
    ("seats", "code"),
    [("-1", "bad_number"), ("", "blank_number"), ("ten", "bad_number"), ("1.5", "bad_number")],
)
def test_a_capacity_that_is_no_number_of_seats_is_refused(seats: str, code: str) -> None:
    text = f"place,capacity,name\nP1,{seats},x\n".encode()
    assert codes(read_places("p.csv", text)[1]) == [(2, "capacity", code)]


def test_places_that_stand_twice_or_differ_in_capitals_only_are_told() -> None:
    text = b"place,capacity\nToledo,1\nToledo,2\ntoledo ,3\n"
    found = read_places("p.csv", text)[1]
    assert codes(found) == [(3, "place", "doubled"), (4, "place", "twin")]
    assert "Toledo" in found[1].message


def test_seats_are_joined_by_the_key_and_never_by_the_order() -> None:
    places, _problems = read_places("p.csv", b"place\nP1\nP2\n", with_capacity=False)
    joined, problems = read_capacities("c.csv", b"place,capacity\nP2,9\nP1,1\n", places)
    assert not problems
    assert [(place.id, place.capacity) for place in joined] == [("P1", 1), ("P2", 9)]


def test_seats_of_unknown_places_are_refused_row_by_row_and_a_near_miss_is_told() -> None:
    places, _problems = read_places("p.csv", b"place\nOH-Toledo\nP2\n", with_capacity=False)
    text = b"place,capacity\nOH-TOLEDO,9\nAtlantis,1\nP2,\nP2,-4\n"
    _joined, problems = read_capacities("c.csv", text, places)
    assert codes(problems) == [
        (2, "place", "unknown_place"), (3, "place", "unknown_place"),
        (4, "capacity", "blank_number"), (5, "capacity", "bad_number"), (5, "place", "doubled"),
        (0, "place", "no_capacity"),
    ]  # fmt: skip
    assert "“OH-Toledo” differs only in capitals or blanks" in problems[0].message
    assert "differs" not in problems[1].message


def test_wishes_for_unknown_places_are_named_and_needs_nobody_meets_are_told() -> None:
    text = b"family,persons,preferences,ties,needs\nF-1,1,P1;p2,P9,pool\n"
    read = read_batch(("f.csv", text), ("p.csv", PLACES))
    assert codes(read.problems["families"]) == [
        (2, "preferences", "unknown_place"), (2, "ties", "unknown_place"),
    ]  # fmt: skip
    assert "nobody_offers" in [p.code for p in read.problems["families"]]
    assert read.has_errors


def test_an_xlsx_gives_the_same_as_its_csv() -> None:
    name, content = example("families")
    book = Workbook()
    for line in content.decode().splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(",")])
    packed = io.BytesIO()
    book.save(packed)
    assert read_families("f.xlsx", packed.getvalue()) == read_families(name, content)


def test_columns_that_nobody_reads_are_told() -> None:
    read, problems = read_families("f.csv", b"family,persons,colour\nF-1,2,blue\n")
    assert [(p.code, p.level) for p in problems] == [("not_read", "warning")]
    assert "blue" not in repr(read)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("f.pdf", b"x", "format"), ("f.csv", b"", "empty"),
        ("f.csv", b"family,persons\n", "empty_file"), ("f.xlsx", b"no zip", "broken_file"),
        ("f.csv", b"family\xff\nF-1\n", "encoding"), ("f.csv", b"persons\n2\n", "no_column"),
        ("f.csv", b'family,persons\n"F-1,2\n', "broken_file"),
        ("f.csv", b"family,Family\nF-1,F-1\n", "doubled_column"),
        ("f.csv", b"family,persons\nF-1,2,3\n", "too_wide"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_whole(name: str, content: bytes, code: str) -> None:
    read, problems = read_families(name, content)
    assert read == ()
    assert code in [problem.code for problem in problems]


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from(["f.csv", "f.tsv", "f.xlsx"]))
def test_no_bytes_make_a_reader_raise(content: bytes, name: str) -> None:
    read_families(name, b"family,persons\n" + content)
    read_families(name, content)
    read_places(name, content)
    read_monitoring(name, content, {"F-1"})


def test_a_problem_names_the_row_of_the_file_also_below_empty_rows() -> None:
    _read, problems = read_families("f.csv", b"\n\nfamily,persons\n\nF-1,2,3\nF-2,many\n")
    assert [(problem.row, problem.code) for problem in problems] == [(5, "too_wide")]
    _read, problems = read_families("f.csv", b"\nfamily,persons\n\nF-2,many\n")
    assert [(problem.row, problem.column) for problem in problems] == [(4, "persons")]


def test_the_shell_names_the_row_of_each_problem_and_the_file_where_there_is_none(
    tmp_path: Path,
) -> None:
    files = {"families.csv": "family,persons\nF-1,2\n",
             "places.csv": "place,capacity\nP-1,3\nP-2,2\n",
             "seats.csv": "place,capacity\nP-1,3\nX,1\n"}  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    told = StringIO()
    with pytest.raises(CommandError, match="Nothing was computed"):
        call_command(
            "allocate", tmp_path / "families.csv", tmp_path / "places.csv",
            capacities=tmp_path / "seats.csv", stderr=told,
        )  # fmt: skip
    lines = told.getvalue().splitlines()
    assert lines[0].startswith("capacities, row 3, place: No place is called “X”")
    assert lines[1] == "capacities: The place P-2 has no capacity in this file."
