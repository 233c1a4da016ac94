"""Points that would cover one another become one marker. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bothways.directory.town_map.frame import XY, farther_than

ONE, MANY, GAP = 13.0, 18.0, 1.0


@dataclass(frozen=True)
class Marker:
    """A place of the drawing with the members that lie there, by their numbers."""

    x: float
    y: float
    members: tuple[int, ...]

    @property
    def radius(self) -> float:
        return ONE if len(self.members) == 1 else MANY

    def clears(self, other: "Marker") -> bool:
        reach = self.radius + other.radius + GAP
        return farther_than((self.x, self.y), (other.x, other.y), reach)


def grouped(places: Sequence[XY]) -> tuple[Marker, ...]:
    """Markers that stay clear of one another, in the order of their first members.

    Which places go together does not depend on the order of the list.
    """
    standing: list[Marker] = []
    for marker in _at_the_same(places):
        while other := next((each for each in standing if not each.clears(marker)), None):
            standing.remove(other)
            marker = _together(marker, other, places)
        standing.append(marker)
    return tuple(sorted(standing, key=lambda marker: marker.members))


def _at_the_same(places: Sequence[XY]) -> Iterable[Marker]:
    found: dict[XY, list[int]] = {}
    for number, place in enumerate(places):
        found.setdefault(place, []).append(number)
    return [Marker(*place, tuple(found[place])) for place in sorted(found)]


def _together(one: Marker, other: Marker, places: Sequence[XY]) -> Marker:
    members = tuple(sorted((*one.members, *other.members)))
    points = sorted({places[number] for number in members})
    x, y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return Marker(x, y, members)
