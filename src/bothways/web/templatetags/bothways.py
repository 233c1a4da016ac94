"""Template words of the house: marks, numbers in the reader's direction."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bothways.core.places_and_languages import direction
from bothways.web.marks import mark as mark_threads

register = template.Library()


@register.simple_tag
def rated_mark(who_changes: str | None, rating: Any) -> SafeString:
    """The mark of a rated practice: ``{% rated_mark card.who_code card.rating %}``."""
    if rating is None:
        return mark(who_changes)
    return mark(who_changes, rating.crossings, rating.high, rating.hollow)


@register.simple_tag
def mark_paths(
    who_changes: str | None, crossings: int = 0, possible: int = 0, hollow: bool = False
) -> SafeString:
    """The threads alone, to be drawn once a page and used many times."""
    return format_html_join(
        "",
        '<path class="{}" d="{}"/>',
        (
            (thread.css, thread.d)
            for thread in mark_threads(who_changes or "", crossings, possible, hollow=hollow)
        ),
    )


@register.simple_tag
def mark(
    who_changes: str | None, crossings: int = 0, possible: int = 0, hollow: bool = False
) -> SafeString:
    """The two-strand mark. Decorative: the words beside it carry the meaning."""
    paths = mark_paths(who_changes, crossings, possible, hollow)
    return format_html('<svg class="mk" viewBox="0 0 64 16" aria-hidden="true">{}</svg>', paths)


@register.filter
def ltr(value: object) -> SafeString:
    """Numbers, ranges and addresses keep their order also between Arabic words."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


register.filter("direction", direction)
