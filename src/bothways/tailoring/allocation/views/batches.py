"""The list, a new batch, the batch itself, its members, the switch."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.core.errors import Refused
from bothways.core.problems import Problem
from bothways.core.uploads import too_large
from bothways.tailoring.allocation import actions
from bothways.tailoring.allocation.core.people import TERMS, Rules
from bothways.tailoring.allocation.forms import BatchForm
from bothways.tailoring.allocation.kept import rules_of
from bothways.tailoring.allocation.models import AllocationBatch, AllocationSwitch
from bothways.tailoring.allocation.policies import batches_on, can_start, require_start
from bothways.tailoring.allocation.queries import (
    batches_of,
    case_names,
    overrides,
    place_names,
)
from bothways.tailoring.allocation.readers.batch import Incoming, Upload, read_batch
from bothways.tailoring.allocation.views.access import (
    actor_of,
    member_page,
    shown,
    signed_in_page,
)
from bothways.tailoring.allocation.wording import (
    STATE_LABELS,
    STEP_LABELS,
    TERM_LABELS,
    bound_words,
    floor_words,
    points,
    price_words,
    verdict,
    wish_words,
)

CASES_A_PAGE = 50
PROBLEMS_SHOWN = 200


@require_safe
@signed_in_page
def allocation(request: HttpRequest) -> HttpResponse:
    rows = [(batch, STATE_LABELS[batch.state]) for batch in batches_of(actor_of(request))]
    context = shown(rows=rows, on=batches_on(), may_start=can_start(actor_of(request)))
    return render(request, "tailoring/allocation/list.html", context)


@signed_in_page
def allocation_new(request: HttpRequest) -> HttpResponse:
    """Two files and the rules. With one error in one file nothing is written."""
    require_start(actor_of(request))
    form = BatchForm(request.POST or None, request.FILES or None)
    incoming, refusal = Incoming(), ""
    if request.method == "POST" and form.is_valid():
        incoming, refusal = _read(form)
        if not refusal:
            try:
                batch = _staged(form, incoming, request)
                return redirect("allocation_batch", batch.pk)
            except Refused as refused:
                refusal = str(refused)
    wrong = request.method == "POST"
    context = shown(
        form=form, refusal=refusal, problems=_problem_rows(incoming),
        weights=[form[name] for name in BatchForm.WEIGHTS],
        plain=[field for field in form if field.name not in BatchForm.WEIGHTS],
    )  # fmt: skip
    return render(request, "tailoring/allocation/new.html", context, status=422 if wrong else 200)


def _read(form: BatchForm) -> tuple[Incoming, str]:
    files = [form.cleaned_data[name] for name in ("families", "places", "capacities")]
    if any(file is not None and file.size > settings.UPLOAD_LIMIT_BYTES for file in files):
        return Incoming(), too_large()
    uploads: list[Upload | None] = [(file.name, file.read()) if file else None for file in files]
    families, places, capacities = uploads
    assert families is not None  # noqa: S101 - both fields are required
    assert places is not None  # noqa: S101
    incoming = read_batch(families, places, capacities)
    refusal = _("Nothing was kept. Correct the rows below and bring the files again.")
    return incoming, refusal if incoming.has_errors else ""


def _staged(form: BatchForm, incoming: Incoming, request: HttpRequest) -> AllocationBatch:
    sent = form.cleaned_data
    batch = actions.allocation_stage(
        incoming, title=sent["title"], office=sent["office"], rules=form.rules(),
        keep_until=sent["keep_until"], actor=actor_of(request),
    )  # fmt: skip
    for found in incoming.problems.values():
        for problem in found[:10]:
            messages.warning(request, problem.message)
    return batch


def _problem_rows(incoming: Incoming) -> list[tuple[str, Problem]]:
    files = {"families": _("families"), "places": _("places"), "capacities": _("seats")}
    rows = [
        (files[name], problem)
        for name, found in incoming.problems.items()
        for problem in sorted(found, key=lambda one: (one.level != "error", one.row))
    ]
    return rows[:PROBLEMS_SHOWN]


@dataclass(frozen=True)
class PlaceRow:
    """A place in the table of results."""

    key: str
    name: str
    capacity: int
    used: int
    left: int
    cases: int
    price: str
    worth: str


def place_rows(batch: AllocationBatch) -> list[PlaceRow]:
    rules, names = rules_of(batch), place_names(batch)
    return [
        PlaceRow(
            row["place"], names.get(row["place"], row["place"]), row["capacity"], row["used"],
            row["capacity"] - row["used"], row["cases"], price_words(row["price"], rules),
            points(row["price"]),
        )
        for row in batch.result.get("places", ())
    ]  # fmt: skip


def weight_rows(rules: Rules) -> list[tuple[Any, str]]:
    return [(TERM_LABELS[term], points(rules.weights.share(term))) for term in TERMS]


@member_page
def allocation_batch(request: HttpRequest, batch: AllocationBatch) -> HttpResponse:
    if request.method == "POST":
        return _done(request, batch)
    rules = rules_of(batch)
    context = shown(
        batch, state=STATE_LABELS[batch.state], step=STEP_LABELS.get(batch.step, ""),
        on=batches_on(), rules=rules, weights=weight_rows(rules), families=len(batch.families),
        members=batch.members.select_related("user"),
    )  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "tailoring/allocation/state.html", context)
    if batch.state == AllocationBatch.State.DONE:
        context |= _result(request, batch)
    return render(request, "tailoring/allocation/batch.html", context)


def _result(request: HttpRequest, batch: AllocationBatch) -> dict[str, Any]:
    names = place_names(batch)
    place = request.GET.get("place")
    page = Paginator(case_names(batch, place), CASES_A_PAGE).get_page(request.GET.get("page"))
    rows = actions.allocation_read(batch, list(page), actor=actor_of(request), purpose="list")
    cases = [(row, verdict(row.document, names), next(iter(row.decisions.all()), None),
              points(row.document["fit"])) for row in rows]  # fmt: skip
    return {
        "bound": bound_words(batch.result), "wishes": wish_words(batch.result),
        "floor": floor_words(batch.result["floor"]), "places": place_rows(batch),
        "overrides": overrides(batch), "cases": cases, "page": page, "names": names,
        "place": place, "place_name": names.get(place or "", ""),
        "unplaced": batch.suggestions.filter(place="").count(),
        "value": f"{batch.result['objective']:.2f}",
    }  # fmt: skip


def _done(request: HttpRequest, batch: AllocationBatch) -> HttpResponse:
    wish, actor = request.POST.get("do", ""), actor_of(request)
    try:
        if wish == "start":
            actions.allocation_start(batch, actor=actor)
        elif wish == "stop":
            actions.allocation_stop(batch, actor=actor)
        elif wish == "empty":
            actions.allocation_empty(batch, actor=actor)
            messages.success(request, _("Every row about a family is gone from this batch."))
        elif wish == "add":
            actions.allocation_member_add(batch, request.POST.get("username", ""), actor=actor)
        elif wish == "remove":
            actions.allocation_member_remove(batch, _number(request.POST.get("user")), actor=actor)
        else:
            raise Refused(_("Choose what is to be done."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    if wish == "remove" and not batch.members.filter(user=actor).exists():
        return redirect("allocation")
    return redirect("allocation_batch", batch.pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@signed_in_page
def allocation_switch(request: HttpRequest) -> HttpResponse:
    """Batches on or off for the whole site. For everybody but administrators it does not exist."""
    if not actor_of(request).is_superuser:
        raise Http404
    if request.method == "POST":
        try:
            actions.allocation_switch(
                request.POST.get("on") == "yes", reason=request.POST.get("reason", ""),
                actor=actor_of(request),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("allocation_switch")
    context = shown(on=batches_on(), past=AllocationSwitch.objects.select_related("switched_by"))
    return render(request, "tailoring/allocation/switch.html", context)
