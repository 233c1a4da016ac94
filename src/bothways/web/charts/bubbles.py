"""Bubbles of the gap map: area shows the count; one stands without a number."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHADES = (("b3", "on"), ("b2", "on"), ("b0", "of"))  # strongest first
LEAST, MOST, GAP = 5.5, 19.0, 4


@dataclass(frozen=True)
class Bubble:
    css: str
    numeral: str
    x: float
    y: float
    r: float
    count: int


@dataclass(frozen=True)
class Row:
    """The bubbles of one cell, side by side on one middle line."""

    width: int
    height: int
    bubbles: tuple[Bubble, ...]


def radius(count: int, largest: int) -> float:
    """Area in proportion to the count, and never too small for its number."""
    if count == 1:
        return LEAST
    room = 7.5 if count < 10 else 9.5 if count < 100 else 12.5
    return round(max(room, min(MOST, LEAST * math.sqrt(count), MOST * math.sqrt(count / largest))), 1)


def bubble_row(counts: Sequence[int], largest: int) -> Row:
    radii = [radius(count, largest) for count in counts if count]
    height = 2 * math.ceil(max(radii, default=0)) + 2
    bubbles = tuple(_placed(counts, largest, height / 2))
    width = sum(2 * r + GAP for r in radii) + 2
    return Row(math.ceil(width), height, bubbles)


def _placed(counts: Sequence[int], largest: int, y: float) -> Iterator[Bubble]:
    x = 1.0
    for (css, numeral), count in zip(SHADES, counts, strict=True):
        if count:
            r = radius(count, largest)
            yield Bubble(css, numeral, round(x + r, 1), y, r, count)
            x += 2 * r + GAP


def svg(row: Row) -> str:
    """Only numbers and class names of ours go in, so nothing needs escaping."""
    shapes = "".join(
        f'<circle class="{b.css}" cx="{b.x:g}" cy="{b.y:g}" r="{b.r:g}"/>'
        + (f'<text class="{b.numeral}" x="{b.x:g}" y="{b.y + 4.5:g}">{b.count}</text>'
           if b.count > 1 else "")
        for b in row.bubbles
    )  # fmt: skip
    return f'<svg width="{row.width}" height="{row.height}" aria-hidden="true">{shapes}</svg>'
