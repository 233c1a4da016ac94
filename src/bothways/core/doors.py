"""What the pages of every room share: who asks, and that somebody is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from bothways.core.models import User

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> User:
    """The person who asks; only on pages that ask visitors to sign in."""
    return cast(User, request.user)


def signed_in_page(view: View) -> View:
    """Visitors are asked to sign in, and come back to the page they wanted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded
