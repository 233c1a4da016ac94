"""Template words of certificates and levels."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from bothways.core.places_and_languages import language_label
from bothways.core.vocabularies import vocabulary
from bothways.programmes.credentials import levels
from bothways.programmes.credentials.paper import hours_words, units_text

register = template.Library()


@register.filter
def units(number: Decimal) -> str:
    return units_text(number)


@register.filter
def hours(number: Decimal | str, minutes: int) -> str:
    return hours_words(Decimal(number), minutes)


@register.filter
def whole(number: Decimal | None) -> float | int:
    """Without the zero behind the point, for words that count."""
    if number is None:
        return 0
    return int(number) if number == int(number) else float(number)


@register.filter
def skill_name(skill: str) -> str:
    return levels.skill_label(skill, get_language() or "en")


@register.filter
def level_name(level: str) -> str:
    return levels.level_label(level, get_language() or "en")


@register.filter
def level_meaning(level: str) -> str:
    return levels.level_words(level, get_language() or "en")


@register.filter
def method_name(method: str) -> str:
    return vocabulary("level_method").label(method, get_language() or "en")


@register.filter
def language_name(code: str) -> str:
    return language_label(code, get_language() or "en")


@register.filter
def of_skill(found: dict[str, str], skill: str) -> str:
    return found.get(skill, "")


@register.simple_tag
def field_name(person: int, skill: str) -> str:
    return f"level-{person}-{skill}"


@register.simple_tag
def chosen(sent: Any, name: str) -> str:
    return str(sent.get(name, ""))
