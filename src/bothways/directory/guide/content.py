"""What one place shows in one language, read once per state of the place and then kept.

The version of the place is part of the key, so a kept content is never of an older state.
"""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from bothways.directory.finder import Entry, Finder, build, texts
from bothways.directory.information.queries import Info, Term, glossary_of, pages_of
from bothways.directory.places.queries import Whereabouts
from bothways.directory.services.cards import Card
from bothways.directory.services.queries import cards_of
from bothways.directory.texts.models import Text
from bothways.directory.town_map.ground import Ground
from bothways.directory.town_map.queries import ground_of

MOST_KEPT = 64


@dataclass(frozen=True)
class Content:
    """Services, pages and words of a place, and the index that finds them.

    Keys of the index are ids of services and slugs of pages.
    """

    version: str
    cards: tuple[Card, ...]
    pages: tuple[Info, ...]
    terms: tuple[Term, ...]
    ground: Ground | None

    @cached_property
    def finder(self) -> Finder:
        """Built at the first search: it reads every language, which costs more than all else."""
        return build(_entries(self.cards, self.pages))

    def card(self, key: object) -> Card | None:
        return next((card for card in self.cards if card.id == key), None)


_kept: dict[tuple[str, str, str], Content] = {}
_lock = Lock()


def content_of(where: Whereabouts, language: str) -> Content:
    """No statement when kept, ten when not; two more for the first search."""
    key = (where.place.code, language, where.version)
    found = _kept.get(key)
    if found is None:
        found = _drawn(where, language)
        with _lock:
            while len(_kept) >= MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = found
    return found


def _drawn(where: Whereabouts, language: str) -> Content:
    cards, pages = tuple(cards_of(where, language)), tuple(pages_of(where, language))
    terms = tuple(glossary_of(where, language))
    return Content(where.version, cards, pages, terms, ground_of(where))


def _entries(cards: tuple[Card, ...], pages: tuple[Info, ...]) -> list[Entry]:
    """By their words in every language: people search what a letter says."""
    services = _bodies("service", [str(card.id) for card in cards])
    infos = _bodies("page", [str(page.key) for page in pages])
    return [
        *(_service(card, services.get(str(card.id), {})) for card in cards),
        *(_page(page, infos.get(str(page.key), {})) for page in pages),
    ]


def _bodies(kind: str, things: list[str]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    rows = Text.objects.filter(kind=kind, is_newest=True, thing__in=things).order_by("pk")
    for thing, field, body in rows.values_list("thing", "field", "body"):
        found.setdefault(thing, {}).setdefault(field, []).append(body)
    return found


def _service(card: Card, bodies: dict[str, list[str]]) -> Entry:
    rest = [body for field, found in bodies.items() if field != "name" for body in found]
    names = [card.name.text, *bodies.get("name", ())]
    return Entry(card.id, texts((3.0, names), (2.0, [card.organisation]), (1.0, rest)))


def _page(page: Info, bodies: dict[str, list[str]]) -> Entry:
    return Entry(page.slug, texts((3.0, bodies.get("title", ())), (1.0, bodies.get("body", ()))))
