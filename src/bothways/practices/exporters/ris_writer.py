"""Writes RIS for reference managers. It has no place for tables, provenance and reasons."""

from collections.abc import Sequence
from typing import Any

import rispy

from bothways.practices.exporters.reference import PUBLISHER, Reference, reference
from bothways.practices.queries import Released


def write_ris(releases: Sequence[Released], site: str) -> bytes:
    entries = [_entry(reference(release, site)) for release in releases]
    return str(rispy.dumps(entries)).encode("utf-8")


def _entry(ref: Reference) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type_of_reference": "ELEC",
        "id": ref.key,
        "authors": [PUBLISHER],
        "title": _one_line(ref.title),
        "year": str(ref.released_at.year),
        "date": ref.released_at.strftime("%Y/%m/%d/"),
        "abstract": _one_line(ref.abstract),
        "publisher": PUBLISHER,
        "edition": f"Release {ref.number}",
        "language": ref.language,
        "keywords": [subject.name for subject in (*ref.subjects, *ref.countries)],
        "urls": [ref.url],
        "notes": [_one_line(f"Source: {s.title} {s.url}") for s in ref.sources],
    }
    return {tag: value for tag, value in entry.items() if value}


def _one_line(text: str) -> str:
    """A line break in RIS could begin a new tag."""
    return " ".join(text.split())
