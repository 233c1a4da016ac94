"""Template words of the plan: codes as a list, places and states in the reader's language."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from bothways.core.vocabularies import vocabulary
from bothways.practices.reading import joined
from bothways.tailoring.plan.words import CHOICES, STATES, VERBS
from bothways.tailoring.plan.words import place_name as name_of_place

register = template.Library()


@register.filter
def labels(codes: Iterable[str], name: str) -> str:
    """Several codes in the reader's words: ``{{ codes|labels:"frame_goal" }}``."""
    return joined(vocabulary(name).label(code, get_language() or "en") for code in codes)


@register.filter
def place_name(code: str) -> str:
    return name_of_place(code)


@register.filter
def choice_words(code: str) -> str:
    return str(CHOICES.get(code, code))


@register.filter
def state_words(code: str) -> str:
    return str(STATES.get(code, code))


@register.filter
def verb_words(code: str) -> str:
    return str(VERBS.get(code, code))
