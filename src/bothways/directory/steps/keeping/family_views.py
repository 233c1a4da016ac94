"""What a family does by itself with the two numbers of its sheet: see, copy, take back.

No account and no session; the numbers are sent with every step and kept in no address.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bothways.core.errors import NotAllowed
from bothways.directory.guide.access import language, place_page
from bothways.directory.places.queries import Whereabouts, whereabouts
from bothways.directory.steps.carried import file_of
from bothways.directory.steps.keeping import actions, queries
from bothways.directory.steps.keeping.answers import answers_in_words
from bothways.directory.steps.keeping.codes import digits_in, grouped
from bothways.directory.steps.keeping.forms import SheetForm
from bothways.directory.steps.models import KeptPlan
from bothways.directory.steps.profile import from_document
from bothways.directory.steps.shown import book_or_404, file_answer

TEMPLATE = "directory/keeping/family.html"
# Of one address within an hour: a whole shelter may share it, a machine that guesses needs more.
MOST_TRIES = 60
HOUR = 3600


@never_cache
@place_page
def guide_kept(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    if request.method != "POST":
        first = {"reference": grouped(digits_in(request.GET.get("reference", "")))}
        return _page(request, where, form=SheetForm(initial=first))
    form = SheetForm(request.POST)
    reference, code = form.numbers()
    if _has_tried_too_often(request, reference):
        form.add_error(None, _("Too many wrong numbers. Wait an hour, or go to the office."))
        return _page(request, where, form=form, status=429)
    plan = queries.plan_by_code(reference, code) if reference else None
    if plan is None:
        _note_wrong(request, reference)
        form.add_error(
            None,
            _("Nothing is kept under these two numbers. Type both as they stand on your sheet. If "
              "it was erased already, you need do nothing."),
        )  # fmt: skip
        return _page(request, where, form=form, status=422)
    return _opened(request, where, plan, code)


def _opened(request: HttpRequest, where: Whereabouts, plan: KeptPlan, code: str) -> HttpResponse:
    wish = request.POST.get("do", "")
    if wish == "file":
        content = file_of(from_document(plan.answers), plan.place_id)
        return file_answer(content, "application/json", "my-steps.json")
    if wish == "take_back":
        try:
            actions.plan_take_back_by_code(plan.reference, code, actor=None)
        except NotAllowed as error:
            return _page(request, where, form=SheetForm(), problem=str(error), status=422)
        return _page(request, where, is_erased=True)
    home = whereabouts(plan.place_id) or where
    book, _row = book_or_404(home)
    context: dict[str, Any] = {
        "plan": plan, "code": code, "reference": grouped(plan.reference),
        "answers": answers_in_words(from_document(plan.answers), book, language()),
        "meetings": list(plan.meetings.all()), "reads": plan.reads.count(),
        "consent": plan.consents.all()[0],
    }  # fmt: skip
    return _page(request, where, **context)


def _page(
    request: HttpRequest, where: Whereabouts, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"section": "guide", "place": where.place, "where": where, **context}
    return render(request, TEMPLATE, shown, status=status)


def _has_tried_too_often(request: HttpRequest, reference: str) -> bool:
    if cache.get(_key(request), 0) >= MOST_TRIES:
        return True
    return bool(reference) and queries.is_guessed_too_often(reference)


def _note_wrong(request: HttpRequest, reference: str) -> None:
    """What cannot be a reference is counted by address only and leaves no row."""
    key = _key(request)
    cache.add(key, 0, HOUR)
    cache.incr(key)
    if reference:
        actions.code_refuse(reference, actor=None)


def _key(request: HttpRequest) -> str:
    return f"directory:kept:{get_adapter(request).get_client_ip(request)}"
