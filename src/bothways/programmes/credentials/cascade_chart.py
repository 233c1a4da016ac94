"""Drawings of a cascade in the grammar of the house. Pure layout.

Counts are bars; shares and changes are dots with whiskers on a line. What is hidden is not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.context.pages.drawing import Dot, Drawing, Shape, Stroke
from bothways.context.pages.scale import Scale
from bothways.programmes.credentials.cascade_results import LevelResults
from bothways.programmes.disclosure.cells import HIDDEN, Cell
from bothways.stats.estimate import Estimate

ROW, BAR, LABEL, WIDTH, GAP = 34, 16, 26, 350, 76
MARK_WIDTH, MARK_HEIGHT, EDGE, DOT = 200.0, 24.0, 8.0, 4.0


@dataclass(frozen=True)
class Bar:
    """A line of the drawing, in its own units."""

    level: int
    y: int
    text_y: int
    width: float
    full: float
    number_x: float
    trainers: Cell
    delivered: Cell


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    width: int
    height: int
    x: int
    bar: int


def chart(levels: Sequence[LevelResults]) -> Chart:
    """How many were trained, and how many of them went on to deliver; levels only, not the sum."""
    rows = [row for row in levels if row.level]
    most = max((_number(row.trainers) for row in rows), default=0)
    scale = (WIDTH - LABEL - GAP) / max(most, 1)
    bars = tuple(_bar(row, place, scale) for place, row in enumerate(rows))
    return Chart(bars, WIDTH, ROW * len(bars) + 6, LABEL, BAR)


def _bar(row: LevelResults, place: int, scale: float) -> Bar:
    y, width = 6 + place * ROW, _number(row.trainers) * scale
    return Bar(
        row.level, y, y + BAR - 3, round(width, 1), round(_number(row.delivered) * scale, 1),
        round(LABEL + width + 8, 1), row.trainers, row.delivered,
    )  # fmt: skip


def _number(cell: Cell) -> int:
    return 0 if cell in ("", HIDDEN) else int(cell)


def share_mark(share: Estimate) -> Drawing:
    """A share on the line from 0 to 1."""
    return _mark(share, Scale(0.0, 1.0, EDGE, MARK_WIDTH - EDGE))


def change_marks(changes: Sequence[Estimate]) -> list[Drawing]:
    """All on one scale that holds every interval; zero is the upright line."""
    ends = [0.0, *(end for one in changes for end in (one.value, *(one.interval or ())) if end)]
    low, high = min(ends), max(ends)
    room = max(high - low, 1.0) * 0.05
    scale = Scale(low - room, high + room, EDGE, MARK_WIDTH - EDGE)
    return [_mark(one, scale) for one in changes]


def _mark(one: Estimate, scale: Scale) -> Drawing:
    middle = MARK_HEIGHT / 2
    shapes: list[Shape] = [
        Stroke("ax", ((scale.start, middle), (scale.end, middle))),
        Stroke("zl", ((scale.at(0.0), 3.0), (scale.at(0.0), MARK_HEIGHT - 3.0))),
    ]
    if one.interval is not None:
        low, high = (one.value if end is None else end for end in one.interval)
        shapes.append(Stroke("wk sa", ((scale.at(low), middle), (scale.at(high), middle))))
    shapes.append(Dot("da", scale.at(one.value), middle, DOT))
    return Drawing(MARK_WIDTH, MARK_HEIGHT, "", tuple(shapes))
