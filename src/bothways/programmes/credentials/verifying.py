"""May a certificate be believed? Every refusal has a name and says what to do."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.programmes.credentials import payload as payloads
from bothways.programmes.credentials.levels import SKILLS, from_wire
from bothways.programmes.credentials.models import Certificate
from bothways.programmes.credentials.signing import is_signed, site_keys

LONGEST = 4000
PIECE = re.compile(r"(?:^|/V/|/VERIFY/)([A-Z0-9]+)/?$")


class Reason(Enum):
    VALID = "valid"
    REVOKED = "revoked"
    NO_CERTIFICATE = "no_certificate"
    CUT_OFF = "cut_off"
    CHANGED = "changed"
    UNKNOWN_KEY = "unknown_key"
    NEWER_FORMAT = "newer_format"


@dataclass(frozen=True)
class Verdict:
    """What was found out, and the facts if the signature holds."""

    reason: Reason
    facts: payloads.Payload | None = None
    revoked_on: date | None = None
    revoked_reason: str = ""

    @property
    def is_valid(self) -> bool:
        return self.reason is Reason.VALID

    @property
    def units(self) -> Decimal:
        return Decimal(self.facts.unit_tenths if self.facts else 0) / 10

    @property
    def levels(self) -> list[tuple[str, str]]:
        """(skill, level) of the skills that have one."""
        numbers = self.facts.levels if self.facts else ()
        found = zip(SKILLS, map(from_wire, numbers), strict=False)
        return [(skill, level) for skill, level in found if level]


def address_of(text: str) -> str:
    """The address in the QR code. In capitals as far as addresses do not tell them apart."""
    site = settings.SITE_URL
    return f"{site.upper() if site.count('/') == 2 else site}/V/{text}"


def text_in(given: str) -> str:
    """The payload in whatever somebody scanned or typed: the address, or its last piece."""
    found = PIECE.search(re.sub(r"\s+", "", given)[:LONGEST].upper())
    return found.group(1) if found else ""


def verify(given: str) -> Verdict:
    """The verdict over a scanned text. Two statements: the keys, and whether it was revoked."""
    text = text_in(given)
    try:
        message, signature = payloads.taken_apart(text)
        facts = payloads.read(message)
    except payloads.Unreadable as error:
        return Verdict(Reason(error.reason))
    key = site_keys().get(facts.key_id)
    if key is None:
        return Verdict(Reason.UNKNOWN_KEY)
    if not is_signed(key, signature, message):
        return Verdict(Reason.CHANGED)
    return _unless_revoked(facts)


def _unless_revoked(facts: payloads.Payload) -> Verdict:
    revoked = Certificate.objects.filter(serial=facts.serial).exclude(revoked_at=None).first()
    if revoked is None or revoked.revoked_at is None:
        return Verdict(Reason.VALID, facts)
    # The reason stays inside: it may tell more of the person than a stranger should learn.
    return Verdict(Reason.REVOKED, facts, revoked.revoked_at.date())


def revoked_serials() -> list[str]:
    """Every serial that is no longer valid, in order."""
    revoked = Certificate.objects.exclude(revoked_at=None).order_by("serial")
    return list(revoked.values_list("serial", flat=True))


def headline(reason: Reason) -> str:
    return {
        Reason.VALID: _("This certificate is genuine."),
        Reason.REVOKED: _("This certificate was revoked."),
        Reason.NO_CERTIFICATE: _("This is no certificate of this site."),
        Reason.CUT_OFF: _("The code is cut off."),
        Reason.CHANGED: _("The code was changed."),
        Reason.UNKNOWN_KEY: _("The code was signed with a key that this site does not know."),
        Reason.NEWER_FORMAT: _("The code is of a newer format."),
    }[reason]


def remedy(reason: Reason) -> str:
    return {
        Reason.VALID: _("Compare the name and the title with the paper; they must be the same."),
        Reason.REVOKED: _("It was issued here and taken back. Ask the office that issued it."),
        Reason.NO_CERTIFICATE: _("Scan the square code on the paper, or paste all of its text."),
        Reason.CUT_OFF: _("A part of the text is missing. Scan it again in better light."),
        Reason.CHANGED: _(
            "The signature does not fit the text: it was read wrongly or forged. Scan it again; "
            "if it stays like this, do not accept the paper."
        ),
        Reason.UNKNOWN_KEY: _("Check it on the site whose address stands on the paper."),
        Reason.NEWER_FORMAT: _("Check it on the site whose address stands on the paper."),
    }[reason]  # fmt: skip
