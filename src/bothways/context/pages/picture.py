"""A drawing as PNG, by Pillow, which comes with WeasyPrint: no further dependency.

The shapes are few and simple, so they are drawn from the same layout as the SVG and not rasterised
from it. Arabic needs its letters joined: Pillow's wheels do that with the system's FriBiDi, which
Pango brings along; where it is missing the picture is refused rather than drawn wrongly.
"""

import io
import re
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from bothways.context.pages.drawing import Area, Dot, Drawing, Shape, Stroke, Words
from bothways.core.errors import Refused
from bothways.core.paper import FONTS

SCALE, OVERSAMPLE = 2, 2
ARABIC = re.compile(
    "([\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+"
    "(?:\\s+[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+)*)"
)
EDGES = re.compile(r"([\s,;:.·]*)(.*?)([\s,;:·]*)", re.DOTALL)
SIGNS = re.compile("([\N{RIGHTWARDS ARROW}\N{MINUS SIGN}]+)")  # not in Noto Sans itself
HOST, NEW, PALE, EDGE, INK = "#2f56b0", "#b86200", "#d6d5d2", "#6b7180", "#1a2030"
# The colours and widths of drawing.PAPER_STYLE.
STROKES = {"ax": (PALE, 1.0), "bk": (EDGE, 1.5), "gp": (INK, 2.0), "wk sh": (HOST, 1.5),
           "wk sn": (NEW, 1.5), "ln sh": (HOST, 2.6), "ln sn": (NEW, 2.6)}  # fmt: skip
DOTS = {"dh": (HOST, HOST), "dn": (NEW, NEW), "rh": ("#ffffff", HOST), "rn": ("#ffffff", NEW)}
LETTERS = {"": ("#4b5266", 13, "Regular"), "th": ("#274a99", 13, "Regular"),
           "tn": ("#8a4700", 13, "Regular"), "hd": (INK, 15, "Bold"),
           "ti": (INK, 19, "Bold")}  # fmt: skip


class PictureUnavailable(Refused):
    """A library of the system is missing, so this machine makes no such picture."""


def png(drawing: Drawing) -> bytes:
    """Twice the size of the drawing in pixels, on white."""
    from PIL import Image, ImageDraw

    factor = SCALE * OVERSAMPLE
    size = (round(drawing.width * factor), round(drawing.height * factor))
    image = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _draw(pen, shape, factor)
    sink = io.BytesIO()
    small = (size[0] // OVERSAMPLE, size[1] // OVERSAMPLE)
    image.resize(small, Image.Resampling.BOX).save(sink, "PNG", optimize=True)
    return sink.getvalue()


def _draw(pen: Any, shape: Shape, factor: int) -> None:
    if isinstance(shape, Words):
        _write(pen, shape, factor)
    elif isinstance(shape, Dot):
        fill, line = DOTS[shape.css]
        x, y, r = (number * factor for number in (shape.x, shape.y, shape.r))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline=line, width=2 * factor)
    elif isinstance(shape, Area):
        pen.polygon([(x * factor, y * factor) for x, y in shape.spots], fill="#f4f3f1")
    else:
        _stroke(pen, shape, factor)


def _stroke(pen: Any, shape: Stroke, factor: int) -> None:
    if len(shape.spots) < 2:
        return
    colour, width = STROKES[shape.css]
    spots = [(x * factor, y * factor) for x, y in shape.spots]
    pen.line(spots, fill=colour, width=round(width * factor), joint="curve")


def _write(pen: Any, words: Words, factor: int) -> None:
    """Run by run, since no one font has all scripts and signs."""
    colour, size, weight = LETTERS[words.css]
    is_arabic = bool(ARABIC.search(words.text))
    if is_arabic:
        _need_joined_letters()
    pieces = _right_to_left(words.text) if is_arabic else [words.text]
    parts = [part for piece in pieces for part in _by_font(piece)]
    runs = [(part, *_font(name, weight, size * factor)) for part, name in parts]
    widths = [font.getlength(part, **how) for part, font, how in runs]
    x = words.x * factor - {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor] * sum(widths)
    for (part, font, how), width in zip(runs, widths, strict=True):
        pen.text((x, words.y * factor), part, fill=colour, font=font, anchor="ls", **how)
        x += width


def _right_to_left(text: str) -> list[str]:
    """The runs as they stand on the paper: Arabic from the right, numbers as they are read."""
    pieces = [piece for piece in ARABIC.split(text) if piece]
    return [p if ARABIC.match(p) else _turned(p) for p in reversed(pieces)]


def _turned(piece: str) -> str:
    """Signs and blanks at the ends of a number change sides; what is between them does not."""
    found = EDGES.fullmatch(piece)
    return f"{found[3][::-1]}{found[2]}{found[1][::-1]}" if found else piece


def _by_font(piece: str) -> list[tuple[str, str]]:
    if ARABIC.match(piece):
        return [(piece, "Arabic")]
    return [(part, "Math" if SIGNS.match(part) else "") for part in SIGNS.split(piece) if part]


@cache
def _font(name: str, weight: str, size: int) -> tuple[Any, dict[str, str]]:
    from PIL import ImageFont

    style = "Regular" if name == "Math" else weight
    font = ImageFont.truetype(str(FONTS / f"NotoSans{name}-{style}.ttf"), size)
    return font, {"direction": "rtl", "language": "ar"} if name == "Arabic" else {}


def _need_joined_letters() -> None:
    from PIL import features

    if not (features.check("raqm") and features.check("fribidi")):
        message = _(
            "This machine makes no PNG with Arabic words: the system library FriBiDi is missing. "
            "On Debian: apt install libfribidi0. The SVG needs nothing of the kind."
        )
        raise PictureUnavailable(message)
