"""Reads of reports: the plan with its figures, settings, released reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bothways.programmes.figures import Figure
from bothways.programmes.models import (
    FunderReport,
    Indicator,
    IndicatorValue,
    Period,
    Programme,
    ReportSetting,
    Result,
)
from bothways.programmes.register import Span, register_of
from bothways.programmes.reports.assembly import Assembly, Entered, Plan
from bothways.programmes.reports.table import FunderTable, as_document

Kind = IndicatorValue.Kind


def setting_of(programme: Programme) -> ReportSetting:
    """The programme's own setting, or the usual one, which is not stored."""
    found = ReportSetting.objects.filter(programme=programme).first()
    return found or ReportSetting(programme=programme)


def plan_of(programme: Programme, upto: Period | None = None) -> Plan:
    """Five statements. ``upto`` is the last period to be reported."""
    setting = setting_of(programme)
    periods = [
        (p.pk, Span(p.starts_on, p.ends_on, p.label))
        for p in programme.periods.order_by("starts_on", "pk")
    ]
    shown = None if upto is None else sum(span.last <= upto.ends_on for _n, span in periods)
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for one in programme.indicators.order_by("position", "pk"):
        indicators[one.result_id].append(one)
    results = [
        (r.level, r.title, r.description, indicators[r.pk])
        for r in _in_order(programme.results.order_by("position", "pk"))
        if indicators[r.pk]
    ]
    return Plan(programme, results, periods, _entered(programme), setting.threshold,
                shown)  # fmt: skip


def _in_order(results: Iterable[Result]) -> list[Result]:
    """Each outcome is followed by what hangs under it."""
    children: dict[int | None, list[Result]] = defaultdict(list)
    rows = list(results)
    for row in rows:
        children[row.parent_id].append(row)
    found: list[Result] = []
    waiting = children[None][::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1].pk][::-1]
    return found


def _entered(programme: Programme) -> dict[int, Entered]:
    rows = IndicatorValue.objects.filter(indicator__programme=programme, value__isnull=False)
    baselines: dict[int, list[Figure]] = defaultdict(list)
    days: dict[int, date | None] = {}
    by_period: dict[tuple[str, int], dict[int, list[Figure]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows.order_by("pk"):
        assert row.value is not None  # noqa: S101 (the filter above)
        figure = Figure(row.value, row.sex, row.age, row.stage)
        if row.kind == Kind.BASELINE:
            baselines[row.indicator_id].append(figure)
            days[row.indicator_id] = days.get(row.indicator_id) or row.on
        elif row.period_id is not None:
            by_period[row.kind, row.indicator_id][row.period_id].append(figure)
    numbers = {*baselines, *(number for _kind, number in by_period)}
    return {
        n: Entered(baselines[n], days.get(n), by_period[Kind.TARGET, n], by_period[Kind.ACTUAL, n])
        for n in numbers
    }


def assembly_of(
    programme: Programme, today: date, *, for_others: bool = True, upto: Period | None = None
) -> Assembly:
    """Five statements, and four more where something is counted from the register."""
    plan = plan_of(programme, upto)
    counts = any(i.counted for _l, _t, _d, indicators in plan.results for i in indicators)
    return Assembly(plan, register_of(programme) if counts else None, today, for_others)


def funder_table(
    programme: Programme, today: date, *, for_others: bool = True, upto: Period | None = None
) -> FunderTable:
    return assembly_of(programme, today, for_others=for_others, upto=upto).table()


def report_document(programme: Programme, period: Period, today: date) -> dict[str, Any]:
    """What a report of this period says to others today."""
    table = funder_table(programme, today, upto=period)
    return {**as_document(table), "period": str(period)}


@dataclass(frozen=True)
class ReleasedRow:
    """A released report in a list."""

    number: int
    period: str
    released_at: datetime
    released_by: str
    content_hash: str


def released_reports(programme: Programme) -> list[ReleasedRow]:
    """Newest first. One statement."""
    rows = FunderReport.objects.filter(programme=programme).select_related("released_by")
    return [
        ReleasedRow(r.number, r.document["period"], r.released_at,
                    r.released_by.username if r.released_by else "", r.content_hash)
        for r in rows.order_by("-number")
    ]  # fmt: skip


def report_numbered(programme: Programme, number: int) -> FunderReport | None:
    rows = FunderReport.objects.filter(programme=programme, number=number)
    return rows.select_related("released_by", "period").first()
