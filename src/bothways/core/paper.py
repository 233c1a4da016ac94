"""What every PDF of the house shares: the vendored faces, and WeasyPrint when needed."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.errors import Refused

FONTS = Path(__file__).parent / "fonts"
FACES = (
    ("Noto Sans", "NotoSans-Regular", "400", "normal"),
    ("Noto Sans", "NotoSans-Bold", "700", "normal"),
    ("Noto Sans", "NotoSans-Italic", "400", "italic"),
    ("Noto Serif", "NotoSerif-Regular", "400", "normal"),
    ("Noto Sans Arabic", "NotoSansArabic-Regular", "400", "normal"),
    ("Noto Sans Arabic", "NotoSansArabic-Bold", "700", "normal"),
    ("Noto Naskh Arabic", "NotoNaskhArabic-Regular", "400", "normal"),
    ("Noto Naskh Arabic", "NotoNaskhArabic-Bold", "700", "normal"),
    ("Noto Sans Math", "NotoSansMath-Regular", "400", "normal"),
    ("Noto Sans Symbols2", "NotoSansSymbols2-Regular", "400", "normal"),
)

# Scripts that people's names are written in; only papers that print them load these.
SCRIPT_FACES = (
    ("Noto Nastaliq Urdu", "NotoNastaliqUrdu-Regular", "400", "normal"),
    ("Noto Sans Ethiopic", "NotoSansEthiopic-Regular", "400", "normal"),
    ("Noto Sans Khmer", "NotoSansKhmer-Regular", "400", "normal"),
    ("Noto Sans Myanmar", "NotoSansMyanmar-Regular", "400", "normal"),
    ("Noto Sans Bengali", "NotoSansBengali-Regular", "400", "normal"),
    ("Noto Sans Tamil", "NotoSansTamil-Regular", "400", "normal"),
)
# Scripts that a place is read in besides; only its booklet loads these.
READING_FACES = (
    *SCRIPT_FACES,
    ("Noto Sans Devanagari", "NotoSansDevanagari-Regular", "400", "normal"),
    ("Noto Sans Gurmukhi", "NotoSansGurmukhi-Regular", "400", "normal"),
    ("Noto Sans Sinhala", "NotoSansSinhala-Regular", "400", "normal"),
    ("Noto Sans Georgian", "NotoSansGeorgian-Regular", "400", "normal"),
    ("Noto Sans Armenian", "NotoSansArmenian-Regular", "400", "normal"),
    ("Noto Sans Hebrew", "NotoSansHebrew-Regular", "400", "normal"),
    ("Noto Sans Thai", "NotoSansThai-Regular", "400", "normal"),
    ("Noto Sans Lao", "NotoSansLao-Regular", "400", "normal"),
    ("Noto Sans Syriac", "NotoSansSyriac-Regular", "400", "normal"),
)


class PdfUnavailable(Refused):
    """A library of the system is missing, so this machine makes no PDF."""


def load_weasyprint() -> Any:
    """WeasyPrint, or one line that says which system package is missing."""
    try:
        import weasyprint
    except OSError as error:
        found = re.search(r"library '([^']+)'", str(error))
        library = found.group(1) if found else str(error).splitlines()[0]
        message = _(
            "This machine makes no PDF: the system library %(library)s is missing. On Debian: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
        )
        raise PdfUnavailable(message % {"library": library}) from error
    return weasyprint


@cache
def _drawable() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for face in FONTS.glob("*.ttf"):
        with TTFont(face, lazy=True) as opened:
            found.update(opened.getBestCmap())
    return frozenset(found)


def require_letters(text: str) -> None:
    """Refuses what would come out as empty boxes, with the letters that no face here has."""
    missing = sorted({sign for sign in text if sign.isalnum() and ord(sign) not in _drawable()})
    if missing:
        message = _("This machine has no typeface for these letters: %(letters)s. The text can be "
                    "read on screen and printed from there.")  # fmt: skip
        raise PdfUnavailable(message % {"letters": " ".join(missing[:20])})


def font_faces(*more: tuple[str, str, str, str]) -> str:
    """The faces as CSS, by the addresses of their files; ``more`` such as SCRIPT_FACES."""
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slope};'
        f'src:url("{(FONTS / name).with_suffix(".ttf").as_uri()}")}}'
        for family, name, weight, slope in (*FACES, *more)
    )
