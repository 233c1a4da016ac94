"""The findings of an outcome as CSV, its forest plots as an SVG for a slide."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.html import escape
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from bothways.publishing.evidence.findings import Finding
from bothways.publishing.evidence.page import Answer, StudyLine
from bothways.publishing.evidence.words import why_out

HEAD = (
    "practice", "release", "study", "outcome", "outcome_family", "measured_on", "design",
    "effect_sd", "ci_low", "ci_high", "n", "confidence_low", "confidence_high", "used", "why_not",
)  # fmt: skip
WIDTH, LEFT, PLOT, ROW, TOP = 900, 20, 560, 40, 46
FACE = "Noto Sans, Noto Sans Arabic, sans-serif"
INK = "#1a2030"


def findings_csv(findings: Sequence[Finding]) -> str:
    """One result a row; column names are for machines and stay in English."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(HEAD)
    for f in sorted(findings, key=lambda f: (not f.counts, f.practice, f.outcome)):
        writer.writerow(_csv_row(f))
    return "\ufeff" + sink.getvalue()


def _csv_row(f: Finding) -> list[object]:
    used = "yes" if f.counts else "no"
    row = [
        f.practice, f.release, f.study, f.outcome, f.family, f.side, f.design, f.effect, f.low,
        f.high, f.n, *f.confidence, used, why_out(f),
    ]  # fmt: skip
    # A cell that begins like a formula would run as one in a spreadsheet.
    return [f"'{v}" if isinstance(v, str) and v[:1] in "=+-@\t" else v for v in row]


def estimates_svg(title: str, found: Sequence[Answer]) -> str:
    height = TOP + sum(ROW * (len(one.lines) + 3) for one in found) + ROW
    body, y = [], TOP
    for one in found:
        drawn = list(_estimate(one, y))
        body += drawn
        y += ROW * (len(one.lines) + 3)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FACE}" font-size="13" fill="{INK}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f"{_text(28, title, 18)}{''.join(body)}</svg>"
    )


def _text(y: float, words: str, size: int = 13) -> str:
    """Text starts where its direction starts; the plot stands at the right in any language."""
    at = f'x="{PLOT - 20}" direction="rtl"' if get_language_bidi() else f'x="{LEFT}"'
    return f'<text {at} y="{y:g}" font-size="{size}">{escape(words)}</text>'


def _estimate(one: Answer, y: float) -> Iterator[str]:
    yield _text(y + 20, one.head, 15)
    for number, line in enumerate(one.lines, start=1):
        yield _line(line, one.forest.zero, y + ROW * number)
    below = y + ROW * (len(one.lines) + 1)
    if one.pool.is_pooled:
        words = _("All together: %(figure)s") % {"figure": one.figure}
        yield _text(below + 24, words)
        yield _drawing(below, one.forest.zero, "", one.forest.pooled, one.forest.prediction)
        below += ROW
    yield _axis(one, below)


def _line(line: StudyLine, zero: float, y: float) -> str:
    name = line.title if len(line.title) <= 46 else f"{line.title[:45]}…"
    words = _text(y + 16, name) + _text(y + 32, f"{line.effect} ({line.interval})", 12)
    return words + _drawing(y, zero, line.row.whisker, line.row.diamond)


def _drawing(y: float, zero: float, whisker: str, shape: str, thin: str = "") -> str:
    return (
        f'<g transform="translate({PLOT} {y:g})">'
        f'<path d="M{zero:g} -2V42" stroke="{INK}"/>'
        f'<path d="{whisker}" fill="none" stroke="{INK}" stroke-width="2.5"/>'
        f'<path d="{shape}"/><path d="{thin}" fill="none" stroke="{INK}"/></g>'
    )


def _axis(one: Answer, y: float) -> str:
    ticks = "".join(
        f'<path d="M{x:g} 0v6" stroke="{INK}"/><text x="{x:g}" y="20" text-anchor="middle" '
        f'font-size="12">{escape(label)}</text>'
        for x, label in one.ticks
    )
    return (f'<g transform="translate({PLOT} {y:g})"><path d="M0 .5H300" stroke="#d6d5d2"/>'
            f"{ticks}</g>")  # fmt: skip
