"""A study handed in from outside the desk: a draft like any other, with what it would do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.models import User
from bothways.practices.models import Practice, Status
from bothways.practices.ratings import rating_of
from bothways.practices.writing import add_revision, checked, locked, set_status


@dataclass(frozen=True)
class Proposal:
    """The draft's revision, and what the rules say of the record without the study and with it."""

    revision: int
    before: dict[str, Any]
    after: dict[str, Any]


def propose_study(practice: Practice, study: dict[str, Any], *, author: User) -> Proposal:
    """A study record on top of the newest revision, inside the transaction of who hands it in.

    It needs no editor's role: nothing public changes before a reviewer releases the draft.
    """
    practice = locked(practice)
    document = practice.newest.document
    grown = {**document, "studies": [*(document.get("studies") or ()), study]}
    # Whatever the record said of why there were no studies is over.
    grown["missing"] = {k: v for k, v in (document.get("missing") or {}).items() if k != "studies"}
    note = _("A study hands in its finding.")
    revision = add_revision(practice, checked(grown), actor=author, note=note)
    set_status(practice, Status.DRAFT)
    return Proposal(revision.number, rating_of(document), rating_of(grown))
