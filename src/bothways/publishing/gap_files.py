"""The gap map as files: CSV for a spreadsheet, SVG for a slide."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.html import escape
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from bothways.publishing.bands import drawn
from bothways.publishing.bubbles import HARM, Bubble, bubble_row, stripes
from bothways.publishing.coded import Searched
from bothways.publishing.gap_list import GapLine, guard
from bothways.publishing.gap_page import GapPage, PageCell

# A drawing that leaves the site carries its colours with it (tokens of the light theme).
FILLS = {
    "b3": ("#1a2030", "#fff"), "b2": ("#6b7180", "#fff"), "b0": ("#e9e7e3", "#1a2030"),
    "bn": ("#fff", "#1a2030"), "bh": ("#fff", "#1a2030"),
}  # fmt: skip
EDGES = {"bn": "#1a2030", "bh": "#1a2030"}
ROW, HEAD, NAMES_WIDTH, COLUMN, MARGIN = 46, 190, 260, 104, 24
FACE = "Noto Sans, Noto Sans Arabic, sans-serif"


def gap_csv(page: GapPage, seen: Searched) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink)
    shorts = [str(band.short) for band in page.table.scheme]
    heads = [page.row_label, _("Column group"), _("Column"), *shorts]
    writer.writerow(heads)
    groups = [group.label for group in page.groups for _place in range(group.span)]
    for row in page.rows:
        for group, column, cell in zip(groups, page.columns, row.cells, strict=True):
            writer.writerow([row.label, group, column, *cell.counts])
    writer.writerow([])
    writer.writerow([guard(seen)])
    return "\ufeff" + sink.getvalue()


def gap_list_csv(lines: Iterable[GapLine], seen: Searched) -> str:
    """One gap a row: type, cell, what is known, and whether records leave it open."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([_("Type"), _("Row"), _("Column"), _("Practices"), _("What is known"),
                     _("Certain"), _("Address")])  # fmt: skip
    for line in lines:
        sure = _("yes") if line.gap.sure else _("the records do not say enough")
        writer.writerow([line.type, line.row, line.column, line.gap.practices, line.sentence,
                         sure, line.link])  # fmt: skip
    writer.writerow([])
    writer.writerow([guard(seen)])
    return "\ufeff" + sink.getvalue()


def gap_svg(page: GapPage, title: str, seen: Searched) -> str:
    width = NAMES_WIDTH + COLUMN * len(page.columns) + 2 * MARGIN
    height = HEAD + ROW * len(page.rows) + 5 * MARGIN
    body = "".join([*_heads(page, width), *_rows(page, width), *_foot(page, height, width, seen)])
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
            yield _cell(page, cell, _x(place, width), y)


def _cell(page: GapPage, cell: PageCell, x: int, y: int) -> str:
    if not any(cell.counts):
        return f'<rect x="{x}" y="{y + 1}" width="{COLUMN}" height="{ROW - 2}" fill="url(#nil)"/>'
    row = bubble_row(drawn(page.table.scheme, cell.counts), page.table.largest, get_language_bidi())
    shapes = "".join(_shape(bubble) for bubble in row.bubbles)
    return f'<g transform="translate({x + 4} {y + ROW // 2})">{shapes}</g>'


def _shape(b: Bubble) -> str:
    fill, ink = FILLS[b.css]
    edge = EDGES.get(b.css, "#6b7180")
    lines = stripes(b).replace('class="bs"', f'stroke="{edge}"') if b.css == HARM else ""
    halo = ' stroke="#fff" stroke-width="3" paint-order="stroke"' if b.css == HARM else ""
    number = (
        f'<text x="{b.x}" y="5" text-anchor="middle" fill="{ink}"{halo}>{b.count}</text>'
        if b.count > 1
        else ""
    )
    return f'<circle cx="{b.x}" r="{b.r}" fill="{fill}" stroke="{edge}"/>{lines}{number}'


SHADES = {
    "b3": gettext_lazy("black"), "b2": gettext_lazy("grey"), "b0": gettext_lazy("white"),
    "bn": "", "bh": "",
}  # fmt: skip


def _foot(page: GapPage, height: int, width: int, seen: Searched) -> Iterator[str]:
    at, direction = _names_at(width)
    words = ", ".join(
        f"{SHADES[css]}: {word}" if SHADES[css] else word for css, word in page.legend
    )
    yield f'<text x="{at}" y="{height - 72}"{direction}>{escape(words)}</text>'
    note = _("A hatched cell: no practice here is coded with both.")
    yield f'<text x="{at}" y="{height - 50}"{direction}>{escape(note)}</text>'
    yield f'<text x="{at}" y="{height - 28}"{direction}>{escape(guard(seen))}</text>'
