"""The results framework as pages and reports show it: a tree with baseline, target and actual.

Figures that tell of few people are hidden from readers who neither plan nor know the people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from bothways.programmes.models import Indicator, IndicatorValue, Period, Programme, Result
from bothways.programmes.plan.counted import Span, counted
from bothways.programmes.plan.queries import WholeProgramme
from bothways.programmes.plan.totals import (
    ALL,
    NOTHING,
    Breakdown,
    Cells,
    Margin,
    broken_down,
    over_periods,
)

Kind = IndicatorValue.Kind
SMALLEST = 5


@dataclass(frozen=True)
class PeriodFigures:
    period: Period
    target: Decimal | None
    actual: Breakdown


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with what was there before, what is wanted, and what came of it."""

    indicator: Indicator
    baseline: IndicatorValue | None
    target: Breakdown
    actual: Breakdown
    periods: tuple[PeriodFigures, ...]
    # Parts that were hidden, so that nobody is recognised.
    has_hidden: bool = False

    @property
    def reached(self) -> int | None:
        """Per cent of the way from the baseline to the target; None where there is no way."""
        start = self.baseline.value if self.baseline and self.baseline.value is not None else None
        actual, target = self.actual.total, self.target.total
        if actual is None or target is None:
            return None
        if self.indicator.more_is_better and (start is None or self.indicator.over_time == "sum"):
            # What is counted anew starts from nothing, whatever was there before.
            start = Decimal(0)
        if start is None or start == target:
            return None
        return round(100 * (actual - start) / (target - start))


@dataclass(frozen=True)
class ResultNode:
    result: Result
    indicators: tuple[IndicatorRow, ...]
    children: tuple["ResultNode", ...]


@dataclass(frozen=True)
class Framework:
    roots: tuple[ResultNode, ...]
    rows: tuple[IndicatorRow, ...]
    periods: tuple[Period, ...]


def framework(whole: WholeProgramme, *, hide_small: bool = False) -> Framework:
    pairs = zip(whole.indicators, _actuals(whole), strict=True)
    rows = [_row(indicator, whole, found) for indicator, found in pairs]
    if hide_small:
        rows = [without_small(row) for row in rows]
    by_result: dict[int, list[IndicatorRow]] = {}
    for row in rows:
        by_result.setdefault(row.indicator.result_id, []).append(row)
    return Framework(_children(None, whole.results, by_result), tuple(rows), whole.periods)


def _children(
    parent: int | None, results: Sequence[Result], rows: Mapping[int, Sequence[IndicatorRow]]
) -> tuple[ResultNode, ...]:
    return tuple(
        ResultNode(result, tuple(rows.get(result.pk, ())), _children(result.pk, results, rows))
        for result in results
        if result.parent_id == parent
    )


@dataclass(frozen=True)
class _Actual:
    """Breakdowns of the periods in their order, and of the whole where the register knows it."""

    periods: tuple[Breakdown, ...]
    whole: Breakdown | None = None


def _actuals(whole: WholeProgramme) -> Iterable[_Actual]:
    entered: dict[tuple[int, int | None], dict[tuple[str, str, str], Decimal]] = {}
    for figure in whole.figures:
        if figure.kind == Kind.ACTUAL and figure.value is not None:
            cells = entered.setdefault((figure.indicator_id, figure.period_id), {})
            cells[(figure.sex, figure.age, figure.stage)] = figure.value
    registers = _counts(whole)
    for indicator in whole.indicators:
        if indicator.counted:
            found = [_of_register(cells, indicator) for cells in registers[indicator.counted]]
            yield _Actual(tuple(found[1:]), found[0])
        else:
            yield _Actual(tuple(
                _of_cells(entered.get((indicator.pk, period.pk), {}), indicator)
                for period in whole.periods
            ))  # fmt: skip


def _counts(whole: WholeProgramme) -> dict[str, list[Cells]]:
    """What the register counts: first for the whole time, then for each period."""
    spans = [span_of(whole.programme, whole.periods),
             *(Span(p.starts_on, p.ends_on) for p in whole.periods)]  # fmt: skip
    codes = dict.fromkeys(found.counted for found in whole.indicators if found.counted)
    return {code: counted(code, whole.programme, spans) for code in codes}


