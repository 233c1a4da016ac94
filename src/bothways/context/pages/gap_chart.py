"""One gap on one line: hosts, newcomers, the distance between, whiskers where published. Pure."""

from collections.abc import Iterable, Sequence

from bothways.context.pages.drawing import Dot, Drawing, Shape, Stroke, Words
from bothways.context.pages.figures import Figure, Gap
from bothways.context.pages.scale import Scale, around

WIDTH, HEIGHT, MARGIN, R = 300.0, 24.0, 8.0, 5.5
MIDDLE = HEIGHT / 2
WITHOUT_NOUGHT = frozenset(("SCORE", "RATIO"))  # whose nought means nothing


def gap_scale(gaps: Iterable[Gap], unit: str = "") -> Scale:
    """Shares from 0 to 100 and money from 0, so that no distance looks larger than it is."""
    if unit == "PC":
        return Scale(0.0, 100.0, MARGIN, WIDTH - MARGIN)
    figures = [f for gap in gaps for f in (gap.hosts, gap.newcomers)]
    ends = [v for f in figures for v in (f.value, f.low, f.high) if v is not None]
    if unit not in WITHOUT_NOUGHT and min(ends, default=-1.0) >= 0:
        ends.append(0.0)
    return around(ends, MARGIN, WIDTH - MARGIN, 0.0)


def gap_drawing(gap: Gap, scale: Scale, label: str = "") -> Drawing:
    shapes: list[Shape] = [Stroke("ax", ((0.0, MIDDLE), (WIDTH, MIDDLE)))]
    hosts, newcomers = gap.hosts.value, gap.newcomers.value
    if hosts is not None and newcomers is not None:
        shapes.append(Stroke("gp", ((scale.at(newcomers), MIDDLE), (scale.at(hosts), MIDDLE))))
    for side, figure in (("h", gap.hosts), ("n", gap.newcomers)):
        shapes.extend(_figure(side, figure, scale))
    return Drawing(WIDTH, HEIGHT, label, tuple(shapes))


def _figure(side: str, figure: Figure, scale: Scale) -> Iterable[Shape]:
    if figure.value is None:
        return
    if figure.low is not None and figure.high is not None:
        y = MIDDLE - 8 if side == "h" else MIDDLE + 8
        low, high = scale.at(figure.low), scale.at(figure.high)
        yield Stroke(f"wk s{side}", ((low, y), (high, y)))
    kind = "r" if figure.unreliable else "d"
    yield Dot(f"{kind}{side}", scale.at(figure.value), MIDDLE, R)


def axis_drawing(scale: Scale, labels: Sequence[tuple[float, str]]) -> Drawing:
    """The foot of a table of gaps: the marks of the common scale."""
    shapes: list[Shape] = [Stroke("ax", ((0.0, 0.5), (WIDTH, 0.5)))]
    shapes += [Words("", scale.at(at), 18.0, words, "middle") for at, words in labels]
    return Drawing(WIDTH, HEIGHT, "", tuple(shapes))
