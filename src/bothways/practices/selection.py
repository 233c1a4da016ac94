"""The releases that a query of the library finds, on all its pages: what exports hand out."""

from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.practices.index import library_search
from bothways.practices.library import LibraryQuery, Parsed, to_search
from bothways.practices.queries import Released, released_all, released_count, released_many


def understood(parsed: Parsed) -> LibraryQuery:
    """The query; Refused when a part was not understood.

    A page may leave such a part out and say so. A file that is silently wider than what was asked
    for would be taken for the answer.
    """
    if parsed.ignored:
        parts = ", ".join(f"{part.name}={part.value}" for part in parsed.ignored)
        raise Refused(_("This part of the query was not understood: %(parts)s.") % {"parts": parts})
    return parsed.query


def found_slugs(query: LibraryQuery, *, limit: int | None = None, offset: int = 0) -> list[str]:
    """The ids of what fits, best first."""
    wanted = limit or max(1, released_count())
    return list(library_search(to_search(query, "en", limit=wanted, offset=offset)).ids)


def select(query: LibraryQuery) -> list[Released]:
    """Everything that fits; the whole library, by id, when nothing is asked for."""
    if query.is_open and query.order == "best":
        return released_all()
    return released_many(found_slugs(query))
