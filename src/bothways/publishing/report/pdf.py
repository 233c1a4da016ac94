"""The Snapshot report as a tagged PDF (PDF/UA-1). WeasyPrint is loaded only when one is made."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from bothways.core.paper import font_faces, load_weasyprint
from bothways.core.paper_progress import Progress, quiet, watched
from bothways.publishing.report.chapters import Report

STYLE = Path(__file__).parent / "paper.css"
# A drawing in a PDF sees no style sheet of the page and no variables: it carries its own.
DRAWING_STYLE = (
    ".sn,.sh{fill:none;stroke-linecap:round;stroke-width:1.3}.sn{stroke:#b86200}.sh{stroke:#2f56b0}"
    ".n1{fill:#b86200}.n2{fill:#2f56b0}"
    ".m0,.m1,.m2,.m3,.m4{stroke:#fff;stroke-width:1.2}.m0{fill:#e9e7e3}.m1{fill:#b9bcc6}"
    ".m2{fill:#9095a3}.m3{fill:#596074}.m4{fill:#1a2030}"
    ".inset path,.inset circle{stroke-width:.35}"
    "text{font-family:Noto Sans;font-weight:700;text-anchor:middle;fill:#1a2030}"
    ".on{fill:#fff}"
    ".b3{fill:#1a2030}.b2{fill:#6b7180}.b0{fill:#e9e7e3;stroke:#6b7180}"
    ".b3+text,.b2+text{fill:#fff;font-size:11px}.b0+text,.bn+text,.bs+text{font-size:11px}"
    ".bn,.bh{fill:#fff;stroke:#1a2030;stroke-width:1.6}.bs{fill:none;stroke:#1a2030}"
    ".bs+text{stroke:#fff;stroke-width:2.5;paint-order:stroke}"
    ".z{fill:none;stroke:#1a2030;stroke-width:.8}.ci{fill:none;stroke:#1a2030;stroke-width:2}"
    ".pi{fill:none;stroke:#1a2030;stroke-width:1.2}.pt{fill:#1a2030}.ax{stroke:#d6d5d2}"
    ".k{stroke-width:2.7}.l{stroke-width:1.3}.sx{fill:none;stroke:#fff;stroke-width:5.6}"
    ".hw{fill:none;stroke:#fff;stroke-width:1}"
)
PAGES_BEFORE, PAGES_A_PRACTICE = 16, 1.3


def report_html(report: Report) -> str:
    """The whole report as one document for paper, styles inside."""
    with override(report.language):
        page = render_to_string(
            "publishing/report/paper.html",
            {
                "report": report,
                "style": mark_safe(_style()),  # noqa: S308 (our own file)
                "country_columns": country_columns(report, 3),
            },
        )
        return set_closer(SVG.sub(_self_contained, page))


# A drawing of the page, with the words for those who do not see it just before or after it.
SVG = re.compile(
    r'(?P<before><span class="vh">(?P<told>[^<]*)</span>)?(?P<open><svg\b[^>]*>)'
    r'(?P<inside>.*?</svg>)(?:<span class="vh">(?P<spoken>[^<]*)</span>)?',
    re.DOTALL,
)


def _self_contained(found: re.Match[str]) -> str:
    """The drawing with its style and its words inside, where a PDF looks for them."""
    label = re.search(r'aria-label="([^"]*)"', found["open"])
    words = found["spoken"] or found["told"] or (label and label[1])
    title = words or escape(_("A drawing; the words beside it say the same."))
    style = f"<style>{DRAWING_STYLE}</style>"
    return f"{found['open']}<title>{title}</title>{style}{found['inside']}"


# A practice takes a page. One with more letters than this is set closer, so that a few lines of it
# do not take a page of their own: measured on the starter collection in three languages.
CLOSE, CLOSEST = 3_250, 3_800
ARTICLE = re.compile(
    r'(?P<open><article class="practice)(?P<rest>"[^>]*>(?P<inside>.*?)</article>)', re.DOTALL
)
DRAWN_OR_TAG = re.compile(r"<svg\b.*?</svg>|<[^>]+>", re.DOTALL)


def set_closer(page: str) -> str:
    """Mark the practices that are too long for a page in the usual setting."""
    return ARTICLE.sub(_marked, page)


def _marked(found: re.Match[str]) -> str:
    words = " ".join(DRAWN_OR_TAG.sub(" ", found["inside"]).split())
    closer = " close" * (len(words) > CLOSE) + " closest" * (len(words) > CLOSEST)
    return found["open"] + closer + found["rest"]


def country_columns(report: Report, columns: int) -> list[list[tuple[str, int]]]:
    """The table of countries, most practices first, in columns of equal length."""
    rows = sorted(report.country_counts.items(), key=lambda pair: (-pair[1], pair[0]))
    length = -(-len(rows) // columns) or 1
    return [rows[start : start + length] for start in range(0, len(rows), length)]


def _style() -> str:
    return font_faces() + STYLE.read_text("utf-8")


def report_pdf(report: Report, progress: Progress = quiet) -> bytes:
    """The report as PDF/UA-1. ``progress`` hears pages done and pages expected."""
    weasyprint = load_weasyprint()
    expected = round(PAGES_BEFORE + PAGES_A_PRACTICE * len(report.practices))
    progress(0, expected)
    page = report_html(report)
    with watched(progress, expected):
        document = weasyprint.HTML(string=page, base_url=settings.SITE_URL + "/").render(
            pdf_variant="pdf/ua-1"
        )
        written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    progress(expected, expected)
    return written
