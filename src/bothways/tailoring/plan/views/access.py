"""Who gets to a page of a plan. Whoever is not in it meets the same 404 as for no plan at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.doors import actor_of as actor_of
from bothways.core.doors import signed_in_page as signed_in_page
from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import User
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan.policies import is_owner, may_read, may_write
from bothways.tailoring.plan.queries import plan_numbered

View = Callable[..., HttpResponse]


def reader_page(view: View) -> View:
    return signed_in_page(_in_plan(view, may_read, lambda: ""))


def writer_page(view: View) -> View:
    return signed_in_page(_in_plan(view, may_write, lambda: _(
        "You may read this plan. Its owner can let you write in it."
    )))  # fmt: skip


def owner_page(view: View) -> View:
    return signed_in_page(_in_plan(view, is_owner, lambda: _(
        "Only the owner of the plan may do this."
    )))  # fmt: skip


def _in_plan(
    view: View, may: Callable[[AdaptationPlan, User], bool], refusal: Callable[[], str]
) -> View:
    """Hands the plan to the view in place of its number."""

    @wraps(view)
    def guarded(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponse:
        plan, user = plan_numbered(number), actor_of(request)
        if plan is None or not may_read(plan, user):
            raise Http404(_("There is no plan with this number for you."))
        if not may(plan, user):
            raise PermissionDenied(refusal())
        try:
            return view(request, plan, **kwargs)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error

    return guarded


def base_of(request: HttpRequest) -> int:
    """The revision a form was opened with."""
    text = request.POST.get("base", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequest(_("The form did not arrive whole, so nothing was saved. Send it again."))
    return int(text)


def saved(request: HttpRequest, plan: AdaptationPlan, anchor: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(f"{reverse('plan', args=[plan.pk])}#{anchor}")


def form_page(
    request: HttpRequest,
    plan: AdaptationPlan,
    form: Form,
    template: str,
    save: Callable[[Form], HttpResponse],
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
                plan.refresh_from_db()
                status, was_faster = 409, plan.revisions.get(number=plan.number)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    return render(
        request,
        template,
        {"section": "plans", "plan": plan, "form": form, "base": plan.number,
         "was_faster": was_faster, **context},
        status=status,
    )  # fmt: skip


def told(request: HttpRequest, plan: AdaptationPlan, anchor: str, refusal: str) -> HttpResponse:
    messages.error(request, refusal)
    return redirect(f"{reverse('plan', args=[plan.pk])}#{anchor}")


def row_or_404(rows: Any, number: int) -> Any:
    """A row of this plan; a row of another plan is not there."""
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404(_("This is no longer in the plan."))
    return found


def done_or_told(
    request: HttpRequest, plan: AdaptationPlan, anchor: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """What the act answers, or the plan with the reason why it was not done."""
    try:
        return act()
    except (Conflict, Refused) as refusal:
        return told(request, plan, anchor, str(refusal))
