"""Exports of KoboToolbox and ODK Central come in whole, once, or not at all."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from bothways.core.errors import Refused
from bothways.surveys.answer_actions import submission_receive
from bothways.surveys.forms.xform import read_xform
from bothways.surveys.import_actions import answers_import
from bothways.surveys.importers.exports import read_export
from bothways.surveys.models import Submission
from bothways.surveys.receiving import definition_of
from tests.surveys.conftest import Scene
from tests.surveys.forms import HOUSEHOLD

FORM, _PROBLEMS = read_xform(HOUSEHOLD)
MAIN = [
    ["age", "home/moved", "home/country", "more", "_id", "_uuid", "__version__", "_index"],
    [9, "yes", "de", None, 7, "u-1", "vX", 1],
    [11, "no", None, "Words", 8, "u-2", "vX", 2],
]
KIDS = [
    ["name", "years", "both", "both/yes", "both/no", "_index", "_parent_index"],
    ["Bo", 12, None, 1, 0, 1, 2],
    ["Ana", 13, None, 1, 1, 2, 2],
]


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def read(name: str, content: bytes) -> Any:
    assert FORM is not None
    return read_export(name, content, FORM)


def codes(export: Any) -> set[str]:
    return {problem.code for problem in export.problems}


def test_a_repeat_of_kobo_finds_its_submission() -> None:
    export = read("e.xlsx", workbook(Household=MAIN, kids=KIDS))
    assert not export.problems
    first, second = export.rows
    assert first.answers == {"age": "9", "home/moved": "yes", "home/country": "de"}
    assert second.instance_id == "uuid:u-2"
    assert second.answers["kids"] == [
        {"name": "Bo", "years": "12", "both": "yes"},
        {"name": "Ana", "years": "13", "both": "yes no"},
    ]


def test_a_csv_of_a_form_with_repeats_is_refused_since_it_lacks_them() -> None:
    assert codes(read("e.csv", b"age,_uuid\n9,u-1\n")) == {"repeats_need_sheets"}


def test_labels_in_place_of_values_are_refused() -> None:
    heads = [["Did you move?", "_uuid", "_index"], ["yes", "u-1", 1]]
    assert "label_heads" in codes(read("e.xlsx", workbook(Household=heads)))
    cells = [["home/moved", "_uuid", "_index"], ["Yes", "u-1", 1]]
    assert codes(read("e.xlsx", workbook(Household=cells))) == {"labels"}


def test_rows_without_an_id_strange_tables_and_broken_files_are_named() -> None:
    assert codes(read("e.xlsx", workbook(Household=[["age"], [9]]))) == {"no_instance_id"}
    strange = workbook(Household=MAIN, pets=[["name", "_parent_index"], ["Rex", 1]])
    assert codes(read("e.xlsx", strange)) == {"unknown_table"}
    for name in ("e.xlsx", "e.zip"):
        assert codes(read(name, b"nothing of the kind")) == {"broken_file"}
    assert codes(read("e.pdf", b"%PDF")) == {"format"}


def test_a_column_that_the_form_does_not_know_is_left_out_and_said() -> None:
    export = read(
        "e.xlsx", workbook(Household=[["age", "pet", "_uuid", "_index"], [9, "x", "u", 1]])
    )
    assert codes(export) == {"unknown_column"}
    assert len(export.rows) == 1


def test_what_came_by_phone_is_known_to_the_import(scene: Scene) -> None:
    group = scene.groups[0]
    submission_receive(scene.wave, scene.sent(1, channel="openrosa"))
    cards = {n: group.respondents.get(number=n).card for n in (1, 2)}
    lines = ["about/age,about/likes,about/why,school_belonging_1,school_belonging_2,class_code,"
             "card_number,older,KEY",
             f"11,yes,Football,4,1,{group.code},{cards[1]},12,uuid:1",
             f"10,no,Football,4,1,{group.code},{cards[2]},11,uuid:2"]  # fmt: skip
    export = read_export("e.csv", "\n".join(lines).encode(), definition_of(scene.version))
    done = answers_import(scene.wave, export, actor=scene.owner)
    assert (done.new, done.known, done.kept) == (1, 1, 0)
    second = Submission.objects.get(instance_id="uuid:2")
    assert second.respondent is not None and second.respondent.number == 2
    assert "about/why" not in second.answers
    again = answers_import(scene.wave, export, actor=scene.owner)
    assert (again.new, again.known, again.kept) == (0, 2, 0)


def test_nothing_is_taken_in_while_an_error_stands(scene: Scene) -> None:
    lines = b"about/age,KEY\n11,uuid:1\n12,\n"
    export = read_export("e.csv", lines, definition_of(scene.version))
    with pytest.raises(Refused):
        answers_import(scene.wave, export, actor=scene.owner)
    assert not Submission.objects.exists()


def test_the_page_says_what_became_of_the_rows(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.owner)
    table = io.BytesIO(b"about/age,about/likes,KEY\n11,no,uuid:1\n")
    table.name = "export.csv"
    address = f"/surveys/{scene.survey.pk}/waves/{scene.wave.pk}/bring/"
    page = client.post(address, {"table": table}, follow=True)
    assert "1 taken in, 0 were here already, 0 kept aside." in page.content.decode()
