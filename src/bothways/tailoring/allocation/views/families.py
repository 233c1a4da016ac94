"""One family: its suggestion with reasons, the decision, objections, the printed explanation."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.core.errors import Refused
from bothways.tailoring.allocation import actions, decision_actions
from bothways.tailoring.allocation.core.allocate import options
from bothways.tailoring.allocation.forms import FamilyForm
from bothways.tailoring.allocation.kept import as_json, places_of, rules_of
from bothways.tailoring.allocation.models import AllocationBatch, AllocationSuggestion
from bothways.tailoring.allocation.queries import place_names
from bothways.tailoring.allocation.readers.cells import Row
from bothways.tailoring.allocation.readers.families import COLUMNS, read_family
from bothways.tailoring.allocation.readers.places import cross_problems
from bothways.tailoring.allocation.readers.sheet import Sheet
from bothways.tailoring.allocation.views.access import actor_of, member_page, shown
from bothways.tailoring.allocation.views.batches import weight_rows
from bothways.tailoring.allocation.wording import (
    filter_words,
    margin_words,
    options_of,
    points,
    verdict,
)


def _row(request: HttpRequest, batch: AllocationBatch, case: str, purpose: str) -> Any:
    rows = []
    if batch.suggestions.filter(case=case).exists():
        rows = actions.allocation_read(batch, [case], actor=actor_of(request), purpose=purpose)
    if not rows:
        raise Http404(_("There is no family %(case)s in this batch.") % {"case": case})
    return rows[0]


def _context(batch: AllocationBatch, row: AllocationSuggestion) -> dict[str, Any]:
    names, rules = place_names(batch), rules_of(batch)
    return shown(
        batch, row=row, names=names, verdict=verdict(row.document, names),
        margin=margin_words(row.document, names), fit=points(row.document["fit"]),
        options=options_of(row.document, names, rules),
        excluded=filter_words(row.document["excluded"]), weights=weight_rows(rules),
    )  # fmt: skip


@member_page
def allocation_family(request: HttpRequest, batch: AllocationBatch, case: str) -> HttpResponse:
    """Reasons first, then the forms. What is sent decides for this family only."""
    row = _row(request, batch, case, "page")
    refusal, wish = "", request.POST.get("do", "")
    if request.method == "POST":
        try:
            _sent(request, row, wish)
            return redirect("allocation_family", batch.pk, case)
        except Refused as refused:
            refusal = str(refused)
    decisions = list(row.decisions.all())
    context = _context(batch, row) | {
        "refusal": refusal, "wish": wish, "sent": request.POST,
        "decisions": [(d, place_names(batch).get(d.place, d.place)) for d in decisions],
        "contests": row.contests.select_related("recorded_by", "answered_by"),
        "languages": settings.LANGUAGES,
    }  # fmt: skip
    page = "tailoring/allocation/family.html"
    return render(request, page, context, status=422 if refusal else 200)


def _sent(request: HttpRequest, row: AllocationSuggestion, wish: str) -> None:
    sent, actor = request.POST, actor_of(request)
    if wish == "decide":
        if "place" not in sent or sent["place"] == "-":
            raise Refused(_("Choose a place, or no place."))
        decision_actions.allocation_decide(
            row, place=sent["place"], reason=sent.get("reason", ""), actor=actor
        )
        messages.success(request, _("Your decision is kept with your name. Nothing was sent."))
    elif wish == "contest":
        decision_actions.allocation_contest(row, objection=sent.get("objection", ""), actor=actor)
    elif wish == "answer":
        number = sent.get("contest", "")
        contest = row.contests.filter(pk=int(number) if number.isdigit() else 0).first()
        if contest is None:
            raise Refused(_("There is no such objection."))
        decision_actions.allocation_answer(contest, answer=sent.get("answer", ""), actor=actor)
    else:
        raise Refused(_("Choose what is to be done."))


@require_safe
@member_page
def allocation_explanation(request: HttpRequest, batch: AllocationBatch, case: str) -> HttpResponse:
    """What the family may read and keep, in the language of the address."""
    row = _row(request, batch, case, "explanation")
    decision = next(iter(row.decisions.all()), None)
    names = place_names(batch)
    decided = names.get(decision.place, "") if decision else ""
    context = _context(batch, row) | {"decision": decision, "decided": decided}
    return render(request, "tailoring/allocation/explanation.html", context)


@member_page
def allocation_options(request: HttpRequest, batch: AllocationBatch) -> HttpResponse:
    """Directory mode: options of one family, ranked, whatever seats are left. Nothing is kept."""
    form = FamilyForm(request.POST or None)
    answers, problems = [], []
    if request.method == "POST" and form.is_valid():
        row = _typed(form)
        family, places = read_family(row), places_of(batch)
        problems = [*row.problems, *cross_problems([family], places, [0])]
        if not any(problem.level == "error" for problem in problems):
            found = options(family, places, rules_of(batch))
            answers = [_answer(batch, as_json(one)) for one in found]
    context = shown(batch, form=form, answers=answers, problems=problems,
                    places=sorted(place_names(batch).items()),
                    weights=weight_rows(rules_of(batch)))  # fmt: skip
    wrong = request.method == "POST" and not answers
    page = "tailoring/allocation/options.html"
    return render(request, page, context, status=422 if wrong else 200)


def _typed(form: FamilyForm) -> Row:
    """What was typed, as the row of a file: the same rules hold."""
    sent = form.cleaned_data | {"family": "F-0"}
    cells = [str(sent.get(name) or "") for name in COLUMNS]
    return Row(Sheet(list(COLUMNS), []), 0, cells)


def _answer(batch: AllocationBatch, document: dict[str, Any]) -> dict[str, Any]:
    names = place_names(batch)
    return {
        "options": options_of(document | {"place": ""}, names, rules_of(batch)),
        "excluded": filter_words(document["excluded"]),
        "none": document["why_none"] == "filters",
    }
