"""Reads of the library: releases only. What the desk reads is in ``desk_queries``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bothways.practices.models import Practice, Release
from bothways.practices.record.document import Document


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
    """Content hash by slug of the live releases among these. One statement, no document."""
    rows = Practice.objects.filter(slug__in=list(slugs), live__isnull=False)
    return dict(rows.values_list("slug", "live__content_hash"))


def released_count() -> int:
    return Practice.objects.filter(live__isnull=False).count()


def released_first() -> str | None:
    """The id of some live practice, for examples; None in an empty library."""
    rows = Practice.objects.filter(live__isnull=False).order_by("slug")
    return rows.values_list("slug", flat=True).first()


def released(slug: str) -> Released | None:
    """The newest release of a practice, also when it is withdrawn. One statement."""
    rows = Release.objects.filter(practice__slug=slug).order_by("-number")
    row = rows.values_list(*COLUMNS).first()
    return Released(*row) if row else None


def released_number(slug: str, number: int) -> Released | None:
    """One release by its number: what a citation or a report points at."""
    row = Release.objects.filter(practice__slug=slug, number=number).values_list(*COLUMNS).first()
    return Released(*row) if row else None
