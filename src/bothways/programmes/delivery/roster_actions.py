"""A whole roster in one go: everybody or nobody."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import errors
from bothways.programmes.delivery.clock import today_in
from bothways.programmes.delivery.queries import free_places, person_standing_here
from bothways.programmes.delivery.roster import RosterPerson, same_people
from bothways.programmes.delivery.writing import keep, new_person, writable
from bothways.programmes.models import Cohort, Enrolment
from bothways.programmes.policies import Right

State = Enrolment.State


@transaction.atomic
def roster_import(
    cohort: Cohort, people: Sequence[RosterPerson], *, actor: User | None, others: bool = False
) -> list[Enrolment]:
    """People in the order of the file; who finds no room any more goes on the waiting list.

    What stood in the way at the preview is looked at again: somebody may have been faster.
    """
    cohort = writable(cohort, actor, Right.PEOPLE)
    if not people:
        raise Refused(_("There is nobody in this list."))
    problems = same_people(people, person_standing_here(cohort.programme), others=others)
    if errors(problems):
        raise Refused(_("Nobody was added: see what is wrong below."), problems)
    today, free = today_in(cohort), free_places(cohort)
    enrolments = [
        Enrolment(person=new_person(cohort, asdict(person)), cohort=cohort,
                  state=State.ENROLLED if free is None or at < free else State.WAITING,
                  since=person.since or today, needs=list(person.needs))
        for at, person in enumerate(people)
    ]  # fmt: skip
    Enrolment.objects.bulk_create(enrolments)
    keep("import", "roster", cohort.pk, actor, people=len(enrolments))
    return enrolments
