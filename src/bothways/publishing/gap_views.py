"""The gap map as page, CSV and SVG."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.practices.record.fields import FIELD
from bothways.publishing.coded import coded_rows
from bothways.publishing.gap_files import gap_csv, gap_svg
from bothways.publishing.gap_page import GapPage, blank_words, count_gaps, gap_page
from bothways.publishing.gaps import AXES, STRENGTHS, chosen_axes
from bothways.publishing.selection import canonical, conditions, not_understood, read_search


@require_safe
def gap_map(request: HttpRequest) -> HttpResponse:
    search, ignored = read_search(request.GET.urlencode())
    query = canonical(search)
    page = _page(request)
    rows, columns = page.table.row_facet, list(dict(page.table.columns))
    chosen = {
        "section": "gaps",
        "gaps": page,
        "query": query,
        "conditions": conditions(search),
        "problem": not_understood(ignored),
        "axes": [(axis, FIELD[axis].label) for axis in AXES],
        "rows": rows,
        "first": columns[0],
        "second": columns[1] if len(columns) > 1 else "",
        "strengths": STRENGTHS,
        "blank": blank_words(page.table),
        "address": _address(query, rows, columns),
        "hidden": [(c.name, value) for c in conditions(search) for value in c.values],
    }
    return render(request, "publishing/gaps.html", chosen)


@require_safe
def gap_map_csv(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    return _download(gap_csv(page), "text/csv; charset=utf-8", "gap-map.csv")


@require_safe
def gap_map_svg(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    title = _("What has been tried, and how it was tested")
    return _download(gap_svg(page, title), "image/svg+xml", "gap-map.svg")


def _page(request: HttpRequest) -> GapPage:
    rows, columns = chosen_axes(request.GET.get("rows"), request.GET.getlist("columns"))
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
