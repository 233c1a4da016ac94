"""The world map and the locator map, laid out from Natural Earth's borders.

Countries with a count are drawn one by one, in four steps of ink; all others are one path. A
country too small to see is a dot. Numbers stand where they do not cover one another.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORLD_FILE = Path(__file__).parent / "world_map.json"
Box = tuple[int, int, int, int]
INSET_SHARE, LOCATOR_SHARE = 0.4, 0.27
ENOUGH_FOR_INSET = 5
EUROPE: Box = (915, 48, 1195, 246)
LADDERS = ((1, 2, 5, 10), (1, 5, 20, 50), (1, 10, 50, 200), (1, 100, 1000, 10000))
PAGE = 1120  # pixels of a page at full width
LETTER, DOT = 14, 5.5  # pixels: height of a numeral, radius of a dot


@dataclass(frozen=True)
class Place:
    """One country with a count: its shape (or none, then a dot), its step of ink, its number."""

    code: str
    count: int
    step: int
    d: str
    x: int
    y: int
    numbered: bool

    @property
    def numeral(self) -> str:
        return "on" if self.step > 2 else "of"


@dataclass(frozen=True)
class Panel:
    """One drawing: a window on the world, the land behind, the places in front."""

    box: Box
    land: str
    places: tuple[Place, ...]
    share: float  # of the page's width

    @property
    def unit(self) -> float:
        """Units of the map in one pixel."""
        return (self.box[2] - self.box[0]) / (PAGE * self.share)

    @property
    def viewbox(self) -> str:
        left, top, right, bottom = self.box
        return f"{left} {top} {right - left} {bottom - top}"

    @property
    def letter(self) -> float:
        return round(LETTER * self.unit, 1)

    @property
    def drop(self) -> float:
        """From the middle of a numeral down to its base line."""
        return round(LETTER * self.unit * 0.36, 1)

    @property
    def dot(self) -> float:
        return round(DOT * self.unit, 1)


@cache
def _world() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(WORLD_FILE.read_text("utf-8"))
    return read


def full_box() -> Box:
    """The world without the empty ocean at both ends."""
    return (110, 0, _world()["width"] - 40, _world()["height"])


def ladder(largest: int) -> tuple[int, ...]:
    """The least count of each of the four steps."""
    return next((steps for steps in LADDERS if largest < steps[-1] * 5), LADDERS[-1])


def step_of(count: int, steps: tuple[int, ...]) -> int:
    return sum(count >= least for least in steps)


def world_panel(
    counts: Mapping[str, int],
    box: Box | None = None,
    share: float = 1.0,
    unnumbered: Collection[str] = (),
) -> Panel:
    """The map of these counts; codes that the map does not know are left out."""
    window = box or full_box()
    unit = (window[2] - window[0]) / (PAGE * share)
    seen = {code: e for code, e in _world()["countries"].items() if _meets(e, window)}
    told = {code: n for code, n in counts.items() if n > 0 and code in seen}
    steps = ladder(max(counts.values(), default=0))
    writable = {code: n for code, n in told.items() if code not in unnumbered}
    numbered = _room_for_numbers(writable, seen, unit)
    places = tuple(
        _place(code, n, step_of(n, steps), seen[code].get("d", ""), code in numbered)
        for code, n in sorted(told.items(), key=lambda pair: "d" not in seen[pair[0]])
    )  # fmt: skip
    land = _world()["unnamed"] + "".join(
        e.get("d", "") for code, e in seen.items() if code not in told
    )
    return Panel(window, land, places, share)


def world_panels(counts: Mapping[str, int]) -> tuple[Panel, ...]:
    """The world; and Europe enlarged beside it where numbers would not fit otherwise."""
    europe = world_panel(counts, EUROPE, INSET_SHARE)
    if len(europe.places) < ENOUGH_FOR_INSET:
        return (world_panel(counts),)
    told = [place.code for place in europe.places]
    return (world_panel(counts, share=1 - INSET_SHARE, unnumbered=told), europe)


def _place(code: str, count: int, step: int, d: str, numbered: bool) -> Place:
    x, y = _world()["countries"][code]["at"]
    return Place(code, count, step, d, x, y, numbered)


def _meets(entry: Mapping[str, Any], window: Box) -> bool:
    left, top, right, bottom = entry.get("box") or (*entry["at"], *entry["at"])
    return bool(
        left <= window[2] and right >= window[0] and top <= window[3] and bottom >= window[1]
    )


def _room_for_numbers(
    told: Mapping[str, int], seen: Mapping[str, Any], unit: float
) -> frozenset[str]:
    """Greedy: the largest counts first, and no number on top of another."""
    taken: list[tuple[float, float, float]] = []
    chosen = set()
    for code, count in sorted(told.items(), key=lambda pair: (-pair[1], pair[0])):
        x, y = seen[code]["at"]
        half = (len(str(count)) * 4.5 + 2) * unit
        if "d" in seen[code] and all(
            abs(x - ox) > half + other or abs(y - oy) > LETTER * unit for ox, oy, other in taken
        ):
            taken.append((x, y, half))
            chosen.add(code)
    return frozenset(chosen)


def locator_panel(countries: Iterable[str]) -> Panel:
    """The neighbourhood of these countries. Spread over the world, they become dots on it."""
    known = [code for code in countries if code in _world()["countries"]]
    window = _around([_world()["countries"][code] for code in known])
    if window[2] - window[0] < _world()["width"] * 0.6:
        return world_panel(dict.fromkeys(known, 1), window, LOCATOR_SHARE)
    dots = tuple(_place(code, 1, 1, "", False) for code in known)
    return Panel(full_box(), _world()["coarse"], dots, LOCATOR_SHARE)


def _around(entries: list[Mapping[str, Any]]) -> Box:
    """A window of 3 to 2 with some land around, and never smaller than a region."""
    boxes = [entry.get("box") or (*entry["at"], *entry["at"]) for entry in entries]
    boxes = boxes or [full_box()]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    width = max((right - left) * 1.5, (bottom - top) * 1.5 * 1.5, 180)
    x, y = (left + right) / 2, (top + bottom) / 2
    half, tall = round(width / 2), round(width / 3)
    return (round(x) - half, round(y) - tall, round(x) + half, round(y) + tall)


def count_countries(country_lists: Iterable[Iterable[str] | None]) -> dict[str, int]:
    """How many practices name each country; a practice in several counts in each."""
    counts: dict[str, int] = {}
    for countries in country_lists:
        for code in set(countries or ()):
            counts[code] = counts.get(code, 0) + 1
    return counts
