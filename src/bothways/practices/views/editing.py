"""The editing page, and the page that two editors of one record meet on."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bothways.core.errors import Conflict, Refused
from bothways.core.problems import Problem
from bothways.practices.actions import comment_resolve, practice_save, practice_submit
from bothways.practices.desk_queries import comment_of, open_comments
from bothways.practices.differences import choices, merged
from bothways.practices.forms.layout import layout, where
from bothways.practices.forms.posted import decode, markup_removed
from bothways.practices.models import Practice
from bothways.practices.record.check import check_document, check_release
from bothways.practices.record.document import Document
from bothways.practices.views.access import (
    actor_of,
    editor_page,
    number_of,
    practice_or_404,
    revision_or_404,
)
from bothways.practices.views.rating import draft_rating


@editor_page
def practice_edit(request: HttpRequest, slug: str) -> HttpResponse:
    practice = practice_or_404(slug)
    if request.method == "POST":
        return _posted(request, practice)
    head = practice.newest
    return edit_form(request, practice, head.document, head.number, check_document(head.document))


def edit_form(
    request: HttpRequest,
    practice: Practice,
    document: Document,
    base: int,
    problems: list[Problem],
    *,
    extra_rows: dict[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form for a document that may be unsaved and may hold mistakes."""
    comments = open_comments(practice)
    context = {
        "section": "desk",
        "tab": "edit",
        "was_refused": status == 422,
        "practice": practice,
        "document": document,
        "base": base,
        "rating": draft_rating(practice.slug, document),
        "page": layout(document, get_language() or "en", problems=problems, comments=comments,
                       extra_rows=extra_rows),
        "general_comments": [comment for comment in comments if not comment.field],
        "release_problems": [p for p in check_release(document) if p not in problems],
        "is_unsaved": document != practice.newest.document,
    }  # fmt: skip
    return render(request, "practices/desk/edit.html", context, status=status)


def _posted(request: HttpRequest, practice: Practice) -> HttpResponse:
    posted = dict(request.POST.lists())
    if "end" not in posted:
        raise BadRequest(_("The form did not arrive whole, so nothing was saved. Send it again."))
    base = number_of(request.POST.get("base"))
    before = revision_or_404(practice, base).document
    document = decode(posted, before, get_language() or "en")
    wish, _colon, target = request.POST.get("do", "save").partition(":")
    if wish in ("add", "resolve"):
        return _again(request, practice, document, base, wish, target)
    _say_markup(request, posted)
    return save(request, practice, document, base, submit=wish == "submit")


def _again(
    request: HttpRequest, practice: Practice, document: Document, base: int, wish: str, target: str
) -> HttpResponse:
    """The same page with one thing changed and nothing saved."""
    if wish == "resolve" and (comment := comment_of(practice, number_of(target))):
        comment_resolve(comment, actor=actor_of(request))
        messages.success(request, _("The comment is marked as settled."))
    warnings = [p for p in check_document(document) if p.level == "warning"]
    extra = {target: 1} if wish == "add" else {}
    return edit_form(request, practice, document, base, warnings, extra_rows=extra)


def _say_markup(request: HttpRequest, posted: dict[str, list[str]]) -> None:
    places = [where(name) for name in markup_removed(posted)]
    if places:
        message = _("Markup was taken out of these texts: %(places)s.")
        messages.warning(request, message % {"places": "; ".join(places)})


def save(
    request: HttpRequest, practice: Practice, document: Document, base: int, *, submit: bool = False
) -> HttpResponse:
    """Saves, or shows why not, with everything that was typed."""
    try:
        revision = practice_save(practice, document, base=base, actor=actor_of(request))
        if submit:
            practice_submit(practice, actor=actor_of(request))
    except Conflict:
        return conflict_page(request, practice, document, base)
    except Refused as refusal:
        if not refusal.problems:
            messages.error(request, str(refusal))
            return redirect("practice_edit", practice.slug)
        warnings = [p for p in check_document(document) if p.level == "warning"]
        problems = [*refusal.problems, *warnings]
        return edit_form(request, practice, document, base, problems, status=422)
    if submit:
        messages.success(request, _("Sent to review. A reviewer will release it or comment."))
        return redirect("desk")
    message = _("The draft is saved as revision %(number)s.")
    messages.success(request, message % {"number": revision.number})
    return redirect("practice_edit", practice.slug)


def conflict_page(
    request: HttpRequest, practice: Practice, mine: Document, base: int, *, undecided: bool = False
) -> HttpResponse:
    """Both versions field by field. The editor's own document travels in the page."""
    practice = practice_or_404(practice.slug)
    before = revision_or_404(practice, base).document
    context = {
        "section": "desk",
        "practice": practice,
        "theirs": practice.newest,
        "base": base,
        "mine": json.dumps(mine, ensure_ascii=False),
        "choices": choices(before, mine, practice.newest.document, get_language() or "en"),
        "undecided": undecided,
    }
    return render(request, "practices/desk/conflict.html", context, status=409)


@editor_page
@require_POST
def practice_merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Saves what the editor chose of both versions, on top of the version they looked at."""
    practice = practice_or_404(slug)
    base, seen = number_of(request.POST.get("base")), number_of(request.POST.get("theirs"))
    before = revision_or_404(practice, base).document
    theirs = revision_or_404(practice, seen).document
    mine = _document_in(request, theirs)
    open_choices = choices(before, mine, theirs, "en")
    taken = {c.field: request.POST.get(f"take.{c.field}") for c in open_choices}
    if not all(answer in ("mine", "theirs") for answer in taken.values()):
        return conflict_page(request, practice, mine, base, undecided=True)
    document = merged(mine, theirs, [field for field, answer in taken.items() if answer == "mine"])
    return save(request, practice, document, seen)


def _document_in(request: HttpRequest, theirs: Document) -> Document:
    """The editor's own version as it travelled in the page. Who coded it is not theirs to send."""
    try:
        mine: Any = json.loads(request.POST.get("mine", ""))
    except ValueError as error:
        raise BadRequest(
            _("Your version did not arrive whole. Go back and send it again.")
        ) from error
    if not isinstance(mine, dict):
        raise BadRequest(_("Your version did not arrive whole. Go back and send it again."))
    kept = {key: theirs[key] for key in ("id", "edition", "coding") if key in theirs}
    return {**{key: value for key, value in mine.items() if key != "coding"}, **kept}
