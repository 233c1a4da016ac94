"""GeoJSON (RFC 7946) to the shapes of a base map, with every fault named. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.encoding import decode
from bothways.core.problems import Problem
from bothways.directory.services.cards import Point, kilometres
from bothways.directory.town_map.ground import ANY, KINDS, Form, Shape

MOST_BYTES = 5 * 1024 * 1024
MOST_PROBLEMS = 200
MOST_LETTERS = 80
# A base map is of one town; metres on a plane hold no further.
WIDEST_KM = 120
SHAPES: dict[str, tuple[Form, int]] = {
    "Point": ("point", 0), "MultiPoint": ("point", 1), "LineString": ("line", 1),
    "MultiLineString": ("line", 2), "Polygon": ("area", 2), "MultiPolygon": ("area", 3),
}  # fmt: skip
FEWEST: dict[Form, int] = {"point": 1, "line": 2, "area": 4}
NEEDS_NAME = ("district", "landmark")
# As far as a tag of a language goes here: fa, or sr-Latn.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Far more than any grid of metres on earth has.
MOST_NUMBER = 1e9


class Fault(Exception):
    """One thing wrong with a feature: where in it, a code, the remedy."""


def read_geojson(content: bytes) -> tuple[tuple[Shape, ...], list[Problem]]:
    """The shapes as they are in the file; none of them while there is a problem."""
    features, problems = _features(content)
    shapes: list[Shape] = []
    for row, feature in enumerate(features, start=1):
        try:
            shapes += _shapes(feature)
        except Fault as fault:
            problems.append(Problem(row, *fault.args))
        if len(problems) >= MOST_PROBLEMS:
            break
    if not problems:
        problems = list(_whole_problems(shapes))
    return ((), problems) if problems else (tuple(shapes), [])


def _features(content: bytes) -> tuple[list[Any], list[Problem]]:
    if len(content) > MOST_BYTES:
        message = _("The file is larger than %(limit)s MB. Leave out buildings and footpaths.")
        limit = {"limit": MOST_BYTES // 1024**2}
        return [], [Problem(0, "", "too_large", message % limit)]
    text, problems = decode(content)
    if problems:
        return [], problems
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = _("This is not JSON (%(reason)s).") % {"reason": str(error)[:200]}
        return [], [Problem(0, "", "broken_file", message)]
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        message = _("A base map is a GeoJSON FeatureCollection with a list “features”.")
        return [], [Problem(0, "features", "no_records", message)]
    return found["features"], list(_system_problems(found))


def _system_problems(found: dict[str, Any]) -> Iterator[Problem]:
    name = json.dumps(found.get("crs") or "")
    if len(name) > 2 and not ("CRS84" in name or "4326" in name):
        message = _("The points are not in degrees. Export the file in WGS 84 (EPSG:4326).")
        yield Problem(0, "crs", "system", message)


def _whole_problems(shapes: list[Shape]) -> Iterator[Problem]:
    points = [point for shape in shapes for point in shape.points]
    if not points:
        message = _("There is nothing in the file to draw.")
        yield Problem(0, "features", "no_records", message)
        return
    span = kilometres(points[0], max(points, key=lambda point: kilometres(points[0], point)))
    if span > WIDEST_KM:
        message = _("The base map reaches over %(span)s km. Cut it to the town, at most "
                    "%(limit)s km across.")  # fmt: skip
        words = {"span": round(span), "limit": WIDEST_KM}
        yield Problem(0, "features", "too_wide", message % words)


def _shapes(feature: Any) -> Iterator[Shape]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise Fault("type", "not_a_feature", _("Each entry must be an object of type “Feature”."))
    told = feature.get("properties")
    properties = told if isinstance(told, dict) else {}
    kind, (form, depth), names = _kind(properties), _form(feature), _names(properties)
    if form not in KINDS[kind]:
        message = _("“%(kind)s” is drawn as: %(known)s. Change the kind or the geometry.")
        words = {"kind": kind, "known": ", ".join(KINDS[kind])}
        raise Fault("geometry.type", "wrong_form", message % words)
    if kind in NEEDS_NAME and not names:
        message = _("A district and a landmark need a name. Fill in properties.name.")
        raise Fault("properties.name", "missing", message)
    found = feature["geometry"].get("coordinates")
    for points in _parts(found, depth, form, "geometry.coordinates"):
        yield Shape(kind, form, names, points)


def _kind(properties: dict[str, Any]) -> str:
    kind = properties.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        message = _("“%(value)s” is not one of: %(known)s.")
        words = {"value": str(kind or "")[:60], "known": ", ".join(KINDS)}
        raise Fault("properties.kind", "unknown_value", message % words)
    return kind


def _form(feature: dict[str, Any]) -> tuple[Form, int]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in SHAPES:
        message = _("“%(value)s” is not one of: %(known)s.")
        words = {"value": str(kind or "")[:60], "known": ", ".join(SHAPES)}
        raise Fault("geometry.type", "unknown_value", message % words)
    return SHAPES[kind]


def _names(properties: dict[str, Any]) -> dict[str, str]:
    """``name``, ``name:ar`` and so on as OpenStreetMap has them, or ``names`` by language."""
    told = properties.get("names")
    rows = [
        (ANY, properties.get("name")),
        *((key.removeprefix("name:"), name) for key, name in properties.items()
          if key.startswith("name:")),
        *(told.items() if isinstance(told, dict) else ()),
    ]  # fmt: skip
    found = {
        code: _plain(str(name)) for code, name in rows
        if name and (code == ANY or LANGUAGE.fullmatch(code))
    }  # fmt: skip
    for name in found.values():
        if len(name) > MOST_LETTERS:
            message = _("A name on the map has at most %(most)s letters. Shorten it.")
            raise Fault("properties.name", "too_long", message % {"most": MOST_LETTERS})
    return {code: name for code, name in found.items() if name}


def _plain(name: str) -> str:
    return "".join(letter for letter in " ".join(name.split()) if letter.isprintable())


def _parts(found: Any, depth: int, form: Form, path: str) -> Iterator[tuple[Point, ...]]:
    """Each point, line or ring; a hole of a polygon is a ring that turns the other way."""
    if depth == 0:
        yield (_position(found, path),)
        return
    if not isinstance(found, list):
        raise Fault(path, "not_a_list", _("This must be a list."))
    if depth == 1 and form != "point":
        yield _line(found, form, path)
        return
    for at, part in enumerate(found):
        points = _parts(part, depth - 1, form, f"{path}[{at}]")
        is_ring = form == "area" and depth == 2
        yield from (turned(ring, left=at == 0) for ring in points) if is_ring else points


def turned(ring: tuple[Point, ...], *, left: bool) -> tuple[Point, ...]:
    """The ring around its inside to the left or to the right, so that a hole is left empty however
    many areas lie on one another."""
    pairs = zip(ring, ring[1:], strict=False)
    twice = sum(lon1 * lat2 - lon2 * lat1 for (lat1, lon1), (lat2, lon2) in pairs)
    return ring if (twice > 0) == left else ring[::-1]


def _line(found: list[Any], form: Form, path: str) -> tuple[Point, ...]:
    points = tuple(_position(each, f"{path}[{at}]") for at, each in enumerate(found))
    if len(points) < FEWEST[form]:
        message = _("There are too few points here: a line has two, a ring has four.")
        raise Fault(path, "too_few", message)
    if form == "area" and points[0] != points[-1]:
        message = _("The ring is open. Repeat its first point at the end.")
        raise Fault(path, "open_ring", message)
    return points


def _position(found: Any, path: str) -> Point:
    """GeoJSON writes longitude first."""
    numbers = found[:2] if isinstance(found, list) else []
    if len(numbers) < 2 or not all(_is_number(each) for each in numbers):
        message = _("A point is two numbers, longitude and latitude, as in [11.03, 50.98].")
        raise Fault(path, "no_point", message)
    longitude, latitude = numbers
    if abs(longitude) > 180 or abs(latitude) > 90:
        message = _("There is no such point on earth. Write longitude first, in degrees (WGS 84).")
        raise Fault(path, "coordinates", message)
    return float(latitude), float(longitude)


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -MOST_NUMBER < value < MOST_NUMBER
