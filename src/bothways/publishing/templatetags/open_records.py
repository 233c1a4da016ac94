"""Template words of open records: the description of a page for search engines."""

import json
from dataclasses import replace
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from bothways.practices.exporters.schema_org import json_ld as schema_org
from bothways.practices.queries import Released
from bothways.practices.rating_queries import ShownRating

register = template.Library()
# A text of the record could close the script element or open a comment in it. Written as escapes,
# the signs mean the same to a JSON reader and nothing to an HTML parser.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.inclusion_tag("publishing/jsonld.html")
def json_ld(released: Released, rating: ShownRating | None = None) -> dict[str, Any]:
    """The record as schema.org JSON-LD, in a data block that runs nothing."""
    released = replace(released, shown=rating)
    return {"json_ld": embedded(schema_org(released, settings.SITE_URL))}


def embedded(value: Any) -> SafeString:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - no sign of markup is left
