"""Pages of credentials whose addresses need a row, for the walk over the log of reads."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bothways.programmes.credentials.learner_record import learner_of
from bothways.programmes.credentials.models import BroughtFile, Certificate, CertificateJob
from bothways.programmes.models import Person
from tests.programmes.credentials.conftest import agree_to_share


def _certificate(person: Person) -> int:
    """A certificate as it is printed: it holds the name."""
    cohort = person.enrolments.earliest("pk").cohort
    made, _is_new = Certificate.objects.get_or_create(
        serial="ab" * 8,
        defaults={
            "person": person, "cohort": cohort, "name": person.name, "own_name": person.name,
            "title": "A course", "programme_title": "A programme", "language": "en", "units": 6,
            "issued_on": date(2026, 1, 1), "payload": "AA", "job": _job_of(person),
        },
    )  # fmt: skip
    return made.pk


def _job_of(person: Person) -> CertificateJob:
    cohort = person.enrolments.earliest("pk").cohort
    return CertificateJob.objects.get_or_create(cohort=cohort)[0]


def _job(person: Person) -> int:
    _certificate(person)
    return _job_of(person).pk


def _brought(person: Person) -> int:
    consent = agree_to_share(person)
    learner = learner_of(person, consent, date(2026, 1, 1))
    made, _is_new = BroughtFile.objects.get_or_create(
        programme=person.programme, person=person,
        defaults={"document": learner.model_dump(mode="json")},
    )  # fmt: skip
    return made.pk


PARTS: dict[str, Callable[[Person], dict[str, Any]]] = {
    "certificate_pdf": lambda person: {"row": _certificate(person)},
    "certificate_badge": lambda person: {"row": _certificate(person), "ending": "json"},
    "certificate_revoke": lambda person: {"row": _certificate(person)},
    "certificate_job": lambda person: {"row": _job(person)},
    "certificate_job_print": lambda person: {"row": _job(person)},
    "certificate_job_stop": lambda person: {"row": _job(person)},
    "person_credentials": lambda person: {"row": person.pk},
    "learner_file_give": lambda person: {"row": person.pk},
    "learner_file": lambda person: {"row": _brought(person)},
}
# They name no participant to staff: trainers are members, and a code is shown to whoever holds it.
NOBODY = {
    "site_distrust", "trainer_remove", "trainer_step", "verify_text", "certificate_scanned",
    "certificate_checked",
}  # fmt: skip
