"""Reads of publishing."""

from django.db.models import F, OuterRef, Subquery

from bothways.publishing.models import ReportEdition, ReportSeries


def newest_editions() -> list[ReportEdition]:
    """The newest edition of each series, newest first, without the heavy documents."""
    newest = ReportEdition.objects.filter(series=OuterRef("series")).order_by("-number")
    rows = ReportEdition.objects.filter(number=Subquery(newest.values("number")[:1]))
    return list(rows.defer("document").select_related("series"))


def edition_of(slug: str, number: int) -> ReportEdition | None:
    rows = ReportEdition.objects.select_related("series", "frozen_by")
    return rows.filter(series__slug=slug, number=number).first()


def series_for_search(query: str) -> list[ReportSeries]:
    """Series whose newest edition asked the same: the ones a new edition would continue."""
    newest = ReportEdition.objects.filter(series=OuterRef("pk")).order_by("-number")
    rows = ReportSeries.objects.annotate(
        newest_query=Subquery(newest.values("query")[:1]),
        newest_title=Subquery(newest.values("title")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
    )
    return list(rows.filter(newest_query=query).order_by(F("newest_number").desc(), "slug"))


def newest_edition_like(query: str, title: str) -> ReportEdition | None:
    """The newest edition that asked the same under the same title."""
    rows = ReportEdition.objects.filter(query=query, title=title).select_related("series")
    return rows.order_by("-frozen_at", "-pk").first()
