"""Means, spreads and totals of cells, and the gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Bools, Floats, Ints, numbers
from bothways.stats.errors import InputError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.surveys.cells import Cells
from bothways.stats.surveys.replication import Pooled, Replication, pool
from bothways.stats.surveys.sums import gather, replicate_sums
from bothways.stats.surveys.weights import Weights

VERSION = "1"
SMALL_CELL = 30
Statistic = Literal["mean", "sd", "total"]


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """What to estimate in each cell.

    Parameters
    ----------
    replication : Replication
        How the replicate weights were made.
    statistics : tuple of "mean", "sd", "total"
        The standard deviation is that of the population: sqrt(sum w (x - mean)^2 / sum w).
    gaps : tuple of (cell, cell)
        Differences first minus second, with their covariance.
    level : float
        Confidence level.
    unit : str
        Unit of the values.
    """

    replication: Replication = field(default_factory=Replication)
    statistics: tuple[Statistic, ...] = ("mean",)
    gaps: tuple[tuple[str, str], ...] = ()
    level: float = 0.95
    unit: str = "points"


@dataclass(frozen=True)
class Replicated:
    """One statistic in every cell, replicate and plausible value, ready to be pooled.

    Attributes
    ----------
    name : what was estimated
    theta : (cells, R + 1, M); NaN where it does not exist
    magnitude : (cells,) size of the numbers behind it, to tell rounding from movement
    unit : unit of theta
    """

    name: str
    theta: Floats
    magnitude: Floats
    unit: str


def survey_table(
    specification: SurveyTable,
    weights: Weights,
    values: ArrayLike,
    cells: ArrayLike | Cells | None = None,
) -> tuple[Estimate, ...]:
    """Estimate means, standard deviations or totals in cells of a complex survey.

    Parameters
    ----------
    specification : SurveyTable
    weights : ReplicateWeights or FactorisedWeights, n rows
    values : (n,) numbers, or (n, M) plausible values
        For the share below a cut give ``values < cut``.
    cells : (n,) labels, Cells, or None for everybody

    Returns
    -------
    tuple of Estimate
        One for each statistic and cell ("mean: native"), then one for each gap
        ("mean: native - first"), which alone are tested.

    Raises
    ------
    InputError, SpecificationError

    Notes
    -----
    Assumes replicate weights that reproduce the sampling design, and plausible values drawn from a
    model that knew the cells. Rows with a missing value or label are left out with a caution; a
    cell nobody of which has values is left out. A cell of one person has no standard error.
    Cost: one pass over weights and values, see :func:`replicate_sums`.
    Source: OECD (2009), PISA Data Analysis Manual, ch. 7-8 and 11; Rubin (1987), ch. 3.

    Examples
    --------
    >>> from bothways.stats.surveys import delete_one_weights
    >>> w = delete_one_weights(np.ones(6), list("aabbcc"))
    >>> e, = survey_table(SurveyTable(Replication("jk1")), w, [1., 2., 3., 4., 5., 6.])
    >>> e.term, e.value, round(e.se, 4), e.df
    ('mean: all', 3.5, 1.1547, 2.0)
    """
    check_level(specification.level)
    frame = Frame.of(weights, values, cells)
    run = frame.run("survey", specification, specification.level, specification.unit)
    made = [_statistic(s, frame, specification) for s in specification.statistics]
    return pooled_estimates(run, specification.replication, made, frame, specification.gaps)


@dataclass(frozen=True)
class Frame:
    """Values, weights and cells that belong together.

    Attributes
    ----------
    weights : Weights
    values : (n, M)
    cells : Cells
    kept : rows with every value, or None when all have
    sizes : (cells,) number of people
    """

    weights: Weights
    values: Floats
    cells: Cells
    kept: Bools | None
    sizes: Ints

    @classmethod
    def of(cls, weights: Weights, values: ArrayLike, cells: ArrayLike | Cells | None) -> Frame:
        """Bring the columns together and find the complete rows."""
        table = values_table(values, weights.n)
        if cells is None:
            groups = Cells.whole(weights.n)
        else:
            groups = cells if isinstance(cells, Cells) else Cells.of(cells)
        if groups.code.size != weights.n:
            raise InputError(
                "unequal_length",
                f"Column cells has {groups.code.size} rows, the weights have {weights.n}.",
                column="cells",
            )
        kept = complete(table)
        sizes = groups.sizes(kept)
        if not sizes.any():
            raise InputError("no_rows", "No row has both values and a cell.")
        return cls(weights, table, groups, kept, sizes)

    def run(
        self,
        method: str,
        specification: Any,
        level: float,
        unit: str,
        columns: Mapping[str, ArrayLike] | None = None,
    ) -> Run:
        """What all estimates of this frame share; `columns` are hashed beside the values."""
        prints = np.array([self.weights.fingerprint, self.cells.fingerprint])
        hashed = {**(columns or {}), "(values)": self.values, "(prints)": prints}
        digest = inputs_hash(specification, hashed)
        n, kind = int(self.sizes.sum()), specification.replication.method
        name = f"{method}-{kind}"
        return Run(name, VERSION, unit, n, digest, level, warnings=self._cautions())

    def _cautions(self) -> tuple[Caution, ...]:
        total, used = self.weights.n, int(self.sizes.sum())
        notes = [caution("rows_dropped", rows=total - used, total=total)] if used < total else []
        empty = [n for n, size in zip(self.cells.names, self.sizes, strict=True) if not size]
        if empty:
            notes.append(caution("empty_cells", columns=", ".join(empty)))
        return tuple(notes)


def values_table(values: ArrayLike, n: int) -> Floats:
    """Return values as an (n, M) table without copying a float64 table."""
    table = np.asarray(values)
    if table.ndim != 2:
        table = numbers("values", values)[:, None]
    if table.dtype.kind not in "fiub":
        raise InputError("not_a_number", "The plausible values must be numbers.", column="values")
    if len(table) != n or not table.shape[1]:
        raise InputError(
            "unequal_length", f"The values have shape {table.shape}, the weights have {n} rows.",
            column="values", expected=n, found=len(table),
        )  # fmt: skip
    return table.astype(np.float64, copy=False)


def complete(table: Floats) -> Bools | None:
    """Rows without a missing value, or None when there is none missing."""
    if np.isfinite(table.sum()):
        return None
    row = np.flatnonzero(np.isinf(table).any(axis=1))
    if row.size:
        raise InputError(
            "infinite", f"Column values, row {row[0] + 1}: infinite. Give a number or leave it "
            "empty.", column="values", row=int(row[0]) + 1,
        )  # fmt: skip
    return np.asarray(~np.isnan(table).any(axis=1))


def _statistic(name: Statistic, frame: Frame, specification: SurveyTable) -> Replicated:
    if name not in ("mean", "sd", "total"):
        raise SpecificationError(
            "unknown_statistic", f"No statistic {name!r}: choose mean, sd or total."
        )
    M, centre = frame.values.shape[1], _middle(frame)
    squares = name == "sd"

    def columns(rows: Any) -> Floats:
        chosen = gather(frame.values, rows)
        block = np.empty((len(chosen), 1 + M * (1 + squares)))
        block[:, 0] = 1.0
        np.subtract(chosen, centre, out=block[:, 1 : M + 1])
        if squares:
            np.square(block[:, 1 : M + 1], out=block[:, M + 1 :])
        return block

    width = 1 + M * (1 + squares)
    sums = replicate_sums(frame.weights, columns, width, frame.cells, frame.kept)
    size = np.full(len(sums), np.abs(centre).max())
    return Replicated(name, *_theta(name, sums, centre, size, M), specification.unit)


def _theta(
    name: Statistic, sums: Floats, centre: Floats, size: Floats, M: int
) -> tuple[Floats, Floats]:
    weight = sums[..., :1]
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = sums[..., 1 : M + 1]
        moved /= np.where(weight > 0, weight, np.nan)
        if name == "sd":
            square = sums[..., M + 1 :] / weight - moved**2
            theta = np.sqrt(np.maximum(square, 0.0))
        else:
            theta = moved
            theta += centre
    if name == "total":
        theta = theta * weight
        size = size * sums[:, 0, 0]
    return theta, np.maximum(size, np.abs(np.nan_to_num(theta[:, 0])).max(axis=1))


def _middle(frame: Frame) -> Floats:
    """A point near each column's mean, so that squares lose no digits."""
    rows = slice(None) if frame.kept is None else frame.kept
    some = frame.values[rows][:: max(1, len(frame.values) // 10_000)]
    return np.asarray(some.mean(axis=0))


def pooled_estimates(
    run: Run,
    replication: Replication,
    statistics: Iterable[Replicated],
    frame: Frame,
    gaps: Sequence[tuple[str, str]],
) -> tuple[Estimate, ...]:
    """Pool each statistic in each cell, then its gaps."""
    found: list[Estimate] = []
    for statistic in statistics:
        found += _cell_estimates(run, replication, statistic, frame)
        found += _gap_estimates(run, replication, statistic, frame, gaps)
    return tuple(found)


def _cell_estimates(
    run: Run, replication: Replication, statistic: Replicated, frame: Frame
) -> list[Estimate]:
    """Pool a statistic in each cell that has people."""
    pooled = pool(replication, statistic.theta, statistic.magnitude)
    names = frame.cells.names
    alive = np.flatnonzero((frame.sizes > 0) & np.isfinite(pooled.value))
    return [
        _one(run, f"{statistic.name}: {names[k]}", pooled, k, int(frame.sizes[k]), statistic.unit)
        for k in map(int, alive)
    ]


def _one(run: Run, term: str, pooled: Pooled, k: int, n: int, unit: str) -> Estimate:
    notes: tuple[Caution, ...] = (caution("small_cell", n=n),) if n < SMALL_CELL else ()
    if pooled.empty[k]:
        notes += (caution("empty_replicates", replicates=int(pooled.empty[k])),)
    if n < 2:
        return run.plain(term, pooled.value[k], n=n, unit=unit, warnings=notes)
    se, df = float(pooled.se[k]), float(pooled.df[k])
    tested = run.tested(term, float(pooled.value[k]), se, df)
    return run.plain(
        term, pooled.value[k], se=se, df=df, interval=tested.interval, n=n, unit=unit,
        warnings=notes,
    )  # fmt: skip


def _gap_estimates(
    run: Run,
    replication: Replication,
    statistic: Replicated,
    frame: Frame,
    gaps: Sequence[tuple[str, str]],
) -> list[Estimate]:
    """Pool the difference of two cells in each replicate, so that their covariance counts."""
    found = []
    for pair in gaps:
        a, b = (_cell_number(frame, name) for name in pair)
        theta = statistic.theta[a] - statistic.theta[b]
        pooled = pool(replication, theta[None], statistic.magnitude[[a]] + statistic.magnitude[b])
        term = f"{statistic.name}: {pair[0]} - {pair[1]}"
        n = int(frame.sizes[a] + frame.sizes[b])
        value, se, df = (float(x[0]) for x in (pooled.value, pooled.se, pooled.df))
        enough = min(frame.sizes[a], frame.sizes[b]) > 1
        e = run.tested(term, value, se if enough else 0.0, df)
        found.append(
            run.plain(term, value, se=se if enough else None, df=df, statistic=e.statistic,
                      p=e.p_value, interval=e.interval, n=n, unit=statistic.unit,
                      warnings=_gap_cautions(frame, a, b))
        )  # fmt: skip
    return found


def _gap_cautions(frame: Frame, a: int, b: int) -> tuple[Caution, ...]:
    least = int(min(frame.sizes[a], frame.sizes[b]))
    return (caution("small_cell", n=least),) if least < SMALL_CELL else ()


def _cell_number(frame: Frame, name: str) -> int:
    if name not in frame.cells.names or not frame.sizes[frame.cells.names.index(name)]:
        there = [n for n, size in zip(frame.cells.names, frame.sizes, strict=True) if size]
        raise SpecificationError(
            "unknown_cell", f"No cell {name!r} with values: there are {', '.join(there)}.",
            cell=name,
        )  # fmt: skip
    return frame.cells.names.index(name)
