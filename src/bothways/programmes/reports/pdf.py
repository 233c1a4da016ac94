"""The funder table on paper: A4 across, tagged as PDF/UA-1, in the language of the moment."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from bothways.core.paper import font_faces, load_weasyprint
from bothways.programmes.reports.page import blocks_of, period_words
from bothways.programmes.reports.table import FunderTable

STYLE = Path(__file__).parent / "paper.css"
SIDE_BY_SIDE = 4


def funder_pdf(table: FunderTable, about: list[tuple[str, str]]) -> bytes:
    weasyprint = load_weasyprint()
    page = weasyprint.HTML(string=funder_html(table, about), base_url=STYLE.as_uri())
    written: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return written


def funder_html(table: FunderTable, about: list[tuple[str, str]]) -> str:
    """The whole document, styles inside."""
    style = font_faces() + STYLE.read_text("utf-8")
    return render_to_string(
        "programmes/reports/paper.html",
        {
            "table": table,
            "blocks": blocks_of(table, SIDE_BY_SIDE),
            "about": about,
            "periods": period_words(table.columns),
            "language": get_language() or "en",
            "style": mark_safe(style),  # noqa: S308 (our own file)
        },
    )
