"""Who gets to a page of a study: the roles of its programme, and the 404 of none for all others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bothways.core.errors import NotAllowed, Refused
from bothways.programmes.access import actor_of, signed_in_page
from bothways.studies.models import Study
from bothways.studies.policies import may_read, may_write

View = Callable[..., HttpResponse]


def study_page(*, writes: bool = False) -> Callable[[View], View]:
    """Hands the study to the view in place of its number."""

    def wrapped(view: View) -> View:
        @signed_in_page
        @wraps(view)
        def guarded(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponse:
            study, user = _study(number), actor_of(request)
            if study is None or not may_read(study.programme, user):
                raise Http404(_("There is no study with this number for you."))
            if writes and not may_write(study.programme, user):
                raise PermissionDenied(
                    _("Only the lead, officers and evaluators of the programme may do this.")
                )
            try:
                return view(request, study, **kwargs)
            except NotAllowed as error:
                raise PermissionDenied(str(error)) from error

        return guarded

    return wrapped


def done_or_told(request: HttpRequest, study: Study, act: Callable[[], str]) -> HttpResponse:
    """Back to the study with what was done, or with the reason why not."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("study", study.pk)


def _study(number: int) -> Study | None:
    rows = Study.objects.select_related("programme__release__practice", "survey", "baseline",
                                        "endline")  # fmt: skip
    return rows.filter(pk=number).first()
