"""A window on the ground: metres on a plane about its middle latitude. Pure.

One unit of a drawing is a pixel of a telephone; wider screens enlarge it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from bothways.directory.services.cards import EARTH_KM, Point

XY = tuple[float, float]
WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 360.0, 230.0, 400.0
# Room for the widest marker between a point and the edge.
MARGIN = 32.0
LEAST_METRES = 600.0
METRES_A_DEGREE = radians(1) * EARTH_KM * 1000
WIDEST_BAR, NARROWEST_RING, MOST_RINGS = 110.0, 44.0, 4


@dataclass(frozen=True)
class Bar:
    """A round length, and how long it is drawn."""

    metres: float
    units: float


@dataclass(frozen=True)
class Ring:
    """So many metres around a point, and where its number may stand."""

    metres: float
    radius: float
    places: tuple[XY, ...]


@dataclass(frozen=True)
class Frame:
    middle: Point
    metres: float  # that one unit stands for
    height: float
    width: float = WIDTH

    def at(self, point: Point) -> XY:
        """Rightwards and downwards, north above, in every direction of reading."""
        east = turn(point[1] - self.middle[1]) * METRES_A_DEGREE * cos(radians(self.middle[0]))
        north = (point[0] - self.middle[0]) * METRES_A_DEGREE
        return self.width / 2 + east / self.metres, self.height / 2 - north / self.metres

    def holds(self, at: XY, inset: float = 0.0) -> bool:
        return (inset <= at[0] <= self.width - inset) and (inset <= at[1] <= self.height - inset)

    @property
    def bar(self) -> Bar:
        metres = round_length(WIDEST_BAR * self.metres)
        return Bar(metres, metres / self.metres)

    def rings(self, point: Point) -> tuple[Ring, ...]:
        """Round distances about a point, as many as are seen."""
        step = round_length(NARROWEST_RING * self.metres, above=True)
        found = (self._ring(self.at(point), step * n) for n in range(1, MOST_RINGS + 1))
        return tuple(ring for ring in found if ring is not None)

    def _ring(self, middle: XY, metres: float) -> Ring | None:
        x, y, r = *middle, metres / self.metres
        around = ((x, y - r), (x, y + r), (x + r, y), (x - r, y))
        places = tuple(place for place in around if self.holds(place, MARGIN / 2))
        return Ring(metres, r, places) if places else None


def frame_of(points: Sequence[Point], least_metres: float = LEAST_METRES) -> Frame:
    """The smallest window that holds the points, with room for their markers."""
    lats = [lat for lat, _lon in points]
    lons = [turn(lon - points[0][1]) for _lat, lon in points]
    middle = (min(lats) + max(lats)) / 2, turn((min(lons) + max(lons)) / 2 + points[0][1])
    wide = (max(lons) - min(lons)) * METRES_A_DEGREE * cos(radians(middle[0]))
    tall = (max(lats) - min(lats)) * METRES_A_DEGREE
    room = WIDTH - 2 * MARGIN
    metres = max(max(wide, least_metres) / room, tall / (MOST_HEIGHT - 2 * MARGIN))
    height = min(max(tall / metres + 2 * MARGIN, LEAST_HEIGHT), MOST_HEIGHT)
    return Frame(middle, metres, height)


def turn(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    return (degrees + 180) % 360 - 180


def round_length(metres: float, *, above: bool = False) -> float:
    """The largest of 1, 2, 5, 10, 20 and so on that is no longer; or the smallest no shorter."""
    ladder = [digit * 10.0**power for power in range(-1, 8) for digit in (1, 2, 5)]
    if above:
        return next(length for length in ladder if length >= metres)
    return max(length for length in ladder if length <= metres)


def farther_than(one: XY, other: XY, distance: float) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) >= distance
