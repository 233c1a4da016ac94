"""The forest plot of a pooled estimate: pure layout in the grammar of the practice page.

Studies are small diamonds with whiskers, larger where they weigh more; the pooled effect is a
diamond as wide as its interval; the prediction interval is a thin line below it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bothways.publishing.evidence.pooled import Ends, Pool, Sample

WIDTH, MARGIN, MIDDLE = 300.0, 12.0, 20.0
SMALLEST, LARGEST = 4.0, 9.0
POOLED_HEIGHT, LINE_BELOW = 7.0, 33.0
# How much wider than the studies the axis may get for the pooled and prediction intervals.
STRETCH = 1.6


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    value: float


@dataclass(frozen=True, slots=True)
class Row:
    """One study: its whisker and its diamond as paths."""

    sample: Sample
    weight: float
    whisker: str
    diamond: str


@dataclass(frozen=True, slots=True)
class Forest:
    rows: tuple[Row, ...]
    zero: float
    ticks: tuple[Tick, ...]
    pooled: str = ""  # the wide diamond; empty for a single study
    prediction: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    low: float
    high: float

    def x(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        width = self.high - self.low or 1.0
        return round(MARGIN + (inside - self.low) / width * (WIDTH - 2 * MARGIN), 1)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def forest(whole: Pool) -> Forest:
    scale = _scale(whole)
    heaviest = max(whole.weights)
    rows = tuple(
        Row(s, w, whisker(s.interval, scale), _diamond(s.effect, w / heaviest, scale))
        for s, w in zip(whole.samples, whole.weights, strict=True)
    )
    return Forest(
        rows,
        scale.x(0.0),
        tuple(_ticks(scale)),
        _wide(whole, scale) if whole.is_pooled else "",
        whisker(whole.prediction, scale, LINE_BELOW) if whole.prediction else "",
    )


def _scale(whole: Pool) -> Scale:
    """As wide as the studies and 0; pooled intervals may stretch it a little, then they are cut."""
    ends = [end for sample in whole.samples for end in sample.interval]
    low, high = min(*ends, 0.0), max(*ends, 0.0)
    more = (high - low) * (STRETCH - 1) / 2
    wide = [end for ends in (whole.interval, whole.prediction or ()) for end in ends]
    return Scale(
        max(min(low, *wide), low - more) if wide else low,
        min(max(high, *wide), high + more) if wide else high,
    )


def whisker(ends: Ends, scale: Scale, y: float = MIDDLE) -> str:
    """A line with a bar at each end, or an arrow where the end lies outside the drawing."""
    low, high = scale.x(ends[0]), scale.x(ends[1])
    start = _bar(low, y) if scale.holds(ends[0]) else _arrow(low, y, 6)
    end = _bar(high, y) if scale.holds(ends[1]) else _arrow(high, y, -6)
    return f"M{_at(low)} {_at(y)}H{_at(high)}{start}{end}"


def _arrow(x: float, y: float, back: int) -> str:
    return f"M{_at(x + back)} {_at(y - 5)}L{_at(x)} {_at(y)}l{back} 5"


def _bar(x: float, y: float) -> str:
    return f"M{_at(x)} {_at(y - 5)}v10"


def _at(number: float) -> str:
    return f"{round(number, 1):g}"


def _diamond(value: float, share: float, scale: Scale) -> str:
    """Area grows with the weight."""
    d = _at(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(share))
    return f"M{_at(scale.x(value))} {_at(MIDDLE - float(d))}l{d} {d}-{d} {d}-{d}-{d}z"


def _wide(whole: Pool, scale: Scale) -> str:
    low, middle, high = (scale.x(v) for v in (whole.interval[0], whole.mean, whole.interval[1]))
    h = POOLED_HEIGHT
    return (f"M{_at(low)} {_at(MIDDLE)}L{_at(middle)} {_at(MIDDLE - h)}L{_at(high)} {_at(MIDDLE)}"
            f"L{_at(middle)} {_at(MIDDLE + h)}z")  # fmt: skip


def _ticks(scale: Scale) -> Iterable[Tick]:
    step = _step(scale.high - scale.low)
    first, last = math.ceil(scale.low / step), math.floor(scale.high / step)
    for n in range(first, last + 1):
        yield Tick(scale.x(n * step), round(n * step, 10))


def _step(width: float) -> float:
    """A round distance that gives two to five marks."""
    rough = (width or 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
