"""How a practice stands in the search index, and how a person's words become a query."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from bothways.core.places_and_languages import country_label
from bothways.core.search import NoEmbedder, SearchDocument, SearchIndex, SearchQuery
from bothways.practices.record.document import Document, canonical
from bothways.practices.wishes import read_wishes

# The facets of the library and the field of the record that fills each.
FACETS = {
    "country": "countries",
    "stage": "stage",
    "approach": "approach",
    "focus": "focus",
    "level": "level",
    "concept": "concepts",
    "component": "components",
    "technology": "technologies",
    "persuasion": "persuasion",
    "mechanism": "influence_mechanism",
    "language": "languages",
    "setting": "setting",
    "outcome": "outcome_families",
    "outcome_for": "outcome_for",
    "who_changes": "who_changes",
    "digital_role": "digital_role",
    "generations": "generations",
    "cross_linkage": "cross_linkage",
    "aim": "aims",
    "practice_type": "practice_type",
}
# Facets that are put together from rows of the record.
MORE_FACETS = ("age", "gender", "organisation", "design", "confidence", "rated")
AGE_BANDS = {"0-5": (0, 5), "6-11": (6, 11), "12-17": (12, 17), "18+": (18, 120)}
SEEDS = (Path(__file__).parent / "data" / "starter_vectors.npz",)
_STILL_RUNNING = 9999.0


@lru_cache(maxsize=1)
def practice_index() -> SearchIndex:
    """The index of this installation, opened once a process."""
    embedder = None if settings.MEANING_SEARCH else NoEmbedder()
    seeds = [seed for seed in SEEDS if seed.exists()]
    return SearchIndex(settings.SEARCH_FOLDER, embedder=embedder, seeds=seeds)


def practice_query(words: str, language: str = "en", **wishes: Any) -> SearchQuery:
    """A query with the wishes that its words carry."""
    read = read_wishes(words, language)
    query = SearchQuery(words=words, language=language, **wishes)
    return replace(query, hints=read.hints, units=read.units, gloss=read.gloss)


def search_document(
    document: Document, confidence: tuple[int, int] | None = None
) -> SearchDocument:
    """The record as the index sees it, with the ends of its rating as shown."""
    title = _text(document.get("title")) or _text(document.get("id"))
    return SearchDocument(
        id=str(document["id"]),
        title=title,
        texts=tuple((name, text) for name, text in _texts(document, title) if text),
        facets={name: values for name, values in _facets(document) if values}
        | _confidence_facet(confidence),
        numbers=dict(_numbers(document)) | _confidence_ends(confidence),
        hash=hashlib.sha256(f"{canonical(document)}{confidence}".encode()).hexdigest()[:32],
        meaning=_meaning(document, title),
    )


def _confidence_facet(confidence: tuple[int, int] | None) -> dict[str, tuple[str, ...]]:
    """By the low end: what is certain, not what is possible. ``rated`` is both ends as a pair."""
    if confidence is None:
        return {}
    low, high = confidence
    return {"confidence": (f"C{low}",), "rated": (f"{low}-{high}",)}


def _confidence_ends(confidence: tuple[int, int] | None) -> dict[str, float]:
    if confidence is None:
        return {}
    return {"confidence_low": float(confidence[0]), "confidence_high": float(confidence[1])}


def _texts(document: Document, title: str) -> Iterator[tuple[str, str]]:
    yield "title", title
    yield "names", " . ".join(_names(document))
    yield "summary", _text(document.get("summary"))
    yield "who", " . ".join(_of_rows(document, "target_groups", "who"))
    for name in ("activities", "results"):
        yield name, " . ".join(_list(document, name))
    yield "organisations", " . ".join(_of_rows(document, "organisations", "name"))
    yield "places", " . ".join([*_list(document, "places"), *_country_names(document)])
    yield "translations", " . ".join(_translated(document))


def _names(document: Document) -> Iterator[str]:
    yield _text(document.get("acronym"))
    yield from _list(document, "other_names")
    yield str(document.get("id", "")).replace("-", " ")
    for prose in (document.get("translations") or {}).values():
        yield _text((prose.get("title") or {}).get("text"))


def _translated(document: Document) -> Iterator[str]:
    for prose in (document.get("translations") or {}).values():
        for name, part in prose.items():
            text = part.get("text") if isinstance(part, Mapping) else None
            if name != "title" and text:
                yield " . ".join(text) if isinstance(text, list) else str(text)


def _meaning(document: Document, title: str) -> tuple[str, ...]:
    done = "; ".join(_list(document, "activities"))
    who = "; ".join(_of_rows(document, "target_groups", "who"))
    whole = f"{title}. {_text(document.get('summary'))}"
    return (whole, f"{title}. {done}. {who}") if done or who else (whole,)


def _facets(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    for facet, name in FACETS.items():
        yield facet, tuple(_list(document, name))
    yield "age", tuple(_age_bands(document))
    yield "gender", tuple(dict.fromkeys(_of_rows(document, "target_groups", "gender")))
    yield "organisation", tuple(dict.fromkeys(_of_rows(document, "organisations", "kind")))
    yield "design", tuple(_designs(document))
    kinds = (row.get("kind") for row in _list_of_rows(document, "target_groups"))
    yield "kind", tuple(dict.fromkeys(code for codes in kinds for code in codes or ()))


def _designs(document: Document) -> Iterator[str]:
    studies = _list_of_rows(document, "studies")
    yield from dict.fromkeys(str(s["design"]) for s in studies if s.get("design"))
    if not studies and (document.get("missing") or {}).get("studies") == "not_reported":
        yield "none_found"


def _age_bands(document: Document) -> Iterator[str]:
    for band, (low, high) in AGE_BANDS.items():
        if any(start <= high and end >= low for start, end in _ages(document)):
            yield band


def _ages(document: Document) -> list[tuple[float, float]]:
    groups = _list_of_rows(document, "target_groups")
    return [
        (_or(group.get("age_min"), 0.0), _or(group.get("age_max"), 120.0))
        for group in groups
        if group.get("age_min") is not None or group.get("age_max") is not None
    ]


def _numbers(document: Document) -> Iterator[tuple[str, float]]:
    years = document.get("years") or {}
    start, end = years.get("start"), years.get("end")
    if start is not None:
        yield "year_start", float(start)
    if end is not None or years.get("ongoing"):
        yield "year_end", _or(end, _STILL_RUNNING)
    ages = _ages(document)
    if ages:
        yield "age_min", min(low for low, _ in ages)
        yield "age_max", max(high for _, high in ages)


def _or(value: Any, otherwise: float) -> float:
    return otherwise if value is None else float(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(document: Document, name: str) -> list[str]:
    value = document.get(name)
    if isinstance(value, str):
        return [value] if value else []
    return [str(each) for each in value if each] if isinstance(value, list) else []


def _list_of_rows(document: Document, name: str) -> list[Mapping[str, Any]]:
    value = document.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _of_rows(document: Document, name: str, key: str) -> list[str]:
    return [str(row[key]) for row in _list_of_rows(document, name) if row.get(key)]


def _country_names(document: Document) -> Iterable[str]:
    return [country_label(code, "en") for code in _list(document, "countries")]
