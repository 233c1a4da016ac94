"""Template words of the library: the ticks of a facet, an absent value."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bothways.practices.reading import absence
from bothways.practices.record.document import Document
from bothways.practices.results import Option

register = template.Library()
TICK = (
    '<label><input type="checkbox" name="{}" value="{}" id="f-{}-{}"{}><span>{}</span>'
    '<span class="n">{}</span><svg class="fb" aria-hidden="true">'
    '<rect width="{}%" height="2"/></svg></label>'
)
CHECKED = SafeString(" checked")


@register.simple_tag
def facet_ticks(param: str, options: Iterable[Option]) -> SafeString:
    """One tick an option. In Python, since a page has hundreds of them."""
    return format_html_join(
        "",
        TICK,
        (
            (param, o.code, param, o.code, CHECKED if o.chosen else "", o.label, o.count, o.share)
            for o in options
        ),
    )


@register.simple_tag
def absent(document: Document, field: str) -> SafeString:
    """Why the field holds no value, set apart from values."""
    return format_html('<span class="no">{}</span>', absence(document, field))
