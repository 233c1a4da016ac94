"""Import pages: bring a file, look at what it would change, take it in or leave it, undo it."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.problems import Problem
from bothways.core.uploads import too_large
from bothways.practices import import_actions
from bothways.practices.desk_queries import import_batch as find_batch
from bothways.practices.desk_queries import import_batches, newest_documents
from bothways.practices.differences import FieldDifference, field_differences
from bothways.practices.forms.layout import where
from bothways.practices.importers import READERS, row_in_file
from bothways.practices.models import ImportBatch
from bothways.practices.record.document import Document
from bothways.practices.views.access import actor_of, editor_page, page_number

RECORDS_A_PAGE = 25
PROBLEMS_A_PAGE = 100


@dataclass(frozen=True)
class Incoming:
    """One record of the file: what committing it would mean."""

    row: int
    slug: str
    title: str
    state: str
    differences: list[FieldDifference]


@editor_page
def imports(request: HttpRequest) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            problem = _("Choose a file first.")
        elif upload.size is not None and upload.size > settings.UPLOAD_LIMIT_BYTES:
            problem = too_large()
        else:
            batch = import_actions.import_stage(
                upload.name or "", upload.read(), actor=actor_of(request)
            )
            return redirect("import_batch", batch.pk)
    context = {
        "section": "desk", "problem": problem, "batches": import_batches(),
        "endings": sorted(READERS), "limit": settings.UPLOAD_LIMIT_BYTES // 1024**2,
    }  # fmt: skip
    status = 422 if problem else 200
    return render(request, "practices/desk/imports.html", context, status=status)


@editor_page
def import_batch(request: HttpRequest, number: int) -> HttpResponse:
    batch = find_batch(number)
    if batch is None:
        raise Http404(_("There is no import %(number)s.") % {"number": number})
    if request.method == "POST":
        return _decided(request, batch)
    return _preview(request, batch)


def _decided(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    try:
        _decide(request, batch, request.POST.get("do", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        for problem in refusal.problems[:20]:
            if problem.code == "moved_on":
                messages.error(request, f"{problem.column}: {problem.message}")
    return redirect("import_batch", batch.pk)


def _decide(request: HttpRequest, batch: ImportBatch, wish: str) -> None:
    actor = actor_of(request)
    if wish == "commit":
        written = import_actions.import_commit(batch, actor=actor)
        message = ngettext(
            "%(count)s record was written as a draft.",
            "%(count)s records were written as drafts.",
            written,
        ) % {"count": written}
    elif wish == "undo":
        count = import_actions.import_undo(batch, actor=actor)
        message = ngettext(
            "Undone: %(count)s record is as it was before.",
            "Undone: %(count)s records are as they were before.",
            count,
        ) % {"count": count}
    elif wish == "discard":
        import_actions.import_discard(batch, actor=actor)
        message = _("Left. Nothing of the file was written.")
    else:
        raise Refused(_("Choose to take the file in, to leave it or to undo it."))
    messages.success(request, message)


def _preview(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    records = Paginator(batch.documents, RECORDS_A_PAGE).get_page(
        page_number(request.GET.get("page"))
    )
    problems = [
        replace(Problem(**problem), row=row_in_file(batch.file_format, problem["row"]))
        for problem in batch.problems
    ]
    # Errors stop the import, so they come first; remarks can wait.
    problems.sort(key=lambda problem: (problem.level != "error", problem.row))
    shown = Paginator(problems, PROBLEMS_A_PAGE).get_page(page_number(request.GET.get("problems")))
    context: dict[str, Any] = {
        "section": "desk",
        "batch": batch,
        "records": records,
        "incoming": _incoming(records, batch.file_format, get_language() or "en"),
        "problems": shown,
        "problem_rows": [(problem, where(problem.column)) for problem in shown],
        "error_count": sum(problem.level == "error" for problem in problems),
        "warning_count": sum(problem.level == "warning" for problem in problems),
    }
    return render(request, "practices/desk/import_batch.html", context)


def _incoming(records: "Page[Any]", file_format: str, language: str) -> list[Incoming]:
    documents: list[Document] = list(records)
    states = import_actions.import_states(documents)
    before = newest_documents([str(document.get("id")) for document in documents])
    first = records.start_index()
    return [
        _one(row_in_file(file_format, first + place), document, state, before, language)
        for place, (document, state) in enumerate(zip(documents, states, strict=True))
    ]


def _one(row: int, document: Document, state: str, before: Any, language: str) -> Incoming:
    slug = str(document.get("id", ""))
    differs = state == "changed"
    return Incoming(
        row,
        slug,
        str(document.get("title", "")),
        state,
        field_differences(before[slug], document, language) if differs else [],
    )
