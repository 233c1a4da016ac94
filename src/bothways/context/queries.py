"""Reads of observations, each a fixed number of statements whatever they find.

Where several vintages of a dataset hold one figure the newest one is given. Figures of different
datasets stand beside each other, so that somebody's own file never takes the place of a published
figure; ``published_first`` leaves one of them. Figures of files that wait for a decision are never
given.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Literal

from django.db.models import QuerySet

from bothways.context.models import Dataset, Indicator
from bothways.context.models import Observation as Row
from bothways.context.observation import COLUMNS, DIMENSIONS, Key, Observation, key_of

Axis = Literal["citizenship", "country_of_birth"]
# What the audit trail calls the things that change figures.
FIGURES = ("observations", "indicators")
OWN = "own:"  # how the datasets begin that somebody made of files of their own
FIELDS = (*COLUMNS, "dataset__code", "dataset__vintage", "dataset__title")
LEVEL = 0.95


def indicators() -> list[Indicator]:
    """All indicators in their order."""
    return list(Indicator.objects.all())


def places_with_figures() -> list[str]:
    """Codes of all places that have a figure, sorted."""
    found = _taken_in().order_by("place").values_list("place", flat=True).distinct()
    return list(found)


def observations(
    *,
    indicators: Iterable[str] | None = None,
    places: Iterable[str] | None = None,
    times: Iterable[str] | None = None,
    datasets: Iterable[str] | None = None,
    **dimensions: str,
) -> list[Observation]:
    """All figures that fit, each of its dataset's newest vintage, by place, indicator and time.

    ``dimensions`` narrows by further columns: ``sex="T"``, ``citizenship="FOR"``.
    """
    rows = _taken_in()
    for name, wanted in (
        ("indicator", indicators), ("place", places), ("time", times), ("dataset__code", datasets)
    ):  # fmt: skip
        if wanted is not None:
            rows = rows.filter(**{f"{name}__in": list(wanted)})
    if dimensions:
        rows = rows.filter(**dimensions)
    return _newest(rows)


def latest(
    indicators: Iterable[str] | None = None,
    places: Iterable[str] | None = None,
    **dimensions: str,
) -> list[Observation]:
    """Of each figure of a dataset the latest that has a value, or else the latest at all."""
    found: dict[Key, Observation] = {}
    for row in observations(indicators=indicators, places=places, **dimensions):
        key = _within(row, "time")
        if key not in found or row.value is not None or found[key].value is None:
            found[key] = row
    return list(found.values())


def series(indicator: str, place: str, **dimensions: str) -> list[Observation]:
    """One indicator in one place over time, for every group or for those the dimensions name."""
    return observations(indicators=[indicator], places=[place], **dimensions)


def _taken_in() -> QuerySet[Row]:
    return Row.objects.filter(dataset__state=Dataset.State.COMMITTED)


def _newest(rows: QuerySet[Row]) -> list[Observation]:
    """Of several rows of one dataset the last: newest vintage, then the latest import."""
    ordered = rows.order_by("dataset__vintage", "dataset_id").values_list(*FIELDS)
    found: dict[Key, Observation] = {}
    for row in ordered.iterator(chunk_size=5_000):
        made = _observation(row)
        found[*row[: len(DIMENSIONS)], made.dataset] = made
    return sorted(found.values(), key=_place)


def published_first(rows: Iterable[Observation]) -> list[Observation]:
    """Of several datasets with one figure the published one, then that of the newest vintage."""
    found: dict[Key, Observation] = {}
    for row in rows:
        key = key_of(row)
        if key not in found or _rank(row) > _rank(found[key]):
            found[key] = row
    return list(found.values())


def _rank(row: Observation) -> tuple[bool, bool, date, str]:
    told = row.value is not None
    return told, not row.dataset.startswith(OWN), row.vintage or date.min, row.dataset


def _place(row: Observation) -> tuple[str, ...]:
    groups = row.sex, row.age, row.citizenship, row.country_of_birth, row.duration
    return row.place, row.indicator, row.time, *groups, row.other, row.dataset


def _observation(row: tuple[object, ...]) -> Observation:
    *cells, dataset, vintage, source = row
    values = dict(zip(COLUMNS, cells, strict=True))
    return Observation(**values, dataset=dataset, vintage=vintage, source=source)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Gap:
    """Natives minus foreigners (or natives minus foreign-born) in the unit of the indicator.

    The interval is None unless both figures have a standard error; the two groups are disjoint,
    so their errors add up as of independent samples. ``flag`` joins the flags of both figures.
    """

    value: float
    ci_low: float | None
    ci_high: float | None
    flag: str
    native: Observation
    foreign: Observation
    axis: Axis

    @property
    def time(self) -> str:
        return self.native.time


def gap(
    indicator: str,
    place: str,
    *,
    sex: str = "T",
    age: str | None = None,
    axis: Axis = "citizenship",
    foreign: str = "FOR",
    time: str | None = None,
) -> Gap | None:
    """The gap of the latest time (or of ``time``) at which one dataset has both figures.

    Of several datasets a published one is taken before somebody's own.
    """
    found = gaps([indicator], [place], axis=axis, foreign=foreign, time=time)
    fitting = [one for one in found if one.native.sex == sex and age in (None, one.native.age)]
    return max(fitting, key=lambda one: (one.time, _rank(one.native)), default=None)


def gaps(
    indicators: Iterable[str],
    places: Iterable[str] | None = None,
    *,
    axis: Axis = "citizenship",
    foreign: str = "FOR",
    time: str | None = None,
) -> list[Gap]:
    """Every gap within a dataset, by all other dimensions, each the latest."""
    rows = observations(
        indicators=indicators, places=places, times=None if time is None else [time]
    )
    by_key = {_within(row, axis): row for row in rows if getattr(row, axis) == "NAT"}
    found: dict[Key, Gap] = {}
    for row in rows:
        native = by_key.get(_within(row, axis)) if getattr(row, axis) == foreign else None
        if native is not None and (made := gap_between(native, row, axis)):
            found[_within(row, axis, "time")] = made
    return list(found.values())


def _within(row: Observation, *without: str) -> Key:
    """The dataset and all dimensions but these: figures of two datasets are never mixed."""
    return row.dataset, *(getattr(row, name) for name in DIMENSIONS if name not in without)


def gap_between(native: Observation, foreign: Observation, axis: Axis) -> Gap | None:
    """None where one of the two has no value."""
    if native.value is None or foreign.value is None:
        return None
    value = round(native.value - foreign.value, 10)
    low, high = _interval(value, native.standard_error, foreign.standard_error)
    flag = joined_flags((native.flag, foreign.flag))
    return Gap(value, low, high, flag, native, foreign, axis)


def _interval(
    value: float, first: float | None, second: float | None
) -> tuple[float | None, float | None]:
    if first is None or second is None:
        return None, None
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * math.hypot(first, second)
    return value - reach, value + reach


def joined_flags(flags: Sequence[str]) -> str:
    """Each letter once, in the order of the alphabet."""
    return "".join(sorted(set("".join(flags))))


def datasets_in_use(codes: Iterable[str]) -> dict[tuple[str, date], Dataset]:
    """Title, publisher, address and licence of datasets, by code and vintage."""
    rows = Dataset.objects.filter(code__in=set(codes), state=Dataset.State.COMMITTED)
    return {(row.code, row.vintage): row for row in rows.defer("content").order_by("number")}


def brought_files() -> QuerySet[Dataset]:
    """Files of figures that were brought, newest first, without what is in them."""
    return Dataset.objects.defer("content").select_related("imported_by")
