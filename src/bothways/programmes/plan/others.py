"""The results as others see them: the cells of the report's table, and no figure beside them.

Whoever neither plans nor knows the people reads here what the report, its files and the dashboard
say, and nothing that one of them hides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from bothways.programmes.disclosure.cells import HIDDEN, Cell
from bothways.programmes.figures import REST
from bothways.programmes.models import Indicator
from bothways.programmes.plan.results_page import (
    ShownIndicator,
    ShownMargin,
    ShownNode,
    number_of,
)
from bothways.programmes.plan.words import BY, cell_label
from bothways.programmes.reports.table import FunderTable, IndicatorBlock
from bothways.programmes.reports.wording import reason_words


def as_others_see(nodes: list[ShownNode], table: FunderTable) -> list[ShownNode]:
    """The tree of the office with every figure taken from the table for others."""
    blocks = {block.uid: block for result in table.results for block in result.indicators}
    return [_node(node, blocks) for node in nodes]


def _node(node: ShownNode, blocks: Mapping[str, IndicatorBlock]) -> ShownNode:
    return replace(
        node,
        indicators=tuple(
            _indicator(row, blocks[str(row.indicator.uid)]) for row in node.indicators
        ),
        children=tuple(_node(child, blocks) for child in node.children),
    )


def _indicator(row: ShownIndicator, block: IndicatorBlock) -> ShownIndicator:
    whole, indicator = block.rows[0], row.indicator
    is_hidden = HIDDEN in (whole.baseline, whole.whole_actual)
    periods = tuple(
        replace(period, actual=_words(cell, indicator), margins=(), reasons=())
        for period, cell in zip(row.periods, whole.actuals, strict=True)
    )
    return replace(
        row,
        baseline=_words(whole.baseline, indicator),
        actual=_words(whole.whole_actual, indicator),
        reached=None if is_hidden else row.reached,
        margins=tuple(_margins(block, indicator)),
        periods=periods,
        reasons=tuple(reason_words(reason) for reason in block.reasons),
        has_hidden=block.has_hidden,
    )


def _margins(block: IndicatorBlock, indicator: Indicator) -> Iterator[ShownMargin]:
    """What the whole tells of each way of breaking down."""
    for way in dict.fromkeys(row.dimension for row in block.rows[1:]):
        cells = {row.code: row.whole_actual for row in block.rows if row.dimension == way}
        rest = _words(cells.pop(REST, ""), indicator)
        parts = tuple((cell_label(way, c), _words(cell, indicator)) for c, cell in cells.items())
        if any(cell for _label, cell in parts):
            yield ShownMargin(str(BY[way]), parts, rest)


def _words(cell: Cell, indicator: Indicator) -> str:
    return cell if cell in ("", HIDDEN) else number_of(Decimal(cell), indicator)
