"""What a release says of itself to catalogues and reference managers. One place for all formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bothways.practices.queries import Released
from bothways.practices.record.codes import code_label
from bothways.practices.record.document import Document
from bothways.practices.record.fields import FACETS
from bothways.practices.record.public import public_document

PUBLISHER = "Bothways"
NOT_SUBJECTS = ("countries", "languages", "digital_role", "generations", "who_changes")


@dataclass(frozen=True)
class Subject:
    """A code of the record with its English name: what catalogues call a keyword."""

    vocabulary: str
    code: str
    name: str


@dataclass(frozen=True)
class Source:
    title: str
    url: str


@dataclass(frozen=True)
class Reference:
    """The bibliographic view of one release. Nothing in it is made up: blanks stay blank."""

    key: str
    title: str
    abstract: str
    language: str
    url: str
    number: int
    released_at: datetime
    subjects: tuple[Subject, ...]
    countries: tuple[Subject, ...]
    coverage: str
    sources: tuple[Source, ...]

    @property
    def day(self) -> str:
        return self.released_at.date().isoformat()


def reference(release: Released, site: str) -> Reference:
    document = public_document(release.document)
    return Reference(
        key=f"{release.slug}-{release.number}",
        title=document["title"],
        abstract=document.get("summary") or "",
        language=document.get("language") or "",
        url=practice_address(release.slug, site),
        number=release.number,
        released_at=release.released_at,
        subjects=tuple(_subjects(document)),
        countries=tuple(_coded(document, "countries", "country")),
        coverage=years_interval(document),
        sources=tuple(_sources(document)),
    )


def practice_address(slug: str, site: str) -> str:
    return f"{site}/practices/{slug}/"


def _subjects(document: Document) -> Iterator[Subject]:
    for field in FACETS:
        if field.id not in NOT_SUBJECTS and field.kind == "codes":
            yield from _coded(document, field.id, field.vocabulary)


def _coded(document: Document, field: str, vocabulary: str) -> Iterator[Subject]:
    for code in document.get(field) or []:
        yield Subject(vocabulary, code, code_label(vocabulary, code, "en"))


def years_interval(document: Document) -> str:
    """ISO 8601: 2015/2018, 2015/.. while it runs, 2015 when the end is not known, or nothing."""
    years = document.get("years") or {}
    start, end = years.get("start"), years.get("end")
    if years.get("ongoing") and start and not end:
        return f"{start}/.."
    if start and end:
        return f"{start}/{end}"
    return str(start or "") or (f"../{end}" if end else "")


def _sources(document: Document) -> Iterator[Source]:
    for source in document.get("sources") or []:
        yield Source(source["title"], source.get("url") or "")
