"""A base map made small enough for a page: lines joined, small things left out, the bends that
matter least taken away (Visvalingam and Whyatt 1993). Pure."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, radians

from bothways.directory.services.cards import Point
from bothways.directory.town_map.ground import Shape

MOST_POSITIONS = 1500
MOST_PARTS = 300
MOST_NAMES = 120
# Of a degree: about a metre.
DIGITS = 5


@dataclass(frozen=True)
class Simplified:
    shapes: tuple[Shape, ...]
    left_out: int
    positions_before: int


def simplified(shapes: Sequence[Shape], most: int = MOST_POSITIONS) -> Simplified:
    """The largest things, with at most so many positions in all."""
    rounded = [replace(shape, points=_rounded(shape.points)) for shape in shapes]
    named = [shape for shape in rounded if shape.form == "point"]
    drawn = [*_joined_lines(rounded), *(shape for shape in rounded if shape.form == "area")]
    kept = _affordable(sorted(drawn, key=lambda shape: -_extent(shape.points)), most)
    fewer = _without_small_bends(kept, most)
    left_out = len(drawn) - len(kept) + max(0, len(named) - MOST_NAMES)
    before = sum(len(shape.points) for shape in shapes)
    return Simplified((*fewer, *named[:MOST_NAMES]), left_out, before)


def _rounded(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple((round(lat, DIGITS), round(lon, DIGITS)) for lat, lon in points)


def _extent(points: Sequence[Point]) -> float:
    lats, lons = zip(*points, strict=True)
    return float(max(lats) - min(lats) + (max(lons) - min(lons)) * cos(radians(lats[0])))


def _affordable(drawn: list[Shape], most: int) -> list[Shape]:
    """So many that each keeps its fewest points."""
    kept: list[Shape] = []
    for shape in drawn[:MOST_PARTS]:
        most -= _fewest(shape)
        if most < 0 or not _extent(shape.points):
            break
        kept.append(shape)
    return kept


def _fewest(shape: Shape) -> int:
    return 4 if shape.form == "area" else 2


# --- lines that were cut at each crossing ------------------------------------------------------


def _joined_lines(shapes: Iterable[Shape]) -> Iterator[Shape]:
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Shape]] = defaultdict(list)
    for shape in shapes:
        if shape.form == "line":
            # Only the names of waters are written on the map.
            names = tuple(sorted(shape.names.items())) if shape.kind == "water" else ()
            groups[shape.kind, names].append(shape)
    for group in groups.values():
        for points in joined(shape.points for shape in group):
            yield replace(group[0], points=points)


def joined(lines: Iterable[tuple[Point, ...]]) -> list[tuple[Point, ...]]:
    """Lines that end where another begins, as one."""
    ends: dict[Point, list[Point]] = {}
    closed: list[list[Point]] = []
    for line in lines:
        grown = _grown(_grown(list(line), ends), ends)
        if grown[0] == grown[-1] or grown[0] in ends or grown[-1] in ends:
            closed.append(grown)
        else:
            ends[grown[0]] = ends[grown[-1]] = grown
    chains = {id(chain): chain for chain in (*closed, *ends.values())}
    return [tuple(chain) for chain in chains.values()]


def _grown(line: list[Point], ends: dict[Point, list[Point]]) -> list[Point]:
    """With the line that meets its end, turned round for the next turn."""
    other = ends.get(line[-1])
    if other is not None and line[0] != line[-1]:
        del ends[other[0]], ends[other[-1]]
        line = line + (other if other[0] == line[-1] else other[::-1])[1:]
    return line[::-1]


# --- bends -------------------------------------------------------------------------------------


def _without_small_bends(shapes: list[Shape], most: int) -> list[Shape]:
    """One threshold for all, so that the map is as fine in one corner as in another."""
    weights = [bend_weights(shape) for shape in shapes]
    free = sorted((w for row in weights for w in row if w < float("inf")), reverse=True)
    room = most - sum(len(row) for row in weights) + len(free)
    least = free[room] if room < len(free) else 0.0
    return [_thinned(shape, row, least) for shape, row in zip(shapes, weights, strict=True)]


def _thinned(shape: Shape, weights: Sequence[float], least: float) -> Shape:
    pairs = zip(shape.points, weights, strict=True)
    return replace(shape, points=tuple(point for point, weight in pairs if weight > least))


def bend_weights(shape: Shape) -> list[float]:
    """For each point the area of the triangle that goes with it; without end for those that stay.

    A point weighs no less than those that went before it.
    """
    points, squeeze = shape.points, cos(radians(shape.points[0][0]))
    last = len(points) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    weights = [float("inf")] * len(points)
    heap = [(_area(points, i - 1, i, i + 1, squeeze), i) for i in range(1, last)]
    current = {i: area for area, i in heap}
    heapq.heapify(heap)
    left, largest = len(points), 0.0
    while heap and left > _fewest(shape):
        area, i = heapq.heappop(heap)
        if current.get(i) != area:
            continue
        del current[i]
        largest = weights[i] = max(largest, area)
        left -= 1
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            if 0 < j < last:
                current[j] = _area(points, before[j], j, after[j], squeeze)
                heapq.heappush(heap, (current[j], j))
    return weights


def _area(points: Sequence[Point], i: int, j: int, k: int, squeeze: float) -> float:
    (y1, x1), (y2, x2), (y3, x3) = points[i], points[j], points[k]
    return abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) * squeeze / 2
