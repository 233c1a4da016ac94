"""A register of up to hundreds of millions of rows: one Ibis expression, on DuckDB or on Spark."""

import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from bothways.context.microdata.dimensions import UNKNOWN, Dimension
from bothways.context.microdata.tables import Cells, Place, hidden
from bothways.context.observation import Observation
from bothways.core.errors import Refused

PEOPLE, WEIGHT, SUM = "people", "weighted_people", "weighted_sum"
Sums = tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """Years from ``low`` up to and with ``high``; open at an end that is None."""

    low: int | None
    high: int | None

    @property
    def code(self) -> str:
        if self.low is None:
            return f"Y_LT{(self.high or 0) + 1}"
        return f"Y_GE{self.low}" if self.high is None else f"Y{self.low}-{self.high}"


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """A weighted rate by place and group: the mean of ``outcome`` (0 or 1, or an amount)."""

    indicator: str
    unit: str
    time: str
    outcome: str
    place: Dimension
    by: tuple[Dimension, ...] = ()
    bands: dict[str, tuple[Band, ...]] | None = None
    weight: str = ""
    # Only rows whose column lies between the two ends count.
    within: tuple[tuple[str, float, float], ...] = ()
    threshold: int = 10

    @property
    def factor(self) -> float:
        return 100.0 if self.unit == "PC" else 1.0


def bands(text: str) -> tuple[Band, ...]:
    """``-4,5-9,10-``: up to 4, 5 to 9, 10 and more."""
    found = []
    for part in text.split(","):
        low, mark, high = part.strip().partition("-")
        if not mark or not (low or high) or not (low + high).isdigit():
            raise Refused(_("%(text)s: expected bands such as -4,5-9,10-") % {"text": text})
        found.append(Band(int(low) if low else None, int(high) if high else None))
    return tuple(found)


def register_expression(table: Any, asked: RegisterFigures) -> Any:
    """Filter, bands, groups, weighted sums: an Ibis expression that knows no engine."""
    import ibis

    rows = table
    for column, low, high in asked.within:
        rows = rows.filter(rows[column].between(low, high))
    rows = rows.filter(rows[asked.outcome].notnull())
    keys = {"place": rows[asked.place.column]}
    keys |= {one.name: _key(rows, one, asked.bands or {}) for one in asked.by}
    weight = rows[asked.weight] if asked.weight else ibis.literal(1)
    rows = rows.select(**keys, **{WEIGHT: weight, SUM: rows[asked.outcome] * weight})
    return rows.group_by(list(keys)).aggregate(
        **{PEOPLE: ibis._.count(), WEIGHT: ibis._[WEIGHT].sum(), SUM: ibis._[SUM].sum()}
    )


def _key(rows: Any, dimension: Dimension, banded: dict[str, tuple[Band, ...]]) -> Any:
    column = rows[dimension.column]
    if dimension.name not in banded:
        return column
    import ibis

    cases = [(_inside(column, band), band.code) for band in banded[dimension.name]]
    return ibis.cases(*cases, else_=UNKNOWN)


def _inside(column: Any, band: Band) -> Any:
    if band.low is None:
        return column <= band.high
    return column >= band.low if band.high is None else column.between(band.low, band.high)


def register_figures(asked: RegisterFigures, path: Path) -> list[Observation]:
    """From a Parquet file, through DuckDB inside this process."""
    import ibis

    with path.open("rb"):
        pass  # whoever may not read it hears so from the system, not from DuckDB
    with warnings.catch_warnings():
        # Ibis 12 calls DuckDB 2 by names that DuckDB will drop one day.
        warnings.simplefilter("ignore", DeprecationWarning)
        engine = ibis.duckdb.connect()
        try:
            table = engine.read_parquet(str(path))
            _check_columns(asked, list(table.columns))
            found = engine.to_pyarrow(register_expression(table, asked)).to_pylist()
        finally:
            engine.disconnect()
    return observations_of(asked, found)


def _check_columns(asked: RegisterFigures, here: list[str]) -> None:
    wanted = [asked.outcome, asked.place.column, *(one.column for one in asked.by)]
    wanted += [asked.weight] if asked.weight else []
    wanted += [column for column, _low, _high in asked.within]
    if missing := sorted(set(wanted) - set(here)):
        message = _("The file has no column %(missing)s. It has: %(here)s.")
        raise Refused(message % {"missing": ", ".join(missing), "here": ", ".join(here)})


def observations_of(asked: RegisterFigures, cells: Iterable[dict[str, Any]]) -> list[Observation]:
    """The sums of all groups as observations, with totals, small groups held back."""
    by_place: dict[str, dict[tuple[str, ...], Sums]] = defaultdict(dict)
    for row in cells:
        key = tuple(_code(one, row[one.name], asked) for one in asked.by)
        place = asked.place.code(str(row["place"]))
        sums = (int(row[PEOPLE]), float(row[WEIGHT] or 0), float(row[SUM] or 0))
        before = by_place[place].get(key, (0, 0.0, 0.0))
        by_place[place][key] = tuple(map(sum, zip(before, sums, strict=True)))  # type: ignore[assignment]
    return [row for place in sorted(by_place) for row in _of_place(asked, place, by_place[place])]


def _code(dimension: Dimension, value: Any, asked: RegisterFigures) -> str:
    text = "" if value is None else str(value)
    if dimension.name in (asked.bands or {}):
        return text
    return dimension.code(text)


def _of_place(
    asked: RegisterFigures, place: str, sums: dict[tuple[str, ...], Sums]
) -> list[Observation]:
    codes = [sorted({key[k] for key in sums}) for k in range(len(asked.by))]
    shape = [len(found) for found in codes] or [1]
    held: Any = np.zeros([3, *shape])
    for key, found in sums.items():
        at = tuple(codes[k].index(code) for k, code in enumerate(key)) or (0,)
        held[(slice(None), *at)] = found
    for axis in range(1, held.ndim):
        held = np.concatenate([held, held.sum(axis=axis, keepdims=True)], axis=axis)
    inner = held[(0, *([slice(0, -1)] * (held.ndim - 1)))]
    cells = Cells([one.name for one in asked.by], codes, inner)
    shut = cells.held_back(asked.threshold)
    return [
        _observation(asked, place, cells, at, held[(slice(None), *(at or (0,)))], shut)
        for at in cells.places()
        if held[(0, *(at or (0,)))] > 0
    ]


def _observation(
    asked: RegisterFigures, place: str, cells: Cells, at: Place, sums: Any, shut: Any
) -> Observation:
    people, weight, total = sums.tolist()
    described: dict[str, Any] = cells.described(at) if asked.by else {}
    row = Observation(
        indicator=asked.indicator, place=place, time=asked.time, unit=asked.unit,
        value=asked.factor * total / weight if weight else None, n=int(people),
        **described,
    )  # fmt: skip
    return hidden(row) if shut[at or (0,)] else row
