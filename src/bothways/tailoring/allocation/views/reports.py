"""Fairness, seats and what they are worth, downloads, example files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.core.errors import Refused
from bothways.core.problems import Problem
from bothways.core.uploads import too_large
from bothways.tailoring.allocation import actions, decision_actions
from bothways.tailoring.allocation.core.fairness import FIGURES, THRESHOLD, Figure
from bothways.tailoring.allocation.exporters import WRITERS, rows_of
from bothways.tailoring.allocation.kept import rules_of
from bothways.tailoring.allocation.models import AllocationBatch
from bothways.tailoring.allocation.queries import (
    case_names,
    fairness_of,
    overrides,
    place_names,
)
from bothways.tailoring.allocation.views.access import (
    actor_of,
    member_page,
    shown,
    signed_in_page,
)
from bothways.tailoring.allocation.views.batches import place_rows
from bothways.tailoring.allocation.wording import (
    FIGURE_LABELS,
    GROUP_LABELS,
    floor_words,
    wish_words,
)

EXAMPLES = Path(__file__).parent.parent / "examples"


def _must_be_done(batch: AllocationBatch) -> None:
    if batch.state != AllocationBatch.State.DONE:
        raise Http404(_("This batch has no suggestions."))


@member_page
def allocation_fairness(request: HttpRequest, batch: AllocationBatch) -> HttpResponse:
    """Who got what by group. Groups come in a file of their own, after the run."""
    _must_be_done(batch)
    refusal, problems = "", tuple[Problem, ...]()
    if request.method == "POST":
        refusal, problems = _brought(request, batch)
        if not refusal:
            return redirect("allocation_fairness", batch.pk)
    tables = [(GROUP_LABELS[kind], [_shown_row(row) for row in rows])
              for kind, rows in fairness_of(batch).items()]  # fmt: skip
    context = shown(
        batch, tables=tables, heads=[FIGURE_LABELS[name] for name in FIGURES],
        threshold=THRESHOLD, refusal=refusal, problems=problems, overrides=overrides(batch),
        floor=floor_words(batch.result["floor"]), wishes=wish_words(batch.result),
        monitored=hasattr(batch, "monitoring"),
    )  # fmt: skip
    page = "tailoring/allocation/fairness.html"
    return render(request, page, context, status=422 if refusal else 200)


def _brought(request: HttpRequest, batch: AllocationBatch) -> tuple[str, tuple[Problem, ...]]:
    upload = request.FILES.get("groups")
    if upload is None:
        return _("Choose a file first."), ()
    if upload.size is not None and upload.size > settings.UPLOAD_LIMIT_BYTES:
        return too_large(), ()
    try:
        decision_actions.allocation_monitor(
            batch, upload.name or "", upload.read(), actor=actor_of(request)
        )
    except Refused as refusal:
        return str(refusal), refusal.problems
    return "", ()


def _shown_row(row: Any) -> dict[str, Any]:
    return {
        "group": row.group, "cases": row.cases,
        "figures": [_shown_figure(name, row.figures[name]) for name in FIGURES],
    }  # fmt: skip


def _shown_figure(name: str, figure: Figure) -> dict[str, Any]:
    if figure.hidden or figure.value is None:
        return {"hidden": figure.hidden, "text": ""}
    scale, unit, digits = (
        (1.0, "", 1)
        if name == "distance"
        else ((100.0, "", 1) if name == "fit" else (100.0, " %", 0))
    )
    low, high = (figure.low or 0.0) * scale, (figure.high or 0.0) * scale
    return {
        "hidden": False, "n": figure.n, "text": f"{figure.value * scale:.{digits}f}{unit}",
        "interval": f"{low:.{digits}f} – {high:.{digits}f}{unit}",
    }  # fmt: skip


@require_safe
@member_page
def allocation_seats(request: HttpRequest, batch: AllocationBatch) -> HttpResponse:
    """What one more seat is worth at each place, the scarcest first."""
    _must_be_done(batch)
    rows = sorted(place_rows(batch), key=lambda row: -float(row.worth))
    context = shown(batch, places=rows, rules=rules_of(batch))
    return render(request, "tailoring/allocation/seats.html", context)


@require_safe
@member_page
def allocation_download(request: HttpRequest, batch: AllocationBatch, ending: str) -> HttpResponse:
    _must_be_done(batch)
    if ending not in WRITERS:
        raise Http404
    rows = actions.allocation_read(
        batch, case_names(batch), actor=actor_of(request), purpose=f"download {ending}"
    )
    write, content_type = WRITERS[ending]
    response = HttpResponse(write(rows_of(rows, place_names(batch))), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="allocation-{batch.pk}.{ending}"'
    return response


@require_safe
@signed_in_page
def allocation_example(request: HttpRequest, name: str) -> HttpResponse:
    """Made-up files that show the columns."""
    path = EXAMPLES / f"{name}.csv"
    if name not in ("families", "places", "groups"):
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
