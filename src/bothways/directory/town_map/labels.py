"""Names on the drawing, where they cover neither a marker nor one another. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bothways.directory.town_map.frame import XY, Frame

# Half of a letter's width and of a line's height, generously: the face is the reader's. Arabic
# letters join, and run narrower.
HALF_LETTER, HALF_ARABIC, HALF_LINE = 3.9, 3.1, 8.5
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Wanted:
    """A name with the places for its middle, best first."""

    text: str
    language: str
    kind: str
    places: tuple[XY, ...]


@dataclass(frozen=True)
class Label:
    text: str
    language: str
    kind: str
    x: float
    y: float


class Round(Protocol):
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def radius(self) -> float: ...


def placed(
    wanted: Iterable[Wanted], frame: Frame, markers: Sequence[Round]
) -> tuple[Label, ...]:  # fmt: skip
    """Greedy: the first wanted are the first placed; what finds no room is left out."""
    taken = [box_around(m.x, m.y, m.radius, m.radius) for m in markers]
    found = []
    for name in wanted:
        at = next((xy for xy in name.places if _is_free(_box(name, xy), frame, taken)), None)
        if at is not None:
            taken.append(_box(name, at))
            found.append(Label(name.text, name.language, name.kind, *at))
    return tuple(found)


def box_around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def half_width(text: str) -> float:
    half = HALF_ARABIC if any("\u0600" <= letter <= "\u06ff" for letter in text) else HALF_LETTER
    return len(text) * half + 2


def _box(name: Wanted, at: XY) -> Box:
    return box_around(*at, half_width(name.text), HALF_LINE)


def _is_free(box: Box, frame: Frame, taken: Iterable[Box]) -> bool:
    inside = frame.holds(box[:2]) and frame.holds(box[2:])
    return inside and not any(meet(box, other) for other in taken)


def meet(one: Box, other: Box) -> bool:
    return (one[0] < other[2] and other[0] < one[2]) and (one[1] < other[3] and other[1] < one[3])
