"""The forest plot: estimates with intervals that share a unit, drawn on one axis. Pure layout."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bothways.practices.reading import Effect, effect, number

WIDTH, MARGIN, MIDDLE = 300.0, 10.0, 20.0
DIAMOND = 7.5


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Row:
    """One outcome; ``whisker`` and ``diamond`` are paths, empty where no interval is reported."""

    effect: Effect
    p: str = ""
    whisker: str = ""
    diamond: str = ""
    pooled: bool = False  # all studies together: the diamond is as wide as the interval


@dataclass(frozen=True)
class Plot:
    """The outcomes of one study in one unit. ``zero`` is where there is no difference."""

    unit: str
    rows: tuple[Row, ...]
    zero: float = 0.0
    ticks: tuple[Tick, ...] = ()
    scale: "Scale" = field(default_factory=lambda: Scale(0.0, 0.0), compare=False)

    @property
    def has_p(self) -> bool:
        return any(row.p for row in self.rows)

    @property
    def is_drawn(self) -> bool:
        return bool(self.ticks)


def plots(outcomes: Iterable[Mapping[str, Any]]) -> list[Plot]:
    """The outcomes by kind of unit, in the order they are reported."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for outcome in outcomes:
        kinds.setdefault(_kind(outcome), []).append(outcome)
    return [_plot(kind, rows) for kind, rows in kinds.items()]


Numbers = tuple[str, float | None, float | None, float | None]  # name, estimate, both ends


def standard_plot(findings: Sequence[Numbers], pooled: Numbers) -> Plot:
    """Findings in standard deviations over what they say together, the better side on the right."""
    outcomes = [_outcome(row) for row in (*findings, pooled) if None not in row]
    plot = _plot("SD", outcomes)
    if None in pooled:  # two studies may leave an end open: then there is no diamond to draw
        name, value, _low, _high = pooled
        whole = Row(Effect(name, number(_rounded(value), signed=True)), pooled=True)
        return replace(plot, rows=(*plot.rows, whole))
    low, high, at = (
        plot.scale.x(float(outcomes[-1][k])) for k in ("ci_low", "ci_high", "estimate")
    )
    diamond = f"M{low} {MIDDLE}L{at} {MIDDLE - DIAMOND}L{high} {MIDDLE}L{at} {MIDDLE + DIAMOND}z"
    last = replace(plot.rows[-1], whisker="", diamond=diamond, pooled=True)
    return replace(plot, rows=(*plot.rows[:-1], last))


def _outcome(row: Numbers) -> Mapping[str, Any]:
    name, value, low, high = row
    return {
        "name": name, "unit": "SD", "estimate": _rounded(value), "ci_low": _rounded(low),
        "ci_high": _rounded(high),
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _kind(outcome: Mapping[str, Any]) -> str:
    """Outcomes with an interval are drawn by unit; all others share one plain table."""
    if not _has_interval(outcome):
        return ""
    return (outcome.get("unit") or "").split("(")[0].split(";")[0].strip() or "?"


def _has_interval(outcome: Mapping[str, Any]) -> bool:
    return all(outcome.get(key) is not None for key in ("estimate", "ci_low", "ci_high"))


def _plot(kind: str, outcomes: Sequence[Mapping[str, Any]]) -> Plot:
    if not kind:
        return Plot("", tuple(Row(effect(o), number(o.get("p"))) for o in outcomes))
    none = 1.0 if "ratio" in kind.lower() else 0.0
    ends = [float(o[key]) for o in outcomes for key in ("ci_low", "ci_high", "estimate")]
    low, high = min(*ends, none), max(*ends, none)
    step = _step(high - low)
    scale = Scale(low, high)
    rows = tuple(_row(outcome, scale) for outcome in outcomes)
    first, last = math.ceil(low / step), math.floor(high / step)
    ticks = tuple(
        Tick(scale.x(n * step), number(round(n * step, 10))) for n in range(first, last + 1)
    )
    return Plot("" if kind == "?" else kind, rows, scale.x(none), ticks, scale)


@dataclass(frozen=True)
class Scale:
    """From an estimate to its place in the drawing."""

    low: float
    high: float

    def x(self, value: float) -> float:
        width = self.high - self.low or 1.0
        return round(MARGIN + (value - self.low) / width * (WIDTH - 2 * MARGIN), 1)


def _step(width: float) -> float:
    """A round distance that gives two to five marks."""
    rough = (width or 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def _row(outcome: Mapping[str, Any], scale: Scale) -> Row:
    low, high, at = (scale.x(float(outcome[k])) for k in ("ci_low", "ci_high", "estimate"))
    whisker = f"M{low} {MIDDLE}H{high}M{low} {MIDDLE - 5}v10M{high} {MIDDLE - 5}v10"
    d = DIAMOND
    diamond = f"M{at} {MIDDLE - d}l{d} {d}-{d} {d}-{d}-{d}z"
    return Row(effect(outcome), number(outcome.get("p")), whisker, diamond)
