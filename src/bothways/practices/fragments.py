"""Cards and table rows, drawn once a release and language and then kept.

A page of twenty cards costs more to draw than to search. What is kept names the release's content
and the code that drew it, so it can be old but never wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from bothways.core.version import code_version
from bothways.practices.queries import Released, live_hashes, released_many
from bothways.practices.results import card, why_found

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
        new = {keys[r.slug]: _draw(r, view, language) for r in released_many(missing)}
        cache.set_many(new, KEEP_SECONDS)
        kept |= new
    return [
        Drawn(slug, mark_safe(kept[key]), why_found(why[slug]))  # noqa: S308 (our own template)
        for slug, key in keys.items()
        if key in kept
    ]


def _key(view: str, language: str, content_hash: str) -> str:
    return f"card:{view}:{language}:{content_hash}:{code_version()}"


def _draw(released: Released, view: str, language: str) -> str:
    context = {"card": card(released, language), "tick": True, "level": 2}
    return str(render_to_string(TEMPLATE[view], context))
