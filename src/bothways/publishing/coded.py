"""The coded rows of all live releases, kept in memory until a release or rating appears or goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from bothways.core.collector import collector_at_rest
from bothways.core.vocabularies import vocabulary
from bothways.practices.library import LibraryQuery
from bothways.practices.models import Lowering, Rating, Release
from bothways.practices.rating.tables import BEST
from bothways.publishing.bands import MONITORED, band_of
from bothways.publishing.evidence.reads import library_findings
from bothways.publishing.gap_facts import KEYS, facts_of
from bothways.publishing.gap_types import Practice
from bothways.publishing.gaps import AXES, OUTCOMES, Coded, coded
from bothways.publishing.parts import Parts
from bothways.publishing.selection import found_slugs
from bothways.publishing.state import LibraryState, library_state

KEPT = 3600


@dataclass(frozen=True)
class Searched:
    """What a map was counted from: it says so beside every blank."""

    practices: int
    newest: date | None


def coded_rows(
    query: LibraryQuery, language: str, state: LibraryState | None = None
) -> list[Coded]:
    """What the gap map counts: every live release, or those that fit a search."""
    key = f"coded-rows-{(state or library_state()).ratings}"
    rows: list[Coded] | None = cache.get(key)
    if rows is None:
        with collector_at_rest():
            rows = _read_rows()
        cache.set(key, rows, KEPT)
    return _fitting(rows, query, language)


def _fitting(rows: list[Coded], query: LibraryQuery, language: str) -> list[Coded]:
    if query.is_open:
        return rows
    found = frozenset(found_slugs(query, language))
    return [row for row in rows if row.slug in found]


def _read_rows() -> list[Coded]:
    """Three statements, and only the coded fields of each document leave the database."""
    bands = _bands()
    rows = Release.objects.filter(live_of__isnull=False).order_by("practice__slug")
    parts = rows.values_list("practice__slug", Parts("document", AXES))
    return [
        coded(slug, dict(zip(AXES, values, strict=True)), **bands.get(slug, {}))
        for slug, values in parts
    ]


def _bands() -> dict[str, dict[str, Any]]:
    """The bands of each rated practice, after lowering, as ``coded`` takes them."""
    lowered = dict(Lowering.objects.filter(lifted_at=None).values_list("practice", "level"))
    rows = Rating.objects.filter(release__live_of__isnull=False).order_by("pk")
    # The newest rating of a release holds: later rows replace earlier ones.
    newest = {
        slug: row
        for slug, *row in rows.values_list(
            "release__practice__slug", "release__practice_id", "low", "standing"
        )
    }
    known = frozenset(vocabulary(OUTCOMES))
    return {
        slug: bands_of(low, lowered.get(practice), standing, known)
        for slug, (practice, low, standing) in newest.items()
    }


def bands_of(
    low: int, level: int | None, standing: Sequence[Any], known: frozenset[str]
) -> dict[str, Any]:
    """``level`` is what a reviewer lowered the practice to; no outcome may stand above it."""
    most = BEST if level is None else level
    direction, flags, outcomes = standing
    return {
        "band": band_of(min(low, most), direction, flags),
        "by_outcome": {
            outcome: band_of(min(sure, most), claimed, own)
            for outcome, sure, claimed, own in outcomes
        },
        "elsewhere": MONITORED if all(row[0] in known for row in outcomes) else None,
    }


def gap_practices(query: LibraryQuery, language: str) -> list[Practice]:
    """The rows of the map with the facts that the computed gaps ask for."""
    state = library_state()
    rows = coded_rows(query, language, state)
    facts = _facts(state)
    return [Practice(row, facts[row.slug]) for row in rows if row.slug in facts]


def _facts(state: LibraryState) -> dict[str, Any]:
    key = f"gap-facts-{state.releases}"
    facts: dict[str, Any] | None = cache.get(key)
    if facts is None:
        with collector_at_rest():
            facts = _read_facts(state)
        cache.set(key, facts, KEPT)
    return facts


def _read_facts(state: LibraryState) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for finding in library_findings(state).findings:
        found.setdefault(finding.practice, []).append(finding)
    rows = Release.objects.filter(live_of__isnull=False)
    parts = rows.values_list("practice__slug", "released_at__year", Parts("document", KEYS))
    return {
        slug: facts_of(dict(zip(KEYS, values, strict=True)), found.get(slug, ()), year)
        for slug, year, values in parts
    }


def searched() -> Searched:
    """How many releases the maps hold, and of which day the newest is. One statement."""
    rows = Release.objects.filter(live_of__isnull=False)
    seen = rows.aggregate(n=Count("pk"), at=Max("released_at"))
    return Searched(seen["n"], seen["at"].date() if seen["at"] else None)
