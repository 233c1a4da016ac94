"""The funder table as a page, a paper and a workbook show it: blocks of columns, rows of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.programmes.disclosure.cells import Cell
from bothways.programmes.models import Indicator
from bothways.programmes.reports.table import Column, FunderTable, IndicatorBlock, Row
from bothways.programmes.reports.wording import (
    code_label,
    column_label,
    dimension_label,
    level_label,
    reason_words,
)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """``group`` is empty in the row for all; ``way`` opens a new way of breaking down."""

    way: str
    group: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    title: str
    about: str
    rows: tuple[ShownRow, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownResult:
    level: str
    title: str
    indicators: tuple[ShownIndicator, ...]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """As many columns as fit side by side. ``heads``: words and number of columns below."""

    heads: tuple[tuple[str, int], ...]
    subheads: tuple[str, ...]
    results: tuple[ShownResult, ...]


def blocks_of(table: FunderTable, most: int = 1000) -> list[ShownBlock]:
    """``most`` periods stand side by side; the baseline comes first, the whole last."""
    starts = range(0, max(len(table.columns), 1), most)
    return [_block(table, start, min(start + most, len(table.columns))) for start in starts]


def _block(table: FunderTable, start: int, end: int) -> ShownBlock:
    first, last = start == 0, end >= len(table.columns)
    heads = [(_("Baseline"), 1)] if first else []
    heads += [(column_label(column), 2) for column in table.columns[start:end]]
    heads += [(_("Whole"), 2)] if last else []
    pair = (_("Target"), _("Actual"))
    subheads = (_("Value"),) * first + pair * (end - start + last)
    results = tuple(
        ShownResult(level_label(r.level), r.title, tuple(
            _indicator(i, start, end, first, last) for i in r.indicators
        ))
        for r in table.results
    )  # fmt: skip
    return ShownBlock(tuple(heads), tuple(subheads), results)


def _indicator(
    block: IndicatorBlock, start: int, end: int, first: bool, last: bool
) -> ShownIndicator:
    rows = tuple(_rows(block.rows, start, end, first, last))
    reasons = tuple(reason_words(reason) for reason in block.reasons) if last else ()
    return ShownIndicator(block.title, _about(block), rows, reasons)


def _rows(rows: Sequence[Row], start: int, end: int, first: bool, last: bool) -> Iterator[ShownRow]:
    way = ""
    for row in rows:
        opens = row.dimension if row.dimension != way else ""
        way = row.dimension
        pairs = zip(row.targets[start:end], row.actuals[start:end], strict=True)
        cells = (
            *((row.baseline,) if first else ()),
            *(cell for pair in pairs for cell in pair),
            *((row.whole_target, row.whole_actual) if last else ()),
        )
        group = code_label(row.dimension, row.code) if row.dimension else ""
        yield ShownRow(dimension_label(opens) if opens else "", group, cells)


def _about(block: IndicatorBlock) -> str:
    """Unit, and how periods make the whole."""
    ways = {
        Indicator.OverTime.SUM: _("periods add up"),
        Indicator.OverTime.LATEST: _("the newest period counts"),
        Indicator.OverTime.MEAN: _("mean of the periods"),
        Indicator.OverTime.DISTINCT: _("each person counts once"),
    }
    unit = "%" if block.measure == Indicator.Measure.PERCENTAGE else block.unit
    words = [unit, ways[Indicator.OverTime(block.over_time)]]
    return " · ".join(word for word in words if word)


def period_words(columns: Sequence[Column]) -> str:
    return f"{columns[0].first} – {columns[-1].last}" if columns else ""
