"""What the views of this room share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.programmes.access import View, actor_of, programme_page
from bothways.programmes.models import Person, Programme
from bothways.programmes.policies import Right, role_in
from bothways.programmes.protection.writing import SAFEGUARDING
from bothways.programmes.reads import people_were_read

FOLDER = "programmes/protection"


def page(
    request: HttpRequest, programme: Programme, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    context = {
        "section": "programmes",
        "programme": programme,
        "tab": "protection",
        "may_safeguard": is_safeguarding(request, programme),
        **context,
    }
    return render(request, f"{FOLDER}/{template}.html", context, status=status)


def is_safeguarding(request: HttpRequest, programme: Programme) -> bool:
    return role_in(programme, actor_of(request)) in SAFEGUARDING


def safeguarding_page(view: View) -> View:
    """For the safeguarding person and the lead."""

    @programme_page(Right.PROTECT)
    def guarded(request: HttpRequest, programme: Programme, **kwargs: Any) -> HttpResponse:
        if not is_safeguarding(request, programme):
            raise PermissionDenied(
                _("Only the safeguarding person and the lead of the programme may do this.")
            )
        return view(request, programme, **kwargs)

    return guarded


def person_or_404(programme: Programme, number: int) -> Person:
    people = programme.people.select_related("programme__organisation").filter(erased_at=None)
    found = people.filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no person with this number in the programme."))
    return found


def row_or_404(rows: Any, number: int) -> Any:
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404(_("This is no longer in the programme."))
    return found


def was_read(request: HttpRequest, programme: Programme, people: Any, name: str) -> None:
    people_were_read(programme, people, page=name, reader=actor_of(request))


def saved_by(
    request: HttpRequest, form: Form, save: Callable[[], str], to: str, *args: Any
) -> HttpResponse | None:
    """Where a saved form goes on to; nothing, with the reasons in the form, if it was refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        told = save()
    except Refused as refusal:
        form.add_error(None, said(refusal))
        return None
    messages.success(request, told)
    return redirect(to, *args)


def done(request: HttpRequest, act: Callable[[], str], to: str, *args: Any) -> HttpResponse:
    """What a button does, told on the page that it leads to; a refusal is told there too."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect(to, *args)


def said(refusal: Refused) -> str:
    return " ".join([str(refusal), *(problem.message for problem in refusal.problems)])


def status_of(form: Form) -> int:
    return 422 if form.is_bound else 200
