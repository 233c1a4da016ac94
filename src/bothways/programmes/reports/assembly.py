"""From the plan and the register to the funder table, for the office or for others. Pure.

Whatever goes to others has small counts of people hidden. Two indicators that count the same people
hide the same cells: what is counted is protected once, by all ways, and each indicator shows the
part it asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from bothways.core.vocabularies import vocabulary
from bothways.programmes.disclosure.alone import Hidden, everything, hidden_of, is_count
from bothways.programmes.disclosure.margins import TOTAL, Key, Margins, Reason
from bothways.programmes.disclosure.nested import Nesting, hide_nested
from bothways.programmes.figures import (
    DIMENSIONS,
    Figure,
    adds_up,
    margins_of,
    over_all,
)
from bothways.programmes.models import Indicator, Programme
from bothways.programmes.register import PEOPLE, Register, Span, counted, months
from bothways.programmes.reports.table import (
    Column,
    FunderTable,
    IndicatorBlock,
    Kept,
    ResultBlock,
    Sides,
    reasons_of,
    rows_of,
)

OverTime, Counted = Indicator.OverTime, Indicator.Counted
VOCABULARIES = {"sex": "person_sex", "age": "person_age", "stage": "stage"}
NONE: frozenset[Key] = frozenset()
# Counted indicators that count people, each once.
OF_PEOPLE = (*PEOPLE, Counted.CERTIFICATES)


@dataclass(frozen=True, slots=True)
class Entered:
    """What people entered for one indicator."""

    baseline: Sequence[Figure] = ()
    baseline_on: date | None = None
    targets: Mapping[int, Sequence[Figure]] = field(default_factory=dict)  # by number of the period
    actuals: Mapping[int, Sequence[Figure]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A programme with its results, indicators and periods, as far as a report goes."""

    programme: Programme
    results: Sequence[tuple[str, str, str, Sequence[Indicator]]]  # level, title, description
    periods: Sequence[tuple[int, Span]]
    entered: Mapping[int, Entered]
    threshold: int
    # Periods from the first on that are shown; all are looked at, so that no document shows what
    # another hides.
    shown: int | None = None


