"""Writes about one practice: save, submit, return, release, withdraw.

Each is one transaction with one audit row. Writes about a whole file are in ``import_actions``.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.practices.index import index_refresh
from bothways.practices.models import (
    Practice,
    Release,
    ReviewComment,
    Revision,
    Status,
)
from bothways.practices.policies import require_editor, require_reviewer
from bothways.practices.ratings import rate_releases
from bothways.practices.record.check import check_release
from bothways.practices.record.document import Document
from bothways.practices.record.fields import EDITION
from bothways.practices.writing import add_revision, checked, locked, on_top, set_status


@transaction.atomic
def practice_create(document: Document, *, actor: User | None, note: str = "") -> Practice:
    """A new record with its first revision."""
    require_editor(actor)
    document = checked({**document, "edition": EDITION})
    # A record without a revision is what an undone import left behind: its id is free.
    practice, _is_new = Practice.objects.get_or_create(slug=document["id"])
    if practice.head is not None:
        raise Refused(_("There is already a practice with the id %(id)s.") % document)
    add_revision(practice, document, actor=actor, note=note)
    audit("create", "practice", practice.slug, actor=actor, hash=practice.newest.content_hash)
    return practice


@transaction.atomic
def practice_save(
    practice: Practice, document: Document, *, base: int, actor: User | None, note: str = ""
) -> Revision:
    """A new revision on top of revision number ``base``.

    Raises Conflict when somebody saved since ``base`` was opened; nothing is overwritten.
    """
    require_editor(actor)
    practice = locked(practice)
    revision = on_top(practice, document, base=base, actor=actor, note=note)
    if revision is not None:
        audit("save", "practice", practice.slug, actor=actor, revision=revision.number)
    return revision or practice.newest


@transaction.atomic
def practice_restore(practice: Practice, number: int, *, base: int, actor: User | None) -> Revision:
    """An old revision as a new one on top. Nothing in between is lost."""
    require_editor(actor)
    old = practice.revisions.filter(number=number).first()
    if old is None:
        raise Refused(_("There is no revision %(number)s.") % {"number": number})
    practice = locked(practice)
    note = _("Restores revision %(number)s") % {"number": number}
    revision = on_top(practice, old.document, base=base, actor=actor, note=note)
    if revision is None:
        raise Refused(_("The newest revision says the same already."))
    audit("restore", "practice", practice.slug, actor=actor, revision=number)
    return revision


@transaction.atomic
def practice_submit(practice: Practice, *, actor: User | None) -> None:
    """Send the newest revision to review."""
    require_editor(actor)
    practice = locked(practice)
    if practice.status == Status.SUBMITTED:
        raise Refused(_("This record already waits for a reviewer."))
    set_status(practice, Status.SUBMITTED)
    audit("submit", "practice", practice.slug, actor=actor, revision=practice.newest.number)


@transaction.atomic
def practice_return(practice: Practice, *, comments: dict[str, str], actor: User | None) -> None:
    """Give it back to its editor with comments by field ("" is the record as a whole)."""
    require_reviewer(actor)
    practice = locked(practice)
    written = {field: text.strip() for field, text in comments.items() if text.strip()}
    if practice.status != Status.SUBMITTED:
        raise Refused(_("Only a record that waits for review can be returned."))
    if not written:
        raise Refused(_("Say what should change, so that the editor knows what to do."))
    for field, text in written.items():
        ReviewComment.objects.create(
            practice=practice, revision=practice.newest, field=field, text=text, author=actor
        )
    set_status(practice, Status.RETURNED)
    audit("return", "practice", practice.slug, actor=actor, comments=len(written))


@transaction.atomic
def comment_resolve(comment: ReviewComment, *, actor: User | None) -> None:
    require_editor(actor)
    comment.resolved_at = timezone.now()
    comment.save(update_fields=["resolved_at"])
    audit("resolve", "comment", comment.pk, actor=actor, practice=comment.practice_id)


@transaction.atomic
def practice_release(practice: Practice, *, actor: User | None) -> Release:
    """Publish the revision under review. Nobody releases what they wrote last themselves."""
    require_reviewer(actor)
    practice = locked(practice)
    if practice.status != Status.SUBMITTED:
        raise Refused(_("Send the record to review first."))
    if actor is not None and practice.newest.author_id == actor.pk and not actor.is_superuser:
        raise NotAllowed(_("A second person releases it: you wrote the last revision yourself."))
    problems = check_release(practice.newest.document)
    if problems:
        raise Refused(_("The record cannot be released yet."), problems)
    # What a reviewer lets pass is settled; the next round starts without old comments.
    practice.comments.filter(resolved_at=None).update(resolved_at=timezone.now())
    return _release(practice, Release.Kind.REVIEWED, actor=actor)


@transaction.atomic
def practice_withdraw(practice: Practice, *, reason: str, actor: User | None) -> None:
    """Take the live release out of public view. Its page keeps a notice with the reason."""
    require_reviewer(actor)
    practice = locked(practice)
    if practice.live is None:
        raise Refused(_("This record is not published."))
    if not reason.strip():
        raise Refused(_("Give the reason. It stands on the notice that readers see."))
    practice.live.withdrawn_at = timezone.now()
    practice.live.withdrawn_reason = reason.strip()
    practice.live.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    practice.live = None
    practice.status = Status.DRAFT
    practice.save(update_fields=["live", "status", "updated_at"])
    audit("withdraw", "practice", practice.slug, actor=actor, reason=reason.strip())
    index_refresh()


def _release(practice: Practice, kind: Release.Kind, *, actor: User | None) -> Release:
    newest = practice.releases.aggregate(number=Max("number"))["number"] or 0
    fields: dict[str, Any] = {
        "document": practice.newest.document,
        "content_hash": practice.newest.content_hash,
        "schema_edition": practice.newest.document["edition"],
    }
    release = Release.objects.create(
        practice=practice,
        number=newest + 1,
        revision=practice.newest,
        kind=kind,
        released_by=actor,
        **fields,
    )
    rate_releases([release])
    practice.live = release
    practice.status = Status.RELEASED
    practice.save(update_fields=["live", "status", "updated_at"])
    audit("release", "practice", practice.slug, actor=actor, number=release.number, kind=kind)
    index_refresh()
    return release
