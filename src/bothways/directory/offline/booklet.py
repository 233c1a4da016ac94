"""A town in one language as a booklet on A5, tagged as PDF/UA-1, in every script of the house."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from bothways.core.paper import READING_FACES, font_faces, load_weasyprint, require_letters
from bothways.core.vocabularies import LANGUAGES
from bothways.directory.guide.content import content_of
from bothways.directory.guide.maps import map_of
from bothways.directory.information.markup import marked
from bothways.directory.information.views import glossary_in
from bothways.directory.places.queries import Whereabouts

STYLE = Path(__file__).parent / "booklet.css"
# WeasyPrint gives the styles of a page to no drawing in it, so the map carries its own.
MAP_STYLE = Path(__file__).parent / "town_map.css"
# More than anybody carries; beyond it the booklet says where the rest stands.
MOST_PAGES = 120


def booklet_html(where: Whereabouts, language: str) -> str:
    around = language if language in LANGUAGES else get_language() or "en"
    more = () if around == language else READING_FACES
    with override(around):
        content = content_of(where, language)
        pages = [(page, marked(page.body.text, glossary_in(content, page.body.language)).html)
                 for page in content.pages[:MOST_PAGES]]  # fmt: skip
        context = {
            "place": where.place, "language": around, "reading": language,
            "cards": content.cards, "pages": pages,
            "more": max(0, len(content.pages) - MOST_PAGES), "terms": content.terms,
            "today": timezone.localdate(), "site_url": settings.SITE_URL,
            "map": map_of(where, content, content.cards, language),
            "paper": mark_safe(MAP_STYLE.read_text("utf-8")),  # noqa: S308 (our file)
            "style": mark_safe(font_faces(*more) + STYLE.read_text("utf-8")),  # noqa: S308 (our file)
        }  # fmt: skip
        return render_to_string("directory/offline/booklet.html", context)


def booklet_pdf(where: Whereabouts, language: str) -> bytes:
    weasyprint = load_weasyprint()
    html = booklet_html(where, language)
    require_letters(strip_tags(html.partition("</style>")[2]))
    page = weasyprint.HTML(string=html, base_url=STYLE.as_uri())
    document = page.render(pdf_variant="pdf/ua-1")
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return written
