"""Pages of waves: plan, open, close, how many answered, download; and what was kept aside."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.surveys.answer_actions import answers_read_log, kept_aside_set_by, kept_aside_take_in
from bothways.surveys.entry_forms import ImportForm, WaveChangeForm, WaveForm
from bothways.surveys.import_actions import answers_import
from bothways.surveys.importers.exports import read_export
from bothways.surveys.models import FormVersion, KeptAside, Survey, SurveyGroup, Wave
from bothways.surveys.policies import may_manage, may_see_answers, only_group
from bothways.surveys.queries import answer_rows, counts_of, unanswered_cards, unpaired_in
from bothways.surveys.rates import response_rates
from bothways.surveys.receiving import definition_of
from bothways.surveys.settling import again
from bothways.surveys.table import written_table
from bothways.surveys.views.access import (
    actor_of,
    analyst_page,
    done_or_told,
    form_page,
    manager_page,
    reader_page,
    row_or_404,
    saved,
)
from bothways.surveys.wave_actions import wave_change, wave_close, wave_open, wave_plan


@manager_page
def wave_new(request: HttpRequest, survey: Survey) -> HttpResponse:
    versions = FormVersion.objects.filter(form__survey=survey).select_related("form")
    groups = list(survey.groups.all())

    def save(form: Form) -> HttpResponse:
        wave = wave_plan(survey, actor=actor_of(request), **form.chosen())  # type: ignore[attr-defined]
        return redirect("survey_wave", survey.pk, wave.pk)

    form = WaveForm(request.POST or None, versions=list(versions.order_by("-pk")), groups=groups)
    return form_page(request, survey, form, save, heading=_("Plan a wave"))


@reader_page
def wave(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    found: Wave = row_or_404(survey.waves.select_related("version__form"), row)
    user = actor_of(request)
    only = only_group(survey, user)
    counts = [one for one in counts_of(found) if only in (None, one.group)]
    context = {
        "section": "surveys", "survey": survey, "wave": found,
        "rates": response_rates(counts), "may_manage": may_manage(survey, user),
        "may_analyse": may_see_answers(survey, user),
        "warnings": found.version.warnings, "unpaired": unpaired_in(found),
    }  # fmt: skip
    return render(request, "surveys/wave.html", context)


@reader_page
def wave_missing(request: HttpRequest, survey: Survey, row: int, group: int) -> HttpResponse:
    """Which cards to remind: numbers, and only for those who hold the cards of the group."""
    found: Wave = row_or_404(survey.waves, row)
    asked: SurveyGroup = row_or_404(survey.groups, group)
    if only_group(survey, actor_of(request)) not in (None, asked.pk):
        raise Http404(_("This is not in the survey."))
    context = {
        "section": "surveys", "survey": survey, "wave": found, "group": asked,
        "cards": unanswered_cards(found, asked),
    }  # fmt: skip
    return render(request, "surveys/missing.html", context)


@manager_page
def wave_edit(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    found: Wave = row_or_404(survey.waves, row)

    def save(form: Form) -> HttpResponse:
        wave_change(found, actor=actor_of(request), **form.cleaned_data)
        return redirect("survey_wave", survey.pk, found.pk)

    form = WaveChangeForm(request.POST or None, initial=WaveChangeForm.of(found))
    return form_page(request, survey, form, save, heading=_("Change the wave"))


@manager_page
@require_POST
def wave_turn(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    """Open or close."""
    found: Wave = row_or_404(survey.waves, row)
    turn: dict[str, Any] = {"open": wave_open, "close": wave_close}
    said = {"open": _("The wave is open."), "close": _("The wave is closed.")}
    do = "close" if request.POST.get("do") == "close" else "open"

    def act() -> HttpResponse:
        turn[do](found, actor=actor_of(request))
        return saved(request, survey, said[do], "waves")

    return done_or_told(request, survey, act)


@analyst_page
def answers_csv(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    """Answers and scores under pseudonyms. Who takes them is on record."""
    found: Wave = row_or_404(survey.waves, row)
    answers_read_log(survey, what=f"wave {found.number} as CSV", actor=actor_of(request))
    text = io.StringIO()
    csv.writer(text).writerows(written_table(answer_rows(found)))
    answer = HttpResponse(
        "\N{BYTE ORDER MARK}" + text.getvalue(), content_type="text/csv; charset=utf-8"
    )
    name = f"survey-{survey.pk}-wave-{found.number}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@manager_page
def answers_bring(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    """An export of KoboToolbox or ODK Central into this wave."""
    found: Wave = row_or_404(survey.waves.select_related("version"), row)

    def save(form: Form) -> HttpResponse:
        table = form.cleaned_data["table"]
        export = read_export(table.name, table.read(), definition_of(found.version))
        done = answers_import(found, export, actor=actor_of(request))
        for problem in export.problems:
            messages.warning(request, problem.message)
        words = _("%(new)s taken in, %(known)s were here already, %(kept)s kept aside.")
        values = {"new": done.new, "known": done.known, "kept": done.kept}
        return saved(request, survey, words % values, "waves")

    form = ImportForm(request.POST or None, request.FILES or None)
    return form_page(request, survey, form, save, heading=_("Bring answers"), lede=found.title,
                     is_file=True)  # fmt: skip


@manager_page
def kept(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    """Something kept aside, word for word, and the two ways to settle it."""
    found: KeptAside = row_or_404(survey.kept_aside.select_related("wave"), row)
    if request.method == "POST":
        return done_or_told(request, survey, lambda: _settle(request, survey, found))
    answers_read_log(survey, what=f"kept aside {found.pk}", actor=actor_of(request))
    context = {"section": "surveys", "survey": survey, "kept": found}
    return render(request, "surveys/kept.html", context)


def _settle(request: HttpRequest, survey: Survey, found: KeptAside) -> HttpResponse:
    if request.POST.get("do") != "take":
        kept_aside_set_by(found, actor=actor_of(request))
        return saved(request, survey, _("It stays stored and is not counted."), "kept")
    wave, sent = again(found)
    kept_aside_take_in(found, wave, sent, actor=actor_of(request))
    return saved(request, survey, _("The answers are taken in."), "kept")
