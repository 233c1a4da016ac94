"""The dashboard of a programme: every drawing with its table beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.context.pages.drawing import Drawing, svg
from bothways.programmes.access import actor_of, programme_page
from bothways.programmes.models import Programme
from bothways.programmes.policies import Right, may
from bothways.programmes.reports.charts import (
    number_of,
    progress_bar,
    reach_chart,
    share_bar,
    share_chart,
)
from bothways.programmes.reports.dashboard import Dashboard, Reached, TrendPoint, dashboard_of
from bothways.programmes.reports.silence import silence_in
from bothways.programmes.reports.wording import code_label, dimension_label
from bothways.stats.estimate import Estimate


@require_safe
@programme_page(Right.READ)
def figures(request: HttpRequest, programme: Programme) -> HttpResponse:
    today = timezone.localdate()
    board = dashboard_of(programme, today)
    hears = may(programme, actor_of(request), Right.PEOPLE)
    context = {
        "section": "programmes",
        "programme": programme,
        "tab": "programme_dashboard",
        "board": board,
        "silence": silence_in([programme], today) if hears else [],
        **_drawn(board),
    }
    return render(request, "programmes/reports/dashboard.html", context)


def _drawn(board: Dashboard) -> dict[str, Any]:
    return {
        "reach_picture": _picture(reach_chart(board.trend, _("People who came, by period"))),
        "share_picture": _picture(share_chart(board.trend, _("Share that came, by period"))),
        "trend": [_point(point) for point in board.trend],
        "share": _share(board.share),
        "progress": [(p, _picture(progress_bar(p), hidden=True)) for p in board.progress],
        "reach": [_reached(way) for way in board.reach],
    }


def _picture(drawing: Drawing | None, *, hidden: bool = False) -> SafeString:
    return mark_safe(svg(drawing, hidden)) if drawing else SafeString("")  # noqa: S308 (escaped)


def _point(point: TrendPoint) -> dict[str, Any]:
    words = point.span.label or f"{point.span.first} – {point.span.last}"
    return {"words": words, "point": point, "share": _share(point.share)}


def _share(share: Estimate | None) -> tuple[str, str] | None:
    """Per cent, and the interval or nothing."""
    if share is None:
        return None
    interval = share.interval
    ends = "" if interval is None else f"{_percent(interval[0])}–{_percent(interval[1])}"
    return f"{_percent(share.value)} %", ends


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f}"


def _reached(reached: Reached) -> tuple[str, list[tuple[str, str, SafeString]]]:
    most = max((number_of(cell) or 0.0 for _code, cell in reached.groups), default=0.0)
    rows = []
    for code, cell in reached.groups:
        value = number_of(cell)
        bar = _picture(share_bar(value, most), hidden=True) if value is not None else SafeString("")
        rows.append((code_label(reached.way, code), cell, bar))
    return dimension_label(reached.way), rows
