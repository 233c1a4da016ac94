"""Cards and table rows, drawn once a release, rating and language and then kept.

A page of twenty cards costs more to draw than to search. What is kept names the release's content,
its rating and the code that drew it, so it can be old but never wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from bothways.core.version import code_version
from bothways.practices.queries import live_hashes, released_many
from bothways.practices.results import Card, cards, why_found

KEEP_SECONDS = 24 * 3600
TEMPLATE = {"list": "practices/card_body.html", "table": "practices/card_row.html"}
Why = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Drawn:
    """One practice of a result, as HTML; ``why`` belongs to the search and is not kept."""

    slug: str
    html: SafeString
    why: str


def drawn(found: Iterable[tuple[str, Why]], view: str, language: str) -> list[Drawn]:
    """The practices in the order found. One statement, one more when a card is not kept yet."""
    why = dict(found)
    hashes = live_hashes(why)
    keys = {slug: _key(view, language, hashes[slug]) for slug in why if slug in hashes}
    kept = cache.get_many(keys.values())
    missing = [slug for slug, key in keys.items() if key not in kept]
    if missing:
        made = cards(released_many(missing), language)
        new = {keys[card.slug]: _draw(card, view) for card in made}
        cache.set_many(new, KEEP_SECONDS)
        kept |= new
    return [
        Drawn(slug, mark_safe(kept[key]), why_found(why[slug]))  # noqa: S308 (our own template)
        for slug, key in keys.items()
        if key in kept
    ]


def _key(view: str, language: str, stamp: str) -> str:
    return f"card:{view}:{language}:{stamp}:{code_version()}"


def _draw(card: Card, view: str) -> str:
    context = {"card": card, "tick": True, "level": 2}
    return str(render_to_string(TEMPLATE[view], context))
