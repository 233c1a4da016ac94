"""What pages of the plan share: the form with what was typed, and where one goes after saving."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.errors import Conflict, Refused
from bothways.programmes.models import Programme
from bothways.programmes.plan.queries import who_was_faster

F = TypeVar("F", bound=Form)


def base_of(request: HttpRequest) -> int:
    """The number of the programme when the form was opened."""
    text = request.POST.get("base", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequest(_("The form did not arrive whole, so nothing was saved. Send it again."))
    return int(text)


def saved(
    request: HttpRequest, programme: Programme, words: str, *, page: str = "programme",
    anchor: str = "main",
) -> HttpResponse:  # fmt: skip
    messages.success(request, words)
    return redirect(f"{reverse(page, args=[programme.pk])}#{anchor}")


def row_or_404(rows: Any, number: int) -> Any:
    """A row of this programme; a row of another one is not there."""
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404(_("This is no longer in the programme."))
    return found


def form_page(
    request: HttpRequest,
    programme: Programme,
    form: F,
    save: Callable[[F], HttpResponse],
    *,
    section: str,
    row: int | None = None,
    template: str = "programmes/plan/form.html",
    **context: Any,
) -> HttpResponse:
    """The form; or what saving it answers; or the form again with the reason why not.

    A second writer keeps what they typed, sees that somebody was faster, and may save on top.
    """
    status, was_faster = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return save(form)
            except Conflict:
                programme.refresh_from_db()
                status, was_faster = 409, who_was_faster(programme, section, row)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    return render(
        request,
        template,
        {"section": "programmes", "programme": programme, "form": form,
         "base": _base(request, programme, was_faster is not None), "was_faster": was_faster,
         "back": "programme", **context},
        status=status,
    )  # fmt: skip


def _base(request: HttpRequest, programme: Programme, was_slower: bool) -> int:
    """A form that comes back for another reason keeps its number: it has not seen what is newer."""
    if request.method == "POST" and not was_slower:
        return base_of(request)
    return programme.number


def done_or_told(
    request: HttpRequest, programme: Programme, page: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """What the act answers, or the page it came from with the reason why it was not done."""
    try:
        return act()
    except (Conflict, Refused) as refusal:
        messages.error(request, str(refusal))
        return redirect(page, programme.pk)
