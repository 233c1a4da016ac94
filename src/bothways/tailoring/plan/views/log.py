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
    done_or_told,
    form_page,
    row_or_404,
    saved,
    writer_page,
)

ENTRY, DECISION = "tailoring/plan/entry.html", "tailoring/plan/decision.html"


@writer_page
def entry_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    return _entry_page(request, plan, None)


@writer_page
def entry(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    return _entry_page(request, plan, row_or_404(plan.adaptations, row))


def _entry_page(
    request: HttpRequest, plan: AdaptationPlan, entry: Adaptation | None
) -> HttpResponse:
    parts = list(plan.parts.all())
    form = EntryForm(request.POST or None, initial=EntryForm.of(entry), parts=parts)

    def log(_form: Form) -> HttpResponse:
        adaptation_log(plan, form.fields_of_entry(), actor=actor_of(request))
        return saved(request, plan, "log", _("The adaptation is logged."))

    if entry is None:
        return form_page(request, plan, form, ENTRY, log, entry=None)

    def correct(_form: Form) -> HttpResponse:
        fields, base = form.fields_of_entry(), base_of(request)
        adaptation_correct(entry, fields, base=base, actor=actor_of(request))
        return saved(request, plan, "log", _("The entry is corrected."))

    def remove() -> HttpResponse:
        adaptation_remove(entry, base=base_of(request), actor=actor_of(request))
        return saved(request, plan, "log", _("The entry is taken out. The revisions keep it."))

    if request.POST.get("do") == "remove":
        return done_or_told(request, plan, "log", remove)
    return form_page(request, plan, form, ENTRY, correct, entry=entry)


@writer_page
def decision_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        decision_ask(plan, form.cleaned_data, actor=actor_of(request))
        return saved(request, plan, "decisions", _("The question is in the plan."))

    form = DecisionForm(request.POST or None)
    return form_page(request, plan, form, DECISION, save, decision=None)


@writer_page
def decision(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    found: Decision = row_or_404(plan.decisions, row)
    form = DecisionForm(request.POST or None, initial=DecisionForm.of(found))

    def record(_form: Form) -> HttpResponse:
        fields, base = form.cleaned_data, base_of(request)
        decision_record(found, fields, base=base, actor=actor_of(request))
        return saved(request, plan, "decisions", _("The decision is saved."))

    def remove() -> HttpResponse:
        decision_remove(found, base=base_of(request), actor=actor_of(request))
        words = _("The question is taken out. The revisions keep it.")
        return saved(request, plan, "decisions", words)

    if request.POST.get("do") == "remove":
        return done_or_told(request, plan, "decisions", remove)
    return form_page(request, plan, form, DECISION, record, decision=found)
