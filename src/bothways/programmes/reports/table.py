"""The funder table: rows of indicators, columns of periods, as its own reader may see it. Pure.

A table is a document of plain words and numbers (``as_document``), so that a page, a workbook, a
PDF, an IATI file and a frozen report all show the same cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bothways.programmes.disclosure.cells import HIDDEN, Cell, written
from bothways.programmes.disclosure.margins import Margins, Reason
from bothways.programmes.figures import DIMENSIONS, REST, UNKNOWN

EDITION = 1
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """All people, or one group: baseline, then targets and actuals by period, then the whole."""

    dimension: str
    code: str
    baseline: Cell
    targets: tuple[Cell, ...]
    actuals: tuple[Cell, ...]
    whole_target: Cell
    whole_actual: Cell


@dataclass(frozen=True, slots=True)
class IndicatorBlock:
    """An indicator with its rows, the first of which is for all."""

    uid: str
    title: str
    definition: str
    unit: str
    measure: str
    over_time: str
    more_is_better: bool
    counted: str
    source: str
    baseline_on: str
    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]

    @property
    def has_hidden(self) -> bool:
        return any(HIDDEN in (r.baseline, *r.actuals, r.whole_actual) for r in self.rows)


@dataclass(frozen=True, slots=True)
class ResultBlock:
    level: str
    title: str
    description: str
    indicators: tuple[IndicatorBlock, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A period as the table names it."""

    first: str
    last: str
    label: str


@dataclass(frozen=True, slots=True)
class FunderTable:
    title: str
    language: str
    organisation: str
    threshold: int
    columns: tuple[Column, ...]
    results: tuple[ResultBlock, ...]

    @property
    def has_hidden(self) -> bool:
        return any(i.has_hidden for r in self.results for i in r.indicators)


@dataclass(frozen=True, slots=True)
class Sides:
    """One indicator's margins: baseline, targets and actuals by period, whole of both."""

    baseline: Margins
    targets: tuple[Margins, ...]
    actuals: tuple[Margins, ...]
    whole_target: Margins
    whole_actual: Margins

    @property
    def all(self) -> tuple[Margins, ...]:
        return (self.baseline, *self.targets, *self.actuals, self.whole_target, self.whole_actual)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is hidden of an indicator: in the baseline, in each period, in the whole."""

    baseline: frozenset[Key] = frozenset()
    actuals: tuple[frozenset[Key], ...] = ()
    whole: frozenset[Key] = frozenset()

    def of(self, place: int) -> frozenset[Key]:
        return self.actuals[place] if self.actuals else frozenset()


def rows_of(sides: Sides, kept: Kept, order: Mapping[str, Sequence[str]]) -> tuple[Row, ...]:
    """A row for all, then one for each group that any column names."""
    keys = [("", ""), *_groups(sides, order)]
    return tuple(_row(sides, kept, key) for key in keys)


def _groups(sides: Sides, order: Mapping[str, Sequence[str]]) -> Iterable[Key]:
    """In the order of the vocabulary; unknown and not broken down come last."""
    for dimension in DIMENSIONS:
        seen = {code for m in sides.all for code in m.parts.get(dimension, ())}
        known = [code for code in order.get(dimension, ()) if code != UNKNOWN]
        odd = sorted(seen - {*known, UNKNOWN, REST})
        yield from ((dimension, c) for c in (*known, *odd, UNKNOWN, REST) if c in seen)


def _row(sides: Sides, kept: Kept, key: Key) -> Row:
    return Row(
        *key,
        baseline=_cell(sides.baseline, key, kept.baseline),
        targets=tuple(_cell(margins, key, frozenset()) for margins in sides.targets),
        actuals=tuple(
            _cell(margins, key, kept.of(place)) for place, margins in enumerate(sides.actuals)
        ),
        whole_target=_cell(sides.whole_target, key, frozenset()),
        whole_actual=_cell(sides.whole_actual, key, kept.whole),
    )


def _cell(margins: Margins, key: Key, hidden: frozenset[Key]) -> Cell:
    value = _value(margins, *key)
    return HIDDEN if key in hidden and value is not None else written(value)


def _value(margins: Margins, dimension: str, code: str) -> Decimal | None:
    """A group that a broken down column does not name has nobody in it."""
    if not dimension:
        return margins.total
    part = margins.parts.get(dimension)
    if part is None:
        return None
    return part.get(code, None if code == REST else Decimal(0))


def reasons_of(sides: Sides) -> tuple[Reason, ...]:
    """Each once, in the order they were met; those of targets tell of nobody's work."""
    told = (sides.baseline, *sides.actuals, sides.whole_actual)
    return tuple(dict.fromkeys(reason for margins in told for reason in margins.reasons))


