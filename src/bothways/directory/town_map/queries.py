"""Reads of base maps: the one that lies under a place."""

from bothways.directory.places.models import Place
from bothways.directory.places.queries import Whereabouts
from bothways.directory.town_map.ground import Ground, ground_in
from bothways.directory.town_map.models import BaseMap


def ground_of(where: Whereabouts) -> Ground | None:
    """Of the place itself: the map of a country is none of its towns. One statement."""
    found = newest_base_map(where.place)
    if found is None or found.withdrawn_at is not None:
        return None
    return ground_in(found.document, found.attribution, found.licence)


def newest_base_map(place: Place) -> BaseMap | None:
    return BaseMap.objects.filter(place=place).order_by("-number").first()
