"""The forest plot as a PNG, for files that cannot hold our SVG."""

import io
import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

from bothways.publishing.evidence.drawing import WIDTH
from bothways.publishing.evidence.page import Answer

INK, GREY, SCALE, ROW = "#1a2030", "#8c8f99", 5, 40
MOVE = re.compile(r"([MHVLlvz])([^MHVLlvz]*)")
Point = tuple[float, float]


def forest_png(one: Answer) -> bytes:
    """Studies from the top in the order of the table, then all together, then the axis.

    It bears no words: the table beside it names the rows.
    """
    rows = len(one.lines) + (1 if one.pool.is_pooled else 0)
    image = Image.new("RGB", (round(WIDTH * SCALE), (rows * ROW + 14) * SCALE), "#ffffff")
    pen = ImageDraw.Draw(image)
    zero = one.forest.zero * SCALE
    pen.line([(zero, 0), (zero, rows * ROW * SCALE)], fill=GREY, width=SCALE)
    for number, line in enumerate(one.lines):
        _stroke(pen, line.row.whisker, number * ROW, 2.5)
        _fill(pen, line.row.diamond, number * ROW)
    if one.pool.is_pooled:
        below = len(one.lines) * ROW
        _fill(pen, one.forest.pooled, below)
        _stroke(pen, one.forest.prediction, below, 1.2)
    _axis(pen, one, rows * ROW)
    sink = io.BytesIO()
    image.save(sink, "PNG")
    return sink.getvalue()


def _axis(pen: ImageDraw.ImageDraw, one: Answer, y: float) -> None:
    pen.line([(0, y * SCALE), (WIDTH * SCALE, y * SCALE)], fill=GREY, width=SCALE)
    for x, _label in one.ticks:
        pen.line([(x * SCALE, y * SCALE), (x * SCALE, (y + 8) * SCALE)], fill=INK, width=SCALE)


def _stroke(pen: ImageDraw.ImageDraw, d: str, y: float, width: float) -> None:
    for line in lines(d):
        if len(line) > 1:
            pen.line(_placed(line, y), fill=INK, width=round(width * SCALE))


def _fill(pen: ImageDraw.ImageDraw, d: str, y: float) -> None:
    for line in lines(d):
        pen.polygon(_placed(line, y), fill=INK)


def _placed(line: list[Point], y: float) -> list[Point]:
    return [(x * SCALE, (at + y) * SCALE) for x, at in line]


def lines(d: str) -> Iterator[list[Point]]:
    """The corners of a path of our own kind: M, H, L in absolute, l and v in relative steps."""
    line: list[Point] = []
    for command, text in MOVE.findall(d):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", text)]
        if command == "M":
            if line:
                yield line
            line = [(numbers[0], numbers[1])]
        else:
            line = [*line, *_steps(command, numbers, line[-1])]
    if line:
        yield line


def _steps(command: str, numbers: list[float], at: Point) -> Iterator[Point]:
    if command == "H":
        yield numbers[0], at[1]
    elif command == "v":
        yield at[0], at[1] + numbers[0]
    elif command == "L":
        yield numbers[0], numbers[1]
    elif command == "l":
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + dx, at[1] + dy)
            yield at
