"""Template words of programmes."""

from typing import Any

from django import template

from bothways.programmes.tabs import tabs_for

register = template.Library()


@register.simple_tag(takes_context=True)
def programme_tabs(context: dict[str, Any]) -> list[tuple[str, str, str]]:
    return tabs_for(context["programme"], context["request"].user)
