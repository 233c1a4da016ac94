"""What stands in the cells of a table of figures, before anything is hidden. Pure.

A figure is for all people or for one cell of sex, age band and stage of stay. The arithmetic is
``plan.totals``; here it becomes what a reader gets to see: one way at a time, with what nobody
broke down kept apart from what nobody recorded ("unknown"). Where parts and totals do not make one
another, a reason says why, without a number that could tell of few people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bothways.programmes.ages import UNKNOWN as UNKNOWN
from bothways.programmes.disclosure.margins import Margins, Parts, Reason, exceeding
from bothways.programmes.models import Indicator
from bothways.programmes.plan.totals import (
    DIMENSIONS as DIMENSIONS,
)
from bothways.programmes.plan.totals import (
    NOTHING,
    Breakdown,
    Margin,
    broken_down,
    over_periods,
)

REST = "rest"  # in the total, but nobody broke it down
OverTime, Measure = Indicator.OverTime, Indicator.Measure
# Reasons of the arithmetic, as a reader outside the office is told them.
CODES = {
    "crossed_exceed": "parts_exceed", "parts_exceed": "parts_exceed",
    "dimensions_differ": "ways_differ", "period_without_total": "ways_differ",
    "people_counted_once": "counted_once", "shares_do_not_add": "does_not_add",
    "parts_of_a_share": "does_not_add",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One entered or counted number. An empty code means "all"."""

    value: Decimal
    sex: str = ""
    age: str = ""
    stage: str = ""


def adds_up(measure: str, over_time: str) -> bool:
    """Whether parts of this indicator make its total: counts do, shares and means do not."""
    return measure == Measure.UNIT and over_time != OverTime.MEAN


def margins_of(figures: Iterable[Figure], dimensions: Sequence[str], additive: bool) -> Margins:
    """One column from its figures."""
    cells = {(f.sex, f.age, f.stage): f.value for f in figures}
    if not cells:
        return Margins(reasons=())
    found = broken_down(cells, adds=additive, dimensions=dimensions)
    parts = _parts(found)
    reasons = [_reason(problem.code, problem.dimension) for problem in found.problems]
    if not additive:
        return Margins(found.total, parts, (Reason("does_not_add"),) if parts else ())
    if found.total is not None:
        reasons += [Reason("not_broken_down", d) for d in dimensions if d not in parts]
        reasons += [Reason("partly_broken_down", d) for d in parts if REST in parts[d]]
    return Margins(found.total, parts, tuple(dict.fromkeys(reasons)))


def _parts(found: Breakdown) -> Parts:
    """Parts of each way, with the rest as one of them; a way that nobody filled in is none."""
    return {
        name: {**margin.parts, REST: margin.rest}
        if margin.rest is not None and margin.rest > 0
        else margin.parts
        for name, margin in found.margins.items()
        if margin.parts
    }


def _reason(code: str, dimension: str) -> Reason:
    known = CODES[code]
    return Reason(known, dimension if known == "parts_exceed" else "")


def breakdown_of(margins: Margins) -> Breakdown:
    """The way back: what stands in a column, as the arithmetic takes it."""
    if margins.is_empty:
        return NOTHING
    found = {}
    for name, part in margins.parts.items():
        parts = {code: value for code, value in part.items() if code != REST}
        rest = None if margins.total is None else margins.total - sum(parts.values(), Decimal(0))
        found[name] = Margin(name, parts, rest)
    return Breakdown(margins.total, found)


def over_all(columns: Sequence[Margins], over_time: str, additive: bool = True) -> Margins:
    """The whole of the periods. ``distinct`` has none here: only a register can tell."""
    known = [column for column in columns if not column.is_empty]
    if not known:
        return Margins()
    periods = [(str(k), breakdown_of(column)) for k, column in enumerate(columns)]
    found = over_periods(periods, over_time, adds=additive)
    reasons = [_reason(problem.code, problem.dimension) for problem in found.problems]
    if len(known) < len(columns) and over_time in (OverTime.SUM, OverTime.MEAN):
        reasons.insert(0, Reason("periods_missing"))
    if over_time == OverTime.MEAN:
        reasons.append(Reason("mean_of_periods"))
    wrong = frozenset[str]().union(*(exceeding(column) for column in known))
    reasons += [Reason("parts_exceed", way) for way in sorted(wrong)]
    parts = {} if found.total is None else _parts(found)
    told = {way: part for way, part in parts.items() if way not in wrong}
    return Margins(found.total, told, tuple(dict.fromkeys(reasons)))
