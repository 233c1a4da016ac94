"""Keeps the search index in step with the releases, and asks it.

The index is derived: every machine keeps its own and follows the releases in the database. What it
has seen is written beside it, so a process that finds the releases further on brings it up to date
before it answers, whoever released them.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils.dateparse import parse_datetime
from django_tasks import task

from bothways.core.audit import newest_entry
from bothways.core.search import (
    SearchBroken,
    SearchQuery,
    SearchResult,
)
from bothways.practices.models import Lowering, Practice, Rating, Release
from bothways.practices.rating_queries import confidences
from bothways.practices.record.document import Document
from bothways.practices.search import practice_index, search_document

# What the audit trail calls the things that change the library.
LIBRARY = ("practice", "import", "rating")
Progress = Callable[[int, int], None]
logger = logging.getLogger(__name__)
# Two vectors of a record take some 0.3 s of one core. More records than this are found by words
# at once, and by meaning when the worker has been through them.
ENCODE_AT_ONCE = 20


def library_search(query: SearchQuery) -> SearchResult:
    """Answer from the released practices as they stand now. Costs one small statement."""
    follow()
    try:
        return practice_index().search(query)
    except SearchBroken as broken:
        logger.warning("The search index is built anew: %s", broken)
        index_rebuild()
        return practice_index().search(query)


def index_refresh() -> None:
    """Bring the index up to date once the transaction of the caller commits."""
    transaction.on_commit(follow)


def index_rebuild(progress: Progress | None = None) -> int:
    """Build the index anew from all live releases; how many there are."""
    stamp = _stamp()
    rows = Release.objects.filter(live_of__isnull=False).values_list("document", flat=True)
    sure = confidences()
    documents = [
        search_document(document, sure.get(document["id"]))
        for document in rows.iterator(chunk_size=2000)
    ]
    few = len(documents) <= ENCODE_AT_ONCE
    count = practice_index().replace_all(documents, progress, encode=few)
    _write_stamp(stamp)
    if not few:
        meanings_encode.enqueue()
    return count


@task()
def meanings_encode() -> int:
    """Make the vectors that a large intake left out, in the background; how many were made."""
    return practice_index().encode_missing()


def follow() -> None:
    """Take in the releases, ratings and withdrawals that the index has not seen.

    Each of them leaves a row in the audit trail. While that stands still, one small statement is
    enough; counting the releases would cost more than the search.
    """
    entry = newest_entry(*LIBRARY)
    if entry is not None and entry == _followed.get("entry"):
        return
    _follow()
    _followed["entry"] = entry


# What this process has followed. The trail's newest row is read before the releases, so that one
# written in between is seen the next time.
_followed: dict[str, object] = {}


def _follow() -> None:
    stamp, seen = _stamp(), _read_stamp()
    if stamp == seen:
        return
    try:
        if seen is None or not _catch_up(seen, stamp):
            index_rebuild()
    except SearchBroken as broken:
        logger.warning("The search index is built anew: %s", broken)
        index_rebuild()
    else:
        _write_stamp(stamp)


Stamp = dict[str, str | int]


def _stamp() -> Stamp:
    """Identifies the state of the releases: how many live, the newest, the last withdrawal, the
    newest rating, the last time one was lowered or lifted."""
    live = Practice.objects.filter(live__isnull=False).count()
    newest = Release.objects.order_by("-id").values_list("id", "released_at").first()
    withdrawn = Release.objects.aggregate(at=Max("withdrawn_at"))["at"]
    return {
        "count": live,
        "id": newest[0] if newest else 0,
        "released": str(newest[1]) if newest else "",
        "withdrawn": str(withdrawn or ""),
        "rating": Rating.objects.aggregate(newest=Max("pk"))["newest"] or 0,
        "lowered": str(_last_lowering() or ""),
    }


def _last_lowering() -> datetime | None:
    ends = Lowering.objects.aggregate(made=Max("created_at"), lifted=Max("lifted_at"))
    return max((at for at in ends.values() if at), default=None)


def _catch_up(seen: Stamp, stamp: Stamp) -> bool:
    """Apply what came since ``seen``.

    False when the index cannot follow step by step, as after a database was put back to an
    earlier day.
    """
    last = Release.objects.filter(id=seen["id"]).values_list("released_at", flat=True).first()
    if str(last or "") != seen["released"]:
        return False
    rows = _fresh(seen)
    withdrawn = Practice.objects.filter(live=None, releases__withdrawn_at__isnull=False)
    if seen["withdrawn"]:
        since = parse_datetime(str(seen["withdrawn"]))
        withdrawn = withdrawn.filter(releases__withdrawn_at__gt=since)
    few = len(rows) <= ENCODE_AT_ONCE
    sure = confidences([document["id"] for document in rows])
    documents = [search_document(document, sure.get(document["id"])) for document in rows]
    practice_index().update(documents, encode=few)
    if not few:
        meanings_encode.enqueue()
    practice_index().delete(list(withdrawn.values_list("slug", flat=True).distinct()))
    return practice_index().count() == stamp["count"]


def _fresh(seen: Stamp) -> list[Document]:
    """Live releases that are new, were rated anew, or are shown with another confidence."""
    changed = Q(id__gt=seen["id"]) | Q(ratings__gt=seen["rating"])
    if seen["lowered"]:
        since = parse_datetime(str(seen["lowered"]))
        moved = Q(created_at__gt=since) | Q(lifted_at__gt=since)
    else:
        moved = Q(pk__gt=0)
    changed |= Q(practice__in=Lowering.objects.filter(moved).values("practice"))
    # A release has several ratings: asked for by id, it comes once.
    fresh = Release.objects.filter(changed).values("pk")
    rows = Release.objects.filter(live_of__isnull=False, pk__in=fresh)
    return list(rows.values_list("document", flat=True))


def _stamp_path() -> Path:
    return settings.SEARCH_FOLDER / "followed.json"


def _read_stamp() -> Stamp | None:
    try:
        stamp = json.loads(_stamp_path().read_text())
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) and "lowered" in stamp else None


def _write_stamp(stamp: Stamp) -> None:
    # A reader never sees half a stamp: the finished file takes the place of the old one.
    draft = _stamp_path().with_suffix(".new")
    draft.write_text(json.dumps(stamp))
    draft.replace(_stamp_path())
