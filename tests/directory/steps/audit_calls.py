"""How a book of steps is published."""

from collections.abc import Callable
from typing import Any

from bothways.directory.demonstration.services import document
from bothways.directory.places.actions import place_describe
from bothways.directory.steps.actions import steps_publish

CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "bothways.directory.steps.actions.steps_publish": (
        lambda scene: place_describe("town", {"country": "DE"}, actor=None),
        lambda start, actor: steps_publish(start, document("steps.yaml"), actor=actor),
    ),
}
