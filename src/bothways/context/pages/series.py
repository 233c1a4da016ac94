"""Figures in order of time, cut wherever two neighbours must not be compared. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

TIME = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|S([12])|W(\d{2})|(\d{2}))(?:-(\d{2}))?)?$")
TOLERANCE = 0.02  # of a year: months and quarters are not all of one length


class Timed(Protocol):
    """A figure or a gap between two."""

    @property
    def time(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def starts_anew(self) -> bool: ...
    @property
    def unreliable(self) -> bool: ...


T = TypeVar("T", bound=Timed)


@lru_cache(maxsize=4096)
def year_of(time: str) -> float | None:
    """The beginning of a period as a year with decimals; None for a time nobody can place."""
    found = TIME.match(time)
    if not found:
        return None
    year, quarter, half, week, month, day = found.groups()
    parts = ((quarter, 4), (half, 2), (week, 53), (month, 12))
    within = sum((int(part) - 1) / of for part, of in parts if part)
    return int(year) + within + (int(day) - 1) / 366 if day else int(year) + within


def in_order(points: Iterable[T]) -> list[T]:
    placed = [(at, point) for point in points if (at := year_of(point.time)) is not None]
    return [point for _at, point in sorted(placed, key=lambda pair: pair[0])]


def step(points: Iterable[Timed]) -> float:
    """The usual distance between two periods: the smallest that occurs."""
    years = sorted({at for point in points if (at := year_of(point.time)) is not None})
    return min((b - a for a, b in zip(years, years[1:], strict=False)), default=1.0)


def runs(points: Iterable[T], usual: float | None = None) -> list[list[T]]:
    """Unbroken stretches. A line may join two points only within one of them.

    A stretch ends before a break in the series, before and after a figure that is not there or
    may not be shown, and where a period is left out.
    """
    ordered = in_order(points)
    distance = usual or step(ordered)
    found: list[list[T]] = []
    last: T | None = None
    for point in ordered:
        if point.value is not None:
            if last is not None and _joins(last, point, distance):
                found[-1].append(point)
            else:
                found.append([point])
        last = point if point.value is not None else None
    return found


def _joins(last: Timed, point: Timed, distance: float) -> bool:
    apart = (year_of(point.time) or 0.0) - (year_of(last.time) or 0.0)
    return not point.starts_anew and apart <= distance * 1.2 + TOLERANCE


@dataclass(frozen=True)
class Trend:
    """What the last unbroken stretch of a gap says, and what was left out of it."""

    first: Timed
    last: Timed
    periods: int
    breaks: tuple[str, ...]  # times at which counting changed, oldest first
    since_break: bool
    unreliable: bool

    @property
    def change(self) -> float:
        return round((self.last.value or 0.0) - (self.first.value or 0.0), 10)


ENOUGH = 3  # periods; two points are a change, not a trend


def trend(points: Sequence[Timed]) -> Trend | None:
    """The last stretch; None when there is no figure at all."""
    stretches = runs(points)
    if not stretches:
        return None
    latest = stretches[-1]
    breaks = tuple(point.time for point in in_order(points) if point.starts_anew)
    return Trend(
        first=latest[0],
        last=latest[-1],
        periods=len(latest),
        breaks=breaks,
        since_break=latest[0].starts_anew,
        unreliable=latest[0].unreliable or latest[-1].unreliable,
    )
