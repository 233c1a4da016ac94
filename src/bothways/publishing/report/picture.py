"""The world map as a PNG, for files that cannot hold our SVG. Pillow comes with WeasyPrint."""

import io
import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

from bothways.core.world_map import Panel, world_panel

INK = ("#e9e7e3", "#b9bcc6", "#9095a3", "#596074", "#1a2030")
WIDTH, OVERSAMPLE = 1500, 2


def map_png(counts: dict[str, int]) -> bytes:
    """Land pale, countries in four steps of ink, small ones as dots."""
    panel = world_panel(counts)
    left, top, right, bottom = panel.box
    scale = WIDTH * OVERSAMPLE / (right - left)
    size = (WIDTH * OVERSAMPLE, round((bottom - top) * scale))
    image = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(image)
    _draw(pen, panel, scale)
    sink = io.BytesIO()
    image.resize((WIDTH, size[1] // OVERSAMPLE), Image.Resampling.LANCZOS).save(sink, "PNG")
    return sink.getvalue()


def _draw(pen: ImageDraw.ImageDraw, panel: Panel, scale: float) -> None:
    left, top = panel.box[:2]
    for d, step in [(panel.land, 0), *((place.d, place.step) for place in panel.places)]:
        for ring in rings(d):
            corners = [((x - left) * scale, (y - top) * scale) for x, y in ring]
            pen.polygon(corners, fill=INK[step], outline="#ffffff")
    for place in panel.places:
        if not place.d:
            x, y, r = (place.x - left) * scale, (place.y - top) * scale, panel.dot * scale
            pen.ellipse((x - r, y - r, x + r, y + r), fill=INK[place.step], outline="#ffffff")


def rings(d: str) -> Iterator[list[tuple[int, int]]]:
    """The rings of a path of our own kind: one M, then relative steps, then z."""
    for x, y, steps in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", d):
        at = (int(x), int(y))
        ring = [at]
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + dx, at[1] + dy)
            ring.append(at)
        yield ring
