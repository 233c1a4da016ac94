"""The consent sheet on paper, in the language of the person, with the card for taking it back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from bothways.core.paper import font_faces, load_weasyprint
from bothways.core.qr import qr_square
from bothways.core.vocabularies import LANGUAGES
from bothways.programmes.ages import may_be_minor
from bothways.programmes.models import ConsentCard, ConsentText, Person
from bothways.programmes.protection.card import address_of
from bothways.programmes.protection.consent import voices_needed
from bothways.programmes.protection.consent_queries import current_texts
from bothways.programmes.protection.wordings import purpose_label

STYLE = Path(__file__).parent.parent / "static" / "programmes" / "sheet.css"


@dataclass(frozen=True)
class Asked:
    """One purpose on the sheet, in the words that are signed."""

    purpose: str
    label: str
    words: str
    language: str
    version: int
    valid_months: int


def sheet_languages(person: Person) -> list[str]:
    """Languages in which every text that is asked exists; that of the person comes first."""
    texts = list(current_texts(person.programme).values())
    shared = set(texts[0].words).intersection(*(text.words for text in texts)) if texts else set()
    first = [tag for tag in (person.language, person.language.split("-")[0]) if tag in shared]
    return list(dict.fromkeys([*first, *sorted(shared)]))


def sheet_pdf(person: Person, card: ConsentCard, language: str) -> bytes:
    weasyprint = load_weasyprint()
    page = weasyprint.HTML(string=sheet_html(person, card, language), base_url=STYLE.as_uri())
    written: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return written


def sheet_html(person: Person, card: ConsentCard, language: str) -> str:
    """The whole document, styles inside. Its own words are in the nearest language of the site."""
    shown = _site_language(language, person.programme.language)
    with override(shown):
        address = address_of(card)
        context: dict[str, Any] = {
            "person": person,
            "programme": person.programme,
            "asked": [_asked(text, language) for text in current_texts(person.programme).values()],
            "needs_guardian": may_be_minor(person.birth_year, timezone.localdate()),
            "needs_self": _needs_self(person),
            "address": address,
            "square": qr_square(address),
            "language": language,
            "shown": shown,
            "style": font_faces() + STYLE.read_text("utf-8"),
        }
        return render_to_string("programmes/protection/sheet.html", context)


def _asked(text: ConsentText, language: str) -> Asked:
    tag = language if language in text.words else next(iter(text.words))
    label = purpose_label(text.purpose, tag)
    return Asked(text.purpose, label, text.words[tag], tag, text.version, text.valid_months)


def _needs_self(person: Person) -> bool:
    today = timezone.localdate()
    return any(
        "self" in voices_needed(person.birth_year, text.own_voice_from, today)
        for text in current_texts(person.programme).values()
    )


def _site_language(language: str, otherwise: str) -> str:
    """The language of the site nearest to it; else that of the programme."""
    offered = {code for code, _name in settings.LANGUAGES}
    found = (tag for tag in (language, language.split("-")[0], otherwise) if tag in offered)
    return next(found, LANGUAGES[0])
