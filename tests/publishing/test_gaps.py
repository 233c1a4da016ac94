"""The gap map: what is counted, what is linked, what a blank looks like."""

import csv
import gzip
import io
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.import_actions import import_commit
from bothways.practices.library import LibraryQuery
from bothways.practices.models import ImportBatch
from bothways.publishing.bubbles import bubble_row
from bothways.publishing.coded import coded_rows
from bothways.publishing.gap_page import count_gaps, sides_bar
from bothways.publishing.gaps import AXES, chosen_axes, coded, strength_of


def practice(name: str, **codes: Any) -> Any:
    return coded(name, codes)


def test_the_strongest_study_decides_and_no_study_is_described() -> None:
    assert strength_of({"studies": [{"design": "monitoring"}, {"design": "cluster_rct"}]}) == 0
    assert strength_of({"studies": [{"design": "matched"}]}) == 1
    assert strength_of({"studies": [{"design": "pre_post"}]}) == 2
    assert strength_of({}) == 2


def test_a_practice_stands_in_each_cell_where_its_codes_meet() -> None:
    both = practice("a", outcome_families=["wellbeing", "participation"], components=["training"])
    table = count_gaps([both], "outcome_families", ["components"])
    assert table.cell("wellbeing", ("components", "training")) == (0, 0, 1)
    assert table.cell("participation", ("components", "training")) == (0, 0, 1)
    assert table.cell("wellbeing", ("components", "policy")) == (0, 0, 0)


def test_practices_without_a_code_on_one_axis_are_counted_outside() -> None:
    rows = [practice("a", components=["training"]), practice("b", outcome_families=["wellbeing"])]
    assert count_gaps(rows, "outcome_families", ["components"]).outside == 2


def test_institutions_are_of_the_hosts_side() -> None:
    rows = [practice("a", outcome_families=["wellbeing"], who_changes="institutions")]
    assert count_gaps(rows, "outcome_families", ["who_changes"]).row_sides["wellbeing"] == (0, 0, 1)


@pytest.mark.parametrize("rows", ["nonsense", None, "title"])
def test_unknown_axes_fall_back_to_the_default(rows: str | None) -> None:
    assert chosen_axes(rows, ["nonsense"]) == ("outcome_families", ("components", "who_changes"))


def test_an_axis_is_never_drawn_against_itself() -> None:
    for axis in AXES:
        row, columns = chosen_axes(axis, [axis])
        assert row not in columns
        assert columns


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=3), st.integers(1, 5000))
def test_bubbles_never_touch_nor_leave_their_drawing(counts: list[int], largest: int) -> None:
    row = bubble_row(counts, max(largest, *counts))
    assert [b.count for b in row.bubbles] == [n for n in counts if n]
    edges = [(b.x - b.r, b.x + b.r) for b in row.bubbles]
    assert all(first[1] < second[0] for first, second in zip(edges, edges[1:], strict=False))
    assert all(low >= 0 and high <= row.width for low, high in edges)


@given(st.lists(st.integers(0, 900), min_size=3, max_size=3))
def test_a_mirrored_row_has_the_strongest_study_at_the_right(counts: list[int]) -> None:
    plain = bubble_row(counts, 900)
    mirrored = bubble_row(counts, 900, mirrored=True)
    assert [plain.width - b.x for b in plain.bubbles] == [b.x for b in mirrored.bubbles]


def test_a_share_bar_without_practices_is_not_drawn() -> None:
    assert sides_bar((0, 0, 0)) == ""


def test_the_page_counts_what_the_records_say(starter: list[dict], visitor: Client) -> None:
    page = visitor.get("/gaps/").content.decode()
    language = [d for d in starter if "language_reading" in (d.get("outcome_families") or ())]
    training = [d for d in language if "training" in (d.get("components") or ())]
    lots = sum(strength_of(d) == 0 for d in training)
    cell = page.split('outcome=language_reading&amp;component=training">')[1]
    assert f"{lots} tested by drawing lots" in cell.split("</td>")[0]
    assert "A blank is not proof" in page
    assert " style=" not in page


def test_the_page_is_light(starter: list[dict], visitor: Client) -> None:
    assert len(gzip.compress(visitor.get("/gaps/").content)) < 20_000


def test_the_number_of_statements_does_not_grow_with_the_library(
    starter: list[dict], visitor: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        visitor.get("/gaps/")
    with django_assert_num_queries(1):
        visitor.get("/gaps/?rows=approach&columns=level")


def test_a_new_release_shows_at_once(starter: list[dict], visitor: Client) -> None:
    before = len(coded_rows(LibraryQuery(), "en"))
    batch = ImportBatch.objects.create(
        file_name="one", file_format="json", file_hash="",
        documents=[{**starter[0], "id": "a-new-one"}],
    )  # fmt: skip
    import_commit(batch, actor=None, release=True)
    assert len(coded_rows(LibraryQuery(), "en")) == before + 1


def test_the_database_reads_the_same_codes_as_python(starter: list[dict]) -> None:
    from_documents = {d["id"]: coded(d["id"], d) for d in starter}
    assert {row.slug: row for row in coded_rows(LibraryQuery(), "en")} == from_documents


def test_filters_of_the_library_narrow_the_map(starter: list[dict], visitor: Client) -> None:
    german = sum("DE" in (d.get("countries") or ()) for d in starter)
    page = visitor.get("/gaps/?country=DE").content.decode()
    assert f"{german} practices, counted" in page
    assert "country=DE&amp;outcome=" in page


def test_an_unknown_filter_is_named_and_left_out(starter: list[dict], visitor: Client) -> None:
    answer = visitor.get("/gaps/?country=Atlantis")
    assert answer.status_code == 200
    assert "Not understood: country=Atlantis" in answer.content.decode()


def test_the_csv_holds_every_cell(starter: list[dict], visitor: Client) -> None:
    text = visitor.get("/gaps/gap-map.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + 17 * 10
    assert sum(int(n) for row in rows[1:] for n in row[3:]) > 300


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_svg_is_well_formed_in_both_directions(
    starter: list[dict], visitor: Client, language: str
) -> None:
    answer = visitor.get(f"{language}/gaps/gap-map.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    root = fromstring(answer.content)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) > 80
