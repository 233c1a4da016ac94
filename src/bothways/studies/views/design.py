"""The design of a study, step by step: one small form each."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Conflict, Refused
from bothways.core.problems import Problem
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import Programme
from bothways.programmes.policies import Right
from bothways.studies import actions
from bothways.studies.access import done_or_told, study_page
from bothways.studies.assumed_form import AssumedForm
from bothways.studies.forms import DesignForm, ListForm, OutcomeForm, SurveyChoiceForm, WavesForm
from bothways.studies.models import Study
from bothways.studies.policies import may_write
from bothways.studies.queries import WholeStudy, studies_of, units_of, whole_study
from bothways.studies.units import UnitRow, read_units, write_units
from bothways.surveys.actions import survey_start
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from bothways.surveys.models import Survey


@programme_page(Right.READ)
def programme_studies(request: HttpRequest, programme: Programme) -> HttpResponse:
    writes = may_write(programme, actor_of(request))
    return _page(request, programme, "list.html", rows=studies_of(programme), may_write=writes)


@programme_page(Right.READ)
def study_new(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = DesignForm(request.POST or None, initial=DesignForm.of(None))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("title", "question", "design", "unit")}
        try:
            with transaction.atomic():
                study = actions.study_start(programme, **fields, actor=actor_of(request))
                actions.study_describe(study, form.cleaned_data, base=1, actor=actor_of(request))
            return redirect("study", study.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, programme, "new.html", form=form, status=_status(request))


@study_page()
def study(request: HttpRequest, study: Study) -> HttpResponse:
    """Where the study stands, what is missing, and the next thing to do."""
    writes = may_write(study.programme, actor_of(request))
    whole = whole_study(study)
    return _study_page(
        request, study, "study.html", whole=whole, may_write=writes, **_tried(request, whole)
    )


def _tried(request: HttpRequest, whole: WholeStudy) -> dict[str, Any]:
    """What the design can detect under the values in the address, beside those kept so far."""
    asked = request.GET if "icc" in request.GET else None
    form = AssumedForm(asked, starting=whole.starting, initial=whole.assumed.kept())
    found: dict[str, Any] = {"assumed_form": form, "shown": whole.detectable}
    if asked is None or not form.is_valid():
        return found
    found |= {"tried": form.assumed(), "shown": whole.detectable_with(form.assumed())}
    return found if form.assumed() != whole.assumed else {**found, "tried": None}


@study_page(writes=True)
@require_POST
def study_assumed(request: HttpRequest, study: Study) -> HttpResponse:
    """Keeps for the plan what was tried."""
    form = AssumedForm(request.POST, starting=whole_study(study).starting)

    def keep() -> str:
        if not form.is_valid():
            raise Refused(_("Each of these lies between 0 and 1."))
        actions.study_assume(study, form.assumed(), actor=actor_of(request))
        return _("The plan assumes these values.")

    return done_or_told(request, study, keep)


@study_page(writes=True)
def study_design(request: HttpRequest, study: Study) -> HttpResponse:
    form = DesignForm(request.POST or None, initial=DesignForm.of(study))

    def save() -> None:
        base = int(request.POST.get("base") or 0)
        actions.study_describe(study, form.cleaned_data, base=base, actor=actor_of(request))

    return _form_page(request, study, form, "design.html", save)


@study_page(writes=True)
def study_survey(request: HttpRequest, study: Study) -> HttpResponse:
    user = actor_of(request)
    form = SurveyChoiceForm(request.POST or None, user=user)

    def save() -> None:
        with transaction.atomic():
            chosen = form.cleaned_data["survey"]
            survey = (
                Survey.objects.get(pk=chosen) if chosen else survey_start(study.title, actor=user)
            )
            actions.study_survey_choose(study, survey, actor=user)

    return _form_page(request, study, form, "survey.html", save)


@study_page(writes=True)
def study_waves(request: HttpRequest, study: Study) -> HttpResponse:
    initial = {"baseline": study.baseline_id, "endline": study.endline_id}
    form = WavesForm(request.POST or None, study=study, initial=initial)

    def save() -> None:
        before, after = form.chosen()
        actions.study_waves_choose(study, baseline=before, endline=after, actor=actor_of(request))

    return _form_page(request, study, form, "waves.html", save)


@study_page(writes=True)
def study_outcome_new(request: HttpRequest, study: Study) -> HttpResponse:
    form = OutcomeForm(request.POST or None, initial={"unit": "points", "is_primary": True})

    def save() -> None:
        actions.outcome_add(study, form.fields_of_outcome(), actor=actor_of(request))

    return _form_page(request, study, form, "outcome.html", save)


@study_page(writes=True)
@require_POST
def study_outcome_remove(request: HttpRequest, study: Study, row: int) -> HttpResponse:
    outcome = study.outcomes.filter(pk=row).first()
    if outcome is None:
        raise Http404(_("This is no longer in the study."))

    def remove() -> str:
        actions.outcome_remove(outcome, actor=actor_of(request))
        return _("The outcome is removed.")

    return done_or_told(request, study, remove)


@study_page(writes=True)
def study_groups(request: HttpRequest, study: Study) -> HttpResponse:
    """The list of groups: checked row by row, and taken in whole or not at all."""
    form, problems = ListForm(request.POST or None, request.FILES or None), list[Problem]()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        rows, problems = read_units(file.name, file.read())
        if not problems:
            try:
                _take_groups(study, rows, request)
                return redirect("study", study.pk)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {"form": form, "problems": problems, "units": units_of(study)}
    return _study_page(request, study, "groups.html", status=_status(request), **context)


def _take_groups(study: Study, rows: list[UnitRow], request: HttpRequest) -> None:
    if study.survey is None:
        raise Refused(_("Choose the survey first: it holds the cards of the groups."))
    actor = actor_of(request)
    asked = [NewGroup(row.group, [NewCard(side=side) for side in row.sides]) for row in rows]
    with transaction.atomic():
        groups = groups_add(study.survey, asked, actor=actor)
        strata = dict(zip(groups, (row.stratum for row in rows), strict=True))
        count = actions.units_take(study, strata, actor=actor)
    messages.success(request, _("%(count)s units are in the study.") % {"count": count})


@study_page(writes=True)
def study_groups_form(request: HttpRequest, study: Study) -> HttpResponse:
    """An empty list to fill in."""
    response = HttpResponse(write_units([]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="groups.csv"'
    return response


@study_page(writes=True)
@require_POST
def study_assign(request: HttpRequest, study: Study) -> HttpResponse:
    def assign() -> str:
        actions.units_assign(study, actor=actor_of(request))
        return _("The lots are drawn.")

    return done_or_told(request, study, assign)


@study_page(writes=True)
def study_place(request: HttpRequest, study: Study) -> HttpResponse:
    """Who takes part, where no lots are drawn."""
    units = units_of(study)
    chosen = {unit.key: request.POST.get(unit.key, unit.arm) for unit in units}

    def save() -> None:
        actions.units_place(study, chosen, actor=actor_of(request))

    shown = [(unit, chosen[unit.key]) for unit in units]
    return _form_page(request, study, Form(request.POST or None), "place.html", save, units=shown)


@study_page(writes=True)
@require_POST
def study_lock(request: HttpRequest, study: Study) -> HttpResponse:
    def lock() -> str:
        actions.plan_lock(study, actor=actor_of(request))
        return _("The plan is locked. The last survey may open now.")

    return done_or_told(request, study, lock)


def _form_page(
    request: HttpRequest, study: Study, form: Form, template: str, save: Any, **context: Any
) -> HttpResponse:
    """The form; or back to the study when it is saved; or the form again with the reason."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
            messages.success(request, _("Saved."))
            return redirect("study", study.pk)
        except (Conflict, Refused) as refusal:
            form.add_error(None, str(refusal))
    return _study_page(request, study, template, status=_status(request), form=form, **context)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _study_page(
    request: HttpRequest, study: Study, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    return _page(request, study.programme, template, status=status, study=study, **context)


def _page(
    request: HttpRequest, programme: Programme, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    whole = {"section": "programmes", "tab": "programme_studies", "programme": programme, **context}
    return render(request, f"studies/{template}", whole, status=status)
