"""The log of adaptations and the decisions."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.tailoring.models import Adaptation, AdaptationPlan, Decision
from bothways.tailoring.plan.forms import DecisionForm, EntryForm
from bothways.tailoring.plan.log_actions import (
    adaptation_correct,
    adaptation_log,
    adaptation_remove,
    decision_ask,
    decision_record,
    decision_remove,
)
from bothways.tailoring.plan.views.access import (
    actor_of,
    base_of,
    form_page,
    row_or_404,
    saved,
    writer_page,
)


@writer_page
def entry_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    return _entry_page(request, plan, None)


@writer_page
def entry(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    return _entry_page(request, plan, row_or_404(plan.adaptations, row))


def _entry_page(
    request: HttpRequest, plan: AdaptationPlan, entry: Adaptation | None
) -> HttpResponse:
    if entry is not None and request.POST.get("do") == "remove":
        form: Form = Form(request.POST)
    else:
        form = EntryForm(
            request.POST or None, initial=EntryForm.of(entry), parts=list(plan.parts.all())
        )

    def save(form: Form) -> HttpResponse:
        actor = actor_of(request)
        if entry is not None and not isinstance(form, EntryForm):
            adaptation_remove(entry, base=base_of(request), actor=actor)
            return saved(request, plan, "log", _("The entry is taken out. The revisions keep it."))
        assert isinstance(form, EntryForm)
        if entry is None:
            adaptation_log(plan, form.fields_of_entry(), actor=actor)
            return saved(request, plan, "log", _("The adaptation is logged."))
        adaptation_correct(entry, form.fields_of_entry(), base=base_of(request), actor=actor)
        return saved(request, plan, "log", _("The entry is corrected."))

    return form_page(request, plan, form, "tailoring/plan/entry.html", save, entry=entry)


@writer_page
def decision_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        decision_ask(plan, form.cleaned_data, actor=actor_of(request))
        return saved(request, plan, "decisions", _("The question is in the plan."))

    form = DecisionForm(request.POST or None)
    return form_page(request, plan, form, "tailoring/plan/decision.html", save, decision=None)


@writer_page
def decision(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    found: Decision = row_or_404(plan.decisions, row)

    def save(form: Form) -> HttpResponse:
        base, actor = base_of(request), actor_of(request)
        if not isinstance(form, DecisionForm):
            decision_remove(found, base=base, actor=actor)
            return saved(
                request, plan, "decisions", _("The question is taken out. The revisions keep it.")
            )
        decision_record(found, form.cleaned_data, base=base, actor=actor)
        return saved(request, plan, "decisions", _("The decision is saved."))

    if request.POST.get("do") == "remove":
        form: Form = Form(request.POST)
    else:
        form = DecisionForm(request.POST or None, initial=DecisionForm.of(found))
    return form_page(request, plan, form, "tailoring/plan/decision.html", save, decision=found)
