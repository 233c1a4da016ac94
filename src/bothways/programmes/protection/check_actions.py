"""Writes about checks of helpers: that somebody saw a paper, never the paper."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.days import add_months
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.models import ProgrammeMember, SafeguardingCheck
from bothways.programmes.protection.pairing_review import suspend_unsafe
from bothways.programmes.protection.writing import safeguarded

SALT = "bothways.programmes.safeguarding_reference"
MONTHS_AT_MOST = 60


@transaction.atomic
def check_add(
    member: ProgrammeMember,
    *,
    kind: str,
    authority: str,
    checked_on: date,
    valid_until: date,
    actor: User | None,
    reference: str = "",
) -> SafeguardingCheck:
    """That the paper was seen. Nobody vouches for themselves."""
    safeguarded(member.programme_id, actor)
    if actor is not None and member.user_id == actor.pk:
        raise Refused(_("Nobody checks themselves. Ask a colleague to look at your paper."))
    _check(kind, authority, checked_on, valid_until)
    hashed = reference_hash(reference)
    _is_nobody_elses(member, hashed)
    check = SafeguardingCheck.objects.create(
        member=member, kind=kind, authority=authority.strip()[:200], reference_hash=hashed,
        checked_by=actor, checked_on=checked_on, valid_until=valid_until,
    )  # fmt: skip
    audit(
        "add", "safeguarding_check", check.pk, actor=actor, programme=member.programme_id,
        kind=kind, until=valid_until.isoformat(),
    )  # fmt: skip
    return check


@transaction.atomic
def check_revoke(check: SafeguardingCheck, *, actor: User | None) -> list[int]:
    """The paper no longer counts, from today. Pairings that rest on it are suspended at once."""
    programme = safeguarded(check.member.programme_id, actor)
    check = SafeguardingCheck.objects.get(pk=check.pk)
    if check.revoked_on is not None:
        raise Refused(_("This check was revoked already."))
    check.revoked_on = timezone.localdate()
    check.save(update_fields=["revoked_on"])
    stopped = suspend_unsafe(programme)
    audit(
        "revoke", "safeguarding_check", check.pk, actor=actor, programme=programme.pk,
        suspended=stopped,
    )  # fmt: skip
    return stopped


def reference_hash(reference: str) -> str:
    """Keyed, so that the number of a paper cannot be found by trying all numbers."""
    compact = "".join(reference.split()).casefold()
    return salted_hmac(SALT, compact, algorithm="sha256").hexdigest() if compact else ""


def _check(kind: str, authority: str, checked_on: date, valid_until: date) -> None:
    today = timezone.localdate()
    if kind not in SafeguardingCheck.Kind.values:
        raise Refused(_("Say what was checked: the background or the training."))
    if not authority.strip():
        raise Refused(_("Say which authority or course issued the paper."))
    if checked_on > today:
        raise Refused(
            _("The day of the check lies ahead. Enter the day on which you saw the paper.")
        )
    if valid_until < today:
        raise Refused(_("This paper is no longer valid. Ask for a new one."))
    if valid_until > add_months(checked_on, MONTHS_AT_MOST):
        raise Refused(_("A check is trusted for at most five years. Choose an earlier day."))


def _is_nobody_elses(member: ProgrammeMember, hashed: str) -> None:
    others = SafeguardingCheck.objects.exclude(member__user=member.user_id)
    if hashed and others.filter(reference_hash=hashed).exists():
        raise Refused(_("A paper with this number is recorded for somebody else. Look again."))