def span_of(programme: Programme, periods: Sequence[Period]) -> Span:
    """From the first day of the first period to the last day of the last; without periods, ever."""
    if periods:
        return Span(periods[0].starts_on, max(period.ends_on for period in periods))
    return Span(programme.starts_on or date.min, programme.ends_on or timezone.localdate())


def _of_register(cells: Cells, indicator: Indicator) -> Breakdown:
    return _of_cells(cells, indicator) if cells else NOTHING


def _of_cells(cells: Cells, indicator: Indicator) -> Breakdown:
    if not cells:
        return NOTHING
    dimensions = indicator.disaggregated_by if not indicator.counted else _known(cells, indicator)
    return broken_down(_total_of(cells, indicator), adds=adds(indicator), dimensions=dimensions)


def _known(cells: Cells, indicator: Indicator) -> list[str]:
    """The register tells of sex, age and stage where it counts people, and of nothing else."""
    return [] if set(cells) == {ALL} else list(indicator.disaggregated_by)


def _total_of(cells: Cells, indicator: Indicator) -> Cells:
    """The register counts cell by cell: their sum is the total, also where no part is shown."""
    if not indicator.counted or ALL in cells:
        return cells
    return {ALL: sum(cells.values(), Decimal(0)), **cells}


def adds(indicator: Indicator) -> bool:
    """Whether parts make the total: units do, shares and grades do not."""
    return indicator.measure == Indicator.Measure.UNIT and indicator.over_time != "mean"


def _row(indicator: Indicator, whole: WholeProgramme, actual: _Actual) -> IndicatorRow:
    own = [figure for figure in whole.figures if figure.indicator_id == indicator.pk]
    targets = {
        figure.period_id: figure.value
        for figure in own
        if figure.kind == Kind.TARGET and (figure.sex, figure.age, figure.stage) == ALL
    }
    periods = tuple(
        PeriodFigures(period, targets.get(period.pk), found)
        for period, found in zip(whole.periods, actual.periods, strict=True)
    )
    return IndicatorRow(
        indicator=indicator,
        baseline=next((figure for figure in own if figure.kind == Kind.BASELINE), None),
        target=_target(indicator, targets, periods),
        actual=_overall(indicator, actual, periods),
        periods=periods,
    )


def _target(
    indicator: Indicator, targets: Mapping[int | None, Decimal | None],
    periods: Sequence[PeriodFigures],
) -> Breakdown:  # fmt: skip
    """As somebody set it for the whole, or else as the targets of the periods make it."""
    given = targets.get(None)
    if given is not None:
        return Breakdown(given, {})
    wanted = [(str(row.period), Breakdown(row.target, {})) for row in periods
              if row.target is not None]  # fmt: skip
    return over_periods(wanted, indicator.over_time, adds=adds(indicator)) if wanted else NOTHING


def _overall(indicator: Indicator, actual: _Actual, periods: Sequence[PeriodFigures]) -> Breakdown:
    # Only the register knows who came in two periods: it counts the whole time anew.
    if actual.whole is not None and indicator.over_time in ("distinct", "sum"):
        return actual.whole
    named = [(str(row.period), row.actual) for row in periods]
    return over_periods(named, indicator.over_time, adds=adds(indicator))


def without_small(row: IndicatorRow) -> IndicatorRow:
    """The row without a breakdown that has a part of fewer than five people.

    The breakdown goes from every period and from the whole: what is left of it elsewhere would
    give the small part away by subtraction.
    """
    if not (adds(row.indicator) and row.indicator.disaggregated_by):
        return row
    everywhere = (row.actual, *(each.actual for each in row.periods))
    unsafe = {
        name
        for found in everywhere
        for name, margin in found.margins.items()
        if not _is_safe(margin)
    }
    if not unsafe:
        return row
    periods = tuple(replace(each, actual=_left(each.actual, unsafe)) for each in row.periods)
    return replace(row, actual=_left(row.actual, unsafe), periods=periods, has_hidden=True)


def _left(found: Breakdown, unsafe: set[str]) -> Breakdown:
    kept = {name: margin for name, margin in found.margins.items() if name not in unsafe}
    # A reason names parts and their numbers.
    problems = tuple(reason for reason in found.problems if reason.dimension not in unsafe)
    return replace(found, margins=kept, problems=problems)


def _is_safe(margin: Margin) -> bool:
    values = [*margin.parts.values(), *([margin.rest] if margin.rest is not None else [])]
    return not any(0 < value < SMALLEST for value in values)
