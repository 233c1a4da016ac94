"""What a family does by itself with the two numbers of its sheet: see, copy, take back.

No account and no session; the numbers are sent with every step and kept in no address.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bothways.core.errors import NotAllowed
from bothways.core.guessing import Brake, TooManyWrong, check, count
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
# Of one network: a whole shelter may share it, and twelve digits are not found at this pace.
SHEETS = Brake("sheet", at_once=60, an_hour=60)


@never_cache
@place_page
def guide_kept(request: HttpRequest, where: Whereabouts) -> HttpResponse:
    if request.method != "POST":
        first = {"reference": grouped(digits_in(request.GET.get("reference", "")))}
        return _page(request, where, form=SheetForm(initial=first))
    form = SheetForm(request.POST)
    reference, code = form.numbers()
    try:
        check(SHEETS, request)
    except TooManyWrong as full:
        form.add_error(None, _("Too many wrong numbers. Wait an hour, or go to the office."))
        answer = _page(request, where, form=form, status=429)
        answer["Retry-After"] = str(full.seconds)
        return answer
    plan = queries.plan_by_code(reference, code) if reference else None
    if plan is None:
        count(SHEETS, request)
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
