"""The list to sign: at most sixteen rows a page, a code that leads to the attendance page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import override

from bothways.core.paper import font_faces, load_weasyprint
from bothways.core.qr import qr_square
from bothways.programmes.delivery.clock import on_the_wall
from bothways.programmes.delivery.queries import RosterRow
from bothways.programmes.delivery.scheme import scheme
from bothways.programmes.models import Session

STYLE = Path(__file__).parent.parent / "static" / "programmes" / "delivery" / "sheet.css"
ROWS_A_PAGE = 16
Numbered = list[tuple[int, RosterRow | None]]


def sheet_pages(rows: Sequence[RosterRow]) -> list[Numbered]:
    """Numbered rows by page. The last page is filled up with empty lines for whoever comes."""
    count = max(1, -(-len(rows) // ROWS_A_PAGE)) * ROWS_A_PAGE
    numbered: Numbered = [(at + 1, rows[at] if at < len(rows) else None) for at in range(count)]
    return [numbered[at : at + ROWS_A_PAGE] for at in range(0, count, ROWS_A_PAGE)]


def sheet_html(session: Session, rows: Sequence[RosterRow], language: str) -> str:
    """The whole document for paper, in the language and direction of the reader."""
    with override(language):
        return render_to_string("programmes/delivery/sheet.html", {
            **_about(session), "pages": sheet_pages(rows),
            "codes": [(code.sign, code.label(language)) for code in
                      scheme(session.cohort.scheme).codes],
            "style": mark_safe(font_faces() + STYLE.read_text("utf-8")),  # noqa: S308 (our own file)
        })  # fmt: skip


def _about(session: Session) -> dict[str, Any]:
    cohort = session.cohort
    path = reverse("attendance", args=[cohort.programme_id, cohort.pk, session.pk])
    address = settings.SITE_URL + path
    return {"session": session, "cohort": cohort, "programme": cohort.programme,
            "starts": on_the_wall(session.starts_at, cohort),
            "ends": on_the_wall(session.ends_at, cohort),
            "address": address, "square": qr_square(address)}  # fmt: skip


def sheet_pdf(session: Session, rows: Sequence[RosterRow], language: str) -> bytes:
    weasyprint = load_weasyprint()
    page = weasyprint.HTML(string=sheet_html(session, rows, language), base_url=STYLE.as_uri())
    written: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return written
