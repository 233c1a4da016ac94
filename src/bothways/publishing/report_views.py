"""Snapshot reports: list, builder, the report as pages, its files."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.practices.policies import can_edit
from bothways.practices.views.access import actor_of, editor_page
from bothways.publishing.actions import (
    FORMATS,
    MOST_PRACTICES,
    report_file_cancel,
    report_file_request,
    report_freeze,
)
from bothways.publishing.models import ReportEdition, ReportFile, ReportSeries
from bothways.publishing.queries import edition_of, newest_editions, series_for_search
from bothways.publishing.report.chapters import report_from
from bothways.publishing.report.files import CONTENT_TYPES
from bothways.publishing.report.pdf import country_columns
from bothways.publishing.selection import (
    canonical,
    conditions,
    found_slugs,
    not_understood,
    read_search,
)


def may_edit(request: HttpRequest) -> bool:
    return can_edit(cast(User, request.user))


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every series with its newest edition. A search in the address goes on to the builder."""
    search, _ignored = read_search(request.GET.urlencode())
    if not search.is_open and may_edit(request):
        return redirect(f"{reverse('report_new')}?{canonical(search)}")
    rows = newest_editions()
    return render(request, "publishing/reports.html", {"section": "reports", "editions": rows})


@editor_page
def report_new(request: HttpRequest) -> HttpResponse:
    """From a search to a frozen report."""
    sent = request.POST if request.method == "POST" else request.GET
    query = sent.get("query") or request.GET.urlencode()
    search, ignored = read_search(query)
    problem = ""
    if request.method == "POST":
        try:
            return _freeze(request, query)
        except Refused as refusal:
            problem = str(refusal)
    found = len(found_slugs(search, get_language() or "en"))
    shown = {
        "section": "reports",
        "query": canonical(search),
        "conditions": conditions(search),
        "not_understood": not_understood(ignored),
        "found": found,
        "most": MOST_PRACTICES,
        "series": series_for_search(canonical(search)),
        "chosen": sent.get("series", ""),
        "title": sent.get("title", ""),
        "problem": problem,
    }
    return render(request, "publishing/report_new.html", shown, status=422 if problem else 200)


def _freeze(request: HttpRequest, query: str) -> HttpResponse:
    series = None
    if request.POST.get("series"):
        series = get_object_or_404(ReportSeries, slug=request.POST["series"])
    edition = report_freeze(
        query,
        title=request.POST.get("title", ""),
        actor=actor_of(request),
        series=series,
        language=get_language() or "en",
    )
    messages.success(request, _("The report is frozen. It will not change any more."))
    return redirect("report", edition.series.slug, edition.number)


def _edition(slug: str, edition: int) -> ReportEdition:
    found = edition_of(slug, edition)
    if found is None:
        raise Http404(_("There is no such edition of this report."))
    return found


@require_safe
def report(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    stored = _edition(slug, edition)
    shown = report_from(stored)
    countries = country_columns(shown, 1)
    return render(
        request,
        "publishing/report.html",
        {
            "section": "reports",
            "edition": stored,
            "report": shown,
            "slug": slug,
            "countries": countries[0] if countries else [],
            "editions": list(stored.series.editions.values_list("number", flat=True)),
            "files": _files(stored),
            "may_edit": may_edit(request),
        },
    )


def _files(edition: ReportEdition) -> list[tuple[str, ReportFile | None]]:
    """Each format with its file in the reader's language, if somebody asked for it already."""
    found = {
        file.file_format: file
        for file in edition.files.filter(language=get_language() or "en").reverse()
        if file.is_awaited or file.state == ReportFile.State.READY
    }
    return [(name, found.get(name)) for name in FORMATS]


@require_safe
def report_practice(request: HttpRequest, slug: str, edition: int, practice: str) -> HttpResponse:
    stored = _edition(slug, edition)
    shown = report_from(stored)
    pages = shown.practices
    place = next((at for at, page in enumerate(pages) if page.slug == practice), None)
    if place is None:
        raise Http404(_("This practice is not in the report."))
    return render(
        request,
        "publishing/report_practice.html",
        {
            "section": "reports",
            "edition": stored,
            "report": shown,
            "slug": slug,
            "p": pages[place],
            "before": pages[place - 1] if place else None,
            "after": pages[place + 1] if place + 1 < len(pages) else None,
        },
    )


@require_POST
def report_file_new(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    try:
        file, _new = report_file_request(
            _edition(slug, edition),
            request.POST.get("format", ""),
            get_language() or "en",
            actor=user,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("report", slug, edition)
    return redirect("report_file", file.pk)


@require_safe
def report_file(request: HttpRequest, file: int) -> HttpResponse:
    """How far the file is. htmx asks for the fragment again; without script a link does."""
    found = get_object_or_404(ReportFile.objects.select_related("edition__series"), pk=file)
    template = "file_state.html" if request.headers.get("HX-Request") else "report_file.html"
    shown = {"section": "reports", "file": found, "may_edit": may_edit(request)}
    return render(request, f"publishing/{template}", shown)


@require_safe
def report_file_download(request: HttpRequest, file: int) -> HttpResponse:
    found = get_object_or_404(ReportFile, pk=file, state=ReportFile.State.READY)
    path = settings.MEDIA_ROOT / found.path
    if not path.exists():
        raise Http404(_("The file is gone. Ask for it again."))
    answer = FileResponse(path.open("rb"), content_type=CONTENT_TYPES[found.file_format])
    answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer  # type: ignore[return-value]


@require_POST
@editor_page
def report_file_stop(request: HttpRequest, file: int) -> HttpResponse:
    found = get_object_or_404(ReportFile, pk=file)
    try:
        report_file_cancel(found, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("report_file", found.pk)
