"""The results framework as pages and reports show it: a tree with baseline, target and actual.

These are the office's own figures. What others see comes from the table of the report, so that one
rule hides what tells of few people (``plan.others``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from bothways.programmes.disclosure.margins import Margins
from bothways.programmes.figures import adds_up, breakdown_of
from bothways.programmes.models import Indicator, IndicatorValue, Period, Result
from bothways.programmes.plan.queries import WholeProgramme
from bothways.programmes.plan.totals import (
    ALL,
    NOTHING,
    Breakdown,
    Cells,
    broken_down,
    over_periods,
)
from bothways.programmes.register import Span, counted, register_of

Kind = IndicatorValue.Kind


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


def framework(whole: WholeProgramme) -> Framework:
    pairs = zip(whole.indicators, _actuals(whole), strict=True)
    rows = [_row(indicator, whole, found) for indicator, found in pairs]
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
    counts = _counts(whole)
    for indicator in whole.indicators:
        if indicator.counted:
            yield _of_register(counts[indicator.counted], indicator, len(whole.periods))
        else:
            yield _Actual(tuple(
                _of_cells(entered.get((indicator.pk, period.pk), {}), indicator)
                for period in whole.periods
            ))  # fmt: skip


def _counts(whole: WholeProgramme) -> dict[str, tuple[list[Margins], Margins] | None]:
    """What the register counts: for each period, and for the whole time."""
    codes = {found.counted for found in whole.indicators if found.counted}
    if not codes:
        return {}
    register, today = register_of(whole.programme, codes), timezone.localdate()
    spans = [Span(p.starts_on, p.ends_on) for p in whole.periods] or [Span(date.min, today)]
    return {code: counted(register, code, spans, today) for code in codes}


def _of_register(
    found: tuple[list[Margins], Margins] | None, indicator: Indicator, periods: int
) -> _Actual:
    """The register tells of sex, age and stage where it counts people, and of nothing else."""
    if found is None:
        return _Actual((NOTHING,) * periods)
    columns, whole = found
    return _Actual(
        tuple(_asked(column, indicator) for column in columns[:periods]), _asked(whole, indicator)
    )


def _asked(margins: Margins, indicator: Indicator) -> Breakdown:
    parts = {way: margins.parts[way] for way in indicator.disaggregated_by if way in margins.parts}
    return breakdown_of(replace(margins, parts=parts))


def _of_cells(cells: Cells, indicator: Indicator) -> Breakdown:
    if not cells:
        return NOTHING
    return broken_down(cells, adds=adds(indicator), dimensions=indicator.disaggregated_by)


def adds(indicator: Indicator) -> bool:
    return adds_up(indicator.measure, indicator.over_time)


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
    if actual.whole is not None and (indicator.over_time == "distinct" or not periods):
        return actual.whole
    named = [(str(row.period), row.actual) for row in periods]
    return over_periods(named, indicator.over_time, adds=adds(indicator))
