"""Trend, target and reach of a programme. What tells of people is as others may see it.

Counts of people are counts; the share that came is an estimate, as sessions of other weeks and
other groups would differ. Its interval leaves out one cohort at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bothways.programmes.disclosure.cells import HIDDEN, NOTHING, Cell, written
from bothways.programmes.disclosure.margins import TOTAL, Margins
from bothways.programmes.figures import REST, UNKNOWN
from bothways.programmes.models import Indicator, Programme
from bothways.programmes.register import WAYS, Register, Span, register_of
from bothways.programmes.reports.assembly import Assembly, code_order
from bothways.programmes.reports.queries import plan_of
from bothways.programmes.reports.table import IndicatorBlock
from bothways.programmes.shares import mean_by_groups
from bothways.stats.estimate import Estimate

CAME = Indicator.Counted.PEOPLE_ATTENDING
SIDES = ("newcomer", "host")


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period: sessions held, people who came (each once), and the share that came."""

    span: Span
    sessions: int
    people: Cell
    newcomers: Cell
    hosts: Cell
    share: Estimate | None  # with an interval where there are two cohorts or more
    is_share_hidden: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """People who came, by one way: code and count, or hidden."""

    way: str
    groups: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """An indicator against its target, in the whole or in the newest period that has both."""

    title: str
    unit: str
    target: Cell
    actual: Cell
    # Dates of the period, or nothing for the whole.
    of: str
    more_is_better: bool


@dataclass(frozen=True)
class Dashboard:
    by_months: bool
    threshold: int
    trend: tuple[TrendPoint, ...]
    people: Cell
    reach: tuple[Reached, ...]
    share: Estimate | None
    progress: tuple[Progress, ...]

    @property
    def has_hidden(self) -> bool:
        cells = [self.people, *(cell for r in self.reach for _code, cell in r.groups)]
        cells += [c for p in self.trend for c in (p.people, p.newcomers, p.hosts)]
        return HIDDEN in cells


def dashboard_of(programme: Programme, today: date) -> Dashboard:
    """Eleven statements."""
    plan = plan_of(programme)
    register = register_of(programme)
    whole = Assembly(plan, register, today)
    spans = [span for span in whole.counting if span.first <= today]
    people = _total(whole)
    return Dashboard(
        not whole.spans, plan.threshold, tuple(_trend(whole, register, spans)), people,
        tuple(_reach(whole)), None if people == HIDDEN else attended_share(register, spans),
        tuple(_progress(whole)),
    )  # fmt: skip


def _trend(timed: Assembly, register: Register, spans: Sequence[Span]) -> list[TrendPoint]:
    columns, _whole = timed.people(CAME)
    hidden = timed.hidden_people(CAME).columns
    found = []
    for place, span in enumerate(spans):
        kept, margins = hidden[place], columns[place]
        newcomers, hosts = (_side(margins, side, kept) for side in SIDES)
        small = TOTAL in kept
        found.append(TrendPoint(
            span, sum(span.holds(held.day) for held in register.held.values()),
            HIDDEN if small else written(margins.total), newcomers, hosts,
            None if small else attended_share(register, [span]), small,
        ))  # fmt: skip
    return found


def _side(margins: Margins, side: str, hidden: frozenset[tuple[str, str]]) -> Cell:
    if ("side", side) in hidden:
        return HIDDEN
    told = margins.parts.get("side", {})
    if told and not any(told.get(one) for one in SIDES):
        return NOTHING  # nobody was asked; a zero would say that none of them came
    return written(told.get(side, Decimal(0)))


def _total(whole: Assembly) -> Cell:
    if not whole.counting:
        return NOTHING
    hidden = whole.hidden_people(CAME).columns[-1]
    return HIDDEN if TOTAL in hidden else written(whole.people(CAME)[1].total)


def _reach(timed: Assembly) -> list[Reached]:
    """Of all periods together, each person once; unknown comes last."""
    if not timed.counting:
        return []
    whole, hidden = timed.people(CAME)[1], timed.hidden_people(CAME).columns[-1]
    found = [Reached(way, tuple(_groups(whole, way, hidden))) for way in WAYS]
    return [reached for reached in found if reached.groups]


def _groups(whole: Margins, way: str, hidden: frozenset[tuple[str, str]]) -> list[tuple[str, Cell]]:
    part = whole.parts.get(way, {})
    order = sorted(part, key=lambda code: (code in (UNKNOWN, REST), _rank(way, code)))
    return [
        (code, HIDDEN if (way, code) in hidden else written(part[code])) for code in order
    ]  # fmt: skip


def _rank(way: str, code: str) -> tuple[int, str]:
    """The order of the vocabulary for ages and stages; letters for the rest."""
    known = list(SIDES) if way == "side" else code_order().get(way, [])
    return (known.index(code) if code in known else len(known), code)


def attended_share(register: Register, spans: Sequence[Span]) -> Estimate | None:
    """The share of marks that say "was there", over sessions held; None where nobody marked.

    The mean of the shares of sessions, weighted by their marks, is the share of all marks; leaving
    out one cohort at a time shows how much it would move. One cohort alone has no interval.
    """
    came, marks = _marks(register, spans)
    sessions = sorted(marks)
    if not sessions:
        return None
    shares = [came[s] / marks[s] for s in sessions]
    cohorts = [str(register.held[s].cohort) for s in sessions]
    return mean_by_groups(shares, [marks[s] for s in sessions], cohorts)


# What a mark may count as when it says whether somebody came.
KNOWN = ("attended", "excused", "unexcused")


def _marks(register: Register, spans: Sequence[Span]) -> tuple[Mapping[int, int], Counter[int]]:
    """By session: how many were there, and how many marks there are."""
    came: Counter[int] = Counter()
    marks: Counter[int] = Counter()
    for mark in register.marks:
        if not any(span.holds(mark.day) for span in spans):
            continue
        came[mark.session] += mark.was_there
        marks[mark.session] += mark.counts in KNOWN
    return came, marks


def _progress(whole: Assembly) -> list[Progress]:
    table = whole.table()
    dates = [f"{column.first} – {column.last}" for column in table.columns]
    blocks = [block for result in table.results for block in result.indicators]
    return [found for block in blocks if (found := _against(block, dates))]


def _against(block: IndicatorBlock, dates: Sequence[str]) -> Progress | None:
    row = block.rows[0]
    pairs = [(row.whole_target, row.whole_actual, "")]
    pairs += list(zip(row.targets[::-1], row.actuals[::-1], dates[::-1], strict=True))
    both = next(((t, a, of) for t, a, of in pairs if t and a), None)
    if both is None:
        return None
    return Progress(block.title, block.unit, *both, block.more_is_better)
