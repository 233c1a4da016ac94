"""Template words for maps: ``{% load charts %}{% world_map counts %}``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.core.places_and_languages import country_label
from bothways.core.world_map import Panel, ladder, locator_panel, world_panels
from bothways.web.marks import mark as mark_threads

register = template.Library()
FRINGE_WIDTH, FRINGE_HEIGHT, WIDEST = 180.0, 76.0, 7.4


@register.inclusion_tag("web/charts/world.html")
def world_map(counts: Mapping[str, int], query: str = "", twin: bool = True) -> dict[str, Any]:
    """Practices by country. ``query`` (without country) goes into every link to the library.

    ``twin`` is the table with every number; leave it out only where the page has it already.
    """
    return {
        "panels": [_drawing(panel, query) for panel in world_panels(counts)],
        "rows": _rows(counts, query) if twin else [],
        "steps": _steps(counts),
    }


@register.inclusion_tag("web/charts/locator.html")
def locator_map(countries: Iterable[str] | None) -> dict[str, Any]:
    """A small map that shows where. The names stand in the words beside it."""
    codes = list(countries or ())
    names = [country_label(code, get_language() or "en") for code in codes]
    return {"panel": locator_panel(codes), "names": names}


def _drawing(panel: Panel, query: str) -> dict[str, Any]:
    places = [(place, *_name_and_link(place.code, query)) for place in panel.places]
    return {"panel": panel, "places": places}


def _name_and_link(code: str, query: str) -> tuple[str, str]:
    return country_label(code, get_language() or "en"), library_link(query, country=code)


def library_link(query: str, **more: str) -> str:
    """The library with this filter and more: what every chart links its shapes to."""
    address = "&".join(part for part in (query, urlencode(more)) if part)
    return f"{reverse('library')}?{address}"


def _rows(counts: Mapping[str, int], query: str) -> list[tuple[str, str, int]]:
    rows = [(*_name_and_link(code, query), n) for code, n in counts.items() if n > 0]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _steps(counts: Mapping[str, int]) -> list[tuple[int, int, int | None]]:
    """Step, least and most count of it, for the key; only the steps that occur."""
    largest = max(counts.values(), default=0)
    steps = ladder(largest)
    tops = [least - 1 for least in steps[1:]] + [None]
    return [
        (number, least, top)
        for number, (least, top) in enumerate(zip(steps, tops, strict=True), start=1)
        if least <= largest
    ]


@register.simple_tag
def paper_fringe(practices: Sequence[Any]) -> SafeString:
    """One pair of threads a practice, hung from the cover's cloth; thinner where there are many."""
    step = min(WIDEST, FRINGE_WIDTH / max(len(practices), 1))
    pairs = format_html_join(
        "",
        '<g transform="translate({} 0) rotate(90) scale(1.2 {})">{}</g>',
        (
            (
                f"{step * (place + 1):.2f}",
                f"{step / 18:.3f}",
                _threads(practice.who_code, practice.crossings),
            )
            for place, practice in enumerate(practices)
        ),
    )
    words = _("One pair of threads for each of the %(n)s practices") % {"n": len(practices)}
    return format_html(
        '<svg class="hang" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        f"{FRINGE_WIDTH:g}", f"{FRINGE_HEIGHT:g}", words, pairs,
    )  # fmt: skip


def _threads(who_changes: str, crossings: int) -> SafeString:
    threads = ((thread.css, thread.d) for thread in mark_threads(who_changes, crossings))
    return format_html_join("", '<path class="{}" d="{}"/>', threads)
