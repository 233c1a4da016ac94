"""Drawings of the dashboard in the grammar of the house. Pure layout.

Counts stand on a line from zero; shares are dots with whiskers. What is hidden or missing leaves
no trace: the line is cut there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bothways.context.pages.drawing import Dot, Drawing, Shape, Stroke, Words
from bothways.context.pages.scale import Scale
from bothways.programmes.disclosure.cells import HIDDEN, Cell
from bothways.programmes.reports.dashboard import Progress, TrendPoint

WIDTH, HEIGHT, TOP, FOOT = 400.0, 230.0, 18.0, 190.0
LEFT, RIGHT, LETTER = 12.0, 44.0, 7.4
DOT, BAR_WIDTH, BAR_HEIGHT = 3.2, 200.0, 24.0


@dataclass(frozen=True, slots=True)
class Line:
    """``side``: "n" newcomers, "h" hosts, "a" all."""

    side: str
    values: tuple[float | None, ...]


def number_of(cell: Cell) -> float | None:
    return float(cell) if cell and cell != HIDDEN else None


def reach_chart(points: Sequence[TrendPoint], label: str) -> Drawing | None:
    """All, newcomers and hosts by period."""
    lines = (
        Line("a", tuple(number_of(p.people) for p in points)),
        Line("n", tuple(number_of(p.newcomers) for p in points)),
        Line("h", tuple(number_of(p.hosts) for p in points)),
    )
    known = [v for line in lines for v in line.values if v is not None]
    if len(points) < 2 or not known:
        return None
    across, up = _scales(len(points), 0.0, max(max(known), 1.0) * 1.06)
    shapes = [*_grid(across, up, points, ""), *(s for ln in lines for s in _line(ln, across, up))]
    return Drawing(WIDTH, HEIGHT, label, (*shapes, *_ends(lines, across, up)))


def share_chart(points: Sequence[TrendPoint], label: str) -> Drawing | None:
    """The share that came by period, with its interval."""
    if len(points) < 2 or not any(point.share for point in points):
        return None
    across, up = _scales(len(points), 0.0, 1.0)
    shapes = list(_grid(across, up, points, "%"))
    for place, point in enumerate(points):
        if point.share is None:
            continue
        x, y = across.at(place), up.at(point.share.value)
        if point.share.interval is not None:
            low, high = point.share.interval
            shapes.append(Stroke("wk sa", ((x, up.at(low or 0.0)), (x, up.at(high or 0.0)))))
        shapes.append(Dot("da", x, y, DOT))
    return Drawing(WIDTH, HEIGHT, label, tuple(shapes))


def _scales(count: int, low: float, high: float) -> tuple[Scale, Scale]:
    left = LEFT + LETTER * 5
    return Scale(0, max(count - 1, 1), left, WIDTH - RIGHT), Scale(low, high, FOOT, TOP)


def _grid(across: Scale, up: Scale, points: Sequence[TrendPoint], sign: str) -> Iterable[Shape]:
    """Zero is a solid line; first and last period are named below."""
    for tick in up.ticks(4):
        y = up.at(tick)
        words = f"{tick * 100:.0f}{sign}" if sign else f"{tick:g}"
        yield Stroke("zl" if tick == 0 else "ax", ((across.start, y), (across.end, y)))
        yield Words("", across.start - 6, y + 4.5, words, "end")
    first, last = points[0].span, points[-1].span
    yield Words("", across.start, HEIGHT - 12, f"{first.first:%Y-%m}", "start")
    yield Words("", across.end, HEIGHT - 12, f"{last.last:%Y-%m}", "end")


def _line(line: Line, across: Scale, up: Scale) -> Iterable[Shape]:
    run: list[tuple[float, float]] = []
    for place, value in enumerate((*line.values, None)):
        if value is not None:
            run.append((across.at(place), up.at(value)))
            continue
        if len(run) > 1:
            yield Stroke(f"ln s{line.side}", tuple(run))
        elif run:
            yield Dot(f"d{line.side}", *run[0], DOT)
        run = []


def _ends(lines: Sequence[Line], across: Scale, up: Scale) -> Iterable[Shape]:
    """The last value of each line, where the line ends in the last period; never one on another."""
    taken: list[float] = []
    for line in lines:
        value = line.values[-1]
        if value is None:
            continue
        y = up.at(value) + 4.5
        if all(abs(y - other) >= 14 for other in taken):
            taken.append(y)
            yield Words(f"t{line.side}", across.end + 6, y, f"{value:g}", "start")


def progress_bar(progress: Progress) -> Drawing | None:
    """Dot: where the programme is. Upright line: its target. From zero."""
    target, actual = number_of(progress.target), number_of(progress.actual)
    if target is None or actual is None or target < 0 or actual < 0:
        return None
    scale = Scale(0.0, max(target, actual, 1e-9), 4.0, BAR_WIDTH - 4.0)
    middle = BAR_HEIGHT / 2
    return Drawing(BAR_WIDTH, BAR_HEIGHT, "", (
        Stroke("ax", ((scale.start, middle), (scale.end, middle))),
        Stroke("zl", ((scale.start, 4.0), (scale.start, BAR_HEIGHT - 4.0))),
        Stroke("gl", ((scale.at(target), 3.0), (scale.at(target), BAR_HEIGHT - 3.0))),
        Stroke("sa wk", ((scale.start, middle), (scale.at(actual), middle))),
        Dot("da", scale.at(actual), middle, 5.0),
    ))  # fmt: skip


def share_bar(value: float, most: float) -> Drawing:
    """A plain count as a line in proportion to the largest."""
    end = 2 + (value / most if most else 0.0) * (BAR_WIDTH - 4)
    return Drawing(BAR_WIDTH, 10, "", (Stroke("bl", ((2, 5), (end, 5))),))
