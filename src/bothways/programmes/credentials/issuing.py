"""From a person's record to a signed certificate, before anything is stored."""

import secrets
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings

from bothways.programmes.credentials import payload as payloads
from bothways.programmes.credentials.hours import attended_units
from bothways.programmes.credentials.levels import SKILLS, wire
from bothways.programmes.credentials.models import (
    Certificate,
    CertificateJob,
    CertificateRule,
    LevelResult,
)
from bothways.programmes.credentials.paper import words_in
from bothways.programmes.credentials.queries import newest_levels
from bothways.programmes.credentials.signing import PublicKey, key_for_signing, sign
from bothways.programmes.models import Cohort, Person

MOST_TENTHS = 0xFFFF


def drafts(job: CertificateJob, rule: CertificateRule, on: date) -> list[Certificate]:
    """A signed certificate for each person of the job who has no valid one in this cohort."""
    cohort = job.cohort
    have = Certificate.objects.filter(cohort=cohort, revoked_at=None, person__in=job.people)
    wanted = set(job.people) - set(have.values_list("person_id", flat=True))
    people = list(
        Person.objects.filter(pk__in=wanted, programme=cohort.programme, erased_at=None)
        .order_by("family_name", "given_name", "pk")
    )  # fmt: skip
    hours, key = attended_units(cohort), key_for_signing()
    levels = newest_levels([person.pk for person in people], rule.language)
    made = [
        _draft(person, cohort, rule, hours.of(person.pk), hours.unit_minutes,
               levels.get(person.pk, {}), on)
        for person in people
    ]  # fmt: skip
    return [signed(certificate, key) for certificate in made]


def _draft(
    person: Person, cohort: Cohort, rule: CertificateRule, units: Decimal, minutes: int,
    levels: dict[str, LevelResult], on: date,
) -> Certificate:  # fmt: skip
    return Certificate(
        serial=secrets.token_hex(8), person=person, cohort=cohort,
        name=person.name, own_name=person.own_script_name,
        title=rule.title or words_in(rule.language)["title"],
        programme_title=cohort.programme.title, cohort_title=cohort.title,
        issuer=rule.issuer or issuer_of(cohort), signatory=rule.signatory, place=rule.place,
        language=rule.language, own_language=person.language,
        units=units, unit_minutes=minutes, starts_on=cohort.starts_on,
        ends_on=cohort.ends_on and min(cohort.ends_on, on),
        levels=_levels(levels, rule.language), issued_on=on,
    )  # fmt: skip


def issuer_of(cohort: Cohort) -> str:
    """The organisation that answers for the programme, else this site."""
    organisation = cohort.programme.organisation
    return str(organisation) if organisation else settings.SITE_URL.partition("://")[2]


def _levels(results: dict[str, LevelResult], language: str) -> dict[str, object]:
    found = {skill: results[skill].level for skill in SKILLS if skill in results}
    return {"language": language, "levels": found} if found else {}


def signed(certificate: Certificate, key: PublicKey) -> Certificate:
    """The certificate with the payload of its QR code."""
    message = payloads.message_of(facts_of(certificate, key.key_id))
    certificate.payload = payloads.written(message, sign(message))
    return certificate


def facts_of(certificate: Certificate, key_id: str) -> payloads.Payload:
    found = certificate.levels.get("levels", {})
    one, two, three, four, five = (wire(found.get(skill, "")) for skill in SKILLS)
    return payloads.Payload(
        key_id=key_id, serial=certificate.serial, issued_on=certificate.issued_on,
        unit_tenths=min(MOST_TENTHS, int(certificate.units * 10)),
        unit_minutes=certificate.unit_minutes, language=certificate.levels.get("language", ""),
        levels=(one, two, three, four, five), name=certificate.name,
        title=f"{certificate.programme_title} · {certificate.title}",
    )  # fmt: skip


def people_of(people: Iterable[object]) -> list[int]:
    """The numbers that a form sent, each once, in order."""
    return sorted({int(str(person)) for person in people if str(person).isdigit()})
