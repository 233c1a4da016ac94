"""What stands in a person's learner file: their own record here, and what they brought."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.programmes.credentials.hours import attended_units
from bothways.programmes.credentials.learner import (
    AgreedTo,
    AttendedCohort,
    EarnedCertificate,
    LearnerFile,
    Level,
    Site,
    Who,
    signed_bytes,
    write,
)
from bothways.programmes.credentials.models import Certificate, EarlierRecord, LevelResult
from bothways.programmes.credentials.signing import key_for_signing, sign
from bothways.programmes.models import Consent, Enrolment, Person


def learner_file(person: Person, consent: Consent, on: date) -> bytes:
    """The signed archive."""
    learner = learner_of(person, consent, on)
    key = key_for_signing()
    return write(learner, key, sign(signed_bytes(learner)), _readme())


def learner_of(person: Person, consent: Consent, on: date) -> LearnerFile:
    agreed = AgreedTo(
        given_on=consent.given_on,
        ends_on=consent.ends_on,
        given_by="guardian" if consent.given_by == Consent.GivenBy.GUARDIAN else "self",
    )
    return LearnerFile(
        format="bothways-learner", edition=1, made_on=on,
        site=Site(name=_site_name(person), address=settings.SITE_URL),
        person=_who(person), consent=agreed,
        cohorts=[*_cohorts(person), *_brought_cohorts(person)],
        levels=list(_levels(person)),
        certificates=[*_certificates(person), *_brought_certificates(person)],
    )  # fmt: skip


def _site_name(person: Person) -> str:
    organisation = person.programme.organisation
    return str(organisation) if organisation else settings.SITE_URL.partition("://")[2]


def _who(person: Person) -> Who:
    carried = getattr(person, "carried", None)
    return Who(
        id=carried.uid if carried else person.uid,
        given_name=person.given_name,
        family_name=person.family_name,
        own_script_name=person.own_script_name,
        birth_year=person.birth_year,
        language=person.language,
    )


def _cohorts(person: Person) -> Iterator[AttendedCohort]:
    enrolments = (
        Enrolment.objects.filter(person=person).exclude(state=Enrolment.State.WAITING)
        .select_related("cohort__programme").order_by("since", "pk")
    )  # fmt: skip
    by_cohort = {enrolment.cohort_id: enrolment for enrolment in enrolments}
    for enrolment in by_cohort.values():
        cohort, hours = enrolment.cohort, attended_units(enrolment.cohort)
        yield AttendedCohort(
            id=cohort.uid, programme=cohort.programme.title, title=cohort.title,
            place=cohort.place, since=enrolment.since, until=enrolment.until,
            units=hours.of(person.pk), unit_minutes=hours.unit_minutes, site=settings.SITE_URL,
        )  # fmt: skip


def _levels(person: Person) -> Iterator[Level]:
    for result in LevelResult.objects.filter(person=person).order_by("taken_on", "pk"):
        yield Level(
            id=result.uid, skill=result.skill, language=result.language, level=result.level,
            method=result.method, taken_on=result.taken_on,
            source=result.source or settings.SITE_URL,
        )  # fmt: skip


def _certificates(person: Person) -> Iterator[EarnedCertificate]:
    valid = Certificate.objects.filter(person=person, revoked_at=None)
    for certificate in valid.order_by("issued_on", "pk"):
        yield EarnedCertificate(
            id=certificate.uid, serial=certificate.serial, title=certificate.title,
            programme=certificate.programme_title, issued_on=certificate.issued_on,
            units=certificate.units, unit_minutes=certificate.unit_minutes,
            payload=certificate.payload, site=settings.SITE_URL,
        )  # fmt: skip


def _brought_cohorts(person: Person) -> list[AttendedCohort]:
    return [
        AttendedCohort.model_validate({**body, "first_hand": False})
        for body in _brought(person, EarlierRecord.Kind.COHORT)
    ]


def _brought_certificates(person: Person) -> list[EarnedCertificate]:
    return [
        EarnedCertificate.model_validate({**body, "first_hand": False})
        for body in _brought(person, EarlierRecord.Kind.CERTIFICATE)
    ]


def _brought(person: Person, kind: str) -> list[dict[str, object]]:
    rows = EarlierRecord.objects.filter(person=person, kind=kind).order_by("pk")
    return list(rows.values_list("body", flat=True))


def _readme() -> str:
    return _(
        "This file belongs to the person it is about. Give it to the next office that you trust: "
        "it can take over your hours, levels and certificates. Nothing in it says under what "
        "title you stay in the country. Do not change it: a changed file is refused."
    )
