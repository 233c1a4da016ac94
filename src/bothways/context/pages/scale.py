"""From a figure to a spot on the paper, and the round marks on the way. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_WIDTH = 1e-6  # values closer than this are one value


@dataclass(frozen=True)
class Scale:
    """``low`` stands at ``start``, ``high`` at ``end``; strictly monotone in between."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, at_most: int = 5) -> list[float]:
        step = round_step(self.high - self.low, at_most)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(n * step, 10) for n in range(first, last + 1)]


def round_step(width: float, at_most: int = 5) -> float:
    """The smallest of 1, 2, 5 times a power of ten that gives no more marks than asked for."""
    rough = width / max(at_most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10, 20) if power * factor >= rough - 1e-12)


def around(values: Iterable[float], start: float, end: float, floor: float | None = None) -> Scale:
    """A scale that holds the values with some room; never below ``floor`` without need."""
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = (high - low) * 0.08 if high - low > LEAST_WIDTH else max(abs(high) * 0.1, 0.5)
    bottom = low - room
    if floor is not None and low >= floor:
        bottom = max(bottom, floor)
    return Scale(bottom, high + room, start, end)
