"""What the writes of delivery share: a cohort that may be written in, checked and locked."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.programmes.delivery.queries import free_places
from bothways.programmes.models import Cohort, Enrolment, Person
from bothways.programmes.policies import Right, require, require_in_cohort

# Without a consent a record is erased after so many days; a consent sets a later day.
DAYS_WITHOUT_CONSENT = 30
PERSON_FIELDS = ("given_name", "family_name", "own_script_name", "birth_year", "sex", "stage",
                 "side", "language", "phone", "guardian_name", "guardian_phone")  # fmt: skip
IN_COHORT = frozenset({Right.DELIVER, Right.PEOPLE})


def writable(cohort: Cohort, actor: User | None, right: Right) -> Cohort:
    """The cohort as it is now, locked; a closed one is read only."""
    found = Cohort.objects.select_for_update(of=("self",)).select_related("programme")
    cohort = found.get(pk=cohort.pk)
    if right in IN_COHORT:
        require_in_cohort(cohort, actor, right)
    else:
        require(cohort.programme, actor, right)
    if cohort.is_closed:
        raise Refused(_("This group is closed. Open it again before you change anything."))
    return cohort


def keep(verb: str, thing: str, number: int, actor: User | None, **detail: object) -> None:
    """The audit row. It holds numbers and codes, never a name of a person."""
    audit(verb, thing, number, actor=actor, **detail)


def state_for(cohort: Cohort) -> str:
    return Enrolment.State.WAITING if free_places(cohort) == 0 else Enrolment.State.ENROLLED


def new_person(cohort: Cohort, fields: dict[str, Any]) -> Person:
    until = timezone.localdate() + timedelta(days=DAYS_WITHOUT_CONSENT)
    known = {name: fields[name] for name in PERSON_FIELDS if name in fields}
    return Person.objects.create(programme=cohort.programme, keep_until=until, **known)
