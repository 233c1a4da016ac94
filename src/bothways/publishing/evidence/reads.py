"""Reads of the findings of the library: one statement, kept until a release appears or goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from bothways.core.collector import collector_at_rest
from bothways.practices.models import Release
from bothways.publishing.evidence.findings import Finding
from bothways.publishing.evidence.history import Version
from bothways.publishing.evidence.reading import KEYS, findings_of
from bothways.publishing.parts import Parts
from bothways.publishing.state import LibraryState, library_state

KEPT = 3600


@dataclass(frozen=True)
class Library:
    """Every release that ever stood, with its findings and the time in which it stood."""

    versions: tuple[Version, ...]

    @property
    def findings(self) -> list[Finding]:
        """Those of the live releases."""
        return [f for version in self.versions if version.until is None for f in version.findings]


def library_findings(state: LibraryState | None = None) -> Library:
    key = f"library-findings-{(state or library_state()).releases}"
    found: Library | None = cache.get(key)
    if found is None:
        with collector_at_rest():
            found = Library(tuple(_versions()))
        cache.set(key, found, KEPT)
    return found


def _versions() -> Iterable[Version]:
    """Each release until the next of its practice, or until it was withdrawn."""
    rows = Release.objects.order_by("practice__slug", "number").values_list(
        "practice__slug", "number", "released_at", "withdrawn_at", Parts("document", KEYS)
    )
    following: dict[str, datetime] = {}
    versions = []
    for slug, number, since, withdrawn, values in reversed(list(rows)):
        ends = [at for at in (following.get(slug), withdrawn) if at is not None]
        following[slug] = since
        document = dict(zip(KEYS, values, strict=True))
        findings = findings_of(slug, number, document)
        title = str(document.get("title") or slug)
        versions.append(Version(slug, title, since, min(ends, default=None), findings))
    return reversed(versions)
