"""What a learner file would change here: shown first, then taken over piece by piece."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.places_and_languages import language_label
from bothways.programmes.credentials.learner import LearnerFile
from bothways.programmes.credentials.levels import fits, level_label, skill_label
from bothways.programmes.credentials.models import (
    CarriedIdentity,
    Certificate,
    EarlierRecord,
    LevelResult,
)
from bothways.programmes.credentials.paper import hours_words
from bothways.programmes.models import Enrolment, Person, Programme

FIELDS = ("given_name", "family_name", "own_script_name", "birth_year", "language")


class Standing(Enum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    # A level on a scale that this site does not have: shown, never taken.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Difference:
    """One piece of the file against what stands here."""

    key: str
    part: str
    words: str
    here: str
    there: str
    standing: Standing

    @property
    def can_be_taken(self) -> bool:
        return self.standing in (Standing.NEW, Standing.CHANGED)


def person_here(programme: Programme, learner: LearnerFile) -> Person | None:
    """The person of the file, if they take part in this programme already."""
    uid = learner.person.id
    people = Person.objects.filter(programme=programme, erased_at=None)
    return people.filter(uid=uid).first() or people.filter(carried__uid=uid).first()


def differences(learner: LearnerFile, person: Person | None) -> list[Difference]:
    """Every piece of the file in its order. Five statements."""
    return [
        *_of_person(learner, person),
        *_of_cohorts(learner, person),
        *_of_levels(learner, person),
        *_of_certificates(learner, person),
    ]


def _of_person(learner: LearnerFile, person: Person | None) -> Iterator[Difference]:
    words = {
        "given_name": _("Given name"), "family_name": _("Family name"),
        "own_script_name": _("Name in own script"), "birth_year": _("Year of birth"),
        "language": _("Language"),
    }  # fmt: skip
    for name in FIELDS:
        there, here = getattr(learner.person, name), getattr(person, name, "") if person else ""
        if not there:
            continue
        standing = _compared(str(here or ""), str(there))
        yield Difference(f"person.{name}", "person", words[name], str(here or ""), str(there),
                         standing)  # fmt: skip


def _compared(here: str, there: str) -> Standing:
    if not here:
        return Standing.NEW
    return Standing.SAME if here == there else Standing.CHANGED


def _of_cohorts(learner: LearnerFile, person: Person | None) -> Iterator[Difference]:
    known = _known(person, EarlierRecord.Kind.COHORT)
    if person:
        own = Enrolment.objects.filter(person=person)
        known |= {str(uid) for uid in own.values_list("cohort__uid", flat=True)}
    for row in learner.cohorts:
        key, there = f"cohort.{row.id}", f"{row.programme} · {row.title}"
        hours = hours_words(row.units, row.unit_minutes)
        yield Difference(key, "cohorts", there, "", hours, _new(str(row.id), known))


def _of_levels(learner: LearnerFile, person: Person | None) -> Iterator[Difference]:
    spoken = get_language() or "en"
    results = LevelResult.objects.filter(person=person) if person else LevelResult.objects.none()
    known = {str(uid) for uid in results.values_list("uid", flat=True)}
    for row in learner.levels:
        words = skill_label(row.skill, spoken)
        if row.language:
            words = f"{words} ({language_label(row.language, spoken)})"
        there = f"{level_label(row.level, spoken)} · {row.taken_on}"
        standing = _new(str(row.id), known)
        if not fits(row.skill, row.level):
            standing = Standing.UNKNOWN
        yield Difference(f"level.{row.id}", "levels", words, "", there, standing)


def _of_certificates(learner: LearnerFile, person: Person | None) -> Iterator[Difference]:
    known = _known(person, EarlierRecord.Kind.CERTIFICATE)
    if person:
        own = Certificate.objects.filter(person=person).values_list("uid", flat=True)
        known |= {str(uid) for uid in own}
    for row in learner.certificates:
        there = f"{hours_words(row.units, row.unit_minutes)} · {row.issued_on}"
        words = f"{row.title} · {row.programme}"
        key = f"certificate.{row.id}"
        yield Difference(key, "certificates", words, "", there, _new(str(row.id), known))


def _known(person: Person | None, kind: str) -> set[str]:
    rows = EarlierRecord.objects.filter(person=person, kind=kind) if person else []
    return {str(row.uid) for row in rows}


def _new(uid: str, known: set[str]) -> Standing:
    return Standing.SAME if uid in known else Standing.NEW


def note_identity(person: Person, learner: LearnerFile) -> None:
    """Remembers under which id the person came, where it is not their own here."""
    if person.uid != learner.person.id:
        CarriedIdentity.objects.get_or_create(person=person, defaults={"uid": learner.person.id})
