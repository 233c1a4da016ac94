"""Figures and drawings of one place, or of the places that are compared, as files."""

from collections.abc import Callable, Sequence
from importlib import import_module
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bothways.context.observation import Observation
from bothways.context.pages import reading
from bothways.context.pages.comparison_page import Chosen, comparison_page
from bothways.context.pages.drawing import Drawing, svg_file
from bothways.context.pages.files import ENDINGS, shown_only
from bothways.context.pages.parts import PanelView
from bothways.context.pages.picture import PictureUnavailable, png
from bothways.context.pages.place_page import place_page, this_year
from bothways.context.pages.reading import Source
from bothways.context.pages.sheet import SheetWords, sheet
from bothways.context.pages.wording import Sides

CHARTS = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
def place_figures(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """All figures of one place."""
    return _figures([code], code, ending)


@require_safe
def compare_figures(request: HttpRequest, ending: str) -> HttpResponse:
    """All figures of the places that are compared."""
    found = comparison_page(request.GET, request.GET.getlist("place"))
    chosen = found if isinstance(found, Chosen) else found.chosen
    return _figures(chosen.codes, "places", ending)


def _figures(codes: Sequence[str], name: str, ending: str) -> HttpResponse:
    if ending not in ENDINGS:
        raise Http404
    rows = shown_only(reading.rows_of(codes, reading.current_datasets()))
    if not rows:
        raise Http404
    form = ENDINGS[ending]
    return _file(_writer(form.module, form.function)(rows), form.kind, f"{name}-figures.{ending}")


def _writer(module: str, function: str) -> Callable[[Sequence[Observation]], bytes]:
    """Loaded only when somebody asks for this format."""
    from bothways.context.columns import Observations

    write = getattr(import_module(f"bothways.context.formats.{module}"), function)
    return lambda rows: write(Observations.from_rows(rows))


@require_safe
def place_chart(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    page = place_page(code, request.GET, this_year())
    if page is None or not page.panels:
        raise Http404
    title = f"{page.name}: {page.chosen_name}, {page.age}"
    drawing = _sheet(title, page.panels, page.sides, page.flags, page.source, page.gap_unit)
    return _chart(request, drawing, code, ending)


@require_safe
def compare_chart(request: HttpRequest, ending: str) -> HttpResponse:
    page = comparison_page(request.GET, request.GET.getlist("place"))
    if isinstance(page, Chosen) or not page.panels:
        raise Http404
    title = f"{page.chosen_name}, {page.age}"
    drawing = _sheet(title, page.panels, page.sides, page.flags, page.source, page.gap_unit)
    return _chart(request, drawing, "places", ending)


def _sheet(
    title: str, views: Sequence[PanelView], sides: Sides, flags: Sequence[tuple[str, str]],
    source: Source | None, unit: str,
) -> Drawing:  # fmt: skip
    words = SheetWords(title, sides.names, tuple(flags), _source(source), get_language_bidi())
    panels = [(view.title, view.change_words(unit), view.drawing) for view in views]
    return sheet(panels, words)


def _source(source: Source | None) -> str:
    if source is None:
        return ""
    return _("Source: %(publisher)s, %(dataset)s, as of %(date)s") % {
        "publisher": source.publisher,
        "dataset": source.code,
        "date": source.vintage,
    }


def _chart(request: HttpRequest, drawing: Drawing, name: str, ending: str) -> HttpResponse:
    if ending not in CHARTS:
        raise Http404
    try:
        content = _drawn(drawing, ending)
    except PictureUnavailable as error:
        return render(request, "context/no_picture.html", {"why": str(error)}, status=503)
    return _file(content, CHARTS[ending], f"{name}-chart.{ending}")


def _drawn(drawing: Drawing, ending: str) -> bytes:
    if ending == "png":
        return png(drawing)
    return svg_file(drawing, get_language() or "en").encode()


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{quote(name)}"'
    return answer
