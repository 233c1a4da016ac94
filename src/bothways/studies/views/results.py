"""Runs, their report, what can be taken away to redo it, and the finding."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Refused
from bothways.core.paper import PdfUnavailable
from bothways.programmes.access import actor_of
from bothways.studies.access import done_or_told, study_page
from bothways.studies.forms import ThreatsForm
from bothways.studies.models import Run, Study
from bothways.studies.policies import may_write
from bothways.studies.report import report_context, report_pdf
from bothways.studies.run_actions import finding_release, run_take, study_run
from bothways.studies.word import report_docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@study_page(writes=True)
@require_POST
def study_run_new(request: HttpRequest, study: Study) -> HttpResponse:
    try:
        run = study_run(study, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("study", study.pk)
    return redirect("study_report", study.pk, run.number)


@study_page()
def study_report(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    context = {
        **report_context(_run(study, run)), "section": "programmes", "tab": "programme_studies",
        "programme": study.programme, "form": ThreatsForm(),
        "may_write": may_write(study.programme, actor_of(request)),
    }  # fmt: skip
    return render(request, "studies/report.html", context)


@study_page()
def study_report_pdf(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    found = _run(study, run)
    try:
        written = report_pdf(found, get_language() or "en")
    except PdfUnavailable as refusal:
        messages.error(request, str(refusal))
        return redirect("study_report", study.pk, run)
    return _file(written, "application/pdf", f"study-{study.pk}-run-{run}.pdf")


@study_page()
def study_report_docx(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    written = report_docx(_run(study, run), get_language() or "en")
    return _file(written, DOCX, f"study-{study.pk}-run-{run}.docx")


@study_page(writes=True)
def study_bundle(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    """Table, dictionary, plan and the commands that give the same numbers."""
    taken = run_take(_run(study, run), actor=actor_of(request))
    return _file(taken, "application/zip", f"study-{study.pk}-run-{run}.zip")


@study_page(writes=True)
@require_POST
def study_release(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    found, form = _run(study, run), ThreatsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The form did not arrive whole, so nothing was saved."))
        return redirect("study_report", study.pk, run)

    def release() -> str:
        finding = finding_release(found, threats=form.weighed(), actor=actor_of(request))
        if finding.practice is None:
            return _("The finding is released. The programme has no practice to hand it to.")
        return _("The finding is released. It waits as a draft of the practice for its editors.")

    return done_or_told(request, study, release)


def _run(study: Study, number: int) -> Run:
    found = study.runs.select_related("study__programme", "made_by").filter(number=number).first()
    if found is None:
        raise Http404(_("This study has no run %(number)s.") % {"number": number})
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
