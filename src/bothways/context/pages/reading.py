"""What the pages of places read: a fixed number of statements, whatever there is to read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from bothways.context.models import Dataset, Indicator
from bothways.context.models import Observation as ObservationRow
from bothways.context.observation import Observation

FIELDS = (
    "indicator", "place", "time", "sex", "age", "citizenship", "country_of_birth", "duration",
    "unit", "value", "flag", "standard_error", "ci_low", "ci_high", "n", "dataset_id", "other",
)  # fmt: skip
KEPT = 3600  # seconds
DATASET, OTHER = 15, 16  # where these two stand in FIELDS


@dataclass(frozen=True)
class Source:
    """One dataset as its figures name it."""

    code: str
    title: str
    publisher: str
    url: str
    vintage: str
    licence: str


@dataclass(frozen=True)
class PlaceCount:
    code: str
    indicators: int
    newest: str


def current_datasets() -> dict[int, Dataset]:
    """Every import that was taken in, the oldest vintage first."""
    committed = (
        Dataset.objects.filter(state=Dataset.State.COMMITTED)
        .only("pk", "code", "vintage", "number", "title", "publisher", "url", "licence")
        .order_by("vintage", "number", "pk")
    )
    return {dataset.pk: dataset for dataset in committed}


def sources(datasets: Collection[Dataset]) -> dict[str, Source]:
    return {
        d.code: Source(d.code, d.title, d.publisher, d.url, d.vintage.isoformat(), d.licence)
        for d in datasets
    }


def rows_of(places: Collection[str], datasets: dict[int, Dataset]) -> list[Observation]:
    """Every figure of these places, of every current dataset."""
    found = ObservationRow.objects.filter(place__in=places, dataset_id__in=datasets)
    return _rows(found.values_list(*FIELDS), datasets)


def rows_of_indicators(
    indicators: Collection[str], datasets: dict[int, Dataset]
) -> list[Observation]:
    """These indicators in every place."""
    found = ObservationRow.objects.filter(indicator__in=indicators, dataset_id__in=datasets)
    return _rows(found.values_list(*FIELDS), datasets)


def _rows(found: Iterable[tuple[Any, ...]], datasets: dict[int, Dataset]) -> list[Observation]:
    """As observations; where a dataset was taken in twice, each figure from its newest vintage."""
    codes = [dataset.code for dataset in datasets.values()]
    rows: Iterable[tuple[Any, ...]] = found
    if len(codes) != len(set(codes)):
        age = {pk: place for place, pk in enumerate(datasets)}
        ordered = sorted(found, key=lambda row: age[row[DATASET]])
        newest = {(row[:9], datasets[row[DATASET]].code, row[OTHER]): row for row in ordered}
        rows = newest.values()
    return [_observation(row, datasets[row[DATASET]]) for row in rows]


def _observation(row: tuple[Any, ...], dataset: Dataset) -> Observation:
    *cells, _dataset, other = row
    values = dict(zip(FIELDS, cells, strict=False))
    values |= {"dataset": dataset.code, "vintage": dataset.vintage, "source": dataset.title}
    return Observation(**values, other=other)


def place_counts(datasets: dict[int, Dataset]) -> list[PlaceCount]:
    """Every place that has a figure which may be shown. Kept, since imports are never rewritten."""
    key = "places:counts:" + ",".join(str(pk) for pk in datasets)
    held: list[PlaceCount] | None = cache.get(key)
    if held is None:
        held = _place_counts(datasets)
        cache.set(key, held, KEPT)
    return held


def _place_counts(datasets: dict[int, Dataset]) -> list[PlaceCount]:
    found = (
        ObservationRow.objects.filter(dataset_id__in=datasets, value__isnull=False)
        .exclude(flag__contains="c")
        .values_list("place")
        .annotate(indicators=Count("indicator", distinct=True), newest=Max("time"))
    )
    return [PlaceCount(*row) for row in found.order_by("place")]


def indicators() -> list[Indicator]:
    return list(Indicator.objects.all())


def has_place(code: str) -> bool:
    """Whether there is any row of it, also one that may not be shown."""
    rows = ObservationRow.objects.filter(place=code, dataset__state=Dataset.State.COMMITTED)
    return bool(rows.exists())
