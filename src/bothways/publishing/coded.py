"""The coded rows of all live releases, kept in memory until a release appears or goes."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Count, Max

from bothways.practices.models import Release
from bothways.practices.queries import Released, released_all
from bothways.publishing.gaps import Coded, coded
from bothways.publishing.selection import select


def library_state() -> str:
    """Changes whenever a release is added or withdrawn. One statement over indexed columns."""
    counts = Release.objects.aggregate(
        newest=Max("pk"), all=Count("pk"), withdrawn=Count("withdrawn_at")
    )
    return f"{counts['newest']}-{counts['all']}-{counts['withdrawn']}"


def coded_rows(query: str = "") -> list[Coded]:
    """What the gap map counts. The whole library comes from memory when it did not change."""
    if query:
        return _rows(select(query, released_all()).releases)
    key = f"coded-rows-{library_state()}"
    rows = cache.get(key)
    if rows is None:
        rows = _rows(released_all())
        cache.set(key, rows, 3600)
    return rows


def _rows(releases: Iterable[Released]) -> list[Coded]:
    return [coded(release.slug, release.document) for release in releases]
