"""Copies of answers that other rooms hold, in tables of their own.

A room that keeps one registers how answers are erased from it; surveys call it and know no more.
"""

from collections.abc import Callable, Collection

from bothways.surveys.models import Survey

# Of these pseudonyms; None is everybody.
Eraser = Callable[[Survey, Collection[str] | None], None]
_erasers: list[Eraser] = []


def register_copy(eraser: Eraser) -> None:
    if eraser not in _erasers:
        _erasers.append(eraser)


def erase_copies(survey: Survey, pseudonyms: Collection[str] | None) -> None:
    for eraser in _erasers:
        eraser(survey, pseudonyms)
