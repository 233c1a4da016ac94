"""The small multiples with title, key and source as one drawing that can leave the page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.context.pages.drawing import Dot, Drawing, Shape, Stroke, Words, moved
from bothways.context.pages.trend_chart import HEIGHT, WIDTH

EDGE, GUTTER, HEAD, FOOT, LINE = 24.0, 24.0, 86.0, 20.0, 20.0
ACROSS = 3  # panels in a row
TITLES = 40.0  # height of the words above a panel
LETTER = 7.6  # width of a letter of the key, roughly


@dataclass(frozen=True)
class SheetWords:
    """What is written around the panels. ``notes`` are flags in words, each with its letter."""

    title: str
    sides: tuple[str, str]
    notes: tuple[tuple[str, str], ...]
    source: str
    mirrored: bool = False


def sheet(panels: Sequence[tuple[str, str, Drawing]], words: SheetWords) -> Drawing:
    """``panels`` have a title, a line about the gap, and their drawing."""
    columns = min(ACROSS, len(panels))
    rows = -(-len(panels) // columns)
    width = 2 * EDGE + columns * WIDTH + (columns - 1) * GUTTER
    tall = TITLES + HEIGHT + GUTTER
    notes = [*_notes(words, width, HEAD + rows * tall)]
    height = HEAD + rows * tall + (len(words.notes) + 1) * LINE + FOOT
    shapes: list[Shape] = [*_head(words, width)]
    for number, (title, change, drawing) in enumerate(panels):
        row, column = divmod(number, columns)
        place = columns - 1 - column if words.mirrored else column
        x, y = EDGE + place * (WIDTH + GUTTER), HEAD + row * tall
        at, anchor = (x + WIDTH, "end") if words.mirrored else (x, "start")
        shapes += [Words("hd", at, y + 14, title, anchor), Words("", at, y + 33, change, anchor)]
        shapes += moved(drawing.shapes, x, y + TITLES)
    told = ". ".join([words.title, *(drawing.label for *_w, drawing in panels)])
    return Drawing(width, height, told, (*shapes, *notes))


def _head(words: SheetWords, width: float) -> list[Shape]:
    """Title, and the two lines with their names."""
    start, anchor = (width - EDGE, "end") if words.mirrored else (EDGE, "start")
    shapes: list[Shape] = [Words("ti", start, 34, words.title, anchor)]
    x = start
    way = -1 if words.mirrored else 1
    for side, name in zip("hn", words.sides, strict=True):
        shapes.append(Stroke(f"ln s{side}", ((x, 55), (x + way * 22, 55))))
        shapes.append(Words(f"t{side}", x + way * 30, 59.5, name, anchor))
        x += way * (54 + LETTER * len(name))
    return shapes


def _notes(words: SheetWords, width: float, top: float) -> list[Shape]:
    """What each flag means, and where the figures come from."""
    start, anchor = (width - EDGE, "end") if words.mirrored else (EDGE, "start")
    way = -1 if words.mirrored else 1
    shapes: list[Shape] = []
    for number, (letter, meaning) in enumerate(words.notes):
        y = top + number * LINE
        if letter == "b":
            shapes.append(Stroke("bk", ((start + way * 5, y - 10), (start + way * 5, y + 1))))
        elif letter == "u":
            shapes.append(Dot("rn", start + way * 5, y - 4.5, 3.4))
        shapes.append(Words("", start + way * 16, y, f"{letter}: {meaning}", anchor))
    y = top + len(words.notes) * LINE
    return [*shapes, Words("", start, y, words.source, anchor)]
