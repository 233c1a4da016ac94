"""What stands in the cells of a funder table, before anything is hidden. Pure.

A figure is for all people or for one cell of sex, age band and stage of stay. Only what a reader
gets to see is worked out here: one way at a time, with what nobody broke down kept apart from what
nobody recorded ("unknown"). Where parts and totals do not make one another, a reason says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bothways.programmes.disclosure.margins import Margins, Parts, Reason, exceeding
from bothways.programmes.models import Indicator

DIMENSIONS = ("sex", "age", "stage")
REST = "rest"  # in the total, but nobody broke it down
UNKNOWN = "unknown"
OverTime, Measure = Indicator.OverTime, Indicator.Measure


@dataclass(frozen=True, slots=True)
class Figure:
    """One entered or counted number. An empty code means "all"."""

    value: Decimal
    sex: str = ""
    age: str = ""
    stage: str = ""

    def code(self, dimension: str) -> str:
        code: str = getattr(self, dimension)
        return code

    @property
    def is_total(self) -> bool:
        return not (self.sex or self.age or self.stage)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included."""

    first: date
    last: date
    label: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def adds_up(measure: str, over_time: str) -> bool:
    """Whether parts of this indicator make its total: counts do, shares and means do not."""
    return measure == Measure.UNIT and over_time != OverTime.MEAN


def margins_of(figures: Iterable[Figure], dimensions: Sequence[str], additive: bool) -> Margins:
    """One column from its figures."""
    figures = list(figures)
    parts: Parts = {d: found for d in dimensions if (found := _parts(figures, d, additive))}
    stated = next((f.value for f in figures if f.is_total), None)
    if not additive:
        odd = (Reason("does_not_add"),) if parts else ()
        return Margins(stated, parts, odd)
    total, reasons = _total(stated, parts)
    if total is not None:
        parts, more = _completed(total, parts, dimensions)
        reasons += more
    return Margins(total, parts, reasons)


def _parts(figures: Sequence[Figure], dimension: str, additive: bool) -> dict[str, Decimal]:
    """Figures of this dimension alone, or sums over the finer ones where there are no such."""
    others = [d for d in DIMENSIONS if d != dimension]
    mine = [f for f in figures if f.code(dimension)]
    alone = [f for f in mine if not any(f.code(d) for d in others)]
    if not alone and additive:
        ways = {tuple(bool(f.code(d)) for d in others) for f in mine}
        alone = mine if len(ways) == 1 else []
    found: dict[str, Decimal] = {}
    for figure in alone:
        code = figure.code(dimension)
        found[code] = found.get(code, Decimal(0)) + figure.value
    return found


def _total(stated: Decimal | None, parts: Parts) -> tuple[Decimal | None, tuple[Reason, ...]]:
    """The stated total, or what the parts make when all ways make the same."""
    if stated is not None or not parts:
        return stated, ()
    sums = {sum(found.values(), Decimal(0)) for found in parts.values()}
    if len(sums) == 1:
        return sums.pop(), ()
    return None, (Reason("ways_differ"),)


def _completed(
    total: Decimal, parts: Parts, dimensions: Sequence[str]
) -> tuple[Parts, tuple[Reason, ...]]:
    """What is missing between parts and total is a part of its own; too much is no table."""
    complete: dict[str, Mapping[str, Decimal]] = {}
    reasons: list[Reason] = []
    for dimension in dimensions:
        found = parts.get(dimension)
        if found is None:
            reasons.append(Reason("not_broken_down", dimension))
            continue
        rest = total - sum(found.values(), Decimal(0))
        if rest < 0:
            reasons.append(Reason("parts_exceed", dimension))
        elif rest > 0:
            reasons.append(Reason("partly_broken_down", dimension))
        complete[dimension] = {**found, REST: rest} if rest > 0 else found
    return complete, tuple(reasons)


def over_all(columns: Sequence[Margins], over_time: str) -> Margins:
    """The whole of the periods. ``distinct`` has none here: only a register can tell."""
    known = [column for column in columns if not column.is_empty]
    if not known:
        return Margins()
    if over_time == OverTime.DISTINCT:
        return Margins(reasons=(Reason("counted_once"),))
    if over_time == OverTime.LATEST:
        return Margins(known[-1].total, known[-1].parts)
    gaps = (Reason("periods_missing"),) if len(known) < len(columns) else ()
    if over_time == OverTime.MEAN:
        return Margins(_mean(known), reasons=(*gaps, Reason("mean_of_periods")))
    return _sum(known, gaps)


def _mean(columns: Sequence[Margins]) -> Decimal | None:
    totals = [c.total for c in columns if c.total is not None]
    return (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.01")) if totals else None


def _sum(columns: Sequence[Margins], gaps: tuple[Reason, ...]) -> Margins:
    """Sums of totals and of parts; what a period did not break down stays apart."""
    if any(column.total is None for column in columns):
        return Margins(reasons=(*gaps, Reason("ways_differ")))
    total = sum((c.total for c in columns if c.total is not None), Decimal(0))
    wrong = frozenset[str]().union(*(exceeding(column) for column in columns))
    dimensions = [d for d in (*DIMENSIONS, "side") if any(d in c.parts for c in columns)]
    parts = {d: _summed(columns, d) for d in dimensions if d not in wrong}
    exceed = tuple(Reason("parts_exceed", d) for d in sorted(wrong))
    return Margins(total, parts, (*gaps, *exceed))


def _summed(columns: Sequence[Margins], dimension: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for column in columns:
        whole = {REST: column.total} if column.total else {}
        for code, value in column.parts.get(dimension, whole).items():
            if value is not None:
                found[code] = found.get(code, Decimal(0)) + value
    return found
