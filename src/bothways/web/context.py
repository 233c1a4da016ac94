"""What every page needs: the site's name, the languages with this page's address in each."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from bothways.core.models import User
from bothways.practices.policies import can_edit


def site(request: HttpRequest) -> dict[str, Any]:
    path = request.get_full_path()
    links = [(code, name, translate_url(path, code)) for code, name in settings.LANGUAGES]
    return {
        "site_url": settings.SITE_URL,
        "language_links": links,
        "contact_email": settings.CONTACT_EMAIL,
        "may_use_desk": lambda: _may_use_desk(request),
    }


def _may_use_desk(request: HttpRequest) -> bool:
    # A request that was stopped early, such as one too large, has no user yet.
    user = getattr(request, "user", None)
    return isinstance(user, User) and can_edit(user)
