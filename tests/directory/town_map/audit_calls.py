"""How a base map is published and withdrawn."""

from collections.abc import Callable
from typing import Any

from bothways.directory.places.actions import place_describe
from bothways.directory.places.models import Place
from bothways.directory.town_map.actions import base_map_publish, base_map_withdraw
from tests.directory.town_map.grounds import RIVER


def a_town(scene: Any) -> Place:
    return place_describe("town", {"country": "DE"}, actor=None)


def a_mapped_town(scene: Any) -> Place:
    place = a_town(scene)
    base_map_publish(place, [RIVER], "The town", "CC0", actor=None)
    return place


CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "bothways.directory.town_map.actions.base_map_publish": (
        a_town,
        lambda start, actor: base_map_publish(start, [RIVER], "The town", "CC0", actor=actor),
    ),
    "bothways.directory.town_map.actions.base_map_withdraw": (
        a_mapped_town,
        lambda start, actor: base_map_withdraw(start, actor=actor),
    ),
}
