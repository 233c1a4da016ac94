"""Bubbles of the gap map: area shows the count; one stands without a number."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

Styled = Sequence[tuple[str, int]]  # style class and count, strongest first
LEAST, MOST, GAP = 6, 19, 4
HARM = "bh"


@dataclass(frozen=True)
class Bubble:
    css: str
    x: int
    r: int
    count: int


@dataclass(frozen=True)
class Row:
    """The bubbles of one cell, side by side on one middle line, which is y = 0."""

    width: int
    half: int  # the height above the line
    bubbles: tuple[Bubble, ...]


def radius(count: int, largest: int) -> int:
    """Area in proportion to the count, and never too small for its number."""
    if count == 1:
        return LEAST
    room = 8 if count < 10 else 10 if count < 100 else 13
    return max(room, round(min(LEAST * math.sqrt(count), MOST * math.sqrt(count / largest), MOST)))


def bubble_row(counts: Styled, largest: int, mirrored: bool = False) -> Row:
    """Strongest first, from the start of the line: from the right where ``mirrored``."""
    bubbles = tuple(_placed(counts, largest))
    width = bubbles[-1].x + bubbles[-1].r + 1 if bubbles else 0
    if mirrored:
        bubbles = tuple(replace(b, x=width - b.x) for b in bubbles)
    return Row(width, max((b.r for b in bubbles), default=0) + 1, bubbles)


def _placed(counts: Styled, largest: int) -> Iterator[Bubble]:
    x = 1
    for css, count in counts:
        if count:
            r = radius(count, largest)
            yield Bubble(css, x + r, r, count)
            x += 2 * r + GAP


def stripes(bubble: Bubble) -> str:
    """Three slanted lines inside a circle, drawn out: a pattern would need an id on every page."""
    lines = "".join(_stripe(bubble, at) for at in (-0.55, 0.0, 0.55))
    return f'<path class="bs" d="{lines}"/>'


def _stripe(bubble: Bubble, at: float) -> str:
    """A chord at 45 degrees, as far from the middle as ``at`` radii."""
    half = math.sqrt(1 - at**2)
    turn = math.sqrt(0.5)
    ends = [
        (bubble.x + bubble.r * turn * (at + side), bubble.r * turn * (at - side))
        for side in (-half, half)
    ]
    (x1, y1), (x2, y2) = ends
    return f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"


def svg(row: Row) -> str:
    """Only numbers and class names of ours go in, so nothing needs escaping.

    Kept short on purpose: a large map holds thousands of bubbles.
    """
    shapes = "".join(
        f'<circle class="{b.css}" cx="{b.x}" r="{b.r}"/>'
        + (stripes(b) if b.css == HARM else "")
        + (f'<text x="{b.x}" y="5">{b.count}</text>' if b.count > 1 else "")
        for b in row.bubbles
    )
    box = f"0 {-row.half} {row.width} {2 * row.half}"
    return f'<svg viewBox="{box}" width="{row.width}" aria-hidden="true">{shapes}</svg>'
