"""Reads of the desk: drafts, revisions, comments, imports. The public sees none of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from bothways.core.models import User
from bothways.practices.models import ImportBatch, Practice, ReviewComment, Revision, Status
from bothways.practices.record.document import Document, completeness, folded

PAGE_ROWS = 25


@dataclass(frozen=True)
class DeskRow:
    """One record as the desk lists it."""

    slug: str
    status: str
    document: Document
    revision: int
    author: str | None
    updated_at: datetime
    live_number: int | None

    @property
    def missing(self) -> dict[str, int]:
        """Open fields for the levels lead and snapshot."""
        return {
            level: len(completeness(self.document, level).open_fields)
            for level in ("lead", "snapshot")
        }


ROW = (
    "slug", "status", "head__document", "head__number", "head__author__username", "updated_at",
    "live__number",
)  # fmt: skip


@dataclass(frozen=True)
class DeskPage:
    rows: list[DeskRow]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_ROWS))


def desk_counts() -> dict[str, int]:
    """How many records there are in each state of work. One statement."""
    rows = Practice.objects.filter(head__isnull=False).values_list("status")
    found = dict(rows.annotate(Count("pk")).order_by())
    return {status: found.get(status, 0) for status in Status.values}


def desk_page(
    status: str = "", words: str = "", page: int = 1, author: User | None = None
) -> DeskPage:
    """Records of one state or of all, whose title holds the words; last touched first."""
    found = _found(status, words, author)
    total = found.count()
    page = max(1, min(page, -(-total // PAGE_ROWS)))
    start = (page - 1) * PAGE_ROWS
    return DeskPage(_rows(found, start, start + PAGE_ROWS), total, page)


def desk_newest(status: str, most: int, author: User | None = None) -> list[DeskRow]:
    """The records of a state that were touched last. One statement."""
    return _rows(_found(status, "", author), 0, most)


def _found(status: str, words: str, author: User | None) -> QuerySet[Practice]:
    found = Practice.objects.filter(head__isnull=False)
    if status:
        found = found.filter(status=status)
    if author is not None:
        found = found.filter(head__author=author)
    for word in folded(words).split():
        found = found.filter(title_key__contains=word)
    return found


def _rows(found: QuerySet[Practice], start: int, stop: int) -> list[DeskRow]:
    ordered = found.order_by("-updated_at", "-pk")
    return [DeskRow(*row) for row in ordered.values_list(*ROW)[start:stop]]


def practice_for_edit(slug: str) -> Practice | None:
    """A record with its newest revision. One statement."""
    return (
        Practice.objects.select_related("head", "head__author", "live")
        .filter(slug=slug, head__isnull=False)
        .first()
    )


def revisions_of(practice: Practice) -> list[Revision]:
    """Newest first, without the documents."""
    return list(practice.revisions.defer("document").select_related("author", "batch"))


def revision_numbered(practice: Practice, number: int) -> Revision | None:
    return practice.revisions.filter(number=number).first()


def open_comments(practice: Practice) -> list[ReviewComment]:
    return list(practice.comments.filter(resolved_at=None).select_related("author"))


def comment_of(practice: Practice, number: int) -> ReviewComment | None:
    return practice.comments.filter(pk=number).first()


def import_batches(limit: int = 50) -> list[ImportBatch]:
    return list(ImportBatch.objects.defer("documents", "problems").select_related("actor")[:limit])


def import_batch(number: int) -> ImportBatch | None:
    return ImportBatch.objects.select_related("actor").filter(pk=number).first()


def newest_documents(slugs: list[str]) -> Mapping[str, dict[str, Any]]:
    """The newest document of each of these records. One statement."""
    rows = Practice.objects.filter(slug__in=slugs, head__isnull=False)
    return dict(rows.values_list("slug", "head__document"))