@dataclass(frozen=True)
class Assembly:
    """The table of one plan. ``for_others``: small cells hidden."""

    plan: Plan
    register: Register | None
    today: date
    for_others: bool = True
    _counted: dict[str, tuple[list[Margins], Margins] | None] = field(default_factory=dict)
    _hidden: dict[str, Hidden] = field(default_factory=dict)

    @cached_property
    def spans(self) -> list[Span]:
        return [span for _number, span in self.plan.periods]

    @cached_property
    def counting(self) -> list[Span]:
        """Spans that the register counts by: months where the plan has no periods."""
        if self.spans or self.register is None:
            return self.spans
        return months(self.register, self.today) or [Span(date.min, self.today)]

    @property
    def shown(self) -> int:
        return len(self.spans) if self.plan.shown is None else self.plan.shown

    def table(self) -> FunderTable:
        programme = self.plan.programme
        organisation = programme.organisation
        return FunderTable(
            programme.title, programme.language, organisation.name if organisation else "",
            self.plan.threshold if self.for_others else 0,
            tuple(
                Column(s.first.isoformat(), s.last.isoformat(), s.label)
                for s in self.spans[: self.shown]
            ),
            tuple(
                ResultBlock(level, title, text, tuple(self._block(one) for one in indicators))
                for level, title, text, indicators in self.plan.results
            ),
        )  # fmt: skip

    def _block(self, indicator: Indicator) -> IndicatorBlock:
        sides, kept, reasons = self._sides(indicator)
        entered = self.plan.entered.get(indicator.pk, Entered())
        day = entered.baseline_on.isoformat() if entered.baseline_on else ""
        return IndicatorBlock(
            str(indicator.uid), indicator.title, indicator.definition, indicator.unit,
            indicator.measure, indicator.over_time, indicator.more_is_better, indicator.counted,
            indicator.source, day, rows_of(sides, kept, code_order()),
            tuple(dict.fromkeys((*reasons_of(sides), *reasons))),
        )  # fmt: skip

    def _sides(self, indicator: Indicator) -> tuple[Sides, Kept, tuple[Reason, ...]]:
        entered = self.plan.entered.get(indicator.pk, Entered())
        ways = [d for d in DIMENSIONS if d in indicator.disaggregated_by]
        additive = adds_up(indicator.measure, indicator.over_time)
        numbers = [number for number, _span in self.plan.periods]
        targets = [_target(entered.targets.get(n, ()), ways, additive) for n in numbers]
        baseline = margins_of(entered.baseline, ways, additive)
        found = self._of_register(indicator.counted)
        if found is None:
            actuals = [margins_of(entered.actuals.get(n, ()), ways, additive) for n in numbers]
            whole = over_all(actuals, indicator.over_time, additive)
        else:
            actuals = [_only(margins, ways) for margins in found[0]] if self.spans else []
            own = indicator.over_time == OverTime.DISTINCT or not self.spans
            whole = (
                _only(found[1], ways) if own else over_all(actuals, indicator.over_time, additive)
            )
        target = over_all(targets, indicator.over_time, additive)
        sides = Sides(baseline, tuple(targets), tuple(actuals), target, whole)
        uncounted = (Reason("not_counted"),) if indicator.counted and found is None else ()
        kept, more = self._kept(indicator, sides, additive) if self.for_others else (Kept(), ())
        if self.shown < len(self.spans):
            sides, kept = self._cut(indicator, sides, kept, additive)
        return sides, kept, (*uncounted, *more)

    def _cut(
        self, indicator: Indicator, sides: Sides, kept: Kept, additive: bool
    ) -> tuple[Sides, Kept]:
        """The periods up to the last that is shown, with a whole of their own."""
        actuals, targets = sides.actuals[: self.shown], sides.targets[: self.shown]
        target = over_all(targets, indicator.over_time, additive)
        columns = kept.actuals[: self.shown]
        ways = [d for d in DIMENSIONS if d in indicator.disaggregated_by]
        if self._of_register(indicator.counted) and indicator.over_time == OverTime.DISTINCT:
            whole = _only(self._up_to(indicator.counted), ways)
            hidden = self._kept_up_to(indicator.counted) if self.for_others else NONE
        else:
            whole = over_all(actuals, indicator.over_time, additive)
            hidden = kept.whole if whole == sides.whole_actual else NONE.union(*columns)
        cut = Sides(sides.baseline, targets, actuals, target, whole)
        return cut, Kept(kept.baseline, columns, hidden)

    def _up_to(self, source: str) -> Margins:
        assert self.register is not None  # noqa: S101 (whoever asks has counted)
        found = counted(self.register, source, self.spans[: self.shown], self.today)
        return found[1] if found else Margins()

    def _kept_up_to(self, source: str) -> frozenset[Key]:
        """What is hidden of the people of the periods shown; nothing else is hidden for it."""
        sources = PEOPLE if source in PEOPLE else (source,)
        extra = [self._up_to(one) for one in sources]
        columns = [c for one in sources for c in (*self.people(one)[0], self.people(one)[1])]
        before = [keys for one in sources for keys in self.hidden_people(one).columns]
        alone = [
            keys.union(*self.hidden_people(one).columns)
            for keys, one in zip(
                hidden_of(extra, self.plan.threshold, additive=False).columns, sources, strict=True
            )
        ]
        nesting = _nesting(len(self.spans) + 1, len(sources), self.shown)
        found = hide_nested(
            [*columns, *extra], [*before, *alone], nesting, self.plan.threshold
        )  # fmt: skip
        place = sources.index(source)
        if found[: len(before)] != before:
            return everything(extra[place]) | {TOTAL}
        return found[len(before) + place]

    def _of_register(self, source: str) -> tuple[list[Margins], Margins] | None:
        if not source or self.register is None:
            return None
        if source not in self._counted:
            self._counted[source] = counted(self.register, source, self.counting, self.today)
        return self._counted[source]

    def _kept(
        self, indicator: Indicator, sides: Sides, additive: bool
    ) -> tuple[Kept, tuple[Reason, ...]]:
        if self._of_register(indicator.counted) is not None:
            return self._kept_of_register(indicator, sides), ()
        tells = any(margins.parts for margins in (sides.baseline, *sides.actuals))
        if not tells and not indicator.disaggregated_by:
            return Kept(), ()
        counts = [m for m in (sides.baseline, *sides.actuals) if m.total is not None]
        if not additive or not all(is_count(margins) for margins in counts):
            return _no_parts(sides), (Reason("parts_without_people"),) if tells else ()
        return self._kept_of_entered(indicator, sides), ()

    def _kept_of_entered(self, indicator: Indicator, sides: Sides) -> Kept:
        threshold = self.plan.threshold
        sums = indicator.over_time == OverTime.SUM
        hidden = hidden_of(sides.actuals, threshold, additive=sums)
        whole = hidden.whole if sums else _last(hidden, sides)
        baseline = hidden_of([sides.baseline], threshold, additive=False)
        return Kept(baseline.columns[0], hidden.columns, whole)

    def _kept_of_register(self, indicator: Indicator, sides: Sides) -> Kept:
        """Hours are hidden where the people who attended are."""
        source = indicator.counted
        if source == Counted.SESSIONS_HELD:
            return Kept()
        family = source if source in OF_PEOPLE else Counted.PEOPLE_ATTENDING
        hidden = self.hidden_people(family)
        baseline = hidden_of([sides.baseline], self.plan.threshold, additive=False).columns[0]
        columns = hidden.columns[:-1] if self.spans else ()
        if not self.spans or (indicator.over_time == OverTime.DISTINCT and source in OF_PEOPLE):
            return Kept(baseline, columns, hidden.columns[-1])
        # Otherwise the whole is worked out from the periods: it says no more than they do.
        return Kept(baseline, columns, NONE.union(*columns))

    def hidden_people(self, source: str) -> Hidden:
        """What is hidden of these people by any way: in each period, and in all of them.

        Who is enrolled and who came are protected together, whichever of them a page shows. Who
        got a certificate may have been enrolled before the first period, so they stand alone.
        """
        if not self._hidden:
            self._hidden.update(self._protected(PEOPLE))
            self._hidden.update(self._protected((Counted.CERTIFICATES,)))
        return self._hidden[source]

    def _protected(self, sources: Sequence[str]) -> dict[str, Hidden]:
        columns: list[Margins] = []
        for source in sources:
            periods, whole = self.people(source)
            columns += [*periods, whole]
        hidden = hidden_of(columns, self.plan.threshold, additive=False)
        width = len(columns) // len(sources)
        nesting = _nesting(width, len(sources))
        found = hide_nested(columns, hidden.columns, nesting, self.plan.threshold)
        return {
            source: Hidden(tuple(found[k * width : (k + 1) * width]))
            for k, source in enumerate(sources)
        }

    def people(self, source: str) -> tuple[list[Margins], Margins]:
        """People by period and of all periods, with all ways."""
        return self._of_register(source) or ([], Margins())


