"""Writes about a whole file: stage it, commit it, leave it, undo it. All or nothing.

A file is read once, when it is staged; what was read and every problem are kept with the batch,
so that what the editor looked at is what gets written.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.audit import audit
from bothways.core.collector import collector_at_rest
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import Problem, errors
from bothways.practices.importers import read_file, row_in_file
from bothways.practices.index import index_refresh
from bothways.practices.models import ImportBatch, Practice, Release, Revision, Status
from bothways.practices.policies import require_editor
from bothways.practices.ratings import rate_releases
from bothways.practices.record.check import check_document
from bothways.practices.record.document import Document, content_hash, title_key

Progress = Callable[[int, int], None]
CHUNK = 500


def _quiet(done: int, total: int) -> None:
    """No progress wanted."""


@transaction.atomic
def import_stage(name: str, content: bytes, *, actor: User | None) -> ImportBatch:
    """Read a file and keep what it says, with every problem. Writes no practice."""
    require_editor(actor)
    # The machine's owner may bring more than fits through a form.
    limit = None if actor is None else settings.UPLOAD_LIMIT_BYTES
    documents, problems = read_file(name, content, limit=limit)
    file_format = name.rpartition(".")[2].lower()[:10]
    problems = sorted([*problems, *check_all(documents, file_format)])
    batch = ImportBatch.objects.create(
        file_name=name[:255],
        file_format=file_format,
        file_hash=hashlib.sha256(content).hexdigest(),
        documents=documents,
        problems=[asdict(problem) for problem in problems],
        counts=_counts(documents),
        actor=actor,
    )
    audit("stage", "import", batch.pk, actor=actor, file=batch.file_name, rows=len(documents))
    return batch


def _counts(documents: list[Document]) -> dict[str, int]:
    """How many of the file's records are new, changed and unchanged, as things stand now."""
    news = Counter(
        state
        for start in range(0, len(documents), CHUNK)
        for state in import_states(documents[start : start + CHUNK])
    )
    return {state: news[state] for state in ("new", "changed", "unchanged")}


def import_states(chunk: list[Document]) -> list[str]:
    """For each record of a file what committing it would mean. One statement."""
    slugs = [document["id"] for document in chunk if isinstance(document.get("id"), str)]
    heads = Practice.objects.filter(slug__in=slugs, head__isnull=False)
    known = dict(heads.values_list("slug", "head__content_hash"))
    return [_state(document, known.get(str(document.get("id")))) for document in chunk]


def _state(document: Document, known: str | None) -> str:
    if known is None:
        return "new"
    return "unchanged" if content_hash(document) == known else "changed"


def check_all(documents: Iterable[Document], file_format: str = "") -> list[Problem]:
    """Problems of each record, and ids that stand twice in one file.

    ``file_format`` (the ending) only counts the rows that messages name as the file does.
    """
    found: list[Problem] = []
    first_row: dict[str, int] = {}
    for row, document in enumerate(documents, start=1):
        if not document:
            continue  # the reader has said already why this is no record
        found += check_document(document, row)
        identity = document.get("id")
        if isinstance(identity, str) and first_row.setdefault(identity, row) != row:
            message = _("The id %(id)s stands in row %(row)s already.")
            values = {"id": identity, "row": row_in_file(file_format, first_row[identity])}
            found.append(Problem(row, "id", "duplicate_id", message % values))
    return found


def import_commit(
    batch: ImportBatch,
    *,
    actor: User | None,
    release: bool = False,
    progress: Progress = _quiet,
) -> int:
    """Write the batch: new records and new revisions; unchanged records stay untouched.

    ``release`` publishes each as imported, which only the machine's owner does, for a collection
    that was released elsewhere. Returns how many records were written.
    """
    require_editor(actor)
    if release and actor is not None:
        raise Refused(_("People release records one by one, after review."))
    with transaction.atomic(), collector_at_rest():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        _refuse_unless_committable(batch)
        written = _write_batch(batch, actor=actor, release=release, progress=progress)
        batch.state = ImportBatch.State.COMMITTED
        batch.committed_at = timezone.now()
        batch.save(update_fields=["state", "committed_at"])
        audit("commit", "import", batch.pk, actor=actor, written=len(written), release=release)
    if release:
        index_refresh()
    return len(written)


def _refuse_unless_committable(batch: ImportBatch) -> None:
    if batch.state != ImportBatch.State.STAGED:
        raise Refused(_("This import is settled already."))
    problems = errors(Problem(**problem) for problem in batch.problems)
    if problems:
        message = ngettext(
            "The file has %(count)s error. Correct it and bring it again.",
            "The file has %(count)s errors. Correct them and bring it again.",
            len(problems),
        )
        raise Refused(message % {"count": len(problems)}, problems)


def _write_batch(
    batch: ImportBatch, *, actor: User | None, release: bool, progress: Progress
) -> list[str]:
    written: list[str] = []
    total = len(batch.documents)
    for start in range(0, total, CHUNK):
        chunk = batch.documents[start : start + CHUNK]
        written += _write_chunk(chunk, batch, actor=actor, release=release)
        progress(min(start + CHUNK, total), total)
    return written


