"""Who is let in, whom partners can reach, and how a plan ends."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.tailoring.models import AdaptationPlan, PlanContact, PlanMember
from bothways.tailoring.plan.end_actions import (
    plan_close,
    plan_delete,
    plan_names_remove,
    plan_reopen,
)
from bothways.tailoring.plan.forms import CloseForm, ContactForm, MemberForm
from bothways.tailoring.plan.people_actions import (
    contact_add,
    contact_remove,
    member_invite,
    member_remove,
)
from bothways.tailoring.plan.views.access import (
    actor_of,
    done_or_told,
    form_page,
    owner_page,
    reader_page,
    row_or_404,
    saved,
    writer_page,
)


@owner_page
def member_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        member_invite(plan, **form.cleaned_data, actor=actor_of(request))
        return saved(request, plan, "people", _("The person is in the plan."))

    form = MemberForm(request.POST or None)
    return form_page(request, plan, form, "tailoring/plan/member_new.html", save)


@reader_page
@require_POST
def member_gone(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    """The owner takes somebody out, or a member leaves."""
    member: PlanMember = row_or_404(plan.members, row)
    member_remove(member, actor=actor_of(request))
    if member.user_id == request.user.pk:
        messages.success(request, _("You have left the plan."))
        return redirect("plans")
    return saved(request, plan, "people", _("The person is no longer in the plan."))


@writer_page
def contact_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        contact_add(plan, **form.cleaned_data, actor=actor_of(request))
        return saved(request, plan, "people", _("The contact is added. It stands on the brief."))

    form = ContactForm(request.POST or None)
    return form_page(request, plan, form, "tailoring/plan/contact_new.html", save)


@writer_page
@require_POST
def contact_gone(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    contact: PlanContact = row_or_404(plan.contacts, row)

    def remove() -> HttpResponse:
        contact_remove(contact, actor=actor_of(request))
        return saved(request, plan, "people", _("The contact is removed."))

    return done_or_told(request, plan, "people", remove)


@owner_page
def end(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    """Close, open again, take the names out now, or delete: four forms on one page."""
    wish = request.POST.get("do", "")
    if wish in ENDS:
        return ENDS[wish](request, plan)

    def save(form: Form) -> HttpResponse:
        plan_close(plan, **form.cleaned_data, actor=actor_of(request))
        return saved(request, plan, "main", _("The plan is closed."))

    form = CloseForm(request.POST or None)
    return form_page(request, plan, form, "tailoring/plan/end.html", save)


def _reopen(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def reopen() -> HttpResponse:
        plan_reopen(plan, actor=actor_of(request))
        return saved(request, plan, "main", _("The plan is open again."))

    return done_or_told(request, plan, "main", reopen)


def _remove_names(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    plan_names_remove(plan, actor=actor_of(request))
    return saved(request, plan, "main", _("The names are taken out, in all revisions too."))


def _delete(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        context = {"section": "plans", "plan": plan, "form": CloseForm(), "not_sure": True}
        return render(request, "tailoring/plan/end.html", context, status=422)
    plan_delete(plan, actor=actor_of(request))
    messages.success(request, _("The plan is deleted."))
    return redirect("plans")


ENDS = {"reopen": _reopen, "names": _remove_names, "delete": _delete}