def _nesting(width: int, count: int, shown: int | None = None) -> Nesting:
    """Columns of one family of people after the other; the last of each is all periods.

    Of two families the second lies within the first: those who came within those enrolled. With
    ``shown``, a column more of each family, behind all others, holds that many periods.
    """
    families = [range(k * width, (k + 1) * width) for k in range(count)]
    periods = [(column, family[-1]) for family in families for column in family[:-1]]
    both = [pair for outer, inner in pairwise(families) for pair in zip(inner, outer, strict=True)]
    covered = [(family[-1], list(family[:-1])) for family in families]
    if shown is not None:
        extra = [width * count + k for k in range(count)]
        for family, whole in zip(families, extra, strict=True):
            periods += [(whole, family[-1]), *((column, whole) for column in family[:shown])]
            covered += [(whole, list(family[:shown])),
                        (family[-1], [whole, *family[shown:-1]])]  # fmt: skip
        both += [(inner, outer) for outer, inner in pairwise(extra)]
    return Nesting([*periods, *both], covered)


def _target(figures: Sequence[Figure], ways: Sequence[str], additive: bool) -> Margins:
    """Targets are seldom broken down, which needs no reason."""
    found = margins_of(figures, ways, additive)
    return Margins(found.total, found.parts)


def _only(margins: Margins, ways: Sequence[str]) -> Margins:
    parts = {way: part for way, part in margins.parts.items() if way in ways}
    return Margins(margins.total, parts, margins.reasons)


def _no_parts(sides: Sides) -> Kept:
    return Kept(
        everything(sides.baseline), tuple(everything(m) for m in sides.actuals),
        everything(sides.whole_actual),
    )  # fmt: skip


def _last(hidden: Hidden, sides: Sides) -> frozenset[Key]:
    """The newest period that has figures stands for the whole."""
    known = [k for k, margins in enumerate(sides.actuals) if margins.total is not None]
    return hidden.columns[known[-1]] if known else frozenset({TOTAL})


def code_order() -> dict[str, list[str]]:
    return {dimension: list(vocabulary(name)) for dimension, name in VOCABULARIES.items()}
