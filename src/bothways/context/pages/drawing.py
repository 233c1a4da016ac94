"""Shapes of a chart. One layout is drawn as SVG for the page and as PNG for a paper. Pure.

Class names say what a shape is; colours belong to the style sheet (or to PAPER_STYLE, where a
drawing leaves the page and has no style sheet any more).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through these spots; a line of one spot is not drawn."""

    css: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Area:
    css: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    css: str
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Words:
    css: str
    x: float
    y: float
    text: str
    anchor: str = "start"


Shape = Stroke | Area | Dot | Words


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    label: str  # what the drawing shows, for those who do not see it
    shapes: tuple[Shape, ...] = field(default=())


# The same words as the style sheet of the page, for a drawing that leaves it.
PAPER_STYLE = (
    "text{font:13px 'Noto Sans','Noto Sans Arabic',sans-serif;fill:#4b5266}"
    ".ax{stroke:#d6d5d2}.bk{stroke:#6b7180;stroke-width:1.5}.ar{fill:#f4f3f1}"
    ".sh{stroke:#2f56b0}.sn{stroke:#b86200}.ln{fill:none;stroke-width:2.6;stroke-linejoin:round}"
    ".wk{stroke-width:1.5}.gp{stroke:#1a2030;stroke-width:2}"
    ".dh{fill:#2f56b0}.dn{fill:#b86200}"
    ".rh,.rn{fill:#fff;stroke-width:2}.rh{stroke:#2f56b0}.rn{stroke:#b86200}"
    ".th{fill:#274a99}.tn{fill:#8a4700}.hd{font-weight:700;fill:#1a2030;font-size:15px}"
    ".ti{font-weight:700;fill:#1a2030;font-size:19px}"
)


def svg(drawing: Drawing, hidden: bool = False) -> str:
    """For the page: sizes as attributes, colours by class, words escaped."""
    told = 'aria-hidden="true"' if hidden else f'role="img" aria-label="{escape(drawing.label)}"'
    box = f"0 0 {_n(drawing.width)} {_n(drawing.height)}"
    return f'<svg viewBox="{box}" {told}>{_inside(drawing)}</svg>'


def svg_file(drawing: Drawing, language: str) -> str:
    """For a file: with its style, its size and its words inside."""
    size = f'width="{_n(drawing.width)}" height="{_n(drawing.height)}"'
    box = f"0 0 {_n(drawing.width)} {_n(drawing.height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{escape(language)}" {size} '
        f'viewBox="{box}"><title>{escape(drawing.label)}</title><style>{PAPER_STYLE}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{_inside(drawing)}</svg>'
    )


def _inside(drawing: Drawing) -> str:
    return "".join(_shape(shape) for shape in drawing.shapes)


def _shape(shape: Shape) -> str:
    if isinstance(shape, Dot):
        at = f'cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.r)}"'
        return f'<circle class="{shape.css}" {at}/>'
    if isinstance(shape, Words):
        anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
        at = f'x="{_n(shape.x)}" y="{_n(shape.y)}"{anchor}'
        return f'<text class="{shape.css}" {at}>{escape(shape.text)}</text>'
    if len(shape.spots) < 2:
        return ""
    end = "z" if isinstance(shape, Area) else ""
    return f'<path class="{shape.css}" d="{_path(shape.spots)}{end}"/>'


def _path(spots: Sequence[Spot]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in spots)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def moved(shapes: Sequence[Shape], dx: float, dy: float) -> tuple[Shape, ...]:
    """The same shapes at another spot of a larger drawing."""
    return tuple(_moved(shape, dx, dy) for shape in shapes)


def _moved(shape: Shape, dx: float, dy: float) -> Shape:
    if isinstance(shape, (Dot, Words)):
        return replace(shape, x=shape.x + dx, y=shape.y + dy)
    return replace(shape, spots=tuple((x + dx, y + dy) for x, y in shape.spots))
