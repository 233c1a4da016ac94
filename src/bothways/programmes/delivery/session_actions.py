"""Writes about sessions: one, a series, describe, call off, held. One audit row each."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.delivery.holders import checked_holder
from bothways.programmes.delivery.joining import checked_room
from bothways.programmes.delivery.series import Occurrence
from bothways.programmes.delivery.writing import keep, writable
from bothways.programmes.models import Cohort, ProgrammePart, Session
from bothways.programmes.policies import Right
from bothways.programmes.protection.one_to_one import require_safe_plan, require_safe_session

Fields = dict[str, Any]
State = Session.State
FIELDS = ("title", "units", "mode", "place", "join_url", "note")
LONGEST_HOURS = 24
MOST_UNITS = 24


@transaction.atomic
def session_create(
    cohort: Cohort, when: Occurrence, fields: Fields, *, actor: User | None
) -> Session:
    """One session; its number counts within the cohort."""
    return _create(cohort, [when], fields, actor, "create")[0]


@transaction.atomic
def session_series_create(
    cohort: Cohort, when: Sequence[Occurrence], fields: Fields, *, actor: User | None
) -> list[Session]:
    """All sessions of a series. A time at which the cohort meets already is left out."""
    taken = set(cohort.sessions.exclude(state=State.CANCELLED).values_list("starts_at", flat=True))
    free = [one for one in when if one.starts_at not in taken]
    if not free:
        raise Refused(_("No session comes out of this: no such weekday lies between the two days, "
                        "or the group meets at these times already."))  # fmt: skip
    return _create(cohort, free, fields, actor, "create_series")


@transaction.atomic
def session_describe(
    session: Session, when: Occurrence, fields: Fields, *, actor: User | None
) -> None:
    cohort = writable(session.cohort, actor, Right.DELIVER)
    known = _checked(when, fields)
    holder = _holder(cohort, fields, session)
    known |= holder
    for name, value in known.items():
        setattr(session, name, value)
    session.save(update_fields=list(known))
    require_safe_plan(session)
    if holder and session.state == State.HELD:
        require_safe_session(session)
    keep("describe", "session", session.pk, actor)


@transaction.atomic
def session_cancel(session: Session, *, actor: User | None) -> None:
    """Called off: nobody missed anything. What was marked stays in the history, without effect."""
    _change_state(session, State.CANCELLED, actor, "cancel")


@transaction.atomic
def session_plan_again(session: Session, *, actor: User | None) -> None:
    """Takes the calling off, or the holding, back."""
    _change_state(session, State.PLANNED, actor, "plan_again")


@transaction.atomic
def session_hold(
    session: Session, parts: Collection[int], *, actor: User | None, note: str = ""
) -> None:
    """It took place; ``parts`` are the parts of the practice that it delivered."""
    cohort = writable(session.cohort, actor, Right.DELIVER)
    if session.state == State.CANCELLED:
        raise Refused(_("This session was called off. Plan it again first."))
    found = ProgrammePart.objects.filter(programme=cohort.programme_id, pk__in=parts)
    require_safe_session(session)
    session.state, session.note = State.HELD, note or session.note
    session.save(update_fields=["state", "note"])
    session.parts_done.set(found)
    keep("hold", "session", session.pk, actor, parts=len(found))


def _change_state(session: Session, state: str, actor: User | None, verb: str) -> None:
    writable(session.cohort, actor, Right.DELIVER)
    session.state = state
    session.save(update_fields=["state"])
    if state == State.PLANNED:
        require_safe_plan(session)
    keep(verb, "session", session.pk, actor)


def _create(
    cohort: Cohort, when: Sequence[Occurrence], fields: Fields, actor: User | None, verb: str
) -> list[Session]:
    cohort = writable(cohort, actor, Right.DELIVER)
    last = cohort.sessions.aggregate(Max("number"))["number__max"] or 0
    holder = _holder(cohort, fields)
    rows = [Session(cohort=cohort, number=last + at, **_checked(one, fields), **holder)
            for at, one in enumerate(when, start=1)]  # fmt: skip
    made = Session.objects.bulk_create(rows)
    for session in made:
        require_safe_plan(session)
    keep(verb, "session", made[0].pk, actor, cohort=cohort.pk, sessions=len(made))
    return made


def _holder(cohort: Cohort, fields: Fields, session: Session | None = None) -> Fields:
    """Whom the session names; a form that does not ask leaves it as it is."""
    before = session.facilitator_id if session else None
    if "facilitator" not in fields or fields["facilitator"] == before:
        return {}
    number = checked_holder(cohort, fields["facilitator"])
    return {"facilitator_id": number, "trainer_id": None}


def _checked(when: Occurrence, fields: Fields) -> Fields:
    hours = (when.ends_at - when.starts_at).total_seconds() / 3600
    if not 0 < hours <= LONGEST_HOURS:
        raise Refused(_("A session lasts from one minute to 24 hours."))
    found = {name: fields[name] for name in FIELDS if name in fields}
    if not 1 <= found.get("units", 1) <= MOST_UNITS:
        raise Refused(_("A session has from 1 to 24 units."))
    found["join_url"] = checked_room(found.get("join_url", ""))
    return {**found, "starts_at": when.starts_at, "ends_at": when.ends_at}
