"""Template words of the library: the ticks of a facet, an absent value."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from bothways.practices.reading import absence
from bothways.practices.record.document import Document
from bothways.practices.results import Option

register = template.Library()


@register.simple_tag
def facet_ticks(param: str, options: Iterable[Option]) -> SafeString:
    """One tick an option. In Python, since a page has hundreds of them.

    Codes come from our vocabularies and numbers are numbers; only the label needs escaping.
    """
    return SafeString("".join(_tick(param, option) for option in options))


def _tick(param: str, option: Option) -> str:
    return (
        f'<label><input type="checkbox" name="{param}" value="{option.code}" '
        f'id="f-{param}-{option.code}"{" checked" if option.chosen else ""}>'
        f'<span>{escape(option.label)}</span><span class="n">{option.count}</span>'
        f'<svg class="fb" aria-hidden="true"><rect width="{option.share}%" height="2"/></svg>'
        "</label>"
    )


@register.simple_tag
def absent(document: Document, field: str) -> SafeString:
    """Why the field holds no value, set apart from values."""
    return format_html('<span class="no">{}</span>', absence(document, field))
