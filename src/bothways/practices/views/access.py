"""Who gets to a page of the desk, and what a refusal looks like."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.core.doors import actor_of as actor_of
from bothways.core.errors import NotAllowed
from bothways.core.models import User
from bothways.practices.desk_queries import practice_for_edit, revision_numbered
from bothways.practices.models import Practice, Revision
from bothways.practices.policies import can_edit, can_review

View = Callable[..., HttpResponse]


def editor_page(view: View) -> View:
    return _guarded(view, can_edit, lambda: _("This page is for editors."))


def reviewer_page(view: View) -> View:
    return _guarded(view, can_review, lambda: _("This page is for reviewers."))


def _guarded(view: View, may: Callable[[User], bool], refusal: Callable[[], str]) -> View:
    """Visitors are asked to sign in; people without the role are told which one is needed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(actor_of(request)):
            raise PermissionDenied(refusal())
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error

    return guarded


def practice_or_404(slug: str) -> Practice:
    practice = practice_for_edit(slug)
    if practice is None:
        raise Http404(_("There is no record with the id %(id)s.") % {"id": slug})
    return practice


def number_of(text: str | None) -> int:
    """A whole number that a form or an address of ours carries."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest(_("The number of the revision is missing. Open the page again."))
    return int(text)


def page_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


def revision_or_404(practice: Practice, number: int) -> Revision:
    revision = revision_numbered(practice, number)
    if revision is None:
        raise Http404(_("There is no revision %(number)s.") % {"number": number})
    return revision
