"""How each action on pages, words and feedback is called."""

from collections.abc import Callable
from typing import Any

from bothways.directory.information import actions
from bothways.directory.information.exchange import Unit
from bothways.directory.information.models import InfoPage
from bothways.directory.places.actions import place_describe
from bothways.directory.places.models import Place

MODULE = "bothways.directory.information.actions"
PAGE = {"title": "School", "body": "Every child goes to school."}
OPEN_TO_ALL = {f"{MODULE}.feedback_give"}
READS = {f"{MODULE}.own_things"}


def a_place(_scene: Any = None) -> Place:
    return place_describe("town", {"country": "DE", "source_language": "en"}, actor=None)


def a_page(_scene: Any = None) -> InfoPage:
    return actions.page_write(a_place(), "school", PAGE, actor=None)


CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    f"{MODULE}.page_write": (
        a_place, lambda start, actor: actions.page_write(start, "school", PAGE, actor=actor),
    ),
    f"{MODULE}.term_write": (
        a_place,
        lambda start, actor: actions.term_write(
            start, "", {"word": "deposit", "meaning": "Money"}, actor=actor
        ),
    ),
    f"{MODULE}.text_translate": (
        a_page,
        lambda start, actor: actions.text_translate(
            start.place, "page", str(start.pk), "de", {"title": "Schule"}, numbers={"title": 1},
            origin="human", actor=actor,
        ),
    ),
    f"{MODULE}.texts_bring": (
        a_page,
        lambda start, actor: actions.texts_bring(
            start.place, "de", [Unit(f"page/{start.pk}/title#1", "School", "Schule")], actor=actor
        ),
    ),
    f"{MODULE}.feedback_give": (
        a_place,
        lambda start, actor: actions.feedback_give(
            start, "page", "school", language="ar", was_useful=True, words="", actor=actor
        ),
    ),
}  # fmt: skip
