"""The services of a place on a drawing: numbered spots, and what is not on it and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bothways.directory.services.cards import Card, Point, Where, kilometres
from bothways.directory.town_map.frame import frame_of
from bothways.directory.town_map.ground import Ground
from bothways.directory.town_map.grouping import Marker, grouped
from bothways.directory.town_map.sheet import Sheet, sheet_of
from bothways.directory.town_map.words import length_words, reason_words, spot_words

# Beyond it a town would shrink to a dot beside the address that somebody keeps in the capital.
FARTHEST_KM = 40.0


@dataclass(frozen=True)
class Stop:
    """A service at one of its addresses."""

    card: Card
    at: Where
    point: Point


@dataclass(frozen=True)
class Address:
    """An address of a spot with what is offered there."""

    name: str
    address: str
    distance: float | None
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Spot:
    """A numbered marker and its entry in the list."""

    number: int
    marker: Marker
    addresses: tuple[Address, ...]

    @property
    def services(self) -> int:
        return len({stop.card.id for address in self.addresses for stop in address.stops})

    @property
    def words(self) -> str:
        names = list(dict.fromkeys(address.name for address in self.addresses))
        return spot_words(self.number, names, self.services)


@dataclass(frozen=True)
class Unplaced:
    """A service, or one address of it, that the map does not show."""

    card: Card
    at: Where | None
    reason: str

    @property
    def words(self) -> str:
        return reason_words(self.reason)


@dataclass(frozen=True)
class ServicesMap:
    sheet: Sheet | None
    spots: tuple[Spot, ...]
    unplaced: tuple[Unplaced, ...]


def services_map(
    cards: Sequence[Card], ground: Ground | None, language: str, *,
    near: Point | None = None, middle: Point | None = None,
) -> ServicesMap:  # fmt: skip
    """In the order of the cards; around ``near``, or else around the middle of the place."""
    stops = stops_of(cards)
    centre = near or middle or median_point(stops)
    shown = [stop for stop in stops if is_within(centre, stop.point)]
    unplaced = unplaced_of(cards, [s for s in stops if not is_within(centre, s.point)])
    points = [stop.point for stop in shown] + ([near] if near else [])
    if not points:
        return ServicesMap(None, (), unplaced)
    frame = frame_of(points)
    markers = grouped([frame.at(stop.point) for stop in shown])
    spots = tuple(
        Spot(number, marker, _addresses([shown[n] for n in marker.members], near))
        for number, marker in enumerate(markers, start=1)
    )
    sheet = sheet_of(ground, frame, markers, language, near, length_words)
    return ServicesMap(sheet, spots, unplaced)


def stops_of(cards: Iterable[Card]) -> list[Stop]:
    return [Stop(card, at, at.point) for card in cards for at in card.where if at.point]


def is_within(centre: Point | None, point: Point) -> bool:
    return centre is None or kilometres(centre, point) <= FARTHEST_KM


def median_point(stops: Sequence[Stop]) -> Point | None:
    """Of a place whose own point nobody has written down."""
    if not stops:
        return None
    lats, lons = zip(*(stop.point for stop in stops), strict=True)
    return median(lats), median(lons)


def unplaced_of(cards: Iterable[Card], far: Sequence[Stop]) -> tuple[Unplaced, ...]:
    """A telephone line of a service that also has an address needs no word."""
    found = [Unplaced(stop.card, stop.at, "far") for stop in far]
    for card in cards:
        has_point = any(at.point for at in card.where)
        found += [
            Unplaced(card, at, at.off_map) for at in card.where
            if at.off_map and not (has_point and at.off_map == "virtual")
        ]  # fmt: skip
        if not card.where:
            found.append(Unplaced(card, None, "none"))
    return tuple(found)


def _addresses(stops: Iterable[Stop], near: Point | None) -> tuple[Address, ...]:
    groups: dict[tuple[str, str], list[Stop]] = {}
    for stop in stops:
        name = stop.at.name or stop.at.address or stop.card.name.text
        groups.setdefault((name, stop.at.address), []).append(stop)
    return tuple(
        Address(name, address, kilometres(near, found[0].point) if near else None, tuple(found))
        for (name, address), found in groups.items()
    )
