"""The results framework in words and numbers of the reader's language, ready for the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bothways.programmes.models import Indicator, Result
from bothways.programmes.plan.framework import Framework, IndicatorRow, PeriodFigures, ResultNode
from bothways.programmes.plan.totals import Breakdown, Margin
from bothways.programmes.plan.words import (
    BY,
    COUNTED,
    LEVELS,
    cell_codes,
    cell_label,
    number_words,
    reason_words,
)

SIGN: dict[str, str] = {Indicator.Measure.PERCENTAGE: "\u202f%"}


@dataclass(frozen=True)
class ShownMargin:
    name: str
    parts: tuple[tuple[str, str], ...]
    # What nobody broke down; empty where all is.
    rest: str


@dataclass(frozen=True)
class ShownPeriod:
    number: int
    name: str
    target: str
    actual: str
    margins: tuple[ShownMargin, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ShownIndicator:
    indicator: Indicator
    baseline: str
    target: str
    actual: str
    is_summed: bool
    reached: int | None
    counted: str
    margins: tuple[ShownMargin, ...]
    periods: tuple[ShownPeriod, ...]
    reasons: tuple[str, ...]
    # Cells that were hidden ("*"), so that nobody is recognised.
    has_hidden: bool = False

    @property
    def has_period_figures(self) -> bool:
        return any(each.target or each.actual for each in self.periods)


@dataclass(frozen=True)
class ShownNode:
    result: Result
    level: str
    indicators: tuple[ShownIndicator, ...]
    children: tuple["ShownNode", ...]

    @property
    def activities(self) -> list[str]:
        """Activities without indicators: in short they are a list."""
        return [node.result.title for node in self.children if node.is_bare_activity]

    @property
    def above(self) -> list["ShownNode"]:
        return [node for node in self.children if not node.is_bare_activity]

    @property
    def is_bare_activity(self) -> bool:
        return self.result.level == Result.Level.ACTIVITY and not self.indicators


def shown_nodes(found: Framework) -> list[ShownNode]:
    return [_node(node) for node in found.roots]


def _node(node: ResultNode) -> ShownNode:
    return ShownNode(
        node.result,
        str(LEVELS[node.result.level]),
        tuple(_indicator(row) for row in node.indicators),
        tuple(map(_node, node.children)),
    )


def _indicator(row: IndicatorRow) -> ShownIndicator:
    indicator = row.indicator
    return ShownIndicator(
        indicator=indicator,
        baseline=number_of(row.baseline.value if row.baseline else None, indicator),
        target=number_of(row.target.total, indicator),
        actual=number_of(row.actual.total, indicator),
        is_summed=row.actual.is_summed and not indicator.counted,
        reached=row.reached,
        counted=str(COUNTED.get(indicator.counted, "")),
        margins=_margins(row.actual, indicator),
        periods=tuple(_period(each, indicator) for each in row.periods),
        reasons=_reasons([row.target, row.actual]),
    )


def _period(row: PeriodFigures, indicator: Indicator) -> ShownPeriod:
    return ShownPeriod(
        row.period.pk, str(row.period), number_of(row.target, indicator),
        number_of(row.actual.total, indicator), _margins(row.actual, indicator),
        _reasons([row.actual]),
    )  # fmt: skip


def number_of(value: Decimal | None, indicator: Indicator) -> str:
    sign = SIGN.get(indicator.measure, "")
    return f"{number_words(value)}{sign}" if value is not None else ""


def _margins(found: Breakdown, indicator: Indicator) -> tuple[ShownMargin, ...]:
    return tuple(_margin(row, indicator) for row in found.margins.values() if row.parts)


def _margin(margin: Margin, indicator: Indicator) -> ShownMargin:
    order = {code: at for at, code in enumerate(cell_codes(margin.dimension))}
    parts = sorted(margin.parts.items(), key=lambda part: order.get(part[0], len(order)))
    rest = number_of(margin.rest, indicator) if margin.rest and margin.rest > 0 else ""
    named = tuple(
        (cell_label(margin.dimension, c), number_of(value, indicator)) for c, value in parts
    )
    return ShownMargin(str(BY[margin.dimension]), named, rest)


def _reasons(found: Iterable[Breakdown]) -> tuple[str, ...]:
    sentences = (reason_words(reason) for each in found for reason in each.problems)
    return tuple(dict.fromkeys(sentences))
