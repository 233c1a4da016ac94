"""Template words of the record: codes and fields in the reader's language."""

from typing import Any

from django import template
from django.utils.translation import get_language

from bothways.practices.record.codes import code_label
from bothways.practices.record.fields import FIELD

register = template.Library()


@register.filter
def label(code: str | None, vocabulary: str) -> str:
    """The code in the reader's words: ``{{ code|label:"approach" }}``."""
    return code_label(vocabulary, code, get_language() or "en") if code else ""


@register.filter
def field_label(field: str) -> Any:
    return FIELD[field].label if field in FIELD else field