def as_document(table: FunderTable) -> dict[str, Any]:
    """Plain values: what a report freezes and hashes."""
    return {
        "edition": EDITION,
        "title": table.title,
        "language": table.language,
        "organisation": table.organisation,
        "threshold": table.threshold,
        "columns": [[c.first, c.last, c.label] for c in table.columns],
        "results": [
            {
                "level": r.level, "title": r.title, "description": r.description,
                "indicators": [_indicator_document(i) for i in r.indicators],
            }
            for r in table.results
        ],
    }  # fmt: skip


WORDS = ("uid", "title", "definition", "unit", "measure", "over_time", "more_is_better", "counted",
         "source", "baseline_on")  # fmt: skip


def _indicator_document(block: IndicatorBlock) -> dict[str, Any]:
    return {
        **{name: getattr(block, name) for name in WORDS},
        "rows": [
            [r.dimension, r.code, r.baseline, list(r.targets), list(r.actuals), r.whole_target,
             r.whole_actual]
            for r in block.rows
        ],
        "reasons": [[reason.code, reason.dimension] for reason in block.reasons],
    }  # fmt: skip


def from_document(document: Mapping[str, Any]) -> FunderTable:
    return FunderTable(
        document["title"], document["language"], document["organisation"], document["threshold"],
        tuple(Column(*column) for column in document["columns"]),
        tuple(
            ResultBlock(r["level"], r["title"], r["description"],
                        tuple(_block(i) for i in r["indicators"]))
            for r in document["results"]
        ),
    )  # fmt: skip


def _block(document: Mapping[str, Any]) -> IndicatorBlock:
    rows = tuple(
        Row(d, c, b, tuple(targets), tuple(actuals), whole_t, whole_a)
        for d, c, b, targets, actuals, whole_t, whole_a in document["rows"]
    )
    reasons = tuple(Reason(*pair) for pair in document["reasons"])
    return IndicatorBlock(**{n: document[n] for n in WORDS}, rows=rows, reasons=reasons)


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that says something else now. Empty words: it was not there, or is no more."""

    indicator: str
    dimension: str
    code: str
    column: str
    was: Cell
    now: Cell


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two documents, cell by cell."""
    old, new = _cells(from_document(before)), _cells(from_document(after))
    return [
        Change(title, dimension, code, column, old.get(key, ""), new.get(key, ""))
        for key in {**old, **new}
        if old.get(key, "") != new.get(key, "")
        for (_uid, title, dimension, code, column) in [key]
    ]


def _cells(table: FunderTable) -> dict[tuple[str, str, str, str, str], Cell]:
    """Every cell by indicator, group and column. A column is named by its dates."""
    found = {}
    for indicator in (i for r in table.results for i in r.indicators):
        for row in indicator.rows:
            at = (indicator.uid, indicator.title, row.dimension, row.code)
            found[*at, "baseline"] = row.baseline
            found[*at, "whole"] = row.whole_actual
            for column, target, actual in zip(table.columns, row.targets, row.actuals, strict=True):
                name = f"{column.first}/{column.last}"
                found[*at, f"target {name}"] = target
                found[*at, f"actual {name}"] = actual
    return found
