"""What the fit reads: releases with their ratings in columns, and places with their indicators.

Both are kept per process and follow the audit trail: while its newest row stands still nothing
has been released, rated or imported, and one small statement is enough.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
from django.db.models import Count, Max, QuerySet

from bothways.context.models import Dataset
from bothways.context.observation import Observation
from bothways.context.queries import FIGURES, observations, published_first
from bothways.core.audit import newest_entry
from bothways.practices.index import LIBRARY
from bothways.practices.models import Lowering, Practice, Rating, Release
from bothways.practices.queries import Released, released_many
from bothways.practices.rating.studies import findings
from bothways.practices.rating.tables import DESIGNS
from bothways.practices.rating_queries import ShownRating, shown_ratings
from bothways.practices.record.codes import codes_of
from bothways.practices.record.document import Document
from bothways.tailoring.fit.effect import FEWEST_STUDIES, Effect, Expected, error_of, expected
from bothways.tailoring.fit.lines import Surroundings
from bothways.tailoring.fit.places import Distances, Panel, distances, panel_of
from bothways.tailoring.fit.studied import Studied, studied
from bothways.tailoring.fit.table import Table, table_of
from bothways.tailoring.fit.table_update import updated
from bothways.tailoring.fit.wish import Wish
from bothways.tailoring.fit.yardsticks import PRICE_LEVELS, yardsticks

Stamp = tuple[Any, ...]
Kept_ = TypeVar("Kept_")
SEX = {"f": "F", "m": "M"}
MOST_PLACES = 60


class Kept(Generic[Kept_]):
    """One thing per process that is built anew when what it was built from has changed.

    ``build`` is given what was kept before, so that it may start from that.
    """

    def __init__(self, build: Callable[[Kept_ | None], Kept_], stamp: Callable[[], Stamp]) -> None:
        self._build, self._stamp = build, stamp
        self._kept: tuple[Stamp, Kept_] | None = None
        self._entry: object = None
        self._lock = Lock()

    def get(self) -> Kept_:
        entry = newest_entry(*LIBRARY, *FIGURES)
        kept = self._kept
        if kept is not None and entry is not None and entry == self._entry:
            return kept[1]
        # One builds while the others wait: building costs more than waiting.
        with self._lock:
            stamp = self._stamp()
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, self._build(self._kept[1] if self._kept else None))
            self._entry = entry
            return self._kept[1]

    def stamp(self) -> Stamp:
        self.get()
        return self._kept[0] if self._kept else ()


def _release_stamp() -> Stamp:
    # Times beside the ids: a database put back to an earlier day uses the same ids again.
    newest = Release.objects.aggregate(
        newest=Max("id"), at=Max("released_at"), withdrawn=Max("withdrawn_at")
    )
    live = Practice.objects.filter(live__isnull=False).count()
    rated = Rating.objects.aggregate(newest=Max("id"), at=Max("computed_at"))
    lowered = Lowering.objects.aggregate(newest=Max("id"), lifted=Max("lifted_at"))
    return (live, *_texts(newest), *_texts(rated), *_texts(lowered))


def _figures_stamp() -> Stamp:
    taken = Dataset.objects.filter(state=Dataset.State.COMMITTED)
    found = taken.aggregate(newest=Max("id"), at=Max("imported_at"), count=Count("id"))
    return _texts(found)


def _texts(found: Mapping[str, Any]) -> Stamp:
    return tuple(str(value or "") for value in found.values())


@dataclass(frozen=True, slots=True)
class _Library:
    """The table, and which release of each practice stands in it."""

    table: Table
    releases: dict[str, int]


# Beyond this share of changed practices reading all of them anew is no slower.
MOST_CHANGED = 0.2


def _build_library(before: _Library | None) -> _Library:
    live = dict(Practice.objects.filter(live__isnull=False).values_list("slug", "live_id"))
    known = before.releases if before else {}
    changed = [slug for slug, release in live.items() if known.get(slug) != release]
    if before is None or len(changed) > MOST_CHANGED * len(live):
        return _Library(table_of(_read(Release.objects.filter(live_of__isnull=False))), live)
    rows = [one for some in _few(changed)
            for one in _read(Release.objects.filter(live_of__slug__in=some))]  # fmt: skip
    table = updated(before.table, table_of(rows), known.keys() - live.keys())
    steps = crossings_of_all()
    crossings = np.array([steps.get(slug, -1) for slug in table.slugs], dtype=np.int8)
    return _Library(replace(table, crossings=crossings), live)


def _few(slugs: list[str], most: int = 500) -> Iterator[list[str]]:
    yield from (slugs[at : at + most] for at in range(0, len(slugs), most))


def _read(rows: QuerySet[Release]) -> Iterator[Studied]:
    steps = crossings_of_all()
    documents = rows.values_list("document", flat=True).iterator(chunk_size=2000)
    for document in documents:
        crossings = steps.get(str(document["id"]))
        yield replace(studied(document), crossings=crossings, effects=_predicted(document))


def crossings_of_all() -> dict[str, int]:
    """The shown confidence of every live release by slug. Two statements, no rating document."""
    rows = Rating.objects.filter(release__live_of__isnull=False).order_by("pk")
    found = dict(rows.values_list("release__practice__slug", "low"))
    lowered = Lowering.objects.filter(lifted_at=None).values_list("practice__slug", "level")
    for slug, level in lowered:
        if slug in found:
            found[slug] = min(found[slug], level)
    return found


def _predicted(document: Document) -> tuple[tuple[str, float, float], ...]:
    """Prediction intervals by outcome family, for the few records with three studies or more."""
    if len(document.get("studies") or ()) < FEWEST_STUDIES:
        return ()
    effects = effects_of(document)
    made = (expected(name, effects, None) for name in sorted({e.outcome for e in effects}))
    return tuple(
        (one.outcome, one.low, one.high)
        for one in made if one.low is not None and one.high is not None
    )  # fmt: skip


def effects_of(document: Document) -> list[Effect]:
    """Standardised effects with an interval, from designs that compare."""
    found = []
    for finding in findings(document):
        record = finding.record
        if record.effect is None or record.interval is None or not finding.family:
            continue
        if record.design is not None and DESIGNS[record.design].compares:
            error = error_of(*record.interval)
            found.append(Effect(finding.family, record.sample, record.effect, error))
    return found


def expected_of(document: Document, wish: Wish) -> tuple[Expected, ...]:
    effects = effects_of(document)
    count = len(document.get("studies") or ())
    return tuple(expected(outcome, effects, count) for outcome in wish.outcome)


_library: Kept[_Library] = Kept(_build_library, _release_stamp)
# By sex: the figures of work are those of women, of men or of both.
_panels: dict[str, Kept[Panel]] = {}
_prices: Kept[dict[str, dict[str, float]]]


def library_table() -> Table:
    """All live releases in columns, as they stand now."""
    return _library.get().table


def _panel(sex: str) -> Kept[Panel]:
    if sex not in _panels:
        _panels[sex] = Kept(lambda _old: panel_of(_figures(sex), yardsticks(sex)), _figures_stamp)
    return _panels[sex]


def _figures(sex: str) -> Iterator[Observation]:
    wanted = {s.indicator for y in yardsticks(sex) for s in y.parts}
    countries = set(codes_of("country"))
    for row in published_first(observations(indicators=wanted)):
        # Groups of countries are no place where a practice runs, and would count as neighbours.
        if row.place.split("-")[0] in countries:
            yield row


def _price_levels(_before: object) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    rows = published_first(observations(indicators=PRICE_LEVELS))
    for row in sorted(rows, key=lambda row: row.time):  # the newest stands
        if row.value:
            found.setdefault(row.indicator, {})[row.place] = row.value
    return {name: found[name] for name in PRICE_LEVELS if name in found}


_prices = Kept(_price_levels, _figures_stamp)
_distances: dict[tuple[str, Stamp, str], Distances | None] = {}


def surroundings(wish: Wish) -> Surroundings:
    """What is known about the wished place. A region without figures takes its country's."""
    sex = SEX.get(wish.gender, "T")
    panel = _panel(sex).get()
    place = wish.place if wish.place in panel.places else wish.country
    key = sex, _panel(sex).stamp(), place
    found = _distances.get(key)
    if found is None:
        found = distances(panel, place)
        # Emptied as a whole: another thread may do the same at any moment, and loses nothing.
        if len(_distances) >= MOST_PLACES:
            _distances.clear()
        _distances[key] = found
    return Surroundings(found, _prices.get())


def versions(wish: Wish) -> dict[str, str]:
    """What else decides the numbers: the state of the releases and of the figures."""
    panel = _panel(SEX.get(wish.gender, "T"))
    return {"releases": _written(_library.stamp()), "figures": _written(panel.stamp())}


def _written(stamp: Stamp) -> str:
    return " ".join(map(str, stamp))


@dataclass(frozen=True, slots=True)
class Record:
    """One practice with everything its profile is made from."""

    released: Released
    studied: Studied
    rating: ShownRating | None
    expected: tuple[Expected, ...]


def records(slugs: Iterable[str], wish: Wish) -> Mapping[str, Record]:
    """The live releases of these practices with their ratings. Three statements."""
    wanted = list(slugs)
    ratings = shown_ratings(wanted)
    return {
        released.slug: _record(released, ratings.get(released.slug), wish)
        for released in released_many(wanted)
    }


def _record(released: Released, rating: ShownRating | None, wish: Wish) -> Record:
    document = released.document
    one = replace(
        studied(document), crossings=rating.crossings if rating else None,
        effects=_predicted(document),
    )  # fmt: skip
    return Record(released, one, rating, expected_of(document, wish))