def _write_chunk(
    chunk: list[Document], batch: ImportBatch, *, actor: User | None, release: bool
) -> list[str]:
    """Bulk statements: a fixed number for each chunk, however many records it holds."""
    hashes = {document["id"]: content_hash(document) for document in chunk}
    changed = _changed(chunk, hashes)
    practices = _ensure_practices([document["id"] for document in changed])
    numbers = _newest_numbers(practices.values())
    revisions = Revision.objects.bulk_create(
        Revision(
            practice=practices[document["id"]],
            number=numbers.get(document["id"], 0) + 1,
            base=practices[document["id"]].head,
            document=document,
            content_hash=hashes[document["id"]],
            note=batch.file_name[:300],
            author=actor,
            batch=batch,
        )
        for document in changed
    )
    for revision in revisions:
        revision.practice.head = revision
        revision.practice.status = Status.DRAFT
        revision.practice.title_key = title_key(revision.document)
    if release:
        _release_all(revisions)
    _write_heads(practices.values())
    return list(practices)


def _write_heads(practices: Iterable[Practice]) -> None:
    """What an import changes in the rows of practices, all in one statement.

    An insert that updates on conflict: ``bulk_update`` builds a case expression a row and field,
    which took two thirds of the time of an import.
    """
    Practice.objects.bulk_create(
        practices,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["head", "status", "live", "title_key", "updated_at"],
    )


def _newest_numbers(practices: Iterable[Practice]) -> dict[str, int]:
    """The highest number given out; after an undo it is above the number of the head."""
    rows = Revision.objects.filter(practice__in=list(practices)).order_by()
    return dict(rows.values_list("practice__slug").annotate(Max("number")))


def _changed(chunk: list[Document], hashes: dict[str, str]) -> list[Document]:
    rows = Practice.objects.filter(slug__in=list(hashes)).values_list("slug", "head__content_hash")
    known = dict(rows)
    return [document for document in chunk if known.get(document["id"]) != hashes[document["id"]]]


def _ensure_practices(slugs: list[str]) -> dict[str, Practice]:
    Practice.objects.bulk_create([Practice(slug=slug) for slug in slugs], ignore_conflicts=True)
    rows = Practice.objects.filter(slug__in=slugs).select_related("head", "live")
    return {practice.slug: practice for practice in rows}


def _release_all(revisions: list[Revision]) -> None:
    numbers = dict(
        Release.objects.filter(practice__in=[revision.practice for revision in revisions])
        .order_by("number")
        .values_list("practice_id", "number")
    )
    releases = Release.objects.bulk_create(
        Release(
            practice=revision.practice,
            number=numbers.get(revision.practice_id, 0) + 1,
            revision=revision,
            kind=Release.Kind.IMPORTED,
            document=revision.document,
            content_hash=revision.content_hash,
            schema_edition=revision.document["edition"],
        )
        for revision in revisions
    )
    rate_releases(releases)
    for release in releases:
        release.practice.live = release
        release.practice.status = Status.RELEASED


@transaction.atomic
def import_discard(batch: ImportBatch, *, actor: User | None) -> None:
    """Leave a staged file; nothing of it is written."""
    require_editor(actor)
    if batch.state != ImportBatch.State.STAGED:
        raise Refused(_("This import is settled already."))
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    audit("discard", "import", batch.pk, actor=actor)


@transaction.atomic
def import_undo(batch: ImportBatch, *, actor: User | None) -> int:
    """Put every record of the batch back to the revision before it.

    Refused when a record was changed or released since: that work would be lost.
    Records the import had created are left as empty drafts of no revision, out of every list.
    """
    require_editor(actor)
    if batch.state != ImportBatch.State.COMMITTED:
        raise Refused(_("Only an import that was committed can be undone."))
    revisions = list(batch.revisions.select_related("practice__live", "base"))
    _refuse_if_moved_on(revisions)
    for revision in revisions:
        _step_back(revision)
    batch.state = ImportBatch.State.UNDONE
    batch.save(update_fields=["state"])
    audit("undo", "import", batch.pk, actor=actor, records=len(revisions))
    return len(revisions)


def _refuse_if_moved_on(revisions: list[Revision]) -> None:
    released = set(
        Release.objects.filter(revision__in=revisions).values_list("practice_id", flat=True)
    )
    moved = [
        Problem(0, revision.practice.slug, "moved_on", _("It was changed or released since."))
        for revision in revisions
        if revision.practice.head_id != revision.pk or revision.practice_id in released
    ]
    if moved:
        raise Refused(_("The import cannot be undone: records were worked on since."), moved)


def _step_back(revision: Revision) -> None:
    practice = revision.practice
    practice.head = revision.base
    practice.title_key = title_key(revision.base.document) if revision.base else ""
    practice.status = (
        Status.RELEASED
        if practice.live and practice.live.revision_id == getattr(practice.head, "pk", None)
        else Status.DRAFT
    )
    practice.save(update_fields=["head", "title_key", "status", "updated_at"])
