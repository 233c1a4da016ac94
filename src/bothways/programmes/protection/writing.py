"""What the writes of this room share: one lock a programme, so that a check cannot be revoked
while somebody activates a pairing that rests on it."""

from typing import Any

from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.programmes.models import Person, Programme, ProgrammeMember
from bothways.programmes.policies import Right, require, role_in

Role = ProgrammeMember.Role
# Who may vouch for a helper, and who reads the log of reads.
SAFEGUARDING = frozenset({Role.SAFEGUARDING, Role.LEAD})


def locked(programme: Programme | int) -> Programme:
    key = programme if isinstance(programme, int) else programme.pk
    return Programme.objects.select_for_update().get(pk=key)


def protected(programme: int, actor: User | None) -> Programme:
    """The programme, locked, for somebody who may protect its people."""
    found = locked(programme)
    require(found, actor, Right.PROTECT)
    return found


def safeguarded(programme: int, actor: User | None) -> Programme:
    """The programme, locked, for its safeguarding person or its lead."""
    found = locked(programme)
    if actor is not None and role_in(found, actor) not in SAFEGUARDING:
        raise NotAllowed(
            _("Only the safeguarding person and the lead of the programme may do this.")
        )
    return found


def still_named(person: Person) -> Person:
    """The person as they are now; nothing is written about somebody who was erased."""
    fresh = Person.objects.select_related("programme").get(pk=person.pk)
    if fresh.erased_at is not None:
        raise Refused(
            _("The data of this person was erased. Nothing more can be written about them.")
        )
    return fresh


def about_person(verb: str, person: Person, actor: User | None, **detail: Any) -> None:
    """The audit row. It names the person by number only: the trail outlives the name."""
    audit(verb, "programme_person", person.pk, actor=actor, programme=person.programme_id, **detail)
