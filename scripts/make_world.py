"""Turns Natural Earth's country borders into the small file the maps are drawn from.

Natural Earth is in the public domain. The input is its TopoJSON edition `world-atlas` 2 (files
countries-110m.json for shapes and countries-50m.json for the places too small to have one):

    python -m scripts.make_world FOLDER_OF_THE_TWO_FILES

Shapes are projected (Equal Earth, Savric, Patterson and Jenny 2018: areas stay comparable),
simplified arc by arc so that neighbours keep a common border, and rounded to whole units.
Areas that the United Nations count to a country are drawn with it (``PART_OF``).
"""

import json
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.core import get_global

TARGET = Path(__file__).parent.parent / "src" / "bothways" / "core" / "world_map.json"
WIDTH = 2000
FINE, COARSE = 1.4, 6.0
SMALLEST_ISLAND = 25.0  # square units; a country keeps its largest ring whatever its size
SMALLEST_SHAPE = 160.0  # a country below this is marked by a dot
PART_OF = {"N. Cyprus": "CY", "Somaliland": "SO"}
CRIMEA = ("643", (32.0, 44.0, 37.0, 46.5))  # UN General Assembly resolution 68/262
ANTARCTICA = "AQ"

Point = tuple[float, float]
Ring = list[int]


def project(longitude: float, latitude: float) -> Point:
    """Equal Earth, y downwards, unit sphere."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, -(a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta)


SCALE = WIDTH / (2 * project(180, 0)[0])


def to_units(longitude: float, latitude: float) -> Point:
    x, y = project(longitude, latitude)
    return x * SCALE + WIDTH / 2, (y - project(0, 84)[1]) * SCALE


def decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs as longitude and latitude."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def unwrapped(line: list[Point]) -> list[Point]:
    """Longitudes run on past 180 degrees instead of jumping, so that no line crosses the map."""
    turned = line[:1]
    for x, y in line[1:]:
        turned.append((x - 360 * round((x - turned[-1][0]) / 360), y))
    return turned


def thinned(arc: list[Point], tolerance: float) -> list[Point]:
    """The arc in degrees with only the points that ``simplified`` keeps on the map."""
    place = {to_units(*point): point for point in unwrapped(arc)}
    return [place[point] for point in simplified(map_line(arc), tolerance)]


def map_line(degrees: list[Point]) -> list[Point]:
    return [to_units(*point) for point in unwrapped(degrees)]


def simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: drop every point nearer than ``tolerance`` to the line without it."""
    if len(line) < 3:
        return line
    place, far = max(
        ((at, distance(line[at], line[0], line[-1])) for at in range(1, len(line) - 1)),
        key=lambda pair: pair[1],
    )
    if far <= tolerance and line[0] != line[-1]:
        return [line[0], line[-1]]
    if far <= tolerance:
        return [line[0], line[place], line[-1]]
    return simplified(line[: place + 1], tolerance)[:-1] + simplified(line[place:], tolerance)


