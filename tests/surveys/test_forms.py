"""Forms are read whole or refused by name; expressions mean what the specification says."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.surveys.form_actions import form_bring
from bothways.surveys.forms.conversion import Converted, convert_sheets, convert_workbook
from bothways.surveys.forms.evaluate import fill
from bothways.surveys.forms.functions import Moment
from bothways.surveys.forms.interpret import Interpreter
from bothways.surveys.forms.nodes import Node, Value, as_text
from bothways.surveys.forms.xform import read_xform
from bothways.surveys.forms.xpath import ExpressionError, parse
from bothways.surveys.models import FormVersion
from tests.surveys.conftest import Scene
from tests.surveys.forms import FRIENDS, row
from tests.surveys.test_imports import workbook

NOW = Moment(datetime(2026, 9, 1, 10, 30, tzinfo=UTC), "uuid:1")
NUMBERS = st.integers(-50, 50)


def value_of(text: str) -> Value:
    definition, _problems = read_xform(FRIENDS)
    assert definition is not None
    return Interpreter(definition, NOW).value(parse(text), Node("data"))


def form_with(*rows: dict[str, str]) -> Converted:
    return convert_sheets({"survey": list(rows), "settings": [{"form_id": "f", "version": "1"}]})


def codes(converted: Converted) -> set[str]:
    return {problem.code for problem in converted.problems}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 + 2 * 3 - 4 div 2", "5"), ("7 mod -2", "1"), ("-7 mod 2", "-1"), ("--2", "2"),
        ("1 div 0", "Infinity"), ("0 div 0", "NaN"), ("'' = 0", "false"), ("'05' = 5", "true"),
        ("round(2.5)", "3"), ("round(-2.5)", "-2"), ("round(3.14159, 2)", "3.14"),
        ("substring('hello', 2, 3)", "ell"), ("substr('hello', 1, 3)", "el"),
        ("if(1 > 2, 'a', 'b')", "b"), ("coalesce('', 'x')", "x"),
        ("selected('a b', 'b')", "true"), ("selected('ab', 'b')", "false"),
        ("count-selected(' a  b ')", "2"), ("selected-at('a b', 1)", "b"),
        ("regex('ab1', '[a-z]+\\d')", "true"), ("regex('xab1', 'ab1')", "false"),
        ("today()", "2026-09-01"), ("'2026-09-02' - today()", "1"),
        ("date('2026-09-02' - 1)", "2026-09-01"),
        ("format-date('2026-09-01', " "'%d.%m.%Y')", "01.09.2026"),
        ("translate('bar', 'ab', 'AB')", "BAr"), ("concat('a', 1, true())", "a1true"),
        ("min(3, '', 2)", "2"), ("not(1 = 1) or 'a' != 'b'", "true"), ("int(-2.7)", "-2"),
        ("normalize-space('  a  b ')", "a b"), ("string-length('été')", "3"),
    ],
)  # fmt: skip
def test_an_expression_means_what_the_specification_says(text: str, meant: str) -> None:
    assert as_text(value_of(text)) == meant


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from("+-*"), st.sampled_from("+-*"))
def test_arithmetic_binds_as_in_mathematics(a: int, b: int, c: int, one: str, two: str) -> None:
    assert value_of(f"{a} {one} {b} {two} {c}") == eval(f"{a}{one}({b}){two}({c})")  # noqa: S307


@given(st.text("ab1.'\"()[]/*+-=<>!, $:ordivmodselected", max_size=40))
def test_any_text_is_an_expression_or_is_refused(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as error:
        assert str(error)


def test_brackets_without_end_are_refused() -> None:
    for text in ("(" * 500 + "1" + ")" * 500, "f(" * 400 + "1" + ")" * 400, "1" * 30_000):
        with pytest.raises(ExpressionError):
            parse(text)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-20, 20))
def test_rounding_never_breaks(number: float, places: int) -> None:
    found = value_of(f"round({number:.6f}, {places})")
    assert isinstance(found, float) and not math.isnan(found)


def test_a_circle_is_refused_with_the_names_in_it() -> None:
    found = form_with(
        row("text", "a", "A", "A", relevant="${b} = '1'"),
        row("text", "b", "B", "B", relevant="${a} = '1'"),
    )
    (problem,) = [one for one in found.problems if one.code == "cycle"]
    assert "a" in problem.message and "b" in problem.message
    assert found.definition is None


def test_a_group_that_waits_for_its_own_question_is_a_circle() -> None:
    found = form_with(
        row("begin group", "g", "G", "G", relevant="${a} = '1'"), row("text", "a", "A", "A"),
        row("end group", "g"),
    )  # fmt: skip
    assert "cycle" in codes(found)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("area(${a}) > 1", "unknown_function"), ("selected(${a})", "wrong_arguments"),
        ("${a} >", "bad_expression"), ("/data/nobody = 1", "unknown_question"),
        ("regex(${a}, '(a+)+b')", "slow_pattern"), ("regex(${a}, ${a})", "slow_pattern"),
    ],
)  # fmt: skip
def test_what_we_cannot_do_is_refused_by_name_and_row(rule: str, code: str) -> None:
    found = form_with(row("text", "a", "A", "A"), row("text", "b", "B", "B", constraint=rule))
    assert codes(found) == {code}
    assert (found.problems[0].row, found.problems[0].column) == (2, "b")


def test_a_form_from_a_workbook_names_the_row_of_a_slip() -> None:
    survey = [["type", "name", "label"], ["text", "a", "A"], ["text", "", "B"]]
    found = convert_workbook("f.xlsx", workbook(survey=survey, settings=[["form_id"], ["f"]]))
    assert codes(found) == {"not_converted"}
    assert found.problems[0].row == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("f.xlsx", b"PK nothing"), ("f.pdf", b"%PDF"), ("f.xls", b"\xd0\xcf\x11\xe0 broken"),
     ("f.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), ("f.xml", b"<a/>")],
)  # fmt: skip
def test_what_is_no_form_is_refused(name: str, content: bytes) -> None:
    found = convert_workbook(name, content)
    assert found.definition is None
    assert found.problems[0].message


def test_rows_of_a_repeat_follow_the_number_that_the_form_says() -> None:
    found = form_with(
        row("integer", "n", "N", "N"),
        row("begin repeat", "kids", "Kids", "Kids", repeat_count="${n}"),
        row("text", "name", "Name", "Name"), row("end repeat", "kids"),
    )  # fmt: skip
    assert found.definition is not None, found.problems
    sheet = fill(found.definition, {"n": "3", "kids": [{"name": "Bo"}]}, NOW)
    assert len(sheet.nodes("kids")) == 3
    assert sheet.nodes("kids/name")[0].value == "Bo"


def test_a_version_that_was_given_out_stays_what_it_was(scene: Scene) -> None:
    changed = FRIENDS.replace(". &lt; 100", ". &lt; 50").encode()
    with pytest.raises(Refused, match="its version is still"):
        form_bring(scene.survey, "f.xml", changed, actor=scene.owner)
    with pytest.raises(Refused, match="here already"):
        form_bring(scene.survey, "f.xml", FRIENDS.encode(), actor=scene.owner)
    assert FormVersion.objects.count() == 1


def test_the_page_lists_what_is_wrong_and_takes_nothing_in(
    scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    survey = [["type", "name", "label", "relevant"], ["text", "a", "A", ""],
              ["text", "b", "B", "area(${a}) > 1"]]  # fmt: skip
    content = workbook(survey=survey, settings=[["form_id"], ["other"]])
    upload: Any = {"workbook": SimpleUploadedFile("f.xlsx", content)}
    page = signed_in(scene.owner).post(f"/surveys/{scene.survey.pk}/forms/bring/", upload)
    assert page.status_code == 422
    assert "Row 3:" in page.content.decode() and "area()" in page.content.decode()
    assert not scene.survey.forms.filter(form_id="other").exists()


def test_media_and_lists_come_along_and_strange_files_are_refused(scene: Scene) -> None:
    survey = [["type", "name", "label", "media::audio"],
              ["select_one_from_file towns.csv", "town", "Town", "town.mp3"]]  # fmt: skip
    book = workbook(survey=survey, settings=[["form_id", "version"], ["towns", "1"]])
    files = {"towns.csv": b"name,label\nvigo,Vigo\n", "town.mp3": b"sound"}
    version = form_bring(scene.survey, "f.xlsx", book, media=files, actor=scene.owner)
    assert list(version.media.values_list("name", flat=True)) == ["town.mp3", "towns.csv"]
    with pytest.raises(Refused, match=r"x\.exe"):
        form_bring(scene.survey, "f.xlsx", book, media={"x.exe": b""}, actor=scene.owner)
