"""What goes into the index, what is asked of it, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Span = tuple[float | None, float | None]


class SearchError(Exception):
    """Anything that keeps the search from answering; the message says what to do."""


class SearchBroken(SearchError):  # noqa: N818 - a state, named as callers speak of it
    """The folder is missing, damaged or of another edition: rebuild it from the releases."""


class SearchBusy(SearchError):  # noqa: N818 - a state, named as callers speak of it
    """Another process is writing: try again in a moment."""


@dataclass(frozen=True)
class SearchDocument:
    """One record as the index sees it: texts in falling weight, the first one being its title.

    `meaning` holds the passages whose vectors are averaged; without any, the texts are used.
    """

    id: str
    title: str
    texts: tuple[tuple[str, str], ...]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    hash: str = ""
    meaning: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hint:
    """A wish read from the words. It lifts what fulfils it and hides nothing.

    A facet hint names a facet and values; a span hint names a span with `low` and `high`.
    `required` marks a wish so plain (a country by name) that an answer which nowhere fulfils
    it would be no answer.
    """

    facet: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    weight: float = 1.0
    required: bool = False
    words: str = ""


@dataclass(frozen=True)
class Unit:
    """Words of the query that mean one thing, with words of the index that mean the same."""

    words: tuple[str, ...]
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchQuery:
    """What a person asks for. Filters: any value inside a facet, every facet at once.

    The order is best, newest, title, or the name of a span: its highest low end first.
    """

    words: str = ""
    language: str = "en"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Span] = field(default_factory=dict)
    hints: tuple[Hint, ...] = ()
    units: tuple[Unit, ...] = ()
    gloss: str = ""
    order: str = "best"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True)
class Hit:
    """A found record. `why` holds (kind, value) pairs, kind being title, text, meaning, hint."""

    id: str
    score: float
    why: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """One page of hits. `facets` counts each facet over the result of all other filters."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    empty_reason: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(hit.id for hit in self.hits)
