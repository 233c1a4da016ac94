"""Which releases a search of the library picks, and how each of its conditions narrows it.

The search is the library's own, so a report and a gap map hold just what the library showed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices.index import library_search
from bothways.practices.library import (
    FACET,
    NO_SPAN,
    SPANS,
    Ignored,
    LibraryQuery,
    parse_query,
    query_string,
    span_text,
    to_search,
)
from bothways.practices.queries import Released, released_count, released_many
from bothways.practices.record.codes import code_label

EVERYTHING = 1_000_000
# Parts of an address that belong to a chart or a form, not to the search.
NOT_SEARCH = (
    "rows", "columns", "type", "title", "p", "csrfmiddlewaretoken", "format", "series",
)  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """One condition of a search: any of these values of a facet, a span, or words."""

    name: str  # as in the address
    values: tuple[str, ...]

    def words(self, language: str | None = None) -> str:
        """The condition for a reader: "Country: Germany / Austria"."""
        language = language or get_language() or "en"
        if self.name == "q":
            return _("Words: %(words)s") % {"words": " ".join(self.values)}
        if self.name in SPANS:
            return f"{SPANS[self.name]}: {' / '.join(self.values)}"
        facet = FACET[self.name]
        names = [code_label(facet.vocabulary, value, language) for value in self.values]
        return f"{facet.label}: {' / '.join(names)}"


@dataclass(frozen=True)
class Step:
    """How many releases are left after a condition."""

    condition: Condition
    left: int


@dataclass(frozen=True)
class Selection:
    query: str
    searched: int
    steps: tuple[Step, ...]
    releases: tuple[Released, ...]
    found: int  # may be more than the releases that were asked for


def read_search(query: str) -> tuple[LibraryQuery, tuple[Ignored, ...]]:
    """The search of an address, and what of it was not understood."""
    parsed = parse_query(query)
    ignored = tuple(part for part in parsed.ignored if part.name not in NOT_SEARCH)
    return replace(parsed.query, order="best", view="list", page=1), ignored


def canonical(query: LibraryQuery) -> str:
    """The same search always as the same address."""
    return query_string(query)


def conditions(query: LibraryQuery) -> list[Condition]:
    return [condition for condition, _query in _narrowing(query)]


def _narrowing(query: LibraryQuery) -> Iterator[tuple[Condition, LibraryQuery]]:
    """Each condition with the search up to and including it: facets, spans, then the words."""
    sofar = LibraryQuery()
    for name, codes in query.filters:
        sofar = replace(sofar, filters=(*sofar.filters, (name, codes)))
        yield Condition(name, codes), sofar
    for name in SPANS:
        if query.span(name) != NO_SPAN:
            spans = {name: query.span(name)}
            sofar = replace(sofar, **spans)  # type: ignore[arg-type]
            yield Condition(name, (span_text(query.span(name)),)), sofar
    if query.words:
        yield Condition("q", (query.words,)), replace(sofar, words=query.words)


def not_understood(ignored: tuple[Ignored, ...]) -> str:
    """What of an address was left out, in words; "" when nothing was."""
    parts = ", ".join(f"{part.name}={part.value}" for part in ignored)
    return _("Not understood: %(parts)s.") % {"parts": parts} if parts else ""


def found_slugs(query: LibraryQuery, language: str, most: int = EVERYTHING) -> tuple[str, ...]:
    """Ids of the practices that fit, best first."""
    return library_search(to_search(query, language, limit=most, offset=0)).ids


def select(query: str, language: str, most: int) -> Selection:
    """At most ``most`` releases that fit, with the count after each condition.

    Raises Refused for a search that is not fully understood: a report must not guess.
    """
    search, ignored = read_search(query)
    if ignored:
        remedy = _("A report needs a search that is understood in full.")
        raise Refused(f"{not_understood(ignored)} {remedy}")
    steps = tuple(
        Step(condition, library_search(to_search(part, language, limit=0)).total)
        for condition, part in _narrowing(search)
    )
    searched = released_count()
    return Selection(
        canonical(search),
        searched,
        steps,
        tuple(released_many(found_slugs(search, language, most))),
        steps[-1].left if steps else searched,
    )
