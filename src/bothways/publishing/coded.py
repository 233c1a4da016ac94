"""The coded rows of all live releases, kept in memory until a release appears or goes."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Func, JSONField, Max

from bothways.practices.library import LibraryQuery
from bothways.practices.models import Release
from bothways.publishing.gaps import AXES, Coded, coded
from bothways.publishing.selection import found_slugs


def library_state() -> str:
    """Changes whenever a release is added or withdrawn. One statement over indexed columns."""
    counts = Release.objects.aggregate(
        newest=Max("pk"), all=Count("pk"), withdrawn=Count("withdrawn_at")
    )
    return f"{counts['newest']}-{counts['all']}-{counts['withdrawn']}"


class Parts(Func):
    """Some keys of a stored document as one array: the database parses it once, Python not."""

    output_field = JSONField()

    def __init__(self, column: str, keys: Iterable[str]) -> None:
        super().__init__(F(column))
        self.keys = tuple(keys)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        places = ", ".join(["%s"] * len(self.keys))
        paths = [f"$.{key}" for key in self.keys]
        return f"JSON_EXTRACT({column}, {places})", [*parameters, *paths]

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        places = ", ".join([f"{column} -> %s"] * len(self.keys))
        return f"JSONB_BUILD_ARRAY({places})", [
            part for key in self.keys for part in (*parameters, key)
        ]


def coded_rows(query: LibraryQuery, language: str) -> list[Coded]:
    """What the gap map counts: every live release, or those that fit a search."""
    key = f"coded-rows-{library_state()}"
    rows: list[Coded] | None = cache.get(key)
    if rows is None:
        rows = _read_rows()
        cache.set(key, rows, 3600)
    if query.is_open:
        return rows
    found = frozenset(found_slugs(query, language))
    return [row for row in rows if row.slug in found]


def _read_rows() -> list[Coded]:
    """One statement, and only the coded fields of each document leave the database."""
    keys = (*AXES, "studies")
    rows = Release.objects.filter(live_of__isnull=False).order_by("practice__slug")
    parts = rows.values_list("practice__slug", Parts("document", keys))
    return [coded(slug, dict(zip(keys, values, strict=True))) for slug, values in parts]
