"""The panel: units seen in several periods, some of which start the programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.columns import (
    Bools,
    Floats,
    Ints,
    Rows,
    complete_rows,
    label_array,
    numbers,
    same_length,
)
from bothways.stats.errors import DesignError, InputError


@dataclass(frozen=True)
class Panel:
    """Rows and their unit-by-period table.

    Attributes
    ----------
    rows : Rows
        Complete rows, with "outcome", "period" and coded "unit" (and "clusters").
    names : (U,) unit labels
    periods : (T,) sorted periods
    unit, when : (n,) unit and period number of each row
    mean, count : (U, T) mean outcome and number of rows; mean is 0 where there is none
    first : (U,) number of the first period with the programme, T for never
    cluster : (U,) code of the unit's cluster
    """

    rows: Rows
    names: NDArray[Any]
    periods: Floats
    unit: Ints
    when: Ints
    mean: Floats
    count: Floats
    first: Ints
    cluster: Ints

    @property
    def treated(self) -> Bools:
        """(U,) units that ever start within the panel."""
        return np.asarray(self.first < self.periods.size)

    @property
    def common_start(self) -> bool:
        """Whether all units that start do so in one period."""
        return np.unique(self.first[self.treated]).size == 1

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return int(self.cluster.max()) + 1

    @property
    def row_clusters(self) -> Ints:
        """(n,) cluster of each row."""
        return self.cluster[self.unit]

    @property
    def active(self) -> Bools:
        """(U, T) whether the programme runs."""
        return np.asarray(np.arange(self.periods.size) >= self.first[:, None])


def read_panel(
    outcome: ArrayLike,
    period: ArrayLike,
    unit: ArrayLike,
    start: ArrayLike,
    clusters: ArrayLike | None = None,
) -> Panel:
    """Check the columns and build the panel.

    Parameters
    ----------
    outcome, period : (n,) numbers
    unit : (n,) labels
    start : (n,) first period with the programme, the same in all rows of a unit; missing = never
    clusters : (n,) labels of what decided together, the same in all rows of a unit; None = units

    Raises
    ------
    InputError
        Bad values, or a start or cluster that changes inside a unit.
    DesignError
        Nobody starts, nobody is left to compare with, no period before or after.
    """
    begin = numbers("start", start)
    same_length([("start", begin), ("unit", label_array("unit", unit)[0])])
    rows = complete_rows(
        {"outcome": outcome, "period": period}, {"unit": unit, "clusters": clusters}
    )
    same_length([("start", begin), ("outcome", rows.kept)])
    code, U = rows.coded["unit"], rows.levels["unit"].size
    periods, when = np.unique(rows.numeric["period"], return_inverse=True)
    begins = np.where(np.isnan(begin), np.inf, begin)[rows.kept]
    first = np.searchsorted(periods, _constant("start", begins, rows, U))
    cluster = np.arange(U)
    if "clusters" in rows.coded:
        own = _constant("clusters", rows.coded["clusters"].astype(float), rows, U)
        cluster = np.unique(own, return_inverse=True)[1].reshape(-1)
    place = code * periods.size + when.reshape(-1)
    count = np.bincount(place, minlength=U * periods.size).reshape(U, -1).astype(float)
    total = np.bincount(place, rows.numeric["outcome"], U * periods.size).reshape(U, -1)
    panel = Panel(
        rows, rows.levels["unit"], periods, code, when.reshape(-1), total / np.maximum(count, 1),
        count, first.astype(np.int64), cluster.astype(np.int64),
    )  # fmt: skip
    _check(panel)
    return panel


def _constant(name: str, values: Floats, rows: Rows, units: int) -> Floats:
    code = rows.coded["unit"]
    found = np.full(units, np.nan)
    found[code] = values
    wrong = np.flatnonzero(found[code] != values)
    if wrong.size:
        row = int(np.flatnonzero(rows.kept)[wrong[0]]) + 1
        label = rows.levels["unit"][code[wrong[0]]]
        raise InputError(
            "not_constant", f"Column {name}, row {row}: unit {label} has two values. Give one "
            "for each unit.", column=name, row=row,
        )  # fmt: skip
    return found


def _check(panel: Panel) -> None:
    if not panel.treated.any():
        raise DesignError(
            "no_programme", "No unit starts the programme within the periods seen: there is only "
            "one group.",
        )  # fmt: skip
    if panel.clusters < 2:
        raise DesignError(
            "one_cluster", "All units are in one cluster: a comparison needs two or more clusters."
        )
    before = (panel.count * ~panel.active).sum(axis=1)
    without = [str(n) for n in panel.names[panel.treated & (before == 0)]]
    if without:
        raise DesignError(
            "no_period_before", "No period before the start was seen for "
            f"{', '.join(without[:5])}: leave these units out.", units=without,
        )  # fmt: skip
    if not comparable(panel).any():
        raise DesignError(
            "no_comparison", "In no period is there both a unit with the programme and one "
            "without: there is no group to compare with.",
        )  # fmt: skip


def comparable(panel: Panel) -> Bools:
    """(U, T) cells with the programme, in periods in which somebody is without it."""
    seen = panel.count > 0
    without = (seen & ~panel.active).any(axis=0)
    return np.asarray(seen & panel.active & without)


def starts(period: ArrayLike, unit: ArrayLike, active: ArrayLike) -> Floats:
    """Turn a column "the programme runs" into the first period of each row's unit.

    Parameters
    ----------
    period : (n,) numbers
    unit : (n,) labels
    active : (n,) 0 or 1

    Returns
    -------
    (n,) first active period of the unit, NaN for never

    Raises
    ------
    InputError
        The programme stops again: this method is for programmes that go on.

    Examples
    --------
    >>> starts([1, 2, 1, 2], ["a", "a", "b", "b"], [0, 1, 0, 0])
    array([ 2.,  2., nan, nan])
    """
    rows = complete_rows({"period": period, "active": active}, {"unit": unit})
    when, on, code = rows.numeric["period"], rows.numeric["active"], rows.coded["unit"]
    begin = np.full(rows.levels["unit"].size, np.inf)
    np.minimum.at(begin, code[on != 0], when[on != 0])
    wrong = np.flatnonzero(on != (when >= begin[code]))
    if wrong.size:
        row = int(np.flatnonzero(rows.kept)[wrong[0]]) + 1
        raise InputError(
            "stops_again", f"Column active, row {row}: the programme of unit "
            f"{rows.levels['unit'][code[wrong[0]]]} is off after it was on. This method is for "
            "programmes that go on once begun.", column="active", row=row,
        )  # fmt: skip
    found = np.full(rows.kept.size, np.nan)
    found[rows.kept] = np.where(np.isinf(begin), np.nan, begin)[code]
    return found
