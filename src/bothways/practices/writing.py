"""What every write about one practice shares: locked, checked, on top of the newest revision."""

from django.db.models import Max
from django.utils.translation import gettext as _

from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.practices.models import ImportBatch, Practice, Revision, Status
from bothways.practices.record.check import check_document
from bothways.practices.record.document import Document, content_hash, title_key
from bothways.practices.record.fields import EDITION


def locked(practice: Practice) -> Practice:
    # SQLite has one writer at a time already and ignores the lock; PostgreSQL needs it.
    return (
        Practice.objects.select_for_update(of=("self",))
        .select_related("head", "live")
        .get(pk=practice.pk)
    )


def on_top(
    practice: Practice, document: Document, *, base: int, actor: User | None, note: str
) -> Revision | None:
    """The new revision, or None when the document says what the newest one says."""
    if practice.newest.number != base:
        raise Conflict(_("Somebody else saved this record while you were editing it."))
    document = checked({**document, "id": practice.slug, "edition": EDITION})
    if content_hash(document) == practice.newest.content_hash:
        return None
    revision = add_revision(practice, document, actor=actor, note=note)
    set_status(practice, Status.DRAFT)
    return revision


def checked(document: Document) -> Document:
    problems = errors(check_document(document))
    if problems:
        raise Refused(_("The record was not saved: it has errors."), problems)
    return document


def add_revision(
    practice: Practice,
    document: Document,
    *,
    actor: User | None,
    note: str = "",
    batch: ImportBatch | None = None,
) -> Revision:
    newest = practice.revisions.aggregate(number=Max("number"))["number"] or 0
    revision = Revision.objects.create(
        practice=practice,
        number=newest + 1,
        base=practice.head,
        document=document,
        content_hash=content_hash(document),
        note=note[:300],
        author=actor,
        batch=batch,
    )
    practice.head = revision
    practice.title_key = title_key(document)
    practice.save(update_fields=["head", "title_key", "updated_at"])
    return revision


def set_status(practice: Practice, status: Status) -> None:
    practice.status = status
    practice.save(update_fields=["status", "updated_at"])
