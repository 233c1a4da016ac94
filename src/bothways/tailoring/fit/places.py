"""How far two places are apart, by indicators of the year in which the practice ran.

Gower's distance: the weighted mean of |difference| / range over the yardsticks both places have,
each difference cut at the range. A place with fewer than three yardsticks in common has no
distance: unknown, not far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.context.observation import Observation
from bothways.tailoring.fit.yardsticks import Series, Yardstick

Floats = NDArray[np.float64]
FEWEST_SHARED = 3
# The value of a neighbouring year stands for a missing one this far away at most.
NEAR_YEARS = 3
LARGEST_GAPS = 5
# Inside the studied range: not further from a studied place than half a standard deviation.
SLACK_SD = 0.5


@dataclass(frozen=True, slots=True)
class Point:
    """The rows behind one value: one, or two for a gap."""

    value: float
    year: int
    flag: str
    rows: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class ContextGap:
    """One yardstick in the wished place and in a place of the practice."""

    yardstick: Yardstick
    here: Point
    there: Point
    standardised: float  # (here - there) / standard deviation over places

    @property
    def flagged(self) -> bool:
        return bool(self.here.flag or self.there.flag)


@dataclass(frozen=True, slots=True)
class Panel:
    """Every yardstick in every place and year."""

    yardsticks: tuple[Yardstick, ...]
    places: tuple[str, ...]
    first_year: int
    values: Floats  # (yardsticks, places, years)
    points: dict[tuple[int, int], dict[int, Point]]  # (yardstick, place) -> column -> rows
    ranges: Floats
    spreads: Floats  # standard deviation over the newest values of the places

    @property
    def years(self) -> int:
        return int(self.values.shape[2])

    def newest(self, place: int) -> Floats:
        """The newest value of each yardstick in a place."""
        return _newest(self.values[:, place : place + 1])[:, 0]


def panel_of(rows: Iterable[Observation], yardsticks: Sequence[Yardstick]) -> Panel:
    """Arrange yearly observations. Suppressed and empty values are left out, flags are kept."""
    wanted = {series for yardstick in yardsticks for series in yardstick.parts}
    found: dict[tuple[Series, str, int], Observation] = {}
    for row in rows:
        series = Series.of(row)
        if row.value is not None and row.time.isdecimal() and series in wanted:
            found[series, row.place, int(row.time)] = row
    places = tuple(sorted({place for _, place, _ in found}))
    years = [year for _, _, year in found]
    first, last = (min(years), max(years)) if years else (0, 0)
    values = np.full((len(yardsticks), len(places), last - first + 1), np.nan)
    points: dict[tuple[int, int], dict[int, Point]] = {}
    for at, yardstick in enumerate(yardsticks):
        for p, place in enumerate(places):
            for year in range(first, last + 1):
                point = _point(found, yardstick, place, year)
                if point:
                    values[at, p, year - first] = point.value
                    points.setdefault((at, p), {})[year - first] = point
    newest = _newest(values)
    return Panel(tuple(yardsticks), places, first, values, points, _range(newest), _sd(newest))


def _point(
    found: dict[tuple[Series, str, int], Observation], yardstick: Yardstick, place: str, year: int
) -> Point | None:
    rows = [found.get((series, place, year)) for series in yardstick.parts]
    given = tuple(row for row in rows if row is not None)
    if len(given) < len(rows):
        return None
    less = given[1].value or 0.0 if len(given) > 1 else 0.0
    value = round((given[0].value or 0.0) - less, 10)
    flags = "".join(sorted({sign for row in given for sign in row.flag}))
    return Point(value, year, flags, given)


def _newest(values: Floats) -> Floats:
    """(yardsticks, places): the last value that is not NaN along the years."""
    known = ~np.isnan(values)
    last = values.shape[2] - 1 - np.argmax(known[:, :, ::-1], axis=2)
    found: Floats = np.take_along_axis(values, last[:, :, None], axis=2)[:, :, 0]
    return found


def _range(newest: Floats) -> Floats:
    return _by_row(newest, lambda known: float(known.max() - known.min()))


def _sd(newest: Floats) -> Floats:
    return _by_row(newest, lambda known: float(known.std(ddof=1)))


def _by_row(newest: Floats, measure: Callable[[Floats], float]) -> Floats:
    """NaN for a yardstick that fewer than three places have, or on which all are alike."""
    out = np.full(newest.shape[0], np.nan)
    for at, row in enumerate(newest):
        known = row[~np.isnan(row)]
        if known.size >= 3 and np.ptp(known) > 0:
            out[at] = measure(known)
    return out


@dataclass(frozen=True, slots=True)
class Distances:
    """From one place to all: by year, and to the newest state of each."""

    panel: Panel
    here: int
    dated: Floats  # (places, years), NaN where unknown
    today: Floats  # (places,)

    def of(self, place: str, year: int | None) -> float:
        """The distance to a place in that year; NaN where unknown."""
        if place not in self.panel.places:
            return float("nan")
        at = self.panel.places.index(place)
        if year is None:
            return float(self.today[at])
        column = min(max(year - self.panel.first_year, 0), self.panel.years - 1)
        return float(self.dated[at, column])

    def nearer_than(self, distances: Floats) -> Floats:
        """The share of all other places that lie further away; NaN for an unknown distance."""
        others = np.sort(np.delete(self.today, self.here))
        others = others[~np.isnan(others)]
        if not others.size:
            return np.full(np.shape(distances), np.nan)
        further = others.size - np.searchsorted(others, distances, side="right")
        return np.where(np.isnan(distances), np.nan, further / others.size)


def distances(panel: Panel, place: str) -> Distances | None:
    """None where nothing is known about the place."""
    if place not in panel.places:
        return None
    here = panel.places.index(place)
    target = panel.newest(here)
    dated = _gower(panel, target, _nearest_years(panel.values))
    today = _gower(panel, target, _newest(panel.values)[:, :, None])[:, 0]
    if np.isnan(np.delete(today, here)).all():
        return None
    return Distances(panel, here, dated, today)


def _gower(panel: Panel, target: Floats, values: Floats) -> Floats:
    weights = np.array([y.weight for y in panel.yardsticks])[:, None, None]
    apart = np.abs(target[:, None, None] - values) / panel.ranges[:, None, None]
    known = ~np.isnan(apart)
    total = np.where(known, weights, 0).sum(axis=0)
    summed = np.where(known, np.minimum(np.nan_to_num(apart), 1) * weights, 0).sum(axis=0)
    enough = known.sum(axis=0) >= FEWEST_SHARED
    return np.where(enough, summed / np.where(enough, total, 1), np.nan)


def _nearest_years(values: Floats) -> Floats:
    """Each missing value filled by the nearest known year, the later one of two equally near."""
    filled = values.copy()
    for away in range(1, NEAR_YEARS + 1):
        for shift in (-away, away):
            moved = np.full_like(values, np.nan)
            if away < values.shape[2]:
                if shift < 0:
                    moved[:, :, :shift] = values[:, :, -shift:]
                else:
                    moved[:, :, shift:] = values[:, :, :-shift]
            filled = np.where(np.isnan(filled), moved, filled)
    return filled


def point_at(panel: Panel, yardstick: int, place: int, year: int | None) -> Point | None:
    """The rows that stand for this year: its own, the nearest within three, or the newest."""
    points = panel.points.get((yardstick, place))
    if not points:
        return None
    if year is None:
        return points[max(points)]
    column = min(max(year - panel.first_year, 0), panel.years - 1)
    nearest = min(points, key=lambda t: (abs(t - column), -t))
    return points[nearest] if abs(nearest - column) <= NEAR_YEARS else None


def context_gaps(panel: Panel, here: str, there: str, year: int | None) -> list[ContextGap]:
    """All yardsticks that both places have, the largest standardised difference first."""
    if here not in panel.places or there not in panel.places:
        return []
    one, other = panel.places.index(here), panel.places.index(there)
    found = []
    for at, yardstick in enumerate(panel.yardsticks):
        mine, theirs = point_at(panel, at, one, None), point_at(panel, at, other, year)
        if mine and theirs and not np.isnan(panel.spreads[at]):
            apart = float((mine.value - theirs.value) / panel.spreads[at])
            found.append(ContextGap(yardstick, mine, theirs, apart))
    return sorted(found, key=lambda gap: (-abs(gap.standardised), gap.yardstick.id))


def outside_range(panel: Panel, here: str, places: Sequence[tuple[str, int | None]]) -> list[str]:
    """The yardsticks on which a place lies outside the places where the practice ran."""
    found: dict[str, list[float]] = {}
    for there, year in places:
        for gap in context_gaps(panel, here, there, year):
            found.setdefault(gap.yardstick.id, []).append(gap.standardised)
    return [
        name for name, apart in sorted(found.items())
        if min(apart) > SLACK_SD or max(apart) < -SLACK_SD
    ]  # fmt: skip
