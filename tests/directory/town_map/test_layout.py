"""The drawing: true to the ground, nothing cut off, nothing covered."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.directory.services.cards import kilometres
from bothways.directory.town_map.frame import (
    LEAST_HEIGHT,
    MARGIN,
    METRES_A_DEGREE,
    MOST_HEIGHT,
    frame_of,
    round_length,
    turn,
)
from bothways.directory.town_map.ground import Ground, Shape
from bothways.directory.town_map.grouping import MANY, grouped
from bothways.directory.town_map.labels import Wanted, box_around, meet, placed
from bothways.directory.town_map.outlines import outline
from bothways.directory.town_map.sheet import sheet_of
from tests.directory.town_map.grounds import RIVER, towns

HALL, STATION = (50.9806, 11.0290), (50.9724, 11.0368)


@given(towns())
def test_every_point_and_its_marker_lie_inside_the_frame(points: list[tuple[float, float]]) -> None:
    frame = frame_of(points)
    assert LEAST_HEIGHT <= frame.height <= MOST_HEIGHT
    places = [frame.at(point) for point in points]
    assert all(frame.holds(place, MARGIN - 0.01) for place in places)
    for marker in grouped(places):
        assert frame.holds((marker.x, marker.y), marker.radius)


@given(towns(most=100))
def test_no_two_markers_overlap_and_nobody_is_lost(points: list[tuple[float, float]]) -> None:
    frame = frame_of(points)
    markers = grouped([frame.at(point) for point in points])
    for n, one in enumerate(markers):
        for other in markers[n + 1 :]:
            apart = hypot(one.x - other.x, one.y - other.y)
            assert apart >= one.radius + other.radius
    assert sorted(m for marker in markers for m in marker.members) == list(range(len(points)))
    assert [marker.members[0] for marker in markers] == sorted(m.members[0] for m in markers)


@given(st.data(), towns(most=30))
def test_which_places_go_together_does_not_depend_on_the_order(
    data: st.DataObject, points: list[tuple[float, float]]
) -> None:
    frame = frame_of(points)
    places = [frame.at(point) for point in points]
    mixed = data.draw(st.permutations(places))
    plain = {frozenset(places[m] for m in marker.members) for marker in grouped(places)}
    assert {frozenset(mixed[m] for m in marker.members) for marker in grouped(mixed)} == plain


@given(towns())
def test_the_scale_bar_is_true_within_one_in_a_hundred(points: list[tuple[float, float]]) -> None:
    """Walked on the globe from the middle of the map, upwards and sideways."""
    frame = frame_of(points)
    lat, lon = frame.middle
    assert 40 <= frame.bar.units <= 110
    north = (lat + frame.bar.metres / METRES_A_DEGREE, lon)
    assert hypot(*(a - b for a, b in zip(frame.at(north), frame.at(frame.middle), strict=True))) \
        == pytest.approx(frame.bar.units, rel=0.01)  # fmt: skip
    middle = frame.at(frame.middle)
    step = frame.bar.metres / METRES_A_DEGREE
    east = (lat, turn(lon + step))
    drawn = frame.at(east)[0] - middle[0]
    walked = kilometres(frame.middle, east) * 1000 / frame.metres
    assert drawn == pytest.approx(walked, rel=0.01)


@given(towns(most=2))
def test_distances_on_the_drawing_are_those_on_the_ground(
    points: list[tuple[float, float]],
) -> None:
    frame = frame_of(points)
    one, other = points[0], points[-1]
    (x1, y1), (x2, y2) = frame.at(one), frame.at(other)
    drawn = hypot(x2 - x1, y2 - y1) * frame.metres
    assert drawn == pytest.approx(kilometres(one, other) * 1000, rel=0.01, abs=1)


def test_north_is_above_and_east_to_the_right() -> None:
    frame = frame_of([HALL, STATION])
    (hall_x, hall_y), (station_x, station_y) = frame.at(HALL), frame.at(STATION)
    assert hall_y < station_y
    assert hall_x < station_x


@given(st.floats(0.2, 5e6))
def test_a_round_length_begins_with_one_two_or_five(metres: float) -> None:
    below, above = round_length(metres), round_length(metres, above=True)
    assert below <= metres <= above
    assert f"{below:e}"[0] in "125"
    assert metres < below * 2.5 + 1e-9


@given(towns())
def test_rings_are_of_round_distances_and_their_numbers_are_seen(
    points: list[tuple[float, float]],
) -> None:
    frame = frame_of(points)
    rings = frame.rings(points[0])
    for number, ring in enumerate(rings, start=1):
        assert ring.metres == rings[0].metres * number
        assert ring.radius * frame.metres == pytest.approx(ring.metres)
        assert all(frame.holds(place) for place in ring.places)


def test_names_cover_neither_a_marker_nor_one_another() -> None:
    frame = frame_of([HALL, STATION])
    markers = grouped([frame.at(HALL), frame.at(STATION)])
    over = Wanted("Town Hall", "", "landmark", (frame.at(HALL),))
    free = Wanted("Old Bridge", "", "landmark", (frame.at(HALL), (250.0, 200.0)))
    again = Wanted("Bridge", "", "landmark", ((255.0, 204.0),))
    labels = placed([over, free, again], frame, markers)
    assert [label.text for label in labels] == ["Old Bridge"]
    box = box_around(labels[0].x, labels[0].y, 30, 8)
    assert not any(meet(box, box_around(m.x, m.y, MANY, MANY)) for m in markers)


def test_the_base_map_keeps_to_what_is_seen() -> None:
    frame = frame_of([HALL, STATION])
    away = Shape("road", "line", {}, ((51.5, 11.0), (51.6, 11.2)))
    assert outline([away], frame) == ""
    long = Shape("road", "line", {}, tuple((50.9 + n / 1000, 11.03) for n in range(200)))
    assert outline([long], frame).count(" ") < 40
    across = outline([long], frame)
    assert across.startswith("M")
    # It still comes in at one side and goes out at the other.
    assert int(across[1:].partition(" ")[2].partition("l")[0]) > frame.height


def test_a_river_of_many_parts_is_named_once() -> None:
    frame = frame_of([HALL, (50.975, 11.02)])
    parts = Ground((RIVER, RIVER))
    sheet = sheet_of(parts, frame, (), "ar")
    assert [(label.text, label.language) for label in sheet.labels] == [("Lind", "en")]
    assert sheet.kinds == ("water",)
