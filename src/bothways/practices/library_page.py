"""One page of the library: what was asked, what was found, and every way on from there."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from bothways.core.search import SearchResult
from bothways.core.version import code_version
from bothways.practices.exporters import EXPORTERS
from bothways.practices.fragments import KEEP_SECONDS, Drawn, drawn
from bothways.practices.index import library_search
from bothways.practices.library import (
    PAGE_SIZE,
    Ignored,
    LibraryQuery,
    Parsed,
    query_string,
    to_search,
    without,
)
from bothways.practices.record.codes import codes_of
from bothways.practices.record.document import text_hash
from bothways.practices.results import (
    Band,
    Chip,
    Group,
    age_bands,
    chips,
    empty_reason,
    facet_groups,
    ignored_note,
)
from bothways.practices.search import practice_index


@dataclass(frozen=True)
class LibraryPage:
    """Everything one page of the library shows."""

    query: LibraryQuery
    result: SearchResult
    cards: tuple[Drawn, ...]
    language: str
    ignored: tuple[Ignored, ...]
    collection: int  # how many practices there are at all

    @property
    def total(self) -> int:
        return self.result.total

    @cached_property
    def groups(self) -> list[Group]:
        return facet_groups(self.query, self.result, self.language)

    @cached_property
    def chips(self) -> list[Chip]:
        return chips(self.query, self.language)

    @cached_property
    def bands(self) -> list[Band]:
        return age_bands(self.query, self.result)

    @property
    def notes(self) -> list[str]:
        return [ignored_note(ignored) for ignored in self.ignored]

    @property
    def empty(self) -> str:
        return "" if self.total else empty_reason(self.result.empty_reason)

    @property
    def country_counts(self) -> dict[str, int]:
        known = set(codes_of("country"))
        counts = self.result.facets.get("country", {})
        chosen = self.query.codes("country")
        return {c: n for c, n in counts.items() if c in known and (not chosen or c in chosen)}

    @property
    def world(self) -> str:
        """The map with its table. Drawn once for the same counts: it is the largest drawing."""
        context = {"counts": self.country_counts, "query": self.address_without_country}
        key = "world:" + text_hash([*context.values(), self.language, code_version()])
        html: str | None = cache.get(key)
        if html is None:
            html = render_to_string("practices/library_map.html", context)
            cache.set(key, str(html), KEEP_SECONDS)
        return mark_safe(html)  # noqa: S308 (our own template)

    @property
    def address(self) -> str:
        return query_string(self.query)

    @property
    def narrowing(self) -> str:
        """The filters and words alone: what a download or a report takes over."""
        return query_string(self.query, view="list", page=1, held=())

    @property
    def address_without_held(self) -> str:
        return query_string(self.query, held=())

    @property
    def start(self) -> str:
        """Everything let go but the practices picked for a comparison."""
        return query_string(LibraryQuery(held=self.query.held))

    @property
    def downloads(self) -> list[tuple[str, str]]:
        return [(exporter.ending, exporter.name) for exporter in EXPORTERS.values()]

    @property
    def address_without_country(self) -> str:
        return query_string(without(self.query, "country"), view="list", page=1)

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        names = {"list": _("List"), "map": _("Map"), "table": _("Table")}
        return [
            (name, query_string(self.query, view=view, page=1), view == self.query.view)
            for view, name in names.items()
        ]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        names = {"best": _("best fit"), "confidence": _("how sure we can be"),
                 "newest": _("newest"), "title": _("title")}  # fmt: skip
        if not self.query.words:  # without words the best fit is the order of the titles
            names.pop("best")
        now = "title" if self.query.order == "best" and not self.query.words else self.query.order
        return [
            (name, query_string(self.query, order=order, page=1), order == now)
            for order, name in names.items()
        ]

    @property
    def last_page(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def pages(self) -> list[tuple[int | None, str]]:
        """Numbers to go to, None where some are left out."""
        near = {1, self.last_page, *range(self.query.page - 1, self.query.page + 2)}
        numbers = [n for n in sorted(near) if 1 <= n <= self.last_page]
        rows: list[tuple[int | None, str]] = []
        for before, number in zip([0, *numbers], numbers, strict=False):
            if number > before + 1:
                rows.append((None, ""))
            rows.append((number, query_string(self.query, page=number)))
        return rows

    @property
    def next_page(self) -> str:
        if self.query.page >= self.last_page:
            return ""
        return query_string(self.query, page=self.query.page + 1)


def library_page(parsed: Parsed, language: str) -> LibraryPage:
    """Ask the index, then draw the practices of this page from their releases."""
    query, ignored = parsed.query, parsed.ignored
    result = library_search(to_search(query, language))
    last = max(1, -(-result.total // PAGE_SIZE))
    if query.page > last:
        ignored = (*ignored, Ignored("page", str(query.page), "no_such_page"))
        query = replace(query, page=last)
        result = library_search(to_search(query, language))
    # The map shows counts only, so nothing is drawn for it.
    found = ((hit.id, hit.why) for hit in result.hits) if query.view != "map" else ()
    cards = tuple(drawn(found, query.view, language))
    return LibraryPage(query, result, cards, language, ignored, practice_index().count())
