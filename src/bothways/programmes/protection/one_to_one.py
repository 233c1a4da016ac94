"""One adult alone with one child in a session is a pairing, whatever it is called.

A group that can hold one person, or holds one on that day, and that person may be a minor: then
whoever holds the session needs a pairing in force with that person. There is one rule and one
door to it. ``require_safe_session`` is called where a session is held; a group that is made for one
person is refused its sessions already where they are planned (``require_safe_plan``). A group that
fills person by person is not: its sessions are looked at on their day.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.problems import Problem
from bothways.programmes.ages import may_be_minor
from bothways.programmes.models import Cohort, Enrolment, Person, Session
from bothways.programmes.protection.pairing_review import pairings_in_force
from bothways.programmes.protection.safeguards import PAIRING
from bothways.programmes.protection.words import SAFEGUARDS

ALONE = 1


def minor_alone(cohort: Cohort, on: date) -> Person | None:
    """The one person of the group that day, if it is one who may be a minor. One statement."""
    enrolled = cohort.enrolments.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
    enrolled = enrolled.filter(state__in=(Enrolment.State.ENROLLED, Enrolment.State.COMPLETED))
    people = {row.person_id: row.person for row in enrolled.select_related("person")}
    if len(people) != ALONE:
        return None
    (person,) = people.values()
    return person if may_be_minor(person.birth_year, on) else None


def one_to_one_missing(cohort: Cohort, leaders: Iterable[int], on: date) -> list[str]:
    """Codes of what is missing before one of these members may hold a session that day.

    ``leaders`` are numbers of members. Nobody named means that anybody might come.
    """
    person = minor_alone(cohort, on)
    if person is None:
        return []
    paired = {
        pairing.mentor_id
        for pairing in pairings_in_force(cohort.programme, on)
        if pairing.person_id == person.pk
    }
    chosen = set(leaders)
    return [] if chosen and chosen <= paired else [PAIRING]


def session_missing(session: Session) -> list[str]:
    """The same for one session: its facilitator, or everybody who runs the group."""
    cohort = session.cohort
    leaders = (
        [session.facilitator_id]
        if session.facilitator_id
        else list(cohort.facilitators.values_list("member_id", flat=True))
    )
    return one_to_one_missing(cohort, leaders, timezone.localdate(session.starts_at))


def require_safe_session(session: Session) -> None:
    """Refuses a session in which one adult would be alone with a child nobody protects."""
    missing = session_missing(session)
    if missing:
        raise Refused(
            _("In this session one adult would be alone with a minor. Add people to the group, or "
              "make the two an active pairing with every safeguard first."),
            [Problem(0, "", code, str(SAFEGUARDS[code])) for code in missing],
        )  # fmt: skip


def require_safe_plan(session: Session) -> None:
    """The same before it happens, for a group that can only ever hold one person."""
    if session.cohort.capacity == ALONE:
        require_safe_session(session)
