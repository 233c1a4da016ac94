"""Whatever comes in, the readers and the checks answer with problems and never raise."""

import csv
import io
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.practices.importers import READERS, read_file
from bothways.practices.record.document import Document
from bothways.practices.record.fields import FIELD
from tests.practices.formats.documents import documents
from tests.practices.formats.files import problems_of, workbook

SMALL_WORKBOOK = workbook([["id", "title"], ["a", "A"]])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda parts: (
        st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=5), parts, max_size=3)
    ),
    max_leaves=6,
)
field_names = st.sampled_from([
    *FIELD, "id", "edition", "coding", "translations", "missing", "evaluation", "digital", "none",
])  # fmt: skip
fuzz = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@fuzz
@given(ending=st.sampled_from(sorted(READERS)), content=st.binary(max_size=400))
def test_no_bytes_make_a_reader_raise(ending: str, content: bytes) -> None:
    read, problems = read_file(f"a.{ending}", content)
    assert read or problems


@fuzz
@given(ending=st.sampled_from(("csv", "json", "yaml")), text=st.text(max_size=200))
def test_no_text_makes_a_reader_raise(ending: str, text: str) -> None:
    read, problems = read_file(f"a.{ending}", text.encode("utf-8", "surrogatepass"))
    assert read or problems


@fuzz
@given(
    cells=st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), min_size=1, max_size=3)
)
def test_no_cell_makes_the_reader_or_the_check_raise(cells: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([["id", "title", "studies", "years.start"], *cells])
    problems_of("a.csv", stream.getvalue().encode("utf-8", "replace"))


@fuzz
@given(record=st.dictionaries(field_names, json_values, max_size=6))
def test_no_json_record_makes_the_reader_or_the_check_raise(record: Document) -> None:
    problems_of("a.json", json.dumps([record]))


@fuzz
@given(document=documents(), field=field_names, value=json_values)
def test_no_wrong_value_in_a_right_record_raises(
    document: Document, field: str, value: Any
) -> None:
    problems_of("a.json", json.dumps([{**document, field: value}]))


@fuzz
@given(data=st.data())
def test_no_damage_to_a_workbook_makes_the_reader_raise(data: st.DataObject) -> None:
    whole = bytearray(SMALL_WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    problems_of("a.xlsx", bytes(whole))
