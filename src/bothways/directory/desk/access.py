"""Who gets to the desk of the directory: editors, and people of an organisation for their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.core.doors import actor_of as actor_of
from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import User
from bothways.directory.organisations.policies import can_keep_register

View = Callable[..., HttpResponse]


def member_page(view: View) -> View:
    """For editors and for whoever speaks for an organisation."""
    return _for(view, lambda user: can_keep_register(user) or user.organisations.exists())


def editor_page(view: View) -> View:
    return _for(view, can_keep_register)


def _for(view: View, may: Callable[[User], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(actor_of(request)):
            raise PermissionDenied(_("This page is for editors and for people of an organisation."))
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error

    return guarded


def told(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Does it and says so, or says why not."""
    try:
        act()
    except (Conflict, Refused) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
