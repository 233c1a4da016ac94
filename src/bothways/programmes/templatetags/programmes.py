"""Template words of programmes."""

from typing import Any

from django import template
from django.utils.translation import get_language

from bothways.core.vocabularies import in_language
from bothways.practices.reading import joined
from bothways.programmes.plan.words import ROLES, place_words
from bothways.programmes.plan.words import STATES as PROGRAMME_STATES
from bothways.programmes.tabs import tabs_for

register = template.Library()


@register.simple_tag(takes_context=True)
def programme_tabs(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    return tabs_for(context["programme"], context["request"].user)


@register.filter
def role_words(code: str) -> str:
    return str(ROLES.get(code, code))


@register.filter
def programme_state(code: str) -> str:
    return str(PROGRAMME_STATES.get(code, code))


@register.filter
def places_words(places: list[str]) -> str:
    return joined(map(place_words, places))


@register.filter
def in_reader_language(texts: dict[str, str]) -> str:
    """Texts of a data file that holds all languages."""
    return in_language(texts, get_language() or "en")
