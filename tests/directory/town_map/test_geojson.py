"""A base map from a file: what is taken in, what is refused and how, how small it becomes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.directory.demonstration.services import FOLDER
from bothways.directory.town_map.geojson import MOST_BYTES, read_geojson
from bothways.directory.town_map.ground import KINDS, Shape, document_of, ground_in
from bothways.directory.town_map.simplify import (
    MOST_POSITIONS,
    bend_weights,
    joined,
    simplified,
)
from tests.directory.town_map.grounds import ROAD, STATION, collection, feature

SQUARE = [[11.0, 50.9], [11.02, 50.9], [11.02, 50.92], [11.0, 50.92], [11.0, 50.9]]
HOLE = [[11.005, 50.905], [11.015, 50.905], [11.015, 50.915], [11.005, 50.905]]


def test_lines_areas_and_points_are_read_with_their_names() -> None:
    lake = feature("water", "Polygon", [SQUARE, HOLE], **{"name:ar": "بحيرة", "name:fa": "دریاچه"})
    roads = feature("road", "MultiLineString", [SQUARE[:2], SQUARE[1:3]])
    shapes, problems = read_geojson(collection(lake, roads, STATION))
    assert problems == []
    assert [(s.kind, s.form, len(s.points)) for s in shapes] == [
        ("water", "area", 5), ("water", "area", 4), ("road", "line", 2), ("road", "line", 2),
        ("landmark", "point", 1),
    ]  # fmt: skip
    assert shapes[0].name("ar") == ("بحيرة", "ar")
    assert shapes[0].name("fa") == ("دریاچه", "fa")
    assert shapes[-1].name("ar") == ("Hauptbahnhof", "")
    assert shapes[-1].points == ((50.97, 11.03),)


def test_a_hole_turns_the_other_way_so_that_it_stays_empty() -> None:
    for ring in (SQUARE, SQUARE[::-1]):
        (outside, hole), _problems = read_geojson(
            collection(feature("green", "Polygon", [ring, HOLE]))
        )
        assert turning(outside) > 0 > turning(hole)


def turning(shape: Shape) -> float:
    pairs = zip(shape.points, shape.points[1:], strict=False)
    return sum(lon1 * lat2 - lon2 * lat1 for (lat1, lon1), (lat2, lon2) in pairs)


@pytest.mark.parametrize(
    ("wrong", "row", "column", "code"),
    [
        (b"\xff\xfe", 0, "", "encoding"),
        (b"{", 0, "", "broken_file"),
        (b"[" * 100_000, 0, "", "broken_file"),
        (b'{"features": 3}', 0, "features", "no_records"),
        (collection(), 0, "features", "no_records"),
        (b" " * (MOST_BYTES + 1), 0, "", "too_large"),
        (collection(ROAD, crs={"properties": {"name": "EPSG:25832"}}), 0, "crs", "system"),
        (collection(ROAD, "x"), 2, "type", "not_a_feature"),
        (collection(ROAD, feature("house", "Point", [11, 50])), 2, "properties.kind",
         "unknown_value"),
        (collection(feature("road", "Circle", [11, 50])), 1, "geometry.type", "unknown_value"),
        (collection(feature("road", "Point", [11, 50])), 1, "geometry.type", "wrong_form"),
        (collection(feature("landmark", "Point", [11, 50])), 1, "properties.name", "missing"),
        (collection(feature("landmark", "Point", [11, 50], name="x" * 81)), 1, "properties.name",
         "too_long"),
        (collection(feature("road", "LineString", 7)), 1, "geometry.coordinates", "not_a_list"),
        (collection(feature("road", "LineString", [[11, 50]])), 1, "geometry.coordinates",
         "too_few"),
        (collection(feature("road", "LineString", [[11, 50], [11, "50"]])), 1,
         "geometry.coordinates[1]", "no_point"),
        (collection(feature("road", "LineString", [[11, 50], [11, 10**400]])), 1,
         "geometry.coordinates[1]", "no_point"),
        (collection(feature("road", "LineString", [[11, 50], [11, float("nan")]])), 1,
         "geometry.coordinates[1]", "no_point"),
        (collection(feature("green", "Polygon", [SQUARE, SQUARE[:4]])), 1,
         "geometry.coordinates[1]", "open_ring"),
        (collection(feature("road", "LineString", [[640000, 5650000], [640100, 5650000]])), 1,
         "geometry.coordinates[0]", "coordinates"),
        (collection(ROAD, feature("road", "LineString", [[2.3, 48.8], [2.4, 48.9]])), 0,
         "features", "too_wide"),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_feature_and_path(
    wrong: bytes, row: int, column: str, code: str
) -> None:
    shapes, problems = read_geojson(wrong)
    assert shapes == ()
    assert [(p.row, p.column, p.code) for p in problems] == [(row, column, code)]
    assert len(problems[0].message) > 10


def test_a_bad_feature_does_not_hide_the_next() -> None:
    _shapes, problems = read_geojson(collection(*["x"] * 1000))
    assert [p.row for p in problems] == list(range(1, 201))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "coordinates", "kind", "name", "names", "ar"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(
    st.sampled_from(list(KINDS)), JSON, JSON, st.sampled_from(["Point", "Polygon", "LineString"])
)
def test_whatever_a_feature_holds_is_read_or_named(
    kind: str, coordinates: Any, names: Any, geometry: str
) -> None:
    thing = feature(kind, geometry, coordinates)
    thing["properties"]["names"] = names
    shapes, problems = read_geojson(json.dumps({"features": [thing]}).encode())
    assert bool(shapes) != bool(problems)


@given(st.binary(max_size=60))
def test_whatever_bytes_are_read_or_named(content: bytes) -> None:
    shapes, problems = read_geojson(content)
    assert shapes == () and problems


# --- smaller -----------------------------------------------------------------------------------

STEPS = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
LINES = st.lists(STEPS, min_size=2, max_size=40).map(
    lambda steps: tuple((50 + a / 100, 11 + b / 100) for a, b in steps)
)


@given(st.lists(LINES, min_size=1, max_size=12), st.integers(8, 60))
def test_a_base_map_keeps_to_its_number_of_points_and_its_ends(
    lines: list[tuple[tuple[float, float], ...]], most: int
) -> None:
    shapes = [Shape("road", "line", {}, line) for line in lines]
    small = simplified(shapes, most)
    assert sum(len(shape.points) for shape in small.shapes) <= most
    before = {point for line in lines for point in line}
    assert all(set(shape.points) <= before for shape in small.shapes)
    assert all(len(shape.points) >= 2 for shape in small.shapes)


@given(st.lists(LINES, max_size=12))
def test_joining_lines_keeps_every_stretch(lines: list[tuple[tuple[float, float], ...]]) -> None:
    assert stretches(joined(lines)) == stretches(lines)


def stretches(lines: list[tuple[tuple[float, float], ...]]) -> list[Any]:
    pairs = (pair for line in lines for pair in zip(line, line[1:], strict=False))
    return sorted(tuple(sorted(pair)) for pair in pairs)


def test_a_road_cut_at_each_crossing_becomes_one() -> None:
    a, b, c, d = [(50.0, 11.0 + n / 100) for n in range(4)]
    assert joined([(a, b), (d, c), (b, c)]) in ([(a, b, c, d)], [(d, c, b, a)])


def test_the_smallest_bend_goes_first_and_a_straight_point_weighs_nothing() -> None:
    line = ((0.0, 0.0), (0.1, 1.0), (0.0, 2.0), (3.0, 3.0), (0.0, 4.0), (0.0, 5.0), (0.0, 6.0))
    weights = bend_weights(Shape("road", "line", {}, line))
    assert weights[5] == 0
    assert weights[1] < weights[3]
    assert weights[0] == weights[-1] == float("inf")


def test_the_demonstrations_map_has_no_fault_and_comes_back_as_it_was_stored() -> None:
    shapes, problems = read_geojson((FOLDER / "base_map.geojson").read_bytes())
    assert problems == []
    small = simplified(shapes)
    assert small.left_out == 0
    assert sum(len(s.points) for s in small.shapes) <= MOST_POSITIONS
    stored = json.loads(json.dumps(document_of(small.shapes)))
    assert ground_in(stored, "", "").shapes == small.shapes
    assert {shape.kind for shape in small.shapes} == set(KINDS)
