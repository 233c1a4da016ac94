"""What stops when a consent is taken back. Called within the action that takes it back."""

from dataclasses import dataclass, field
from datetime import date

from bothways.programmes.models import Enrolment, Pairing, Person
from bothways.programmes.protection.consent_queries import MENTORING, PHONE, TAKING_PART
from bothways.programmes.protection.pairing_review import suspend_unsafe

# The team need not know why: code of ``leaving_reason``. The audit trail says that it was this.
NOT_SAID = "not_said"


@dataclass
class Stopped:
    """What a withdrawal ended, for the audit row and for the page that tells the family."""

    enrolments: int = 0
    pairings: list[int] = field(default_factory=list)
    numbers_deleted: bool = False


def stop(person: Person, purpose: str, on: date) -> Stopped:
    """Ends what rests on this purpose. Study and sharing are asked for at every use instead."""
    if purpose == TAKING_PART:
        return Stopped(enrolments=leave_everything(person, on), pairings=close_pairings(person, on))
    if purpose == MENTORING:
        return Stopped(pairings=suspend_unsafe(person.programme, person=person, on=on))
    if purpose == PHONE:
        person.phone = person.guardian_phone = ""
        person.save(update_fields=["phone", "guardian_phone", "updated_at"])
        return Stopped(numbers_deleted=True)
    return Stopped()


def leave_everything(person: Person, on: date) -> int:
    """Ends every open enrolment today. One that has not begun never was."""
    open_ones = person.enrolments.filter(until=None)
    ahead, _models = open_ones.filter(since__gt=on).delete()
    left = open_ones.filter(since__lte=on).update(
        until=on, state=Enrolment.State.LEFT, leaving_reason=NOT_SAID
    )
    return ahead + left


def close_pairings(person: Person, on: date) -> list[int]:
    live = person.pairings.exclude(state=Pairing.State.CLOSED)
    numbers = list(live.order_by("pk").values_list("pk", flat=True))
    live.update(state=Pairing.State.CLOSED, ended_on=on)
    return numbers
