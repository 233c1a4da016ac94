"""The tree of trainers: who trained whom, and what became of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways.core.errors import Refused
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.credentials.cascade import cascade
from bothways.programmes.credentials.cascade_chart import chart
from bothways.programmes.credentials.cascade_page import shown_changes, shown_levels
from bothways.programmes.credentials.cascade_results import cascade_results
from bothways.programmes.credentials.cascade_xlsx import about, cascade_xlsx
from bothways.programmes.credentials.forms import StepForm, TogetherForm, TrainerForm
from bothways.programmes.credentials.models import Trainer, TrainerStep
from bothways.programmes.credentials.trainer_actions import (
    trainer_add,
    trainer_remove,
    trainer_step_add,
    trainer_step_remove,
    trainer_step_together,
)
from bothways.programmes.credentials.views.pages import shown, tell_refusal
from bothways.programmes.models import Programme
from bothways.programmes.policies import Right, may
from bothways.programmes.workbook import CONTENT_TYPE

TAB = "trainers"


@programme_page(Right.CERTIFY)
def trainers(request: HttpRequest, programme: Programme) -> HttpResponse:
    return shown(request, "trainers", programme, TAB, tree=cascade(programme))


@require_safe
@programme_page(Right.REPORT)
def results(request: HttpRequest, programme: Programme) -> HttpResponse:
    """As others see it; the office may look at what is hidden."""
    may_plan = may(programme, actor_of(request), Right.PLAN)
    own = may_plan and request.GET.get("view") == "own"
    found = cascade_results(programme, for_others=not own)
    return shown(
        request, "cascade", programme, TAB, results=found, chart=chart(found.levels), own=own,
        may_plan=may_plan, levels=shown_levels(found), changes=shown_changes(found),
    )  # fmt: skip


@require_safe
@programme_page(Right.REPORT)
def results_xlsx(request: HttpRequest, programme: Programme) -> HttpResponse:
    """What others see; no file is made of what the office sees."""
    found = cascade_results(programme)
    content = cascade_xlsx(found, about(programme, found))
    name = f"cascade-{programme.pk}-{get_language() or 'en'}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


@programme_page(Right.CERTIFY)
def trainer_new(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = TrainerForm(programme, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            trainer_add(programme, **form.cleaned_data, actor=actor_of(request))
            return redirect("trainers", programme.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return shown(request, "trainer_new", programme, TAB, status=status, form=form)


@programme_page(Right.CERTIFY)
def step_new(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = StepForm(programme, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            trainer_step_add(**form.cleaned_data, actor=actor_of(request))
            return redirect("trainers", programme.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return shown(request, "step_new", programme, TAB, status=status, form=form)


@programme_page(Right.CERTIFY)
def step(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    """Note that they taught together, or take the step out again."""
    steps = TrainerStep.objects.select_related("trainer", "trainee__programme")
    found = steps.filter(trainee__programme=programme, pk=row).first()
    if found is None:
        raise Http404(_("There is no such step in the tree."))
    if request.POST.get("do") == "remove":
        trainer_step_remove(found, actor=actor_of(request))
        return redirect("trainers", programme.pk)
    form = TogetherForm(request.POST or None, initial={"co_taught_on": found.co_taught_on})
    if request.method == "POST" and form.is_valid():
        try:
            trainer_step_together(found, **form.cleaned_data, actor=actor_of(request))
            return redirect("trainers", programme.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return shown(request, "step", programme, TAB, status=status, form=form, step=found)


@programme_page(Right.CERTIFY)
@require_POST
def remove(request: HttpRequest, programme: Programme, row: int) -> HttpResponse:
    found = Trainer.objects.filter(programme=programme, pk=row).first()
    if found is None:
        raise Http404(_("There is no such trainer in the tree."))
    try:
        trainer_remove(found, actor=actor_of(request))
    except Refused as refusal:
        tell_refusal(request, refusal)
    return redirect("trainers", programme.pk)
