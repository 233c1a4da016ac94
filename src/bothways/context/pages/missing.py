"""What a place has no figure for: indicator by axis. Pure; the year of today is an argument."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bothways.context.codes import TOTAL
from bothways.context.pages.place_figures import Key, Measure, PlaceFigures
from bothways.context.pages.series import year_of

State = Literal["present", "old", "suppressed", "none"]
OLD = 5  # years
COLUMNS = ("sex", "age", "citizenship", "birth", "duration")


@dataclass(frozen=True)
class Cell:
    state: State
    time: str = ""  # of the newest figure; empty where there is none


@dataclass(frozen=True)
class Line:
    indicator: str
    cells: tuple[Cell, ...]  # in the order of COLUMNS


def coverage(figures: PlaceFigures, indicators: Sequence[str], year: int) -> list[Line]:
    """One line an indicator with any row of this place, in the order of ``indicators``."""
    measures: dict[str, list[Measure]] = {}
    for measure in figures.measures:
        measures.setdefault(measure.indicator, []).append(measure)
    return [
        Line(code, tuple(_cell(figures, measures[code], column, year) for column in COLUMNS))
        for code in indicators
        if code in measures
    ]


def without_figure(figures: PlaceFigures, indicators: Sequence[str]) -> list[str]:
    """Indicators that other places have and this one has not, not even suppressed."""
    held = {measure.indicator for measure in figures.measures}
    return [code for code in indicators if code not in held]


def _cell(figures: PlaceFigures, measures: Iterable[Measure], column: str, year: int) -> Cell:
    lines = [
        line
        for measure in measures
        for key, line in figures.by_measure[measure].items()
        if _splits(key, column)
    ]
    shown = [point.time for line in lines for point in line if point.is_shown]
    if shown:
        newest = max(shown)
        is_old = year - int(year_of(newest) or year) > OLD
        return Cell("old" if is_old else "present", newest)
    return Cell("suppressed" if lines else "none")


def _splits(key: Key, column: str) -> bool:
    """Whether a row tells one group of this axis from another."""
    sex, age, citizenship, birth, duration = key
    return {
        "sex": sex != "T",
        "age": age not in (TOTAL, "", "Y15-64", "Y20-64", "Y_GE18", "Y18-64"),
        "citizenship": citizenship != TOTAL,
        "birth": birth != TOTAL,
        "duration": duration != TOTAL,
    }[column]
