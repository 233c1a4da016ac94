"""Practices that share codes with one: what to read next."""

from collections.abc import Mapping
from math import log

from bothways.core.search import SearchQuery
from bothways.practices.index import library_search
from bothways.practices.queries import Released, released_many
from bothways.practices.record.document import Document

# A shared rare code says more than a shared common one; these fields are compared.
SHARED = {
    "outcome_families": "outcome", "components": "component", "setting": "setting",
    "influence_mechanism": "mechanism", "approach": "approach", "concepts": "concept",
    "technologies": "technology", "stage": "stage",
}  # fmt: skip
CANDIDATES = 60


def related_to(released: Released, most: int = 4) -> list[Released]:
    """The practices named by the record, then those that share the rarest codes. Deterministic."""
    named = [row["practice"] for row in released.document.get("related") or ()]
    outcomes = tuple(released.document.get("outcome_families") or ())
    filters = {"outcome": outcomes} if outcomes else {}
    result = library_search(SearchQuery(filters=filters, order="title", limit=CANDIDATES))
    slugs = dict.fromkeys([*named, *result.ids])
    slugs.pop(released.slug, None)
    found = released_many(slugs)
    weight = dict.fromkeys(named, 100.0)
    score = {
        other.slug: weight.get(other.slug, 0.0)
        + closeness(released.document, other.document, result.facets)
        for other in found
    }
    found.sort(key=lambda other: (-score[other.slug], other.slug))
    return [other for other in found if score[other.slug] > 0][:most]


def closeness(one: Document, other: Document, counts: Mapping[str, Mapping[str, int]]) -> float:
    """Sum over the shared codes, each weighing more the rarer it is."""
    total = 0.0
    for field, facet in SHARED.items():
        shared = set(one.get(field) or ()) & set(other.get(field) or ())
        largest = max(counts.get(facet, {}).values(), default=1) + 1
        total += sum(log(1 + largest / (1 + counts.get(facet, {}).get(c, 0))) for c in shared)
    return total
