"""Reads of the library: releases only. What the desk reads is in ``desk_queries``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from bothways.practices.models import Lowering, Practice, Rating, Release
from bothways.practices.record.document import Document

if TYPE_CHECKING:
    from bothways.practices.rating_queries import ShownRating


@dataclass(frozen=True)
class Released:
    """One live release as pages, reports, exports and other systems see it."""

    slug: str
    number: int
    kind: str
    document: Document
    content_hash: str
    released_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
    # Which rating holds and which lowering is in force; known where one release was asked for.
    rating: int | None = None
    lowering: int | None = None
    # The whole rating, only where a file asked for it: see ``exporters/confidence.py``.
    shown: "ShownRating | None" = None


COLUMNS = (
    "practice__slug", "number", "kind", "document", "content_hash", "released_at",
    "withdrawn_at", "withdrawn_reason",
)  # fmt: skip


def released_all() -> list[Released]:
    """Every live release, by id of the practice. One statement."""
    rows = Release.objects.filter(live_of__isnull=False).order_by("practice__slug")
    return [Released(*row) for row in rows.values_list(*COLUMNS)]


def released_many(slugs: Iterable[str]) -> list[Released]:
    """The live releases of these practices, in the order asked for. One statement."""
    wanted = list(slugs)
    rows = Release.objects.filter(live_of__slug__in=wanted).values_list(*COLUMNS)
    found = {row[0]: Released(*row) for row in rows}
    return [found[slug] for slug in wanted if slug in found]


def live_hashes(slugs: Iterable[str]) -> dict[str, str]:
    """Names what is shown of each live release among these: its content, its rating, what lowers
    it. One statement, no document."""
    rows = Practice.objects.filter(slug__in=list(slugs), live__isnull=False)
    in_force = Max("lowerings", filter=Q(lowerings__lifted_at=None))
    stamped = rows.annotate(rating=Max("live__ratings"), lowered=in_force)
    return {
        slug: f"{content}:{rating or 0}:{lowered or 0}"
        for slug, content, rating, lowered in stamped.values_list(
            "slug", "live__content_hash", "rating", "lowered"
        )
    }


def released_count() -> int:
    return Practice.objects.filter(live__isnull=False).count()


def released_first() -> str | None:
    """The id of some live practice, for examples; None in an empty library."""
    rows = Practice.objects.filter(live__isnull=False).order_by("slug")
    return rows.values_list("slug", flat=True).first()


def released(slug: str) -> Released | None:
    """The newest release of a practice, also when it is withdrawn. One statement."""
    rows = _stamped(Release.objects.filter(practice__slug=slug)).order_by("-number")
    row = rows.values_list(*COLUMNS, "rated", "lowered").first()
    return Released(*row) if row else None


def released_number(slug: str, number: int) -> Released | None:
    """One release by its number: what a citation or a report points at."""
    rows = _stamped(Release.objects.filter(practice__slug=slug, number=number))
    row = rows.values_list(*COLUMNS, "rated", "lowered").first()
    return Released(*row) if row else None


def _stamped(rows: QuerySet[Release]) -> QuerySet[Any]:
    """Each release with the id of its newest rating and of the lowering in force."""
    ratings = Rating.objects.filter(release=OuterRef("pk")).order_by("-pk").values("pk")
    lowerings = Lowering.objects.filter(practice=OuterRef("practice"), lifted_at=None).values("pk")
    return rows.annotate(rated=Subquery(ratings[:1]), lowered=Subquery(lowerings[:1]))
