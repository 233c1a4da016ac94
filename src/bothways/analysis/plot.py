"""A small drawing of estimates with their intervals: the table's numbers on one axis, as SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, interval_words, short
from bothways.stats.estimate import Estimate

INK, SECOND, HAIR, PAPER = "#1a2030", "#4b5266", "#d6d5d2", "#ffffff"
WIDTH, NAMES, GAP, ROW, TOP = 760.0, 300.0, 24.0, 40.0, 34.0
LETTER = 7.3
FACES = "system-ui, 'Noto Sans', 'Noto Sans Arabic', sans-serif"


@dataclass(frozen=True)
class Scale:
    """From values to places on the axis, with round marks."""

    low: float
    high: float

    def __call__(self, value: float) -> float:
        left, right = NAMES + GAP, WIDTH - GAP
        return left + (value - self.low) / (self.high - self.low) * (right - left)

    @property
    def marks(self) -> list[float]:
        step = round_step(self.high - self.low)
        first = math.ceil(self.low / step - 1e-9)
        return [k * step for k in range(first, math.floor(self.high / step + 1e-9) + 1)]


def draw(answer: Answer) -> str:
    """The drawing of an answer: a diamond for an effect, a dot for a level, whiskers beside it."""
    shown = answer.drawn or answer.estimates[:1]
    scale = scale_of(shown, zero=answer.mark == "diamond")
    height = TOP + ROW * len(shown) + 46
    title = f"<title>{escape(answer.sentence)}</title><desc>{escape(_told(shown))}</desc>"
    body = [_axis(scale, shown[0].unit, height)]
    body += [
        _row(estimate, scale, TOP + ROW * (k + 0.5), answer.mark)
        for k, estimate in enumerate(shown)
    ]
    size = f'width="{WIDTH:g}" height="{height:g}" viewBox="0 0 {WIDTH:g} {height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="{FACES}" '
        f'font-size="14" fill="{INK}">{title}<rect width="100%" height="100%" fill="{PAPER}"/>'
        f'<path d="M0 1.5H{WIDTH:g}" stroke="{INK}" stroke-width="3"/>{"".join(body)}</svg>\n'
    )


def scale_of(estimates: Sequence[Estimate], *, zero: bool) -> Scale:
    """An axis that holds every value and interval, and no difference where that means something."""
    held = [0.0] if zero else []
    for estimate in estimates:
        held += [estimate.value, *(end for end in estimate.interval or () if end is not None)]
    low, high = min(held), max(held)
    room = (high - low) * 0.06 or abs(low) * 0.1 or 1.0
    return Scale(low - room, high + room)


def round_step(span: float, most: int = 6) -> float:
    """The smallest of 1, 2, 5 times a power of ten that gives at most `most` marks."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(power * k for k in (1, 2, 5, 10) if span / (power * k) <= most)


def _told(estimates: Sequence[Estimate]) -> str:
    return "; ".join(f"{e.term}: {short(e.value)} {e.unit}, {interval_words(e)}" for e in estimates)


def _axis(scale: Scale, unit: str, height: float) -> str:
    foot = height - 40
    lines = [
        f'<path d="M{scale(mark):.1f} {TOP - 8:g}V{foot:g}" stroke="{HAIR}"/>'
        f'<text x="{scale(mark):.1f}" y="{foot + 17:g}" text-anchor="middle" font-size="13" '
        f'fill="{SECOND}">{short(mark)}</text>'
        for mark in scale.marks
    ]
    if scale.low < 0 < scale.high:
        lines.append(f'<path d="M{scale(0):.1f} {TOP - 8:g}V{foot:g}" stroke="{INK}"/>')
    lines.append(
        f'<text x="{WIDTH - GAP:g}" y="{foot + 34:g}" text-anchor="end" font-size="13" '
        f'fill="{SECOND}">{escape(unit)}</text>'
    )
    return "".join(lines)


def _row(estimate: Estimate, scale: Scale, y: float, mark: str) -> str:
    x = scale(estimate.value)
    shape = (
        f'<path d="M{x - 7:.1f} {y:g}L{x:.1f} {y - 7:g}L{x + 7:.1f} {y:g}L{x:.1f} {y + 7:g}Z"/>'
        if mark == "diamond"
        else f'<circle cx="{x:.1f}" cy="{y:g}" r="5.5"/>'
    )
    name = _fitting(estimate.term)
    number = f"{short(estimate.value)} ({interval_words(estimate)})"
    return (
        f'<text x="0" y="{y - 3:g}">{escape(name)}</text>'
        f'<text x="0" y="{y + 14:g}" font-size="13" fill="{SECOND}">{escape(number)}</text>'
        f"{_whisker(estimate, scale, y)}{shape}"
    )


def _whisker(estimate: Estimate, scale: Scale, y: float) -> str:
    if estimate.interval is None or estimate.interval == (None, None):
        return ""
    low, high = estimate.interval
    left = scale(scale.low if low is None else low)
    right = scale(scale.high if high is None else high)
    ends = "".join(
        f"M{x:.1f} {y - 5:g}V{y + 5:g}"
        for x, end in ((left, low), (right, high))
        if end is not None
    )
    return f'<path d="M{left:.1f} {y:g}H{right:.1f}{ends}" stroke="{INK}" fill="none"/>'


def _fitting(name: str) -> str:
    most = int(NAMES / LETTER)
    return name if len(name) <= most else _("%(start)s …") % {"start": name[: most - 2]}
