"""Reads of steps: the book that holds in a place."""

from collections.abc import Sequence
from functools import lru_cache

from bothways.directory.places.queries import Whereabouts
from bothways.directory.steps.book import Book, read_book
from bothways.directory.steps.models import StepBook


def book_of(where: Whereabouts) -> tuple[Book, StepBook] | None:
    """The newest book of the place, or else of the nearest that contains it. One statement."""
    return books_of([where])[0]


def books_of(wheres: Sequence[Whereabouts]) -> list[tuple[Book, StepBook] | None]:
    """The same for many places, in their order. One statement for all."""
    codes = {code for where in wheres for code in where.codes}
    found = StepBook.objects.filter(place__in=codes).order_by("-number").defer("document")
    by_place: dict[str, StepBook] = {}
    for each in found:
        by_place.setdefault(each.place_id, each)
    rows = [next((by_place[code] for code in where.codes if code in by_place), None)
            for where in wheres]  # fmt: skip
    return [(_parsed(row.pk, row.content_hash), row) if row else None for row in rows]


@lru_cache(maxsize=64)
def _parsed(pk: int, content_hash: str) -> Book:
    """A published book never changes, so reading it once is enough."""
    return read_book(StepBook.objects.get(pk=pk).document)[0]
