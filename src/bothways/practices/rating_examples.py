"""Worked examples for the page "how we rate": practices of this library, one a kind of answer."""

from dataclasses import dataclass

from bothways.core.search import SearchQuery
from bothways.practices.index import library_search
from bothways.practices.queries import released_many
from bothways.practices.rating_page import RatingPage, rating_page
from bothways.practices.results import Card, cards

MOST = 4


@dataclass(frozen=True)
class Example:
    card: Card
    page: RatingPage


def examples(language: str) -> list[Example]:
    """The first practice by title of each of the answers that occur, from the surest down."""
    whole = library_search(SearchQuery(limit=0))
    answers = sorted(whole.facets.get("rated", {}), reverse=True)
    firsts = [_first(answer) for answer in _spread(answers)]
    found = released_many(slug for slug in firsts if slug)
    documents = {released.slug: released.document for released in found}
    return [
        Example(card, rating_page(card.rating, documents[card.slug], language))
        for card in cards(found, language)
        if card.rating
    ]


def _spread(answers: list[str]) -> list[str]:
    """Both ends and what lies between, where there are more answers than room."""
    if len(answers) <= MOST:
        return answers
    step = (len(answers) - 1) / (MOST - 1)
    return [answers[round(place * step)] for place in range(MOST)]


def _first(answer: str) -> str | None:
    found = library_search(SearchQuery(filters={"rated": (answer,)}, order="title", limit=1))
    return next(iter(found.ids), None)
