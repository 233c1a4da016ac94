"""Shapes of the base map as paths of whole units, without what is not seen. Pure."""

from collections.abc import Iterable, Sequence

from bothways.directory.town_map.frame import XY, Frame
from bothways.directory.town_map.ground import Shape

# Lines may lie this far outside before they count as outside: their width is seen.
EDGE = 6


def outline(shapes: Iterable[Shape], frame: Frame) -> str:
    """One path for all of them."""
    return "".join(_path(shape, frame) for shape in shapes)


def _path(shape: Shape, frame: Frame) -> str:
    points = _seen([frame.at(point) for point in shape.points], frame)
    whole = _without_repeats([(round(x), round(y)) for x, y in points])
    if len(whole) < 2:
        return ""
    (x, y), rest = whole[0], whole[1:]
    steps = " ".join(
        f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in zip(whole, rest, strict=False)
    )
    return f"M{x} {y}l{steps}" + ("z" if shape.form == "area" else "")


def _seen(points: Sequence[XY], frame: Frame) -> Sequence[XY]:
    """Of points in a row beyond one side only the first and the last; nothing where all are."""
    if _is_outside(points, frame):
        return ()
    sides = [_side(point, frame) for point in points]
    last = len(points) - 1
    return [
        point for i, point in enumerate(points)
        if not sides[i] or i in (0, last) or {sides[i - 1], sides[i + 1]} != {sides[i]}
    ]  # fmt: skip


def _is_outside(points: Sequence[XY], frame: Frame) -> bool:
    """All of it beyond one and the same side."""
    xs, ys = zip(*points, strict=True)
    beside = max(xs) < -EDGE or min(xs) > frame.width + EDGE
    return bool(beside or max(ys) < -EDGE or min(ys) > frame.height + EDGE)


def _side(point: XY, frame: Frame) -> str:
    x, y = point
    across = "w" if x < -EDGE else "e" if x > frame.width + EDGE else ""
    return across or ("n" if y < -EDGE else "s" if y > frame.height + EDGE else "")


def _without_repeats(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [point for i, point in enumerate(points) if not i or point != points[i - 1]]
