"""Base maps for the tests."""

import json
from typing import Any

from hypothesis import strategies as st

from bothways.directory.town_map.ground import Shape

RIVER = Shape("water", "line", {"en": "Lind"}, ((50.99, 11.02), (50.98, 11.022), (50.97, 11.026)))

# A town anywhere on earth, also at the date line and far north.
MIDDLES = st.tuples(st.floats(-70, 70), st.floats(-180, 180))
OFFSETS = st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))


@st.composite
def towns(draw: st.DrawFn, most: int = 60) -> list[tuple[float, float]]:
    lat, lon = draw(MIDDLES)
    found = draw(st.lists(OFFSETS, min_size=1, max_size=most))
    return [(lat + north, (lon + east + 180) % 360 - 180) for north, east in found]


def feature(kind: str, geometry: str, coordinates: Any, **names: str) -> dict[str, Any]:
    return {
        "type": "Feature", "properties": {"kind": kind, **names},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }  # fmt: skip


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


ROAD = feature("road", "LineString", [[11.0, 50.9], [11.01, 50.91]])
STATION = feature("landmark", "Point", [11.03, 50.97], name="Hauptbahnhof")
