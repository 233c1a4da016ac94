"""Reads of certificates: a programme's cohorts, a cohort's people, one person's record."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from bothways.programmes.credentials.hours import Hours, attended_units
from bothways.programmes.credentials.levels import SKILLS
from bothways.programmes.credentials.models import Certificate, CertificateRule, LevelResult
from bothways.programmes.models import Cohort, Enrolment, Person, Programme, Session

IN_IT = (Enrolment.State.ENROLLED, Enrolment.State.COMPLETED)


@dataclass(frozen=True)
class CohortRow:
    """A cohort in the list of a programme."""

    number: int
    title: str
    has_rule: bool
    people: int
    issued: int
    revoked: int


@dataclass(frozen=True)
class Standing:
    """A person of a cohort: what they attended, whether it suffices, what they have."""

    person: int
    name: str
    own_name: str
    language: str
    units: Decimal
    percent: int | None
    is_eligible: bool
    certificate: Certificate | None
    levels: dict[str, str]


def cohort_rows(programme: Programme) -> list[CohortRow]:
    """Every cohort, in order of its start. Three statements."""
    certificates = {
        number: (issued, revoked)
        for number, issued, revoked in Cohort.objects.filter(programme=programme)
        .annotate(
            issued=Count("certificates", filter=Q(certificates__revoked_at=None)),
            revoked=Count("certificates", filter=~Q(certificates__revoked_at=None)),
        )
        .values_list("pk", "issued", "revoked")
    }
    people = dict(
        Enrolment.objects.filter(cohort__programme=programme, state__in=IN_IT)
        .order_by()
        .values("cohort_id")
        .annotate(people=Count("person", distinct=True))
        .values_list("cohort_id", "people")
    )
    cohorts = Cohort.objects.filter(programme=programme).select_related("rule")
    return [
        CohortRow(c.pk, c.title, hasattr(c, "rule"), people.get(c.pk, 0), *certificates[c.pk])
        for c in cohorts
    ]


def rule_of(cohort: Cohort) -> CertificateRule | None:
    return CertificateRule.objects.filter(cohort=cohort).first()


def planned_units(cohort: Cohort) -> int:
    """As planned; where nobody planned, what was held."""
    if cohort.units_planned:
        return cohort.units_planned
    held = Session.objects.filter(cohort=cohort, state=Session.State.HELD)
    return held.aggregate(units=Sum("units"))["units"] or 0


def is_enough(rule: CertificateRule | None, units: Decimal, planned: int) -> bool:
    """Whether so many units fulfil the rule; without a rule nobody does."""
    if rule is None:
        return False
    if rule.min_units is not None and units < rule.min_units:
        return False
    return rule.min_percent is None or units * 100 >= rule.min_percent * planned > 0


def percent_of(units: Decimal, planned: int) -> int | None:
    return int(units * 100 / planned) if planned else None


def standing(cohort: Cohort, rule: CertificateRule | None) -> list[Standing]:
    """Everybody who is or was in the cohort, by name. Five statements at most."""
    people = list(
        Person.objects.filter(erased_at=None)
        .filter(enrolments__cohort=cohort, enrolments__state__in=IN_IT)
        .distinct()
        .order_by("family_name", "given_name", "pk")
    )  # fmt: skip
    hours, planned = attended_units(cohort), planned_units(cohort)
    numbers = [person.pk for person in people]
    valid = Certificate.objects.filter(cohort=cohort, revoked_at=None)
    certificates = {c.person_id: c for c in valid}
    levels = newest_levels(numbers)
    return [_standing(p, hours, planned, rule, certificates.get(p.pk), levels) for p in people]


def _standing(
    person: Person, hours: Hours, planned: int, rule: CertificateRule | None,
    certificate: Certificate | None, levels: dict[int, dict[str, LevelResult]],
) -> Standing:  # fmt: skip
    units = hours.of(person.pk)
    return Standing(
        person.pk, person.name, person.own_script_name, person.language, units,
        percent_of(units, planned), is_enough(rule, units, planned), certificate,
        {skill: found.level for skill, found in levels.get(person.pk, {}).items()},
    )  # fmt: skip


def newest_levels(
    people: list[int], language: str | None = None
) -> dict[int, dict[str, LevelResult]]:
    """The newest result of each skill of each person, in one language if asked. One statement."""
    results = LevelResult.objects.filter(person__in=people).order_by("taken_on", "pk")
    if language is not None:
        results = results.filter(Q(language=language) | Q(skill="digital"))
    found: dict[int, dict[str, LevelResult]] = {}
    for result in results:
        found.setdefault(result.person_id, {})[result.skill] = result
    return found


@dataclass(frozen=True)
class SkillHistory:
    """Every result of one skill in one language, newest first."""

    skill: str
    language: str
    results: tuple[LevelResult, ...]


def person_levels(person: Person) -> list[SkillHistory]:
    """By language and skill, in the order of the skills. One statement."""
    found: dict[tuple[str, int], list[LevelResult]] = {}
    for result in LevelResult.objects.filter(person=person).select_related("recorded_by"):
        found.setdefault((result.language, SKILLS.index(result.skill)), []).append(result)
    return [
        SkillHistory(SKILLS[place], language, tuple(results))
        for (language, place), results in sorted(found.items(), key=lambda pair: pair[0])
    ]
