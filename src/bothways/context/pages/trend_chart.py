"""Small multiples: hosts and newcomers over time, one scale for all panels. Pure layout.

A line is cut at every break in the series and wherever a figure is missing. A figure that rests
on few people is a ring. A figure that may not be shown leaves no trace in the drawing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bothways.context.pages.drawing import Area, Dot, Drawing, Shape, Spot, Stroke, Words
from bothways.context.pages.figures import Figure
from bothways.context.pages.scale import Scale, around
from bothways.context.pages.series import in_order, runs, step, year_of

WIDTH, HEIGHT = 340.0, 230.0
TOP, LOWEST, BOTTOM = 22.0, 180.0, 198.0  # between the last two there is room for a name
LINE, LETTER = 15.0, 7.4  # height of a line of words, width of a digit
RING, DOT, MARK = 3.4, 3.0, 9.0
NAME_ROOM = 52.0  # half the width in which a name keeps clear of its line
Write = Callable[[float, bool], str]  # a value, and whether it stands at the end of a line


@dataclass(frozen=True)
class Panel:
    """One drawing of the row: two lines, some of which may be empty."""

    title: str
    hosts: tuple[Figure, ...]
    newcomers: tuple[Figure, ...]

    @property
    def lines(self) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
        return (("h", self.hosts), ("n", self.newcomers))

    @property
    def has_course(self) -> bool:
        """Whether there is more than one time to draw."""
        return len({point.time for point in self.shown}) > 1

    @property
    def shown(self) -> list[Figure]:
        return [f for _side, line in self.lines for f in line if f.is_shown]


@dataclass(frozen=True)
class Axes:
    """What all panels share: years across, values up, the usual distance of two periods."""

    across: Scale
    up: Scale
    usual: float

    @property
    def left(self) -> float:
        return self.across.start

    @property
    def right(self) -> float:
        return self.across.end

    def spot(self, point: Figure) -> Spot:
        return self.across.at(year_of(point.time) or 0.0), self.up.at(point.value or 0.0)


def axes(
    panels: Sequence[Panel], write: Write, floor: float | None = None, least: float = 0.0
) -> Axes | None:
    """None when not one figure can be drawn. ``least`` is the span of values that is shown."""
    shown = [point for panel in panels for point in panel.shown if year_of(point.time)]
    if not shown:
        return None
    years = [at for point in shown if (at := year_of(point.time)) is not None]
    first, last = min(years), max(years)
    if first == last:
        first, last = first - 1, last + 1
    ends = [end for p in shown for end in (p.value, p.low, p.high) if end is not None]
    short = max(least - (max(ends) - min(ends)), 0.0) / 2
    up = around([min(ends) - short, max(ends) + short], LOWEST, TOP, floor)
    left = 14 + LETTER * max((len(write(tick, False)) for tick in up.ticks()), default=0)
    right = WIDTH - 12 - LETTER * max(len(write(end, True)) for end in ends)
    return Axes(Scale(first, last, left, right), up, step(shown))


def draw(panel: Panel, shared: Axes, write: Write, label: str, names: tuple[str, str]) -> Drawing:
    """``names`` of hosts and newcomers are written along the lines; empty names are not."""
    shapes = [
        *_grid(shared, write),
        *_wash(panel, shared),
        *_breaks(panel, shared),
        *(shape for side, line in panel.lines for shape in _line(side, line, shared)),
        *_last_values(panel, shared, write),
        *_names(panel, shared, names),
    ]
    return Drawing(WIDTH, HEIGHT, label, tuple(shapes))


def _grid(shared: Axes, write: Write) -> Iterable[Shape]:
    for tick in shared.up.ticks():
        y = shared.up.at(tick)
        yield Stroke("ax", ((shared.left, y), (shared.right, y)))
        yield Words("", shared.left - 6, y + 4.5, write(tick, False), "end")
    for year, anchor in _years(shared.across):
        yield Words("", shared.across.at(year), HEIGHT - 8, str(year), anchor)


def _years(across: Scale) -> list[tuple[int, str]]:
    first, last = round(across.low), round(across.high)
    middle = round((first + last) / 2)
    if last - first < 4:
        return [(first, "start"), (last, "end")]
    return [(first, "start"), (middle, "middle"), (last, "end")]


def _line(side: str, line: Sequence[Figure], shared: Axes) -> Iterable[Shape]:
    for stretch in runs(line, shared.usual):
        if len(stretch) > 1:
            yield Stroke(f"ln s{side}", tuple(shared.spot(point) for point in stretch))
        for point in stretch:
            yield from _point(side, point, shared, alone=len(stretch) == 1)


def _point(side: str, point: Figure, shared: Axes, alone: bool) -> Iterable[Shape]:
    x, y = shared.spot(point)
    if point.low is not None and point.high is not None:
        ends = (x, shared.up.at(point.low)), (x, shared.up.at(point.high))
        yield Stroke(f"wk s{side}", ends)
    if point.unreliable:
        yield Dot(f"r{side}", x, y, RING)
    elif alone or point.has_interval:
        yield Dot(f"d{side}", x, y, DOT)


def _wash(panel: Panel, shared: Axes) -> Iterable[Area]:
    """The gap between the lines, where both go on unbroken."""
    for above, below in _together(panel, shared):
        spots = [shared.spot(p) for p in above] + [shared.spot(p) for p in reversed(below)]
        yield Area("ar", tuple(spots))


def _together(panel: Panel, shared: Axes) -> Iterable[tuple[list[Figure], list[Figure]]]:
    for hosts in runs(panel.hosts, shared.usual):
        for newcomers in runs(panel.newcomers, shared.usual):
            both = {p.time for p in hosts} & {p.time for p in newcomers}
            if len(both) > 1:
                yield [p for p in hosts if p.time in both], [p for p in newcomers if p.time in both]


def _breaks(panel: Panel, shared: Axes) -> Iterable[Stroke]:
    """A mark where counting changed, between the period before and the new one."""
    seen = sorted({year_of(p.time) or 0.0 for p in panel.shown if p.starts_anew})
    for year in seen:
        x = shared.across.at(year - shared.usual / 2)
        if x > shared.left:
            yield Stroke("bk", ((x, BOTTOM), (x, BOTTOM + MARK)))


def _last_values(panel: Panel, shared: Axes, write: Write) -> Iterable[Words]:
    """The last value of each line at its end, pushed apart where they would touch."""
    ends = [(side, in_order(p for p in line if p.is_shown)[-1:]) for side, line in panel.lines]
    told = [(side, found[0], shared.spot(found[0])) for side, found in ends if found]
    told.sort(key=lambda entry: entry[2][1])
    heights = _apart([spot[1] for _side, _point, spot in told])
    for (side, point, spot), y in zip(told, heights, strict=True):
        yield Words(f"t{side}", spot[0] + 7, y + 4.5, write(point.value or 0.0, True))


def _apart(heights: list[float]) -> list[float]:
    if len(heights) == 2 and heights[1] - heights[0] < LINE:
        middle = sum(heights) / 2
        return [middle - LINE / 2, middle + LINE / 2]
    return heights


def _names(panel: Panel, shared: Axes, names: tuple[str, str]) -> Iterable[Words]:
    """Each name on the side of its line that faces away from the other one."""
    if not all(names) or not panel.hosts or not panel.newcomers:
        return
    spots = [[shared.spot(p) for p in line if p.is_shown] for _side, line in panel.lines]
    if not all(spots):
        return
    upper = 0 if _mean(spots[0]) <= _mean(spots[1]) else 1
    for number, (side, name) in enumerate(zip("hn", names, strict=True)):
        x = shared.left + (shared.right - shared.left) * 0.42
        near = [y for at, y in spots[number] if abs(at - x) <= NAME_ROOM] or [spots[number][-1][1]]
        y = min(near) - 9 if number == upper else max(near) + 19
        yield Words(f"t{side}", x, min(max(y, LINE), BOTTOM - 2), name, "middle")


def _mean(spots: Sequence[Spot]) -> float:
    return sum(y for _x, y in spots) / len(spots)
