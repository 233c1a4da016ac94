"""The state of the library: what is kept in memory holds as long as it stays the same."""

from dataclasses import dataclass

from django.db.models import Count, Max

from bothways.practices.models import Lowering, Rating, Release


@dataclass(frozen=True)
class LibraryState:
    """``releases`` moves with every release and withdrawal, ``ratings`` with ratings as well."""

    releases: str
    ratings: str


def library_state() -> LibraryState:
    """Three small statements over indexed columns."""
    counts = Release.objects.aggregate(
        newest=Max("pk"), all=Count("pk"), withdrawn=Count("withdrawn_at")
    )
    releases = f"{counts['newest']}-{counts['all']}-{counts['withdrawn']}"
    rated = Rating.objects.aggregate(newest=Max("pk"))["newest"]
    lowered = Lowering.objects.aggregate(newest=Max("pk"), lifted=Count("lifted_at"))
    return LibraryState(releases, f"{releases}-{rated}-{lowered['newest']}-{lowered['lifted']}")
