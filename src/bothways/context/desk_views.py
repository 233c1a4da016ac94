"""Pages for files of figures: bring one, look at what it holds, take it in or leave it, undo it."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.context import import_actions, queries
from bothways.context.formats import Asked
from bothways.context.models import Dataset
from bothways.context.policies import can_import
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.core.problems import Problem

FILES_A_PAGE = 50
PROBLEMS_A_PAGE = 100


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Visitors are asked to sign in; people without the role are told which one is needed."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not can_import(request.user):
        raise PermissionDenied(_("This page is for editors."))
    return None


def observation_files(request: HttpRequest) -> HttpResponse:
    if answer := _turned_away(request):
        return answer
    problem = ""
    if request.method == "POST":
        try:
            return redirect("observation_file", _staged(request).pk)
        except Refused as refusal:
            problem = str(refusal)
    files = Paginator(queries.brought_files(), FILES_A_PAGE).get_page(request.GET.get("page"))
    context = {"section": "desk", "problem": problem, "files": files, "given": request.POST,
               "indicators": _named_indicators()}  # fmt: skip
    return render(request, "context/desk/files.html", context, status=422 if problem else 200)


def _named_indicators() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(row.code, row.names.get(language, row.code)) for row in queries.indicators()]


def _staged(request: HttpRequest) -> Dataset:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(_("Choose a file first."))
    given = request.POST
    asked = Asked(given.get("indicator", ""), given.get("dataset", "").strip(), _vintage(given))
    return import_actions.observations_stage(
        upload.name or "", upload.read(), actor=cast(User, request.user), asked=asked
    )


def _vintage(given: Any) -> date | None:
    text = given.get("vintage", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused(_("Write the day as 2025-04-17.")) from error


def observation_file(request: HttpRequest, number: int) -> HttpResponse:
    if answer := _turned_away(request):
        return answer
    brought = queries.brought_files().filter(pk=number).first()
    if brought is None:
        raise Http404(_("There is no file %(number)s.") % {"number": number})
    if request.method == "POST":
        try:
            messages.success(request, _decided(request, brought))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("observation_file", number)
    return render(request, "context/desk/file.html", _shown(request, brought))


def _decided(request: HttpRequest, brought: Dataset) -> str:
    actor, wish = cast(User, request.user), request.POST.get("do", "")
    if wish == "commit":
        count = import_actions.observations_commit(brought, actor=actor)
        return _("%(count)s figures were taken in.") % {"count": count}
    if wish == "undo":
        count = import_actions.observations_undo(brought, actor=actor)
        return _("Undone: %(count)s figures were taken out.") % {"count": count}
    if wish == "discard":
        import_actions.observations_discard(brought, actor=actor)
        return _("Left. Nothing of the file was written.")
    raise Refused(_("Choose to take the file in, to leave it or to undo it."))


def _shown(request: HttpRequest, brought: Dataset) -> dict[str, Any]:
    # Rows are counted as a table program does, with the names in row 1.
    problems = [Problem(**problem) for problem in brought.problems]
    problems.sort(key=lambda problem: (problem.level != "error", problem.row))
    page = Paginator(problems, PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "section": "desk", "brought": brought, "problems": page,
        "problem_rows": [(problem.row and problem.row + 1, problem) for problem in page],
        "error_count": sum(problem.level == "error" for problem in problems),
        "warning_count": sum(problem.level == "warning" for problem in problems),
        "figures": sum(brought.counts.get(state, 0) for state in ("new", "changed", "same")),
    }  # fmt: skip
