"""A bar a level: how many were trained, and how many of them went on to deliver."""

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.programmes.credentials.cascade import LevelRow

ROW, BAR, LABEL, WIDTH, GAP = 34, 16, 30, 560, 90


@dataclass(frozen=True)
class Bar:
    """A line of the drawing, in its own units."""

    level: int
    y: int
    text_y: int
    width: float
    full: float
    number_x: float
    trainers: int
    delivered: int


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    width: int
    height: int
    x: int
    bar: int


def chart(levels: Sequence[LevelRow]) -> Chart:
    most = max((row.trainers for row in levels), default=1)
    scale = (WIDTH - LABEL - GAP) / max(most, 1)
    bars = tuple(
        Bar(
            row.level, 6 + place * ROW, 6 + place * ROW + BAR - 3, round(row.trainers * scale, 1),
            round(row.delivered * scale, 1), round(LABEL + row.trainers * scale + 8, 1),
            row.trainers, row.delivered,
        )
        for place, row in enumerate(levels)
    )  # fmt: skip
    return Chart(bars, WIDTH, ROW * len(bars) + 6, LABEL, BAR)
