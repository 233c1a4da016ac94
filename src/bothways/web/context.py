"""What every page needs: the site's name, the languages with this page's address in each."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import override

from bothways.core.models import User
from bothways.directory.organisations.policies import speaks_for_any
from bothways.practices.policies import can_edit


def site(request: HttpRequest) -> dict[str, Any]:
    links = [(code, name, _in_language(request, code)) for code, name in settings.LANGUAGES]
    return {
        "site_url": settings.SITE_URL,
        "language_links": links,
        "contact_email": settings.CONTACT_EMAIL,
        "may_use_desk": lambda: _may_use_desk(request),
        "speaks_for_somebody": lambda: speaks_for_any(getattr(request, "user", None)),
    }


def _in_language(request: HttpRequest, code: str) -> str:
    """This page in another language. What Django's ``translate_url`` does, without finding out
    again for each language which page this is."""
    match = request.resolver_match
    if match is None:
        return translate_url(request.get_full_path(), code)
    query = request.META.get("QUERY_STRING", "")
    with override(code):
        path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    return f"{path}?{query}" if query else path


def _may_use_desk(request: HttpRequest) -> bool:
    # A request that was stopped early, such as one too large, has no user yet.
    user = getattr(request, "user", None)
    return isinstance(user, User) and can_edit(user)
