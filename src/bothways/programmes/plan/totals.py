"""Totals of an indicator whose figures are broken down in part, or not at all, or not alike.

Pure: cells in, a ``Breakdown`` out. Whatever the cells, one of two things holds. Either the parts
of every dimension and its ``rest`` (what nobody broke down) make the total exactly; or there is no
total, or a dimension does not add up, and ``problems`` says which numbers do not agree.

An empty code means "all". A cell that names two dimensions counts in both of their margins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

DIMENSIONS = ("sex", "age", "stage")
ZERO = Decimal(0)
HUNDREDTH = Decimal("0.01")
Codes = tuple[str, str, str]
ALL: Codes = ("", "", "")
Cells = Mapping[Codes, Decimal]


@dataclass(frozen=True)
class Reason:
    """Why something does not add up. ``code`` has its sentence in ``words``."""

    code: str
    dimension: str = ""
    part: str = ""
    numbers: tuple[Decimal, ...] = ()
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Margin:
    """The parts of one dimension. ``rest`` is None where no total is known to hold it against."""

    dimension: str
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    rest: Decimal | None = None

    @property
    def sum(self) -> Decimal:
        return sum(self.parts.values(), ZERO)

    @property
    def is_whole(self) -> bool:
        return bool(self.parts) and self.rest == 0


@dataclass(frozen=True)
class Breakdown:
    """A total and its parts. ``is_summed``: nobody gave the total, its parts made it."""

    total: Decimal | None
    margins: Mapping[str, Margin]
    problems: tuple[Reason, ...] = ()
    is_summed: bool = False

    @property
    def adds_up(self) -> bool:
        return not self.problems


NOTHING = Breakdown(None, {})


def broken_down(
    cells: Cells, *, adds: bool = True, dimensions: Iterable[str] = DIMENSIONS
) -> Breakdown:
    """The total and the margins of one period. ``adds`` is False for shares, means and grades."""
    found = {name: _parts(cells, name) for name in dimensions}
    parts = {name: margin for name, (margin, _problems) in found.items()}
    if not adds:
        return _of_shares(cells.get(ALL), parts)
    problems = [problem for _margin, wrong in found.values() for problem in wrong]
    given = cells.get(ALL)
    total, wrong = (given, []) if given is not None else _summed(parts)
    margins = {name: Margin(name, rows, _rest(total, rows)) for name, rows in parts.items()}
    problems += wrong + [_too_much(margin, total) for margin in margins.values()
                         if margin.rest is not None and margin.rest < 0]  # fmt: skip
    return Breakdown(total, margins, tuple(problems), is_summed=given is None and total is not None)


def _of_shares(total: Decimal | None, parts: Mapping[str, Mapping[str, Decimal]]) -> Breakdown:
    """Parts of a share do not make the share: they stand beside it, and no rest is taken."""
    has_parts = any(parts.values())
    problems = (Reason("parts_of_a_share"),) if has_parts and total is None else ()
    return Breakdown(total, {name: Margin(name, rows) for name, rows in parts.items()}, problems)


def _parts(cells: Cells, dimension: str) -> tuple[dict[str, Decimal], list[Reason]]:
    """A part as it was given for itself, or else as its crossed cells make it."""
    place = DIMENSIONS.index(dimension)
    alone, crossed = {}, _crossed(cells, place)
    for codes, value in cells.items():
        if codes[place] and not any(code for at, code in enumerate(codes) if at != place):
            alone[codes[place]] = value
    wrong = [
        Reason("crossed_exceed", dimension, code, (crossed[code], alone[code]))
        for code in alone
        if crossed.get(code, ZERO) > alone[code]
    ]
    return {**crossed, **alone}, wrong


def _crossed(cells: Cells, place: int) -> dict[str, Decimal]:
    """Each part from cells that name more dimensions; where several pairs do, the fullest."""
    by_pair: dict[tuple[str, tuple[bool, ...]], Decimal] = {}
    for codes, value in cells.items():
        named = tuple(bool(code) for code in codes)
        if codes[place] and sum(named) > 1:
            key = (codes[place], named)
            by_pair[key] = by_pair.get(key, ZERO) + value
    parts: dict[str, Decimal] = {}
    for (code, _named), value in by_pair.items():
        parts[code] = max(parts.get(code, value), value)
    return parts


def _summed(parts: Mapping[str, Mapping[str, Decimal]]) -> tuple[Decimal | None, list[Reason]]:
    """The total that the dimensions agree on; with a single dimension, its sum."""
    sums = {name: sum(rows.values(), ZERO) for name, rows in parts.items() if rows}
    if len(set(sums.values())) > 1:
        names = sorted(sums, key=lambda name: (-sums[name], DIMENSIONS.index(name)))
        most, least = names[0], names[-1]
        return None, [Reason("dimensions_differ", most, least, (sums[most], sums[least]))]
    return next(iter(sums.values()), None), []


def _rest(total: Decimal | None, rows: Mapping[str, Decimal]) -> Decimal | None:
    return None if total is None else total - sum(rows.values(), ZERO)


def _too_much(margin: Margin, total: Decimal | None) -> Reason:
    return Reason("parts_exceed", margin.dimension, "", (margin.sum, total or ZERO))


def over_periods(
    periods: Sequence[tuple[str, Breakdown]], how: str, *, adds: bool = True
) -> Breakdown:
    """All periods in one, in their order. ``how``: sum, latest, mean or distinct."""
    known = [(name, found) for name, found in periods if found.total is not None]
    if len(known) == 1 and how != "sum":
        return known[0][1]
    if how == "sum" and adds:
        return _added(periods)
    if not known:
        return _with_problems(periods, None)
    if how == "latest":
        return known[-1][1]
    if how == "mean":
        totals = [found.total for _name, found in known if found.total is not None]
        return _with_problems(periods, (sum(totals, ZERO) / len(totals)).quantize(HUNDREDTH))
    code = "people_counted_once" if how == "distinct" else "shares_do_not_add"
    reason = Reason(code, periods=tuple(name for name, _found in known))
    return Breakdown(None, {}, (*_problems(periods), reason))


def _added(periods: Sequence[tuple[str, Breakdown]]) -> Breakdown:
    """Sums; what a period did not break down goes to the rest. A period without a total that has
    figures all the same leaves no total: nothing is left out unseen."""
    filled = [(name, found) for name, found in periods if found is not NOTHING]
    unknown = tuple(n for n, found in filled if found.total is None and _has_parts(found))
    totals = [found.total for _name, found in filled if found.total is not None]
    total = None if unknown or not totals else sum(totals, ZERO)
    names = dict.fromkeys(name for _n, found in filled for name in found.margins)
    margins = {name: _added_margin(name, filled, total) for name in names}
    problems = _problems(periods)
    if unknown:
        problems += (Reason("period_without_total", periods=unknown),)
    return Breakdown(total, margins, problems, any(found.is_summed for _n, found in filled))


def _added_margin(
    name: str, periods: Sequence[tuple[str, Breakdown]], total: Decimal | None
) -> Margin:
    parts: dict[str, Decimal] = {}
    for _period, found in periods:
        for code, value in found.margins.get(name, Margin(name)).parts.items():
            parts[code] = parts.get(code, ZERO) + value
    return Margin(name, parts, _rest(total, parts))


def _has_parts(found: Breakdown) -> bool:
    return any(margin.parts for margin in found.margins.values())


def _problems(periods: Sequence[tuple[str, Breakdown]]) -> tuple[Reason, ...]:
    return tuple(
        Reason(p.code, p.dimension, p.part, p.numbers, p.periods or (name,))
        for name, found in periods
        for p in found.problems
    )


def _with_problems(periods: Sequence[tuple[str, Breakdown]], total: Decimal | None) -> Breakdown:
    return Breakdown(total, {}, _problems(periods))
