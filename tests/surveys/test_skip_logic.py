"""A question is skipped for the same reason on a page, on a phone and in an import."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.surveys.forms.definition import Definition
from bothways.surveys.forms.evaluate import Sheet, fill, tidy
from bothways.surveys.forms.functions import Moment
from bothways.surveys.forms.instance import answers_in, read_instance, write_instance
from bothways.surveys.forms.screens import Place, add_row, put, screens_of
from bothways.surveys.forms.xform import read_xform
from bothways.surveys.importers.exports import read_export
from tests.surveys.forms import HOUSEHOLD

FORM, PROBLEMS = read_xform(HOUSEHOLD)
NOW = Moment(datetime(2026, 9, 1, tzinfo=UTC), "uuid:1")
NUMBER = st.sampled_from(["", "2", "5", "6", "11", "17", "x"])
KIDS = st.fixed_dictionaries(
    {"name": st.sampled_from(["", "Bo", "Ana"]), "years": NUMBER,
     "both": st.sampled_from(["", "yes", "yes no"])}
)  # fmt: skip
ANSWERS = st.fixed_dictionaries(
    {"age": NUMBER, "home/moved": st.sampled_from(["", "yes", "no"]),
     "home/country": st.sampled_from(["", "de", "es"]),
     "home/city": st.sampled_from(["", "berlin", "bonn", "vigo"]),
     "kids": st.lists(KIDS, max_size=3), "more": st.sampled_from(["", "Words"])}
)  # fmt: skip


def form() -> Definition:
    assert FORM is not None, PROBLEMS
    return FORM


def on_pages(drawn: dict[str, Any]) -> Sheet:
    """Screen after screen: only what is shown can be answered, and only then."""
    answers: dict[str, Any] = {}
    done: set[str] = set()
    while True:
        sheet = fill(form(), answers, NOW)
        screen = next((one for one in screens_of(sheet) if _key(one) not in done), None)
        if screen is None:
            return sheet
        if screen.repeat and screen.row < len(drawn["kids"]):
            add_row(answers, form(), screen.repeat)
            continue
        done.add(_key(screen))
        for place in screen.places:
            put(answers, form(), place.name, _drawn(drawn, place))


def _key(screen: Any) -> str:
    """A screen that shows another question than before is a new one to fill."""
    return "|".join([screen.key, *(place.name for place in screen.places)])


def _drawn(drawn: dict[str, Any], place: Place) -> str:
    if place.rows:
        return str(drawn["kids"][place.rows[0] - 1][place.part.name])
    return str(drawn.get(place.part.path, ""))


def by_phone(drawn: dict[str, Any]) -> Sheet:
    """A sheet that holds everything, also what was never asked."""
    sent = read_instance(write_instance(form(), drawn, "uuid:1"))
    return fill(form(), answers_in(sent, form()), NOW, believed=True)


def by_import(drawn: dict[str, Any]) -> Sheet:
    export = read_export("household.zip", central_zip(drawn), form())
    assert not export.problems
    (row,) = export.rows
    return fill(form(), row.answers, NOW, believed=True)


def central_zip(drawn: dict[str, Any]) -> bytes:
    """The submission as ODK Central exports it: a table of kids beside the main one."""
    plain = {path: value for path, value in drawn.items() if path != "kids"}
    main = [["SubmissionDate", *(path.replace("/", "-") for path in plain), "SET-OF-kids", "KEY"],
            ["2026-09-01", *plain.values(), "uuid:1/kids", "uuid:1"]]  # fmt: skip
    kids = [["name", "years", "both", "PARENT_KEY", "KEY"]]
    for number, kid in enumerate(drawn["kids"], start=1):
        kids.append([kid["name"], kid["years"], kid["both"], "uuid:1", f"uuid:1/kids[{number}]"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, rows in (("household.csv", main), ("household-kids.csv", kids)):
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            archive.writestr(name, text.getvalue())
    return packed.getvalue()


@given(ANSWERS)
@settings(max_examples=150)
def test_page_phone_and_import_ask_and_keep_the_same(drawn: dict[str, Any]) -> None:
    page, phone, brought = on_pages(drawn), by_phone(drawn), by_import(drawn)
    assert page.answers == phone.answers == brought.answers
    assert page.complaints == phone.complaints == brought.complaints


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["age", "kids", "name", "home", "home/city", "many"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["age", "kids", "home", "more", "x"]), JSON, max_size=5))
def test_whatever_a_page_sends_back_takes_the_shape_of_the_form(state: dict[str, Any]) -> None:
    answers = tidy(form(), state)
    assert set(answers) <= {"age", "kids", "more"}
    assert all(isinstance(row, dict) for row in answers.get("kids", ()))
    put(answers, form(), "kids[2]/name", "Bo")
    add_row(answers, form(), "kids")
    assert fill(form(), answers, NOW).answers["kids"][1]["name"] == "Bo"
    assert tidy(form(), answers) == answers


def test_what_is_not_asked_does_not_count() -> None:
    kid = {"name": "", "years": "12", "both": "yes"}
    sheet = by_phone({"age": "5", "home/moved": "yes", "kids": [kid, kid], "more": "Words"})
    assert sheet.answers == {"age": "5", "kids": [{}, {}], "many": "2"}


def test_a_city_of_another_country_is_complained_of() -> None:
    sheet = by_phone({"age": "9", "home/moved": "yes", "home/country": "es",
                      "home/city": "bonn", "kids": []})  # fmt: skip
    assert [(c.path, c.code) for c in sheet.complaints] == [("home/city", "not_a_choice")]
