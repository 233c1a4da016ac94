"""The sections that describe the plan: about it, its parts, its conditions."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.tailoring.models import AdaptationPlan, PlanPart, PlanPrecondition
from bothways.tailoring.plan.actions import (
    plan_describe,
    plan_part_add,
    plan_part_remove,
    plan_parts_choose,
    plan_precondition_add,
    plan_precondition_remove,
    plan_preconditions_check,
)
from bothways.tailoring.plan.forms import AboutForm, PartForm, PreconditionForm, labels_of
from bothways.tailoring.plan.views.access import (
    actor_of,
    base_of,
    done_or_told,
    form_page,
    row_or_404,
    saved,
    writer_page,
)
from bothways.tailoring.plan.words import CHOICES, STATES


@writer_page
def about(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        plan_describe(plan, form.cleaned_data, base=base_of(request), actor=actor_of(request))
        return saved(request, plan, "about", _("Goal, group and place are saved."))

    form = AboutForm(request.POST or None, initial=AboutForm.of(plan))
    return form_page(request, plan, form, "tailoring/plan/about.html", save)


@writer_page
def parts(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    rows = list(plan.parts.all())
    typed = {row.pk: _typed(request, "part", row, ("kind", "choice", "change")) for row in rows}

    def save(_form: Form) -> HttpResponse:
        plan_parts_choose(plan, typed, base=base_of(request), actor=actor_of(request))
        return saved(request, plan, "parts", _("The parts are saved."))

    shown = [(row, typed[row.pk]) for row in rows]
    return form_page(
        request, plan, Form(request.POST or None), "tailoring/plan/parts.html", save,
        rows=shown, kinds=labels_of("component_part"), add=PartForm(),
        choices=[(code, words) for code, words in CHOICES.items() if code != "add"],
    )  # fmt: skip


@writer_page
def part_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        plan_part_add(plan, **form.cleaned_data, actor=actor_of(request))
        return saved(request, plan, "parts", _("The part is added."))

    form = PartForm(request.POST or None)
    return form_page(request, plan, form, "tailoring/plan/part_new.html", save)


@writer_page
@require_POST
def part_remove(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    part: PlanPart = row_or_404(plan.parts, row)

    def remove() -> HttpResponse:
        plan_part_remove(part, actor=actor_of(request))
        return saved(request, plan, "parts", _("The added part is removed."))

    return done_or_told(request, plan, "parts", remove)


@writer_page
def preconditions(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    rows = list(plan.preconditions.all())
    names = ("state", "checked_by", "note")
    typed = {row.pk: _typed(request, "condition", row, names) for row in rows}

    def save(_form: Form) -> HttpResponse:
        plan_preconditions_check(plan, typed, base=base_of(request), actor=actor_of(request))
        return saved(request, plan, "preconditions", _("The conditions are saved."))

    shown = [(row, typed[row.pk]) for row in rows]
    return form_page(
        request, plan, Form(request.POST or None), "tailoring/plan/preconditions.html", save,
        rows=shown, states=list(STATES.items()), add=PreconditionForm(),
    )  # fmt: skip


@writer_page
def precondition_new(request: HttpRequest, plan: AdaptationPlan) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        plan_precondition_add(plan, **form.cleaned_data, actor=actor_of(request))
        return saved(request, plan, "preconditions", _("The condition is added."))

    form = PreconditionForm(request.POST or None)
    return form_page(request, plan, form, "tailoring/plan/precondition_new.html", save)


@writer_page
@require_POST
def precondition_remove(request: HttpRequest, plan: AdaptationPlan, row: int) -> HttpResponse:
    condition: PlanPrecondition = row_or_404(plan.preconditions, row)

    def remove() -> HttpResponse:
        plan_precondition_remove(condition, actor=actor_of(request))
        return saved(request, plan, "preconditions", _("The added condition is removed."))

    return done_or_told(request, plan, "preconditions", remove)


def _typed(request: HttpRequest, prefix: str, row: Any, names: tuple[str, ...]) -> dict[str, str]:
    """What the form says of a row; what it leaves out stays as it is."""
    return {
        name: request.POST.get(f"{prefix}-{row.pk}-{name}", getattr(row, name)).strip()
        for name in names
    }
