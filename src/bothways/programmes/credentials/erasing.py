"""What erasing a person means here. The one who erases calls it within its own transaction."""

from collections.abc import Collection, Iterable

from django.conf import settings

from bothways.programmes.credentials.models import (
    BroughtFile,
    CarriedIdentity,
    Certificate,
    CertificateJob,
    EarlierRecord,
    LevelResult,
)


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


def take_away(jobs: Iterable[CertificateJob]) -> int:
    """Deletes the files to print of these jobs; each certificate can be printed alone again."""
    gone = [job for job in jobs if job.path]
    for job in gone:
        (settings.MEDIA_ROOT / job.path).unlink(missing_ok=True)
    CertificateJob.objects.filter(pk__in=[job.pk for job in gone]).update(path="", bytes=0)
    return len(gone)
