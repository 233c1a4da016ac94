"""A base map as typed parts, and as the document that is stored. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bothways.directory.services.cards import Point

Form = Literal["point", "line", "area"]
KINDS: Mapping[str, tuple[Form, ...]] = {
    "water": ("area", "line"), "green": ("area",), "road": ("line",), "rail": ("line",),
    "district": ("area", "point"), "landmark": ("point",),
}  # fmt: skip
# A name in no particular language, as plain ``name`` gives it.
ANY = ""


@dataclass(frozen=True)
class Shape:
    """One thing of the base map. An area's last point is its first."""

    kind: str
    form: Form
    names: Mapping[str, str]
    points: tuple[Point, ...]

    def name(self, language: str, source: str = "en") -> tuple[str, str]:
        """In this language, or else as it stands, with the language it is in (or nothing)."""
        for code in (language, ANY, source, *self.names):
            if self.names.get(code):
                return self.names[code], code
        return "", ANY


@dataclass(frozen=True)
class Ground:
    """What lies under the markers, and whom to thank for it."""

    shapes: tuple[Shape, ...] = ()
    attribution: str = ""
    licence: str = ""

    @property
    def positions(self) -> int:
        return sum(len(shape.points) for shape in self.shapes)

    def landmarks(self) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.shapes if shape.kind == "landmark")


def document_of(shapes: Iterable[Shape]) -> dict[str, Any]:
    return {
        "shapes": [
            {"kind": shape.kind, "form": shape.form, "names": dict(shape.names),
             "points": [list(point) for point in shape.points]}
            for shape in shapes
        ]
    }  # fmt: skip


def ground_in(document: Mapping[str, Any], attribution: str, licence: str) -> Ground:
    shapes = tuple(
        Shape(row["kind"], row["form"], row["names"],
              tuple((latitude, longitude) for latitude, longitude in row["points"]))
        for row in document["shapes"]
    )  # fmt: skip
    return Ground(shapes, attribution, licence)
