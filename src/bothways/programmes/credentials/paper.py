"""Certificates on paper: one page each, in the language of the place and in that of the person."""

import base64
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from bothways.core.paper import SCRIPT_FACES, font_faces, load_weasyprint
from bothways.core.paper_progress import Progress, quiet, watched
from bothways.core.places_and_languages import language_label
from bothways.programmes.credentials.levels import SKILLS, level_label, skill_label
from bothways.programmes.credentials.models import Certificate
from bothways.programmes.credentials.verifying import address_of

HERE = Path(__file__).parent
WORDS_FILE = HERE / "data" / "certificate_words.yaml"
STYLE = HERE / "certificate.css"
DOTS = 5  # a side of a square of the QR code
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "ckb", "he", "prs", "sd", "ug", "yi"})


@dataclass(frozen=True)
class Row:
    """One fact between its two labels."""

    label: str
    value: str
    own_label: str


@dataclass(frozen=True)
class Page:
    """A certificate with everything that its page prints."""

    certificate: Certificate
    language: str
    own_language: str
    words: dict[str, str]
    own_words: dict[str, str]
    rows: tuple[Row, ...]
    levels: tuple[tuple[str, str], ...]
    issued_on: str
    serial: str
    address: str
    square: str

    @property
    def name_direction(self) -> str:
        return direction_of_text(self.certificate.name)

    @property
    def own_name_direction(self) -> str:
        return direction_of_text(self.certificate.own_name)

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def own_direction(self) -> str:
        return direction_of(self.own_language)


@cache
def all_words() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(WORDS_FILE.read_text("utf-8"))
    return found


def has_words(language: str) -> bool:
    return _base(language) in all_words()


def was_read(language: str) -> bool:
    """Whether somebody who speaks the language has read the words in it."""
    return bool(all_words().get(_base(language), {}).get("read_by_a_speaker"))


def words_in(language: str) -> dict[str, str]:
    return all_words().get(_base(language), all_words()["en"])


def direction_of(language: str) -> str:
    return "rtl" if _base(language) in RIGHT_TO_LEFT else "ltr"


def direction_of_text(text: str) -> str:
    """From the first letter that has a direction, as ``dir="auto"`` does on a page."""
    strong = (bidirectional(letter) for letter in text)
    return "rtl" if next((b for b in strong if b in ("L", "R", "AL")), "L") != "L" else "ltr"


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0]


def day_in(day: date, language: str) -> str:
    """The date as the language writes it; in figures where nobody knows how."""
    try:
        return format_date(day, "long", Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return day.isoformat()


def grouped(serial: str) -> str:
    """In fours, as people read it out."""
    return " ".join(serial[at : at + 4] for at in range(0, len(serial), 4)).upper()


def page_of(certificate: Certificate) -> Page:
    language = certificate.language
    own = certificate.own_language
    own = own if own and _base(own) != _base(language) and has_words(own) else ""
    words, own_words = words_in(language), words_in(own) if own else {}
    address = address_of(certificate.payload)
    return Page(
        certificate=certificate, language=language, own_language=own, words=words,
        own_words=own_words, rows=tuple(_rows(certificate, words, own_words)),
        levels=tuple(_levels(certificate)), issued_on=day_in(certificate.issued_on, language),
        serial=grouped(certificate.serial), address=address, square=square(address),
    )  # fmt: skip


def _rows(shown: Certificate, words: dict[str, str], own: dict[str, str]) -> Iterator[Row]:
    values = {
        "programme": shown.programme_title,
        "group": shown.cohort_title,
        "units": units_text(shown.units),
        "period": _period(shown),
        "issued": _isolated(shown.place, day_in(shown.issued_on, shown.language)),
    }
    length = shown.unit_minutes
    for name, value in values.items():
        if value:
            yield Row(_label(words, name, length), value, _label(own, name, length))


def _label(words: dict[str, str], name: str, minutes: int) -> str:
    label = words.get(name, "")
    return f"{label} ({minutes} {words['minutes']})" if label and name == "units" else label


def _isolated(*parts: str) -> str:
    """Parts of either direction side by side; neither turns the other around."""
    return " · ".join(f"\u2068{part}\u2069" for part in parts if part)


def hours_words(units: Decimal, minutes: int) -> str:
    """Such as "42.5 × 45 min"."""
    return f"{units_text(units)} × {minutes} {_('min')}"


def units_text(units: Decimal) -> str:
    return f"{units.quantize(Decimal('0.1')):f}".removesuffix(".0")


def _period(shown: Certificate) -> str:
    days = [day for day in (shown.starts_on, shown.ends_on) if day]
    return " – ".join(day_in(day, shown.language) for day in days)


def _levels(shown: Certificate) -> Iterator[tuple[str, str]]:
    found = shown.levels.get("levels", {})
    spoken = shown.levels.get("language", "")
    for skill in SKILLS:
        if skill in found:
            name = skill_label(skill, shown.language)
            if spoken and skill != "digital":
                name = f"{name} ({language_label(spoken, shown.language)})"
            yield name, level_label(found[skill], shown.language)


def square(address: str) -> str:
    """The address as a QR code: a picture, since that draws fastest."""
    import qrcode
    from PIL import Image
    from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

    mode = MODE_ALPHA_NUM if address == address.upper() else MODE_8BIT_BYTE
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(QRData(address.encode(), mode=mode))
    code.make(fit=True)
    rows = code.get_matrix()
    picture = Image.new("1", (len(rows), len(rows)), 1)
    picture.putdata([0 if dark else 1 for row in rows for dark in row])
    # Printers smooth small pictures; a larger one keeps its edges.
    picture = picture.resize((len(rows) * DOTS, len(rows) * DOTS), Image.Resampling.NEAREST)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def certificates_pdf(certificates: Sequence[Certificate], progress: Progress = quiet) -> bytes:
    """One page a certificate, tagged as PDF/UA-1. ``progress`` hears pages done and expected."""
    weasyprint = load_weasyprint()
    pages = [page_of(certificate) for certificate in certificates]
    progress(0, len(pages))
    html = render_to_string(
        "programmes/credentials/paper.html",
        {
            "pages": pages,
            "style": mark_safe(font_faces(*SCRIPT_FACES) + STYLE.read_text("utf-8")),  # noqa: S308
            "address": f"{settings.SITE_URL}/verify/",
        },
    )
    with watched(progress, len(pages)):
        document = weasyprint.HTML(string=html, base_url=settings.SITE_URL + "/")
        written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    progress(len(pages), len(pages))
    return written
