"""What the pages of delivery share: who gets to a roster, a session, and how a form is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.programmes.access import View, actor_of, cohort_page
from bothways.programmes.models import Cohort, Session
from bothways.programmes.policies import Right, may_in_cohort
from bothways.programmes.reads import people_were_read

SEE_PEOPLE = (Right.DELIVER, Right.PEOPLE)


def roster_page(view: View) -> View:
    """For those who may see who takes part in this cohort: they deliver it or keep its people."""

    @cohort_page(Right.READ)
    @wraps(view)
    def guarded(request: HttpRequest, cohort: Cohort, **kwargs: Any) -> HttpResponse:
        if not any(may_in_cohort(cohort, actor_of(request), right) for right in SEE_PEOPLE):
            raise PermissionDenied(_("Your role in this programme does not include this. Ask its "
                                     "lead."))  # fmt: skip
        return view(request, cohort, **kwargs)

    return guarded


def session_page(view: View) -> View:
    """Hands the session of the cohort to the view, for those who may hold sessions in it."""

    @cohort_page(Right.DELIVER)
    @wraps(view)
    def guarded(request: HttpRequest, cohort: Cohort, session: int, **kwargs: Any) -> HttpResponse:
        found = cohort.sessions.filter(pk=session).first()
        if found is None:
            raise Http404(_("There is no session with this number for you."))
        found.cohort = cohort
        return view(request, found, **kwargs)

    return guarded


def context_of(cohort: Cohort, **more: Any) -> dict[str, Any]:
    return {"section": "programmes", "programme": cohort.programme, "tab": "cohorts",
            "cohort": cohort, **more}  # fmt: skip


def names_shown(request: HttpRequest, cohort: Cohort, people: list[int], page: str) -> None:
    """The log of reads; whoever sees a name on this page leaves a row for it."""
    people_were_read(cohort.programme, people, page=page, reader=actor_of(request))


def form_page(
    request: HttpRequest, form: Form, template: str, save: Callable[[Form], HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """The form; or what saving it answers; or the form again with the reason why not."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return save(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    return render(request, template, {**context, "form": form}, status=status)


def to_cohort(request: HttpRequest, cohort: Cohort, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("cohort", cohort.programme_id, cohort.pk)


def to_session(request: HttpRequest, session: Session, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("session", session.cohort.programme_id, session.cohort_id, session.pk)


def done_or_told(
    request: HttpRequest, act: Callable[[], HttpResponse], back: HttpResponse
) -> HttpResponse:
    """What the act answers, or the page before with the reason why it was not done."""
    try:
        return act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back
