"""Who gets to a page of a programme. Whoever has no role in it meets the 404 of no programme."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.core.doors import actor_of as actor_of
from bothways.core.doors import signed_in_page as signed_in_page
from bothways.core.errors import NotAllowed
from bothways.programmes.models import Cohort, Programme
from bothways.programmes.policies import Right, may, may_in_cohort, rights_in

View = Callable[..., HttpResponse]


def programme_page(right: Right) -> Callable[[View], View]:
    """Hands the programme to the view in place of its number: ``@programme_page(Right.PLAN)``."""

    def wrapped(view: View) -> View:
        @signed_in_page
        @wraps(view)
        def guarded(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponse:
            programme, user = _programme(number), actor_of(request)
            if programme is None or not rights_in(programme, user):
                raise Http404(_("There is no programme with this number for you."))
            if not may(programme, user, right):
                raise PermissionDenied(_refusal())
            return _answer(view, request, programme, **kwargs)

        return guarded

    return wrapped


def cohort_page(right: Right) -> Callable[[View], View]:
    """Hands the cohort to the view; a facilitator meets only the cohorts that are theirs."""

    def wrapped(view: View) -> View:
        @signed_in_page
        @wraps(view)
        def guarded(request: HttpRequest, number: int, cohort: int, **kwargs: Any) -> HttpResponse:
            user = actor_of(request)
            found = _cohort(number, cohort)
            if found is None or not rights_in(found.programme, user):
                raise Http404(_("There is no group with this number for you."))
            if not may_in_cohort(found, user, right):
                raise PermissionDenied(_refusal())
            return _answer(view, request, found, **kwargs)

        return guarded

    return wrapped


def _programme(number: int) -> Programme | None:
    return Programme.objects.select_related("organisation").filter(pk=number).first()


def _cohort(number: int, cohort: int) -> Cohort | None:
    cohorts = Cohort.objects.select_related("programme")
    return cohorts.filter(pk=cohort, programme_id=number).first()


def _answer(view: View, request: HttpRequest, thing: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, thing, **kwargs)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


def _refusal() -> str:
    return _("Your role in this programme does not include this. Ask its lead.")
