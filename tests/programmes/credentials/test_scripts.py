"""Names in 15 scripts come out of the paper as they went in, from the faces that belong to them."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from bothways.core.paper import FONTS
from bothways.programmes.credentials.models import Certificate
from bothways.programmes.credentials.paper import certificates_pdf

# Language -> (name in its script, a part of the name of the face that draws it).
NAMES = {
    "ar": ("ليلى الحسن", "Naskh"),
    "fa": ("مریم حسینی‌پور", "Naskh"),
    "ps": ("زرغونه وردګ ښځې", "Naskh"),
    "ur": ("عائشہ صدیقی", "Nastaliq"),
    "ckb": ("شیلان کەریم ڕۆژهەڵات", "Naskh"),
    "ti": ("ሰላም ተስፋይ", "Ethiopic"),
    "am": ("አበበ ቢቂላ", "Ethiopic"),
    "km": ("ឈឹម សុខា", "Khmer"),
    "my": ("အောင်ဆန်းဝင်း", "Myanmar"),
    "bn": ("শক্তি চট্টোপাধ্যায়", "Bengali"),
    "ta": ("கலைச்செல்வி", "Tamil"),
    "uk": ("Оксана Ґєїв", "Serif"),
    "cy": ("Gwenllïan Ŵyn", "Serif"),
    "vi": ("Nguyễn Thị Huệ", "Serif"),
    "en": ("John O'Brien-Núñez", "Serif"),
}


def certificate(language: str, host: str = "de") -> Certificate:
    return Certificate(
        serial="0123456789abcdef", name="Ana Example", own_name=NAMES[language][0], title="Title",
        programme_title="Programme", language=host, own_language=language, units=Decimal("42.5"),
        issued_on=date(2026, 11, 30), payload="A" * 200,
    )  # fmt: skip


@pytest.fixture(scope="module")
def paper() -> PdfReader:
    pages = [certificate(language, "ar" if language == "en" else "de") for language in NAMES]
    return PdfReader(io.BytesIO(certificates_pdf(pages)))


def faces(reader: PdfReader, number: int) -> set[str]:
    fonts = reader.pages[number]["/Resources"]["/Font"]
    return {str(font.get_object()["/BaseFont"]) for font in fonts.values()}


@pytest.mark.pdf
@pytest.mark.parametrize("language", NAMES)
def test_a_name_is_drawn_by_the_face_of_its_script(paper: PdfReader, language: str) -> None:
    number = list(NAMES).index(language)
    assert len(paper.pages) == len(NAMES)
    drawn = faces(paper, number)
    assert any(NAMES[language][1] in face for face in drawn), drawn
    assert all("Noto" in face for face in drawn)


@pytest.mark.pdf
def test_no_letter_of_a_name_is_missing_in_its_face() -> None:
    from fontTools.ttLib import TTFont

    letters: dict[str, set[int]] = {}
    for face in FONTS.glob("*.ttf"):
        letters[face.stem] = set(TTFont(face).getBestCmap())
    for language, (name, face) in NAMES.items():
        known = set().union(*(found for stem, found in letters.items() if face in stem))
        missing = {letter for letter in name if ord(letter) not in known}
        assert not missing, (language, missing)
