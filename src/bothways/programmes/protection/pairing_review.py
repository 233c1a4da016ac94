"""Which pairings the safeguards carry today, and the suspension of those that they do not.

``suspend_unsafe`` writes no audit row of its own: it runs within the action that took a safeguard
away, whose row names the pairings. Rooms that change a year of birth, a role or an account call it
in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from bothways.programmes.models import (
    Pairing,
    Person,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
)
from bothways.programmes.protection.consent_queries import MENTORING, people_who_agree
from bothways.programmes.protection.safeguards import (
    CheckFacts,
    PairingFacts,
    safeguards_missing,
)

Role = ProgrammeMember.Role
# Who may look after the meetings of others.
SUPERVISES = frozenset({Role.LEAD, Role.OFFICER, Role.SAFEGUARDING})
State = Pairing.State


def missing_by_pairing(pairings: Iterable[Pairing], on: date) -> dict[int, list[str]]:
    """Pairing -> codes of what is missing, for pairings of one programme. Three statements.

    The pairings come with mentor, supervisor and person joined (``with_people``).
    """
    pairings = list(pairings)
    agreed = people_who_agree([pairing.person for pairing in pairings], MENTORING, on)
    checks = _checks({pairing.mentor_id for pairing in pairings})
    return {
        pairing.pk: safeguards_missing(
            _facts(pairing, pairing.person_id in agreed, checks[pairing.mentor_id]), on
        )
        for pairing in pairings
    }


def with_people(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    return pairings.select_related("person", "mentor__user", "supervisor__user")


def missing_of(pairing: Pairing, on: date | None = None) -> list[str]:
    fresh = with_people(Pairing.objects.filter(pk=pairing.pk)).get()
    return missing_by_pairing([fresh], on or timezone.localdate())[pairing.pk]


def pairings_in_force(programme: Programme, on: date | None = None) -> list[Pairing]:
    """Active pairings that every safeguard carries on that day. Four statements.

    It looks at the safeguards themselves and does not trust the stored state.
    """
    on = on or timezone.localdate()
    active = list(with_people(programme.pairings.filter(state=State.ACTIVE)))
    missing = missing_by_pairing(active, on)
    return [pairing for pairing in active if not missing[pairing.pk]]


def suspend_unsafe(
    programme: Programme, *, person: Person | None = None, on: date | None = None
) -> list[int]:
    """Suspends every active pairing that lacks a safeguard; answers with their numbers."""
    on = on or timezone.localdate()
    active = with_people(programme.pairings.filter(state=State.ACTIVE))
    if person is not None:
        active = active.filter(person=person)
    missing = missing_by_pairing(active.order_by("pk"), on)
    stopped = [number for number, codes in missing.items() if codes]
    for number in stopped:
        Pairing.objects.filter(pk=number).update(
            state=State.SUSPENDED, suspended_for=missing[number][0]
        )
    return stopped


def _facts(pairing: Pairing, agreed: bool, checks: tuple[CheckFacts, ...]) -> PairingFacts:
    person, mentor, supervisor = pairing.person, pairing.mentor, pairing.supervisor
    return PairingFacts(
        birth_year=person.birth_year,
        consent=agreed,
        mentor=mentor.pk,
        supervisor=pairing.supervisor_id,
        supervisor_may=supervisor is not None and _may_supervise(supervisor, pairing),
        mentor_active=mentor.user.is_active and mentor.programme_id == pairing.programme_id,
        person_here=person.erased_at is None and person.programme_id == pairing.programme_id,
        checks=checks,
    )


def _may_supervise(member: ProgrammeMember, pairing: Pairing) -> bool:
    is_here = member.programme_id == pairing.programme_id
    return is_here and member.user.is_active and member.role in SUPERVISES


def _checks(mentors: set[int]) -> dict[int, tuple[CheckFacts, ...]]:
    found: dict[int, list[CheckFacts]] = defaultdict(list)
    rows = SafeguardingCheck.objects.filter(member__in=mentors).values_list(
        "member_id", "kind", "checked_on", "valid_until", "revoked_on"
    )
    for mentor, kind, checked_on, valid_until, revoked_on in rows:
        found[mentor].append(CheckFacts(kind, checked_on, valid_until, revoked_on))
    return {mentor: tuple(found[mentor]) for mentor in mentors}
