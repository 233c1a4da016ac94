"""The gap map: what is counted, what is linked, what a blank looks like."""

import csv
import gzip
import io
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.import_actions import import_commit
from bothways.practices.library import LibraryQuery
from bothways.practices.models import ImportBatch
from bothways.practices.rating_queries import shown_ratings
from bothways.practices.ratings import standing
from bothways.publishing.bands import (
    CONFIDENCE,
    DESIGNS,
    MONITORED,
    PROMISING,
    band_of,
    drawn,
    strength_of,
)
from bothways.publishing.bubbles import bubble_row, svg
from bothways.publishing.coded import bands_of, coded_rows
from bothways.publishing.gap_page import count_gaps, sides_bar
from bothways.publishing.gaps import AXES, Coded, chosen_axes, coded

MONITORED_ONE = (0, 0, 0, 1, 0, 0)


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
    assert table.cell("wellbeing", ("components", "training")) == MONITORED_ONE
    assert table.cell("participation", ("components", "training")) == MONITORED_ONE
    assert table.cell("wellbeing", ("components", "policy")) == (0, 0, 0, 0, 0, 0)


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


@given(st.lists(st.integers(0, 5000), min_size=6, max_size=6), st.integers(1, 5000))
def test_bubbles_never_touch_nor_leave_their_drawing(counts: list[int], largest: int) -> None:
    styled = drawn(CONFIDENCE, counts)
    row = bubble_row(styled, max(largest, *counts) * 2)
    assert [b.count for b in row.bubbles] == [n for _css, n in styled if n]
    assert sum(b.count for b in row.bubbles) == sum(counts)
    edges = [(b.x - b.r, b.x + b.r) for b in row.bubbles]
    assert all(first[1] < second[0] for first, second in zip(edges, edges[1:], strict=False))
    assert all(low >= 0 and high <= row.width for low, high in edges)


@given(st.lists(st.integers(0, 900), min_size=6, max_size=6))
def test_a_mirrored_row_has_the_best_known_at_the_right(counts: list[int]) -> None:
    plain = bubble_row(drawn(CONFIDENCE, counts), 1800)
    mirrored = bubble_row(drawn(CONFIDENCE, counts), 1800, mirrored=True)
    assert [plain.width - b.x for b in plain.bubbles] == [b.x for b in mirrored.bubbles]


def test_a_share_bar_without_practices_is_not_drawn() -> None:
    assert sides_bar((0, 0, 0)) == ""


def test_the_page_counts_what_the_ratings_say(starter: list[dict], visitor: Client) -> None:
    page = visitor.get("/gaps/").content.decode()
    training = [
        row for row in coded_rows(LibraryQuery(), "en")
        if "language_reading" in row.codes["outcome_families"]
        and "training" in row.codes["components"]
    ]  # fmt: skip
    at = [row.band_on("outcome_families", "language_reading") for row in training]
    cell = page.split('outcome=language_reading&amp;component=training">')[1].split("</td>")[0]
    assert f"{len(at)} practices: " in cell
    for place, band in enumerate(CONFIDENCE):
        assert (f"{at.count(place)} {band.word}" in cell) is (place in at)
    assert "A blank is no proof that nobody does it" in page
    assert " style=" not in page


def test_shape_tells_no_effect_and_harm_apart_and_not_colour_alone() -> None:
    marks = dict(drawn(CONFIDENCE, (1, 1, 1, 1, 1, 1)))
    assert marks == {"b3": 2, "b2": 1, "b0": 1, "bn": 1, "bh": 1}
    assert 'class="bs"' in svg_of((0, 0, 0, 0, 0, 1))
    assert 'class="bs"' not in svg_of((1, 1, 1, 1, 1, 0))


def svg_of(counts: tuple[int, ...]) -> str:
    return svg(bubble_row(drawn(CONFIDENCE, counts), 2))


@pytest.mark.parametrize(
    ("confidence", "direction", "flags", "word"),
    [
        (4, "positive", [], "causal and positive"),
        (3, "not clear", [], "causal, direction not clear"),
        (3, "positive", ["harm"], "a sign of harm"),
        (3, "not clear", ["no_effect", "replicated"], "no effect found"),
        (2, "positive", [], "promising comparison"),
        (1, "not measured", [], "monitored or described"),
    ],
)
def test_a_rating_stands_in_its_band(
    confidence: int, direction: str, flags: list[str], word: str
) -> None:
    with override("en"):
        assert str(CONFIDENCE[band_of(confidence, direction, flags)].word) == word


def outcome_row(outcome: str, low: int, direction: str = "positive") -> dict[str, Any]:
    return {"outcome": outcome, "low": low, "direction": direction, "flags": []}


def test_a_lowered_practice_stands_no_higher_on_any_outcome() -> None:
    outcomes = [outcome_row("wellbeing", 4), outcome_row("participation", 1)]
    kept = standing({"direction": "positive", "flags": [], "outcomes": outcomes})
    bands = bands_of(4, 2, kept, frozenset(("wellbeing", "participation")))
    assert (bands["band"], *bands["by_outcome"].values()) == (PROMISING, PROMISING, MONITORED)


def test_a_practice_stands_on_an_outcome_with_what_was_found_on_it() -> None:
    row = Coded("a", {}, 0, {"wellbeing": 2}, 3)
    assert row.band_on("outcome_families", "wellbeing") == 2
    assert row.band_on("outcome_families", "participation") == 3
    assert row.band_on("components", "training") == 0
    unnamed = Coded("a", {}, 0, {"some scale": 2}, None)
    assert unnamed.band_on("outcome_families", "participation") == 0


def test_a_map_of_before_there_were_ratings_keeps_its_three_designs() -> None:
    rows = [practice("a", outcome_families=["wellbeing"], components=["training"])]
    table = count_gaps(
        [Coded("a", rows[0].codes, 1)], "outcome_families", ["components"], None, DESIGNS
    )
    assert table.cell("wellbeing", ("components", "training")) == (0, 1, 0)


def test_the_page_is_light(starter: list[dict], visitor: Client) -> None:
    assert len(gzip.compress(visitor.get("/gaps/").content)) < 20_000


def test_the_number_of_statements_does_not_grow_with_the_library(
    starter: list[dict], visitor: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(7):
        visitor.get("/gaps/")
    with django_assert_num_queries(4):
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
    from_documents = {d["id"]: coded(d["id"], d).codes for d in starter}
    rows = coded_rows(LibraryQuery(), "en")
    assert {row.slug: row.codes for row in rows} == from_documents


def test_the_bands_are_those_of_the_shown_ratings(starter: list[dict]) -> None:
    shown = shown_ratings([d["id"] for d in starter])
    for row in coded_rows(LibraryQuery(), "en"):
        rating = shown[row.slug]
        codes = [flag.code for flag in rating.flags]
        assert row.band == band_of(rating.low, rating.direction, codes)


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
    assert len(rows) == 1 + 17 * 10 + 2
    assert sum(int(n) for row in rows[1:-2] for n in row[3:]) > 300
    assert rows[-1][0].startswith("A blank is no proof")


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_svg_is_well_formed_in_both_directions(
    starter: list[dict], visitor: Client, language: str
) -> None:
    answer = visitor.get(f"{language}/gaps/gap-map.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    root = fromstring(answer.content)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) > 80


def test_the_map_says_where_a_range_stands(starter: list[dict[str, Any]], client: Client) -> None:
    page = client.get("/gaps/").content.decode()
    assert "stands with what is certain, its lower end" in page
