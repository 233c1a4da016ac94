"""All of a drawing but its markers: base map, rings, names, scale. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bothways.directory.services.cards import Point
from bothways.directory.town_map.frame import XY, Bar, Frame, Ring
from bothways.directory.town_map.ground import Form, Ground, Shape
from bothways.directory.town_map.labels import Label, Round, Wanted, half_width, placed
from bothways.directory.town_map.outlines import outline

# From the ground up; a district is drawn by its border.
LAYERS: tuple[tuple[str, Form], ...] = (
    ("green", "area"), ("water", "area"), ("water", "line"), ("district", "area"),
    ("road", "line"), ("rail", "line"),
)  # fmt: skip
DOT, ABOVE = 4.0, 13.0
NAMED = ("landmark", "district", "water")
RingWords = Callable[[float], str]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float = DOT


@dataclass(frozen=True)
class Layer:
    kind: str
    form: Form
    d: str


@dataclass(frozen=True)
class RingDrawn:
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Sheet:
    frame: Frame
    layers: tuple[Layer, ...]
    landmarks: tuple[Dot, ...]
    rings: tuple[RingDrawn, ...]
    step: float  # metres between rings
    labels: tuple[Label, ...]
    bar: Bar
    ground: Ground | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the key has to explain."""
        drawn = [layer.kind for layer in self.layers]
        return tuple(dict.fromkeys([*drawn, *(["landmark"] if self.landmarks else [])]))


def sheet_of(
    ground: Ground | None, frame: Frame, markers: Sequence[Round], language: str,
    near: Point | None = None, ring_words: RingWords = str,
) -> Sheet:  # fmt: skip
    shapes = ground.shapes if ground else ()
    landmarks = tuple(_landmarks(shapes, frame))
    rings = frame.rings(near) if near else ()
    wanted = [*_ring_names(rings, ring_words), *names_on(shapes, frame, language)]
    middle = frame.at(near) if near else (0.0, 0.0)
    return Sheet(
        frame=frame,
        layers=tuple(_layers(shapes, frame)),
        landmarks=landmarks,
        rings=tuple(RingDrawn(*middle, ring.radius) for ring in rings),
        step=rings[0].metres if rings else 0.0,
        labels=placed(wanted, frame, [*markers, *landmarks]),
        bar=frame.bar,
        ground=ground,
    )


def _layers(shapes: Sequence[Shape], frame: Frame) -> Iterator[Layer]:
    for kind, form in LAYERS:
        alike = (shape for shape in shapes if (shape.kind, shape.form) == (kind, form))
        if d := outline(alike, frame):
            yield Layer(kind, form, d)


def _landmarks(shapes: Iterable[Shape], frame: Frame) -> Iterator[Dot]:
    for shape in shapes:
        at = frame.at(shape.points[0])
        if shape.kind == "landmark" and frame.holds(at, DOT):
            yield Dot(*at)


def _ring_names(rings: Iterable[Ring], words: RingWords) -> Iterator[Wanted]:
    for ring in rings:
        yield Wanted(words(ring.metres), "", "ring", ring.places)


def names_on(shapes: Iterable[Shape], frame: Frame, language: str) -> list[Wanted]:
    """Landmarks first; each name once, however many parts a river has."""
    found: dict[str, Wanted] = {}
    named = (shape for shape in shapes if shape.kind in NAMED and shape.names)
    for shape in sorted(named, key=lambda shape: NAMED.index(shape.kind)):
        text, code = shape.name(language)
        places = tuple(at for at in _places(shape, frame, half_width(text)) if frame.holds(at))
        if text and places and text not in found:
            found[text] = Wanted(text, code, shape.kind, places)
    return list(found.values())


def _places(shape: Shape, frame: Frame, half: float) -> Iterator[XY]:
    """Around a landmark, along a line or on the bank of a water, amid a district."""
    points = [frame.at(point) for point in shape.points]
    if shape.form == "point":
        (x, y), beside = points[0], half + ABOVE - 4
        near = ((x, y - ABOVE), (x, y + ABOVE), (x + beside, y), (x - beside, y))
        yield from near if shape.kind == "landmark" else ((x, y),)
    elif shape.kind == "water":
        seen = [point for point in points if frame.holds(point)]
        yield from (seen[len(seen) * part // 8] for part in (4, 2, 6, 1, 7) if seen)
    else:
        xs, ys = zip(*points, strict=True)
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        yield from ((x, y + down * ABOVE) for down in (0, -2, 2))
