"""The rule that protects children: no one-to-one with a minor unless every safeguard holds.

Pure: facts and a day in, the codes of what is missing out. Only an empty list lets a pairing be
active. Whoever may still be under 18, or whose year of birth nobody knows, counts as a minor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bothways.programmes.ages import may_be_minor

BACKGROUND = "background"
TRAINING = "training"
CONSENT = "consent"
SUPERVISOR = "supervisor"
SUPERVISOR_IS_MENTOR = "supervisor_is_mentor"
MENTOR_GONE = "mentor_gone"
PERSON_GONE = "person_gone"
# Not a safeguard of a pairing but of a session: nobody has paired the two.
PAIRING = "pairing"


@dataclass(frozen=True)
class CheckFacts:
    """That somebody looked at a paper about the mentor, and how long it is good for."""

    kind: str
    checked_on: date
    valid_until: date
    revoked_on: date | None = None

    def holds(self, on: date) -> bool:
        is_revoked = self.revoked_on is not None and self.revoked_on <= on
        return self.checked_on <= on <= self.valid_until and not is_revoked


@dataclass(frozen=True)
class PairingFacts:
    """All that the rule looks at. ``consent`` is whether mentoring is agreed to on that day."""

    birth_year: int | None
    consent: bool
    mentor: int
    supervisor: int | None
    # The supervisor has a role that protects, and an account in use.
    supervisor_may: bool = True
    mentor_active: bool = True
    person_here: bool = True
    checks: tuple[CheckFacts, ...] = ()


def safeguards_missing(facts: PairingFacts, on: date) -> list[str]:
    """Codes of what does not hold on that day, in the order in which a person sees to it."""
    missing = [
        (PERSON_GONE, not facts.person_here),
        (MENTOR_GONE, not facts.mentor_active),
        (CONSENT, not facts.consent),
    ]
    if may_be_minor(facts.birth_year, on):
        has_supervisor = facts.supervisor is not None and facts.supervisor_may
        missing += [
            (BACKGROUND, not _has(facts.checks, BACKGROUND, on)),
            (TRAINING, not _has(facts.checks, TRAINING, on)),
            (SUPERVISOR, not has_supervisor),
            (SUPERVISOR_IS_MENTOR, facts.supervisor == facts.mentor),
        ]
    return [code for code, is_missing in missing if is_missing]


def _has(checks: Iterable[CheckFacts], kind: str, on: date) -> bool:
    return any(check.kind == kind and check.holds(on) for check in checks)
