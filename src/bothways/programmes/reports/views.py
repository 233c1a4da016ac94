"""The funder table on page and as files, its settings, and the reports that were released."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways.core.errors import Refused
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import FunderReport, Programme
from bothways.programmes.policies import Right, may
from bothways.programmes.reports.actions import funder_report_release, report_setting_save
from bothways.programmes.reports.forms import ReportSettingForm
from bothways.programmes.reports.iati.activity import activity_of, problems
from bothways.programmes.reports.iati.writer import iati_xml
from bothways.programmes.reports.page import blocks_of
from bothways.programmes.reports.pdf import funder_pdf
from bothways.programmes.reports.queries import (
    funder_table,
    released_reports,
    report_document,
    report_numbered,
    setting_of,
)
from bothways.programmes.reports.table import (
    Change,
    FunderTable,
    changes,
    from_document,
)
from bothways.programmes.reports.wording import change_words
from bothways.programmes.reports.xlsx import CONTENT_TYPE, funder_xlsx


@require_safe
@programme_page(Right.REPORT)
def table(request: HttpRequest, programme: Programme) -> HttpResponse:
    """As others see it; the office may look at what is hidden."""
    may_plan = may(programme, actor_of(request), Right.PLAN)
    own = may_plan and request.GET.get("view") == "own"
    today = timezone.localdate()
    shown = funder_table(programme, today, for_others=not own)
    context = {
        "section": "programmes",
        "programme": programme,
        "tab": "funder_table",
        "table": shown,
        "blocks": blocks_of(shown),
        "own": own,
        "may_plan": may_plan,
        "periods": [p for p in programme.periods.order_by("starts_on") if p.starts_on <= today],
        "released": released_reports(programme),
        "has_cascade": programme.trainers.exists(),
    }
    return render(request, "programmes/reports/table.html", context)


@require_safe
@programme_page(Right.REPORT)
def table_xlsx(request: HttpRequest, programme: Programme) -> HttpResponse:
    shown = funder_table(programme, timezone.localdate())
    return _file(funder_xlsx(shown, about(shown)), CONTENT_TYPE, name_of(programme, "xlsx"))


@require_safe
@programme_page(Right.REPORT)
def table_pdf(request: HttpRequest, programme: Programme) -> HttpResponse:
    shown = funder_table(programme, timezone.localdate())
    return _pdf(request, programme, shown, about(shown), name_of(programme, "pdf"))


@require_safe
@programme_page(Right.REPORT)
def iati(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The file, or the page again with what is missing for it."""
    today = timezone.localdate()
    activity = activity_of(
        programme, setting_of(programme), list(programme.partners.select_related("organisation")),
        list(programme.budget.select_related("funder")), funder_table(programme, today), today,
    )  # fmt: skip
    missing = problems(activity)
    if missing:
        context = {"section": "programmes", "programme": programme, "tab": "funder_table",
                   "problems": missing,
                   "may_plan": may(programme, actor_of(request), Right.PLAN)}  # fmt: skip
        return render(request, "programmes/reports/iati_missing.html", context, status=409)
    content = iati_xml(activity, timezone.now())
    return _file(content, "application/xml", f"iati-{programme.pk}.xml")


@programme_page(Right.PLAN)
def setting(request: HttpRequest, programme: Programme) -> HttpResponse:
    stored = setting_of(programme)
    first = {name: getattr(stored, name) for name in ReportSettingForm.base_fields}
    form = ReportSettingForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        report_setting_save(programme, form.cleaned_data, actor=actor_of(request))
        messages.success(request, _("Saved."))
        return redirect("funder_table", programme.pk)
    context = {"section": "programmes", "programme": programme, "tab": "funder_table",
               "form": form}  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "programmes/reports/setting.html", context, status=status)


@require_POST
@programme_page(Right.PLAN)
def release(request: HttpRequest, programme: Programme) -> HttpResponse:
    asked = request.POST.get("period", "")
    period = get_object_or_404(programme.periods, pk=asked if asked.isdigit() else 0)
    try:
        report = funder_report_release(programme, period, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("funder_table", programme.pk)
    messages.success(request, _("The report is released. It will not change any more."))
    return redirect("funder_report", programme.pk, report.number)


@require_safe
@programme_page(Right.REPORT)
def released(request: HttpRequest, programme: Programme, report: int) -> HttpResponse:
    """A released report, what it changed, and what has changed since."""
    stored = _report(programme, report)
    shown = from_document(stored.document)
    since: list[Change] = []
    if stored.period is not None:
        now = report_document(programme, stored.period, timezone.localdate())
        since = changes(stored.document, now)
    context = {
        "section": "programmes",
        "programme": programme,
        "tab": "funder_table",
        "report": stored,
        "table": shown,
        "blocks": blocks_of(shown),
        "before": [_worded(Change(**row)) for row in stored.difference or ()],
        "since": [_worded(change) for change in since],
    }
    return render(request, "programmes/reports/released.html", context)


@require_safe
@programme_page(Right.REPORT)
def released_xlsx(request: HttpRequest, programme: Programme, report: int) -> HttpResponse:
    stored = _report(programme, report)
    shown = from_document(stored.document)
    return _file(
        funder_xlsx(shown, about(shown, stored)), CONTENT_TYPE,
        name_of(programme, "xlsx", stored.number),
    )  # fmt: skip


@require_safe
@programme_page(Right.REPORT)
def released_pdf(request: HttpRequest, programme: Programme, report: int) -> HttpResponse:
    stored = _report(programme, report)
    shown = from_document(stored.document)
    name = name_of(programme, "pdf", stored.number)
    return _pdf(request, programme, shown, about(shown, stored), name)


def _report(programme: Programme, number: int) -> FunderReport:
    found = report_numbered(programme, number)
    if found is None:
        raise Http404(_("There is no report with this number."))
    return found


def _worded(change: Change) -> tuple[str, str, str, str, str]:
    return (*change_words(change), change.was, change.now)


def about(shown: FunderTable, report: FunderReport | None = None) -> list[tuple[str, str]]:
    """What a reader of a file has to know."""
    hidden = _(
        "Counts of people below %(n)s are hidden (*), and as many others as it takes to keep "
        "them hidden. An empty cell: there is no figure. “Not known” and “not broken down” are "
        "groups of their own."
    )
    found = [
        (_("Programme"), shown.title),
        (_("Organisation"), shown.organisation or "–"),
        (_("What is hidden"), hidden % {"n": shown.threshold}),
    ]
    if report is None:
        day = timezone.localdate().isoformat()
        return [*found, (_("State"), _("Draft of %(day)s, not released") % {"day": day})]
    day = timezone.localtime(report.released_at).date().isoformat()
    state = _("Report %(n)s, released on %(day)s") % {"n": report.number, "day": day}
    return [*found, (_("State"), state), ("SHA-256", report.content_hash)]


def name_of(programme: Programme, ending: str, number: int | None = None) -> str:
    """ASCII, so that every system keeps it."""
    title = slugify(programme.title)[:40] or f"programme-{programme.pk}"
    part = f"-{number}" if number else ""
    return f"{title}{part}-{get_language() or 'en'}.{ending}"


def _pdf(
    request: HttpRequest, programme: Programme, shown: FunderTable, told: list[tuple[str, str]],
    name: str,
) -> HttpResponse:  # fmt: skip
    try:
        return _file(funder_pdf(shown, told), "application/pdf", name)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("funder_table", programme.pk)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
