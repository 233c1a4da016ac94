"""``bothways search 'words' --language de``: the library's search from the shell."""

import json
from argparse import ArgumentParser
from typing import Any
from urllib.parse import parse_qsl

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bothways.core.search import Hit, SearchError, SearchResult
from bothways.practices.index import library_search
from bothways.practices.queries import released_many
from bothways.practices.search import FACETS, MORE_FACETS, practice_query

RANGES = {"age": "ages", "year": "years", "years": "years", "ages": "ages"}
ORDERS = ("best", "confidence", "newest", "title")


class Command(BaseCommand):
    help = "Searches the released practices and prints them, best first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="?", default="")
        parser.add_argument("--language", default="en", help="language of the words, such as de")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--query", default="", help="filters, such as 'country=DE&age=6-12'")
        parser.add_argument("--order", choices=ORDERS, default="best")
        parser.add_argument("--json", action="store_true", help="print the ids as a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self._search(options)
        except SearchError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(list(result.ids)))
        else:
            self._print(result)

    def _search(self, options: dict[str, Any]) -> SearchResult:
        filters, ranges = read_filters(options["query"])
        if options["limit"] < 1:
            raise CommandError(_("--limit must be 1 or more."))
        query = practice_query(
            options["words"],
            options["language"],
            filters=filters,
            ranges=ranges,
            order=options["order"],
            limit=options["limit"],
        )
        return library_search(query)

    def _print(self, result: SearchResult) -> None:
        if not result.hits:
            self.stdout.write(_("No practice fits."))
        titles = {row.slug: row.document.get("title", "") for row in released_many(result.ids)}
        for place, hit in enumerate(result.hits, start=1):
            self.stdout.write(f"{place:3}. {titles.get(hit.id, hit.id)}  [{hit.id}]")
            if hit.why:
                self.stdout.write(f"     {reason(hit)}")


def reason(hit: Hit) -> str:
    """Why this record was found, in a line."""
    words = {
        "title": _("in the title: %(what)s"),
        "text": _("in the text: %(what)s"),
        "hint": _("as wished: %(what)s"),
    }
    groups: dict[str, list[str]] = {}
    for kind, value in hit.why:
        groups.setdefault(kind, []).append(value)
    parts = [words[k] % {"what": ", ".join(v)} for k, v in groups.items() if k in words]
    return "; ".join([*parts, *([_("close in meaning")] if "meaning" in groups else [])])


Filters = dict[str, tuple[str, ...]]
Ranges = dict[str, tuple[float | None, float | None]]


def read_filters(text: str) -> tuple[Filters, Ranges]:
    """The filters of a query string; a facet named twice means either value."""
    filters: Filters = {}
    ranges: Ranges = {}
    for name, value in parse_qsl(text, keep_blank_values=False):
        if name in RANGES:
            ranges[RANGES[name]] = _read_range(name, value)
        elif name in FACETS or name in MORE_FACETS:
            filters[name] = (*filters.get(name, ()), *value.split(","))
        else:
            known = ", ".join(sorted({*FACETS, *MORE_FACETS, *RANGES}))
            message = _("There is no filter named %(name)s. Filters are: %(known)s.")
            raise CommandError(message % {"name": name, "known": known})
    return filters, ranges


def _read_range(name: str, value: str) -> tuple[float | None, float | None]:
    low, dash, high = value.replace("+", "-").partition("-")
    try:
        start = float(low) if low else None
        return start, (float(high) if high else None) if dash else start
    except ValueError as error:
        message = _("%(value)s is no range for %(name)s. Write it as 6-12, 6- or -12.")
        raise CommandError(message % {"value": value, "name": name}) from error
