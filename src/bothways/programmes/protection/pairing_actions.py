"""Writes about pairings. ``pairing_activate`` is the only way to an active one, and it asks the
rule first."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import Problem
from bothways.programmes.models import Pairing, PairingContact, Person, Programme, ProgrammeMember
from bothways.programmes.policies import Right, may
from bothways.programmes.protection.pairing_review import missing_of, suspend_unsafe, with_people
from bothways.programmes.protection.words import SAFEGUARDS
from bothways.programmes.protection.writing import locked, protected, still_named

State = Pairing.State
MODES = ("on_site", "online", "phone")
LONGEST_MEETING = 24 * 60
STOPPED_BY_HAND = "by_hand"


@transaction.atomic
def pairing_propose(
    person: Person,
    mentor: ProgrammeMember,
    *,
    actor: User | None,
    supervisor: ProgrammeMember | None = None,
    goals: list[str] | None = None,
) -> Pairing:
    """Two people who might fit. They do not meet before it is active."""
    programme = protected(person.programme_id, actor)
    person = still_named(person)
    _same_programme(programme, mentor, supervisor)
    _not_oneself(mentor, supervisor)
    if person.pairings.filter(mentor=mentor).exclude(state=State.CLOSED).exists():
        raise Refused(_("These two are paired already."))
    pairing = Pairing.objects.create(
        programme=programme, mentor=mentor, person=person, supervisor=supervisor,
        goals=[goal.strip()[:300] for goal in goals or () if goal.strip()][:3],
    )  # fmt: skip
    _told("propose", pairing, actor)
    return pairing


@transaction.atomic
def pairing_activate(pairing: Pairing, *, actor: User | None) -> None:
    """From now on they may meet. Refused while a single safeguard is missing."""
    pairing = _mine(pairing, actor)
    if pairing.state not in (State.PROPOSED, State.SUSPENDED):
        raise Refused(_("Only a proposed or suspended pairing is made active."))
    missing = missing_of(pairing)
    if missing:
        raise Refused(
            _("They may not meet yet. Something that protects the person is missing."),
            [Problem(0, "", code, str(SAFEGUARDS[code])) for code in missing],
        )
    pairing.state, pairing.suspended_for = State.ACTIVE, ""
    pairing.started_on = pairing.started_on or timezone.localdate()
    pairing.save(update_fields=["state", "suspended_for", "started_on"])
    _told("activate", pairing, actor)


@transaction.atomic
def pairing_supervise(
    pairing: Pairing, supervisor: ProgrammeMember | None, *, actor: User | None
) -> None:
    """Another supervisor, or none: then an active pairing with a minor stops."""
    pairing = _mine(pairing, actor)
    if pairing.state == State.CLOSED:
        raise Refused(_("This pairing is closed."))
    _same_programme(pairing.programme, pairing.mentor, supervisor)
    _not_oneself(pairing.mentor, supervisor)
    pairing.supervisor = supervisor
    pairing.save(update_fields=["supervisor"])
    stopped = suspend_unsafe(pairing.programme, person=pairing.person)
    _told("supervise", pairing, actor, suspended=stopped)


@transaction.atomic
def pairing_suspend(pairing: Pairing, *, actor: User | None, because: str = "") -> None:
    """They stop meeting for now. ``because`` is the code of the safeguard that is missing."""
    pairing = _mine(pairing, actor)
    if pairing.state != State.ACTIVE:
        raise Refused(_("Only an active pairing can be suspended."))
    pairing.state, pairing.suspended_for = State.SUSPENDED, because or STOPPED_BY_HAND
    pairing.save(update_fields=["state", "suspended_for"])
    _told("suspend", pairing, actor, because=pairing.suspended_for)


@transaction.atomic
def pairing_close(pairing: Pairing, *, words: str, actor: User | None) -> None:
    """The end, with the words of the closing talk. A closed pairing stays closed."""
    pairing = _mine(pairing, actor)
    if pairing.state == State.CLOSED:
        raise Refused(_("This pairing is closed."))
    pairing.state, pairing.ended_on = State.CLOSED, timezone.localdate()
    pairing.closing_words = words.strip()[:4000]
    pairing.save(update_fields=["state", "ended_on", "closing_words"])
    _told("close", pairing, actor)


@transaction.atomic
def pairing_contact_record(
    pairing: Pairing, *, on: date, minutes: int, mode: str, actor: User | None
) -> PairingContact:
    """That the two met. The mentor writes it, or whoever protects the programme's people."""
    programme = locked(pairing.programme_id)
    if actor is not None and not _is_mentor(pairing, actor):
        protected(programme.pk, actor)
    pairing = _fresh(pairing)
    if pairing.state != State.ACTIVE or missing_of(pairing):
        raise Refused(_("This pairing is not active. They may not meet."))
    if not (pairing.started_on or on) <= on <= timezone.localdate():
        raise Refused(_("A meeting lies between the start of the pairing and today."))
    if mode not in MODES or not 0 < minutes <= LONGEST_MEETING:
        raise Refused(_("Say how they met and for how many minutes, at most a day."))
    contact = PairingContact.objects.create(
        pairing=pairing, on=on, minutes=minutes, mode=mode, recorded_by=actor
    )
    _told("record_contact", pairing, actor, on=on.isoformat())
    return contact


def _mine(pairing: Pairing, actor: User | None) -> Pairing:
    protected(pairing.programme_id, actor)
    return _fresh(pairing)


def _fresh(pairing: Pairing) -> Pairing:
    pairings = with_people(Pairing.objects.select_related("programme"))
    return pairings.get(pk=pairing.pk)


def _is_mentor(pairing: Pairing, actor: User) -> bool:
    return pairing.mentor.user_id == actor.pk and may(pairing.programme, actor, Right.READ)


def _same_programme(
    programme: Programme, mentor: ProgrammeMember, supervisor: ProgrammeMember | None
) -> None:
    if any(member.programme_id != programme.pk for member in (mentor, supervisor) if member):
        raise Refused(_("Mentor and supervisor need a role in this programme."))


def _not_oneself(mentor: ProgrammeMember, supervisor: ProgrammeMember | None) -> None:
    if supervisor is not None and supervisor.pk == mentor.pk:
        raise Refused(str(SAFEGUARDS["supervisor_is_mentor"]))


def _told(verb: str, pairing: Pairing, actor: User | None, **detail: object) -> None:
    audit(
        verb, "pairing", pairing.pk, actor=actor, programme=pairing.programme_id,
        person=pairing.person_id, **detail,
    )  # fmt: skip
