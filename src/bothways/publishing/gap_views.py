"""The gap map as page, CSV and SVG, and the list of computed gaps."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.practices.record.fields import FIELD
from bothways.publishing.coded import coded_rows, gap_practices, searched
from bothways.publishing.gap_files import gap_csv, gap_list_csv, gap_svg
from bothways.publishing.gap_list import gap_lines, guard, type_lines
from bothways.publishing.gap_page import GapPage, blank_words, count_gaps, gap_page
from bothways.publishing.gap_types import TYPES, Gap, find_gaps
from bothways.publishing.gaps import AXES, chosen_axes, shown_codes
from bothways.publishing.selection import canonical, conditions, not_understood, read_search


@require_safe
def gap_map(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    shown = {
        **_search_parts(request, page.table.row_facet, list(dict(page.table.columns))),
        "gaps": page,
        "blank": blank_words(page.table),
        "guard": guard(searched()),
    }
    return render(request, "publishing/gaps.html", shown)


@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """The computed gaps of the same map, one type at a time."""
    rows, columns = _axes(request)
    gaps = _gaps(request, rows, columns)
    chosen = _chosen_type(request)
    search, _ignored = read_search(request.GET.urlencode())
    mine = [gap for gap in gaps if gap.kind == chosen]
    shown = {
        **_search_parts(request, rows, list(columns)),
        "types": type_lines(gaps, chosen),
        "chosen": chosen,
        "row_label": FIELD[rows].label,
        "lines": gap_lines(mine, rows, canonical(search)),
        "guard": guard(searched()),
    }
    return render(request, "publishing/gap_list.html", shown)


def _search_parts(request: HttpRequest, rows: str, columns: list[str]) -> dict[str, Any]:
    """What map and list share: the search behind them and the choice of axes."""
    search, ignored = read_search(request.GET.urlencode())
    query = canonical(search)
    return {
        "section": "gaps",
        "query": query,
        "conditions": conditions(search),
        "problem": not_understood(ignored),
        "axes": [(axis, FIELD[axis].label) for axis in AXES],
        "rows": rows,
        "first": columns[0],
        "second": columns[1] if len(columns) > 1 else "",
        "address": _address(query, rows, columns),
        "hidden": [(c.name, value) for c in conditions(search) for value in c.values],
    }


@require_safe
def gap_map_csv(request: HttpRequest) -> HttpResponse:
    return _download(gap_csv(_page(request), searched()), CSV, "gap-map.csv")


@require_safe
def gap_map_svg(request: HttpRequest) -> HttpResponse:
    title = _("What has been tried, and how sure we are")
    return _download(gap_svg(_page(request), title, searched()), "image/svg+xml", "gap-map.svg")


@require_safe
def gap_list_file(request: HttpRequest) -> HttpResponse:
    """Every gap of every type."""
    rows, columns = _axes(request)
    search, _ignored = read_search(request.GET.urlencode())
    lines = gap_lines(_gaps(request, rows, columns), rows, canonical(search))
    return _download(gap_list_csv(lines, searched()), CSV, "gaps.csv")


CSV = "text/csv; charset=utf-8"


def _axes(request: HttpRequest) -> tuple[str, tuple[str, ...]]:
    return chosen_axes(request.GET.get("rows"), request.GET.getlist("columns"))


def _chosen_type(request: HttpRequest) -> str:
    kind = request.GET.get("type", "")
    return kind if kind in TYPES else "evidence"


def _gaps(request: HttpRequest, rows: str, columns: tuple[str, ...]) -> list[Gap]:
    search, _ignored = read_search(request.GET.urlencode())
    practices = gap_practices(search, get_language() or "en")
    coded = [practice.coded for practice in practices]
    codes = {facet: shown_codes(facet, coded) for facet in (rows, *columns)}
    today: date = timezone.localdate()
    return find_gaps(practices, rows, columns, codes, today.year)


def _page(request: HttpRequest) -> GapPage:
    rows, columns = _axes(request)
    search, _ignored = read_search(request.GET.urlencode())
    practices = coded_rows(search, get_language() or "en")
    return gap_page(count_gaps(practices, rows, columns), canonical(search))


def _address(query: str, rows: str, columns: list[str]) -> str:
    axes = urlencode([("rows", rows), *(("columns", column) for column in columns)])
    return f"{query}&{axes}" if query else axes


def _download(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
