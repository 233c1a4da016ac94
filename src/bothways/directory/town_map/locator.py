"""Where one service is: its addresses, what stands near, in which direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, radians, tau

from bothways.directory.services.cards import Card, Point, Where, kilometres
from bothways.directory.town_map.frame import frame_of, turn
from bothways.directory.town_map.ground import Ground, Shape
from bothways.directory.town_map.grouping import Marker, grouped
from bothways.directory.town_map.services_map import Stop, is_within, stops_of
from bothways.directory.town_map.sheet import Dot, Sheet, sheet_of
from bothways.directory.town_map.words import direction_words

LEAST_METRES = 1200.0
MOST_BEARINGS, FARTHEST_LANDMARK_KM = 2, 2.0


@dataclass(frozen=True)
class Bearing:
    """A landmark as it lies from an address."""

    name: str
    language: str
    distance: float
    eighth: int

    @property
    def direction(self) -> str:
        return direction_words(self.eighth)


@dataclass(frozen=True)
class Here:
    """An address of the service, the number of its marker, and what stands near."""

    number: int
    at: Where
    bearings: tuple[Bearing, ...]


@dataclass(frozen=True)
class Locator:
    sheet: Sheet
    markers: tuple[Marker, ...]
    addresses: tuple[Here, ...]
    others: tuple[Dot, ...]


def locator(
    card: Card, cards: Sequence[Card], ground: Ground | None, language: str
) -> Locator | None:
    """None where a drawing would show one dot and nothing else."""
    own = stops_of([card])
    own = [stop for stop in own if is_within(own[0].point, stop.point)]
    others = {s.point for s in stops_of(cards) if own and is_within(own[0].point, s.point)}
    others -= {stop.point for stop in own}
    if not own or not (ground or others or len(own) > 1):
        return None
    frame = frame_of(_worth_seeing(own, others, ground), LEAST_METRES)
    markers = grouped([frame.at(stop.point) for stop in own])
    seen = [frame.at(point) for point in sorted(others)]
    return Locator(
        sheet_of(ground, frame, markers, language),
        markers,
        tuple(_addresses(own, markers, ground, language)),
        tuple(Dot(*at) for at in seen if frame.holds(at, 2)),
    )


def _worth_seeing(
    own: Sequence[Stop], others: set[Point], ground: Ground | None
) -> list[Point]:  # fmt: skip
    """With a base map the next landmark; without one the other addresses of the town."""
    points = [stop.point for stop in own]
    if ground is None:
        return [*points, *others]
    near = [_nearest(point, ground)[:1] for point in points]
    return [*points, *(landmark.points[0] for found in near for _far, landmark in found)]


def _nearest(point: Point, ground: Ground) -> list[tuple[float, Shape]]:
    far = [(kilometres(point, landmark.points[0]), landmark) for landmark in ground.landmarks()]
    near = [pair for pair in far if pair[0] <= FARTHEST_LANDMARK_KM]
    return sorted(near, key=lambda pair: pair[0])


def _addresses(
    own: Sequence[Stop], markers: Sequence[Marker], ground: Ground | None, language: str
) -> list[Here]:
    return [
        Here(number, own[n].at, bearings(own[n].point, ground, language))
        for number, marker in enumerate(markers, start=1)
        for n in marker.members
    ]


def bearings(point: Point, ground: Ground | None, language: str) -> tuple[Bearing, ...]:
    if ground is None:
        return ()
    return tuple(
        Bearing(*landmark.name(language), far, eighth(point, landmark.points[0]))
        for far, landmark in _nearest(point, ground)[:MOST_BEARINGS]
    )


def eighth(one: Point, other: Point) -> int:
    """From one point to another, in eighths of a turn from north."""
    east = turn(other[1] - one[1]) * cos(radians(one[0]))
    return round(atan2(east, other[0] - one[0]) / tau * 8) % 8
