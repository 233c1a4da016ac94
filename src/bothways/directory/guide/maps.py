"""The maps of a place, with names in the language of reading."""

from collections.abc import Sequence

from bothways.directory.guide.content import Content, content_of
from bothways.directory.guide.reading import reading
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.cards import Card, Point
from bothways.directory.town_map.locator import Locator, locator
from bothways.directory.town_map.services_map import ServicesMap, services_map


def map_of(
    where: Whereabouts,
    content: Content,
    found: Sequence[Card],
    language: str,
    near: Point | None = None,
) -> ServicesMap:
    latitude, longitude = where.place.latitude, where.place.longitude
    middle = (latitude, longitude) if latitude is not None and longitude is not None else None
    return services_map(found, content.ground, language, near=near, middle=middle)


def locator_of(where: Whereabouts, card: Card) -> Locator | None:
    content = content_of(where, reading())
    return locator(card, content.cards, content.ground, reading())
