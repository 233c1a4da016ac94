"""Writes about levels: one result a skill; nothing is overwritten, the newest counts."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import Problem
from bothways.core.vocabularies import vocabulary
from bothways.programmes.credentials.levels import SKILLS, fits
from bothways.programmes.credentials.models import LevelResult
from bothways.programmes.models import Person, Programme
from bothways.programmes.policies import Right, require


@dataclass(frozen=True)
class Mark:
    """A level of one person in one skill, as somebody enters it."""

    person: int
    skill: str
    level: str


@transaction.atomic
def levels_record(
    programme: Programme, marks: list[Mark], *, language: str, method: str, taken_on: date,
    actor: User | None,
) -> list[LevelResult]:  # fmt: skip
    """Results of one day, one language and one method, for people of the programme."""
    require(programme, actor, Right.CERTIFY)
    people = set(
        Person.objects.filter(programme=programme, pk__in=[m.person for m in marks])
        .values_list("pk", flat=True)
    )  # fmt: skip
    problems = _problems(marks, people, method, taken_on)
    if problems:
        raise Refused(problems[0].message, problems)
    results = LevelResult.objects.bulk_create(
        LevelResult(
            person_id=mark.person, skill=mark.skill, level=mark.level, method=method,
            language="" if mark.skill == "digital" else language,
            taken_on=taken_on, recorded_by=actor,
        )
        for mark in marks
    )  # fmt: skip
    audit("record", "levels", programme.pk, actor=actor, number=len(results))
    return results


def _problems(marks: list[Mark], people: set[int], method: str, taken_on: date) -> list[Problem]:
    found: list[Problem] = []
    if not marks:
        found.append(Problem(0, "level", "empty", _("Choose a level for at least one person.")))
    if method not in vocabulary("level_method"):
        found.append(Problem(0, "method", "unknown", _("Say how the levels were found.")))
    if taken_on > timezone.localdate():
        found.append(Problem(0, "taken_on", "future", _("The day lies in the future.")))
    for row, mark in enumerate(marks, start=1):
        if mark.person not in people:
            message = _("There is no such person in this programme.")
            found.append(Problem(row, "person", "unknown", message))
        elif mark.skill not in SKILLS or not fits(mark.skill, mark.level):
            message = _("The scale of this level does not measure this skill.")
            found.append(Problem(row, mark.skill, "wrong_scale", message))
    return found
