"""Revisions: the list, any two side by side, an old one back on top."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Conflict, Refused
from bothways.practices.actions import practice_restore
from bothways.practices.desk_queries import revisions_of
from bothways.practices.differences import field_differences
from bothways.practices.views.access import (
    actor_of,
    editor_page,
    number_of,
    practice_or_404,
    revision_or_404,
)


@editor_page
def practice_revisions(request: HttpRequest, slug: str) -> HttpResponse:
    practice = practice_or_404(slug)
    releases = {release.revision_id: release for release in practice.releases.all()}
    rows = [(revision, releases.get(revision.pk)) for revision in revisions_of(practice)]
    context = {"section": "desk", "tab": "revisions", "practice": practice, "rows": rows}
    return render(request, "practices/desk/revisions.html", context)


@editor_page
def practice_diff(request: HttpRequest, slug: str) -> HttpResponse:
    """Two revisions, by their numbers in the address: ``?from=1&to=3``."""
    practice = practice_or_404(slug)
    newest = practice.newest.number
    first = number_of(request.GET.get("from", str(max(1, newest - 1))))
    second = number_of(request.GET.get("to", str(newest)))
    before, after = revision_or_404(practice, first), revision_or_404(practice, second)
    context = {
        "section": "desk",
        "tab": "revisions",
        "practice": practice,
        "before": before,
        "after": after,
        "differences": field_differences(before.document, after.document, get_language() or "en"),
    }
    return render(request, "practices/desk/difference.html", context)


@editor_page
@require_POST
def practice_restored(request: HttpRequest, slug: str) -> HttpResponse:
    practice = practice_or_404(slug)
    number, base = number_of(request.POST.get("number")), number_of(request.POST.get("base"))
    try:
        revision = practice_restore(practice, number, base=base, actor=actor_of(request))
    except (Refused, Conflict) as refusal:
        messages.error(request, str(refusal))
        return redirect("practice_revisions", slug)
    message = _("Revision %(old)s is back, as revision %(new)s.")
    messages.success(request, message % {"old": number, "new": revision.number})
    return redirect("practice_edit", slug)
