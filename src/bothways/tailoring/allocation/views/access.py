"""Who gets to a page of a batch: its members. To everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.core.doors import actor_of as actor_of
from bothways.core.errors import NotAllowed
from bothways.tailoring.allocation.models import AllocationBatch
from bothways.tailoring.allocation.policies import is_member
from bothways.tailoring.allocation.queries import batch_of

View = Callable[..., HttpResponse]


def signed_in_page(view: View) -> View:
    """Visitors are asked to sign in; a missing role is told."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error

    return guarded


def member_page(view: View) -> View:
    """Hands the batch to the view, or answers that there is none."""

    @wraps(view)
    def found(request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        batch = batch_of(number)
        actor = actor_of(request)
        if batch is None or not (is_member(batch, actor) or actor.is_superuser):
            raise Http404(_("There is no batch %(number)s.") % {"number": number})
        return view(request, batch, *args, **kwargs)

    return signed_in_page(found)


def shown(batch: AllocationBatch | None = None, **context: Any) -> dict[str, Any]:
    return {"section": "allocation", "batch": batch, **context}