def distance(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    (px, py), (ax, ay), (bx, by) = point, start, end
    return abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length


def rings_of(shape: dict[str, Any]) -> list[Ring]:
    if shape["type"] == "Polygon":
        return list(shape["arcs"])
    return [ring for polygon in shape["arcs"] for ring in polygon]


def walked(ring: Ring, arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring; a negative number is an arc walked backwards."""
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def dissolved(rings: list[Ring], arcs: list[list[Point]]) -> list[Ring]:
    """The rings of the union: a border that two of them share is taken out."""
    numbers = [number for ring in rings for number in ring]
    loose = [number for number in numbers if ~number not in numbers]
    joined: list[Ring] = []
    while loose:
        ring = [loose.pop()]
        while walked(ring, arcs)[0] != walked(ring, arcs)[-1]:
            end = walked(ring, arcs)[-1]
            ring.append(next(n for n in loose if walked([n], arcs)[0] == end))
            loose.remove(ring[-1])
        joined.append(ring)
    return joined


def area(points: list[Point]) -> float:
    pairs = zip(points, points[1:], strict=False)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def middle(points: list[Point]) -> tuple[int, int]:
    """The centre of gravity of a ring."""
    pairs = list(zip(points, points[1:], strict=False))
    crosses = [ax * by - bx * ay for (ax, ay), (bx, by) in pairs]
    total = sum(crosses)
    if not total:
        return round(points[0][0]), round(points[0][1])
    x = sum((a[0] + b[0]) * c for (a, b), c in zip(pairs, crosses, strict=True)) / (3 * total)
    y = sum((a[1] + b[1]) * c for (a, b), c in zip(pairs, crosses, strict=True)) / (3 * total)
    return round(x), round(y)


def drawn(rings: Iterable[list[Point]]) -> str:
    return "".join(drawn_ring(ring) for ring in rings)


def drawn_ring(ring: list[Point]) -> str:
    whole = [(round(x), round(y)) for x, y in ring]
    steps = [
        (bx - ax, by - ay)
        for (ax, ay), (bx, by) in zip(whole, whole[1:], strict=False)
        if (ax, ay) != (bx, by)
    ][:-1]
    if len(steps) < 2:
        return ""
    numbers = "".join(f"{'' if n < 0 else ' '}{n}" for step in steps for n in step)
    return f"M{whole[0][0]} {whole[0][1]}l{numbers.strip()}z"


def alpha_two(numeric: str | None) -> str:
    found = get_global("territory_aliases").get(numeric or "", [""])
    return str(found[0])


def countries(
    topology: dict[str, Any], arcs: list[list[Point]]
) -> Iterator[tuple[str, list[Ring]]]:
    """Country code and rings; the code is empty where ISO gives none."""
    shapes: dict[str, list[Ring]] = {}
    moved: list[Ring] = []
    for shape in topology["objects"]["countries"]["geometries"]:
        code = PART_OF.get(shape["properties"]["name"]) or alpha_two(shape.get("id"))
        rings = rings_of(shape)
        if shape.get("id") == CRIMEA[0]:
            moved = [ring for ring in rings if lies_in(walked(ring, arcs), CRIMEA[1])]
            rings = [ring for ring in rings if ring not in moved]
        shapes[code] = shapes.get(code, []) + rings
    shapes["UA"] += moved
    for code, rings in shapes.items():
        if code != ANTARCTICA:
            yield code, dissolved(rings, arcs) if code in ("UA", *PART_OF.values()) else rings


def lies_in(points: list[Point], box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return all(west <= x <= east and south <= y <= north for x, y in points)


def layer(topology: dict[str, Any], tolerance: float) -> dict[str, list[list[Point]]]:
    """Rings in map units by country, simplified, largest first."""
    raw = decoded(topology)
    arcs = [thinned(arc, tolerance) for arc in raw]
    found = {}
    for code, rings in countries(topology, raw):
        lines = sorted((map_line(walked(ring, arcs)) for ring in rings), key=area, reverse=True)
        keep = max(SMALLEST_ISLAND, tolerance**2 * 4)
        found[code] = [line for at, line in enumerate(lines) if not at or area(line) > keep]
    return found


def entry(rings: list[list[Point]]) -> dict[str, Any]:
    x, y = middle(rings[0])
    if sum(map(area, rings)) < SMALLEST_SHAPE:
        return {"at": [x, y]}
    xs, ys = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
    box = [round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))]
    return {"at": [x, y], "box": box, "d": drawn(rings)}


def world(folder: Path) -> dict[str, Any]:
    shapes = json.loads((folder / "countries-110m.json").read_text("utf-8"))
    places = json.loads((folder / "countries-50m.json").read_text("utf-8"))
    fine = layer(shapes, FINE)
    small = {code: {"at": entry(rings)["at"]} for code, rings in layer(places, FINE).items()}
    found = {code: entry(rings) for code, rings in fine.items() if code}
    unnamed = drawn(fine.get("", []))
    coarse = "".join(drawn(rings) for rings in layer(shapes, COARSE).values())
    return {
        "source": "Natural Earth, public domain; Equal Earth projection",
        "width": WIDTH,
        "height": round(to_units(0, -56.5)[1]),
        "unnamed": unnamed,
        "coarse": coarse,
        "countries": {c: e for c, e in sorted({**small, **found}.items()) if c and c != ANTARCTICA},
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(world(Path(sys.argv[1])), separators=(",", ":")) + "\n", "utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
