"""Template words of the desk."""

from typing import Any

from django import template
from django.conf import settings

from bothways.core.models import User
from bothways.practices.models import Practice
from bothways.practices.policies import can_review

register = template.Library()


@register.filter
def may_review(user: User) -> bool:
    return can_review(user)


@register.simple_tag
def translation_languages(practice: Practice) -> list[tuple[str, str]]:
    """The languages of the site but the record's own."""
    spoken = practice.head.document.get("language") if practice.head else None
    return [(code, name) for code, name in settings.LANGUAGES if code != spoken]


@register.simple_tag(takes_context=True)
def page_link(context: dict[str, Any], key: str, number: int) -> str:
    """This page's address with another page number; all other parts of it stay."""
    query = context["request"].GET.copy()
    query[key] = str(number)
    return f"?{query.urlencode()}"
