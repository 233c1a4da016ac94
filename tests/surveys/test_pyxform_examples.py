"""pyxform's own example forms: they convert, show as pages and take answers."""

import random
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bothways.surveys.forms.conversion import Converted, convert_workbook
from bothways.surveys.forms.definition import Definition, Part
from bothways.surveys.forms.evaluate import choices_of, fill
from bothways.surveys.forms.functions import Moment
from bothways.surveys.forms.instance import answers_in, read_instance, write_instance
from bothways.surveys.forms.screens import screens_of

FOLDER = Path(__file__).parent / "pyxform_examples"
NOW = Moment(datetime(2026, 9, 1, 10, tzinfo=UTC), "uuid:1")
# What pyxform itself or we refuse, and by which name. All others have to work.
REFUSED = {
    "bad_calc.xlsx": "bad_expression",  # the calculation is an English sentence
    "include.xls": "not_converted",  # they include another file, which pyxform dropped
    "include.xlsx": "not_converted",
    "include_json.xls": "not_converted",
    "include_json.xlsx": "not_converted",
    "unknown_question_type.xls": "not_converted",
}
# One question that is hidden; one note with a file whose column says "Mango", not "mango".
SILENT = {"hidden.xls", "pull_data.xlsx"}
FORMS = sorted(path.name for path in FOLDER.glob("*.xls*"))


@cache
def converted(name: str) -> Converted:
    files = {path.name: path.read_bytes() for path in FOLDER.glob("*.csv")}
    return convert_workbook(name, (FOLDER / name).read_bytes(), files)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_work_is_refused_by_name(name: str) -> None:
    assert converted(name).definition is None
    assert converted(name).problems[0].code == REFUSED[name]


@pytest.mark.parametrize("name", [name for name in FORMS if name not in REFUSED])
def test_an_example_form_converts_renders_and_takes_answers(name: str) -> None:
    definition = converted(name).definition
    assert definition is not None, converted(name).problems
    answers = filled_in(definition)
    sheet = fill(definition, answers, NOW)
    assert screens_of(sheet) or name in SILENT, "there is something to show"
    for place in (place for screen in screens_of(sheet) for place in screen.places):
        for language in definition.languages:
            assert isinstance(sheet.said(place.part.label.in_language(language), place.node), str)
    sent = read_instance(write_instance(definition, sheet.answers, "uuid:1"))
    again = fill(definition, answers_in(sent, definition), NOW, believed=True)
    assert again.answers == sheet.answers, "a phone's sheet says the same"
    assert sheet.answers or name in SILENT, "something was answered"


def filled_in(definition: Definition) -> dict[str, Any]:
    """Answers of the right kind; a cascade of choices takes several rounds."""
    answers: dict[str, Any] = {}
    for _round in range(5):
        sheet = fill(definition, answers, NOW)
        for part in definition.questions:
            if not definition.repeats_of(part.path) and part.is_shown:
                for node in sheet.nodes(part.path):
                    options = [c.value for c in choices_of(sheet.interpreter, part, node)]
                    answers[part.path] = answers.get(part.path) or _value(part, options)
        for path in definition.repeats:
            inner = [
                part for part in definition.questions if path in definition.repeats_of(part.path)
            ]
            if definition.repeats_of(path) == (path,):
                row = {p.path.removeprefix(f"{path}/"): _value(p, []) for p in inner if p.is_shown}
                answers[path] = [row, row]
    return answers


def _value(part: Part, options: list[str]) -> str:
    if part.choices is not None:
        return random.Random(part.path).choice(options) if options else ""
    return {"integer": "7", "decimal": "7.5", "range": part.parameters.get("start", "1"),
            "date": "2026-09-01", "time": "10:30", "datetime": "2026-09-01T10:30",
            "note": ""}.get(part.kind, "words")  # fmt: skip
