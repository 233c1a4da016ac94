"""Who gets to a page of a survey. Whoever is not in it meets the same 404 as for no survey."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.doors import actor_of as actor_of
from bothways.core.doors import signed_in_page as signed_in_page
from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.core.problems import Problem
from bothways.surveys.models import Survey
from bothways.surveys.policies import is_owner, may_manage, may_read, may_see_answers
from bothways.surveys.queries import survey_numbered

View = Callable[..., HttpResponse]


def reader_page(view: View) -> View:
    return signed_in_page(_in_survey(view, may_read))


def manager_page(view: View) -> View:
    return signed_in_page(_in_survey(view, may_manage))


def analyst_page(view: View) -> View:
    return signed_in_page(_in_survey(view, may_see_answers))


def owner_page(view: View) -> View:
    return signed_in_page(_in_survey(view, is_owner))


def _in_survey(view: View, may: Callable[[Survey, User], bool]) -> View:
    """Hands the survey to the view in place of its number."""

    @wraps(view)
    def guarded(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponse:
        survey, user = survey_numbered(number), actor_of(request)
        if survey is None or not may_read(survey, user):
            raise Http404(_("There is no survey with this number for you."))
        if not may(survey, user):
            raise PermissionDenied(_("The owner of the survey has not given you this right."))
        try:
            return view(request, survey, **kwargs)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error

    return guarded


def row_or_404(rows: Any, number: int) -> Any:
    """A row of this survey; a row of another survey is not there."""
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404(_("This is not in the survey."))
    return found


def saved(request: HttpRequest, survey: Survey, words: str, anchor: str = "main") -> HttpResponse:
    messages.success(request, words)
    return redirect(f"{reverse('survey', args=[survey.pk])}#{anchor}")


def form_page(
    request: HttpRequest,
    survey: Survey | None,
    form: Form,
    save: Callable[[Form], HttpResponse],
    *,
    heading: str,
    lede: str = "",
    template: str = "surveys/form.html",
    **context: Any,
) -> HttpResponse:
    """The form; or what saving it answers; or the form again with the reasons why not."""
    status = 200
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return save(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                problems = refusal.problems
    return render(
        request, template,
        {"section": "surveys", "survey": survey, "form": form, "heading": heading, "lede": lede,
         "problems": problems, **context},
        status=status,
    )  # fmt: skip


def done_or_told(
    request: HttpRequest, survey: Survey, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """What the act answers, or the survey with the reason why it was not done."""
    try:
        return act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("survey", survey.pk)
