"""What a Snapshot report freezes: the releases, the counts, the meaning of every code used.

Pure functions. Everything a report shows is worked out from this document alone, so nothing that
changes later in the library or in a vocabulary changes a report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.core.vocabularies import Code, in_language, vocabulary
from bothways.practices.queries import Released
from bothways.practices.rating_queries import ShownRating
from bothways.practices.record.document import Document, disputed
from bothways.practices.record.fields import FACETS, FIELDS
from bothways.practices.record.spec import Column, Field
from bothways.publishing.evidence.reading import findings_of
from bothways.publishing.report.ratings import frozen_rating
from bothways.publishing.report.rules import frozen_rules
from bothways.publishing.selection import Selection

NOT_FILES = ("country", "language")  # named by CLDR


def freeze(
    selection: Selection, title: str, ratings: Mapping[str, ShownRating], year: int
) -> Document:
    """``ratings`` as they are shown today, by slug; ``year`` is this year."""
    releases = selection.releases
    return {
        "edition": 2,
        "year": year,
        "title": title,
        "query": selection.query,
        "searched": selection.searched,
        "steps": [
            {"name": s.condition.name, "values": list(s.condition.values), "left": s.left}
            for s in selection.steps
        ],
        "practices": [_practice(release) for release in releases],
        "codes": _codes(release.document for release in releases),
        "ratings": {
            release.slug: frozen_rating(ratings[release.slug])
            for release in releases
            if release.slug in ratings
        },
        "findings": [
            finding.as_row()
            for release in releases
            for finding in findings_of(release.slug, release.number, release.document)
        ],
        "rules": frozen_rules(),
    }


def _practice(release: Released) -> Document:
    return {
        "slug": release.slug,
        "release": release.number,
        "kind": release.kind,
        "hash": release.content_hash,
        "released_at": release.released_at.isoformat(),
        "document": release.document,
    }


def releases_of(document: Document) -> list[dict[str, Any]]:
    return [
        {"practice": p["slug"], "number": p["release"], "hash": p["hash"]}
        for p in document["practices"]
    ]


def languages_of(document: Document) -> list[str]:
    return sorted({p["document"].get("language") or "en" for p in document["practices"]})


def _codes(documents: Iterable[Document]) -> dict[str, Any]:
    """Each vocabulary with its edition and every code the report can show, in all languages."""
    used: dict[str, set[str]] = {field.vocabulary: set() for field in FACETS}
    for document in documents:
        for field in FIELDS:
            _collect(used, field, document.get(field.id))
        for name, codes in disputed(document).items():
            found = next((f.vocabulary for f in FIELDS if f.id == name), "")
            used.setdefault(found, set()).update(codes)
    names = [name for name in sorted(used) if name and name not in NOT_FILES]
    return {name: _vocabulary(name, used[name]) for name in names}


def _collect(used: dict[str, set[str]], spec: Field | Column, value: Any) -> None:
    if spec.columns:
        for row in value if isinstance(value, list) else [value or {}]:
            for column in spec.columns:
                _collect(used, column, row.get(column.id))
    elif spec.vocabulary and value:
        codes = (value,) if isinstance(value, str) else value
        used.setdefault(spec.vocabulary, set()).update(codes)


def _vocabulary(name: str, used: set[str]) -> dict[str, Any]:
    found = vocabulary(name)
    shown = {code: {**_code(found.codes[code], code in used), "at": at}
             for at, code in enumerate(found.codes)
             if code in used or not found.codes[code].deprecated}  # fmt: skip
    return {"edition": found.edition, "labels": dict(found.labels), "codes": shown}


def _code(code: Code, used: bool) -> dict[str, Any]:
    """Codes nobody used keep their label, for the blanks of tables; used ones their meaning."""
    frozen: dict[str, Any] = {"labels": dict(code.labels), "used": used}
    if used:
        frozen["definition"] = dict(code.definitions)
        if code.not_this:
            frozen["not_this"] = dict(code.not_this)
    return frozen


def in_order(rows: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """As they stood when they were frozen: PostgreSQL keeps the keys of JSON in its own order."""
    return sorted(rows.items(), key=lambda pair: pair[1].get("at", 0))


@dataclass(frozen=True)
class FrozenCodes:
    """Reads the codes of a frozen report in one language."""

    codes: Mapping[str, Any]
    language: str

    def of(self, vocabulary: str, used_only: bool = False) -> list[str]:
        rows = self.codes.get(vocabulary, {}).get("codes", {})
        return [code for code, row in in_order(rows) if row["used"] or not used_only]

    def name(self, vocabulary: str) -> str:
        return in_language(self.codes[vocabulary]["labels"], self.language)

    def label(self, vocabulary: str, code: str) -> str:
        row = self.codes.get(vocabulary, {}).get("codes", {}).get(code)
        return in_language(row["labels"], self.language) if row else code

    def meaning(self, vocabulary: str, code: str) -> tuple[str, str]:
        row = self.codes[vocabulary]["codes"][code]
        return (
            in_language(row.get("definition", {}), self.language),
            in_language(row.get("not_this", {}), self.language),
        )


def difference(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the new edition adds, drops and shows in a newer release than the one before."""
    old = {row["practice"]: row for row in before}
    new = {row["practice"]: row for row in after}
    return {
        "added": sorted(new.keys() - old.keys()),
        "dropped": sorted(old.keys() - new.keys()),
        "changed": [
            {"practice": slug, "from": old[slug]["number"], "to": new[slug]["number"]}
            for slug in sorted(old.keys() & new.keys())
            if old[slug]["hash"] != new[slug]["hash"]
        ],
    }


def rerated(before: Document, after: Document) -> list[str]:
    """Practices in both editions whose confidence is another one now."""
    old, new = (
        {slug: (row["low"], row["high"]) for slug, row in edition.get("ratings", {}).items()}
        for edition in (before, after)
    )
    return sorted(slug for slug in old.keys() & new.keys() if old[slug] != new[slug])


def is_different(changes: Mapping[str, Any]) -> bool:
    return any(changes[part] for part in ("added", "dropped", "changed"))
