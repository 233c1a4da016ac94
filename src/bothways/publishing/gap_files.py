"""The gap map as files: CSV for a spreadsheet, SVG for a slide."""

import csv
import io
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from bothways.publishing.bubbles import bubble_row
from bothways.publishing.gap_page import GapPage, PageCell
from bothways.publishing.gaps import STRENGTHS

# A drawing that leaves the site carries its colours with it (tokens of the light theme).
FILLS = {"b3": ("#1a2030", "#fff"), "b2": ("#6b7180", "#fff"), "b0": ("#e9e7e3", "#1a2030")}
ROW, HEAD, NAMES_WIDTH, COLUMN, MARGIN = 46, 190, 260, 104, 24
FACE = "Noto Sans, Noto Sans Arabic, sans-serif"


def gap_csv(page: GapPage) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink)
    heads = [page.row_label, _("Column group"), _("Column"), *map(str, STRENGTHS)]
    writer.writerow(heads)
    groups = [group.label for group in page.groups for _place in range(group.span)]
    for row in page.rows:
        for group, column, cell in zip(groups, page.columns, row.cells, strict=True):
            writer.writerow([row.label, group, column, *cell.counts])
    return "\ufeff" + sink.getvalue()


def gap_svg(page: GapPage, title: str) -> str:
    width = NAMES_WIDTH + COLUMN * len(page.columns) + 2 * MARGIN
    height = HEAD + ROW * len(page.rows) + 4 * MARGIN
    body = "".join([*_heads(page, width), *_rows(page, width), *_foot(height, width)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FACE}" font-size="13" fill="#1a2030">'
        f"<title>{escape(title)}</title>"
        '<defs><pattern id="nil" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V7" stroke="#d6d5d2"/></pattern></defs>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{body}</svg>'
    )


def _x(place: int, width: int) -> int:
    """The start edge of a column; columns run from the right in a right-to-left language."""
    x = MARGIN + NAMES_WIDTH + COLUMN * place
    return width - x - COLUMN if get_language_bidi() else x


def _names_at(width: int) -> tuple[int, str]:
    """Text starts at its own start edge, which SVG takes from the direction of the text."""
    return (width - MARGIN, ' direction="rtl"') if get_language_bidi() else (MARGIN, "")


def _heads(page: GapPage, width: int) -> Iterator[str]:
    for place, name in enumerate(page.columns):
        x = _x(place, width) + COLUMN // 2
        yield (
            f'<text transform="translate({x + 4} {HEAD - 12}) rotate(-55)">{escape(name)}</text>'
        )


def _rows(page: GapPage, width: int) -> Iterator[str]:
    at, direction = _names_at(width)
    for number, row in enumerate(page.rows):
        y = HEAD + ROW * number
        yield f'<path d="M{MARGIN} {y}H{width - MARGIN}" stroke="#d6d5d2"/>'
        yield f'<text x="{at}" y="{y + 28}"{direction}>{escape(row.label)} {row.count}</text>'
        for place, cell in enumerate(row.cells):
            yield _cell(cell, _x(place, width), y, page.table.largest)


def _cell(cell: PageCell, x: int, y: int, largest: int) -> str:
    if not any(cell.counts):
        return f'<rect x="{x}" y="{y + 1}" width="{COLUMN}" height="{ROW - 2}" fill="url(#nil)"/>'
    drawn = bubble_row(cell.counts, largest, get_language_bidi())
    shapes = "".join(
        f'<circle cx="{b.x}" r="{b.r}" fill="{FILLS[b.css][0]}" stroke="#6b7180"/>'
        + (f'<text x="{b.x}" y="5" text-anchor="middle" fill="{FILLS[b.css][1]}">{b.count}</text>'
           if b.count > 1 else "")
        for b in drawn.bubbles
    )  # fmt: skip
    return f'<g transform="translate({x + 4} {y + ROW // 2})">{shapes}</g>'


def _foot(height: int, width: int) -> Iterator[str]:
    at, direction = _names_at(width)
    words = ", ".join(
        f"{name}: {word}"
        for name, word in zip((_("black"), _("grey"), _("white")), STRENGTHS, strict=True)
    )
    yield f'<text x="{at}" y="{height - 48}"{direction}>{escape(words)}</text>'
    note = _("A hatched cell: no practice here is coded with both. A blank is not proof.")
    yield f'<text x="{at}" y="{height - 26}"{direction}>{escape(note)}</text>'
