"""What a copy of a person's data and its erasure mean here, for the room that protects people."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings

from bothways.programmes.credentials.models import (
    BroughtFile,
    CarriedIdentity,
    Certificate,
    CertificateJob,
    EarlierRecord,
    LevelResult,
)
from bothways.programmes.models import Person

# The tables with a link to a person that ``copy_of`` and ``forget`` speak for.
TABLES = ("BroughtFile", "CarriedIdentity", "Certificate", "EarlierRecord", "LevelResult")
LEVEL_FIELDS = ("skill", "language", "level", "method", "taken_on", "source")
CERTIFICATE_FIELDS = (
    "serial", "name", "own_name", "title", "programme_title", "cohort_title", "units",
    "unit_minutes", "issued_on", "payload", "revoked_at",
)  # fmt: skip


def forget(people: Collection[int]) -> None:
    """Levels and brought records go; of certificates only serial, title and dates stay.

    The paper in the person's hand still verifies: its code carries all it needs.
    """
    LevelResult.objects.filter(person__in=people).delete()
    EarlierRecord.objects.filter(person__in=people).delete()
    CarriedIdentity.objects.filter(person__in=people).delete()
    BroughtFile.objects.filter(person__in=people).update(document={}, person=None)
    certificates = Certificate.objects.filter(person__in=people)
    take_away(CertificateJob.objects.filter(certificates__in=certificates).distinct())
    certificates.update(
        person=None, name="", own_name="", payload="", levels={}, own_language="",
        revoked_reason="",
    )  # fmt: skip


def copy_of(person: Person) -> dict[str, Any]:
    """Everything that this room keeps about the person, ready for JSON."""
    levels = LevelResult.objects.filter(person=person).order_by("taken_on", "pk")
    certificates = Certificate.objects.filter(person=person).order_by("issued_on", "pk")
    earlier = EarlierRecord.objects.filter(person=person).order_by("pk")
    brought = BroughtFile.objects.filter(person=person).order_by("pk")
    return {
        "levels": [_shown(row, LEVEL_FIELDS) for row in levels],
        "certificates": [_shown(row, CERTIFICATE_FIELDS) for row in certificates],
        "brought_from_elsewhere": [{"site": row.site, **row.body} for row in earlier],
        "learner_files": [_shown(row, ("site", "state", "brought_at")) for row in brought],
        "id_elsewhere": str(person.carried.uid) if hasattr(person, "carried") else "",
    }


def _shown(row: Any, fields: Iterable[str]) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in fields}


def take_away(jobs: Iterable[CertificateJob]) -> int:
    """Deletes the files to print of these jobs; each certificate can be printed alone again."""
    gone = [job for job in jobs if job.path]
    for job in gone:
        (settings.MEDIA_ROOT / job.path).unlink(missing_ok=True)
    CertificateJob.objects.filter(pk__in=[job.pk for job in gone]).update(path="", bytes=0)
    return len(gone)
