"""Means, spreads, shares, quantiles, differences and regressions of complex surveys.

For a statistic t with M plausible values and R replicates
    sampling variance = mean over m of sum_r scale_r (t_rm - t_0m)^2,
    measurement variance = (1 + 1/M) var_m(t_0m),
and the standard error is the root of their sum (OECD 2009, PISA Data Analysis Manual, ch. 7-8;
Rubin 1987). The deviations are taken from the full-weight estimate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Bools, Floats, Ints, codes, label_array, numbers
from bothways.stats.errors import InputError, NotEstimableError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash, t_test
from bothways.stats.surveys.sums import cell_sums
from bothways.stats.surveys.weights import ReplicateWeights

VERSION = "1"
SMALL_CELL = 30


@dataclass(frozen=True, slots=True)
class SurveyStatistic:
    """Confidence level (normal intervals, as the survey manuals use) and unit of the values."""

    level: float = 0.95
    unit: str = "points"


@dataclass(frozen=True)
class _Sample:
    values: Floats
    cells: Ints
    labels: list[str]
    n: Ints
    lost: int
    stamp: str


def survey_means(
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    values: ArrayLike,
    cells: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Weighted mean of each cell.

    Parameters
    ----------
    specification : SurveyStatistic
    weights : ReplicateWeights of n rows
    values : (n,) numbers or (n, M) plausible values; a row with a missing value is left out
    cells : (n,) labels, or None for one cell; rows without a label are left out

    Returns
    -------
    tuple of Estimate
        One for each cell in sorted order, ``term`` its label, ``clusters`` None.

    Raises
    ------
    InputError
        Lengths differ or no row is left.
    NotEstimableError
        A cell has no weight.

    Notes
    -----
    A replicate whose weight in a cell is 0 is left out of that cell's variance with a caution.
    Cost: one pass over rows x replicates (dense) or rows (factorised).

    Examples
    --------
    >>> from bothways.stats.surveys.weights import brr_fay
    >>> w = brr_fay(np.ones(4), np.ones((4, 2)) + [[.5, -.5], [-.5, .5], [.5, -.5], [-.5, .5]])
    >>> e = survey_means(SurveyStatistic(), w, [1., 2., 3., 4.])[0]
    >>> e.value, round(e.se, 4)
    (2.5, 0.5)
    """
    sample, sums = _summed(specification, weights, values, cells, 1)
    M = sample.values.shape[1]
    theta = _divide(sums[:, :, 1 : 1 + M], sums[:, :, :1])
    return _combine(specification, weights, sample, theta, "mean", sample.labels)


def survey_spreads(
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    values: ArrayLike,
    cells: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Weighted standard deviation of each cell (divisor: sum of weights)."""
    sample, sums = _summed(specification, weights, values, cells, 2)
    M = sample.values.shape[1]
    mean = _divide(sums[:, :, 1 : 1 + M], sums[:, :, :1])
    square = _divide(sums[:, :, 1 + M :], sums[:, :, :1])
    theta = np.sqrt(np.clip(square - mean**2, 0, None))
    return _combine(specification, weights, sample, theta, "standard deviation", sample.labels)


def survey_shares(
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    categories: ArrayLike,
    cells: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Share of each category within each cell; terms read "cell: category"."""
    labels, present = label_array("categories", categories)
    coded, levels = codes(labels[present])
    table = np.full((len(labels), len(levels)), np.nan)
    table[present] = coded[:, None] == np.arange(len(levels))
    sample, sums = _summed(specification, weights, table, cells, 1)
    theta = _divide(sums[:, :, 1:], sums[:, :, :1])
    shared = np.moveaxis(theta, 2, 1).reshape(-1, theta.shape[1], 1)
    names = [f"{c}: {k}" if cells is not None else str(k) for c in sample.labels for k in levels]
    return _combine(
        SurveyStatistic(specification.level, "share"), weights, sample, shared, "share", names
    )


def survey_quantiles(
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    values: ArrayLike,
    shares: Sequence[float],
    cells: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Weighted quantiles: the smallest value below which at least the share lies.

    Parameters
    ----------
    shares : numbers strictly between 0 and 1

    Returns
    -------
    tuple of Estimate
        Cell by cell, terms read "cell: p10".
    """
    sample = _sampled(specification, weights, values, cells)
    wanted = np.asarray(shares, dtype=np.float64)
    if not ((wanted > 0) & (wanted < 1)).all():
        raise InputError("bad_share", "Shares of quantiles must lie between 0 and 1.")
    C, M = len(sample.labels), sample.values.shape[1]
    theta = np.empty((C * wanted.size, weights.count + 1, M))
    for c in range(C):
        rows = np.flatnonzero(sample.cells == c)
        W = weights.of_rows(rows)
        for m in range(M):
            found = _quantiles(sample.values[rows, m], W, wanted)
            theta[c * wanted.size : (c + 1) * wanted.size, :, m] = found
    names = [_quantile_name(c, s, cells is not None) for c in sample.labels for s in wanted]
    return _combine(specification, weights, sample, theta, "quantile", names)


def _quantile_name(cell: str, share: float, many: bool) -> str:
    return f"{cell}: p{100 * share:g}" if many else f"p{100 * share:g}"


def _quantiles(values: Floats, W: Floats, shares: Floats) -> Floats:
    """(shares, R + 1) quantiles of one column under every weight."""
    order = np.argsort(values, kind="stable")
    rising = np.cumsum(W[order], axis=0)
    target = shares[:, None] * rising[-1] * (1 - 1e-12)
    found = np.empty((shares.size, W.shape[1]))
    for r in range(W.shape[1]):
        at = np.searchsorted(rising[:, r], target[:, r])
        found[:, r] = values[order][np.minimum(at, len(values) - 1)]
    return found


def survey_difference(
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    values: ArrayLike,
    cells: ArrayLike,
    first: Sequence[object],
    second: Sequence[object],
) -> Estimate:
    """Mean of the cells `first` together minus mean of the cells `second` together.

    Notes
    -----
    The difference is taken inside every replicate, so the covariance of the groups counts.
    """
    labels, present = label_array("cells", cells)
    text = np.where(present, labels.astype(str), "")
    sides = np.full(len(text), "", dtype="<U6")
    for name, wanted in (("first", first), ("second", second)):
        chosen = np.isin(text, _as_labels(labels, wanted))
        if not chosen.any():
            raise InputError("no_cell", f"No row is in {', '.join(map(str, wanted))}.")
        sides[chosen] = name
    sample, sums = _summed(specification, weights, values, sides, 1)
    M = sample.values.shape[1]
    means = _divide(sums[:, :, 1 : 1 + M], sums[:, :, :1])
    theta = (means[0] - means[1])[None]
    return _combine(specification, weights, sample, theta, "difference", ["difference"])[0]


def _as_labels(labels: NDArray[Any], wanted: Sequence[object]) -> list[str]:
    return [str(k) for k in np.asarray(wanted, dtype=labels.dtype).astype(str)]


def survey_regression(
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    values: ArrayLike,
    predictors: Mapping[str, ArrayLike],
) -> tuple[Estimate, ...]:
    """Weighted least squares of the values on predictors and a constant.

    Notes
    -----
    Every replicate solves its own normal equations; cost: rows x replicates x predictors^2.
    """
    columns = {k: numbers(k, v) for k, v in predictors.items()}
    complete = np.logical_and.reduce([~np.isnan(v) for v in columns.values()])
    keep = np.where(complete, "all", "")
    sample = _sampled(specification, weights, values, keep)
    rows = np.flatnonzero(sample.cells == 0)
    X = np.column_stack([np.ones(rows.size), *(v[rows] for v in columns.values())])
    p, M = X.shape[1], sample.values.shape[1]
    pairs = (X[:, :, None] * X[:, None, :]).reshape(rows.size, -1)
    with_y = (X[:, :, None] * sample.values[rows][:, None, :]).reshape(rows.size, -1)
    one = np.zeros(rows.size, dtype=np.int64)
    inside = _only(weights, rows)
    sums = cell_sums(inside, np.concatenate([pairs, with_y], axis=1), one, 1)[0, :, 1:]
    normal = sums[:, : p * p].reshape(-1, p, p)
    if np.linalg.matrix_rank(normal[0] / np.outer(*[np.sqrt(np.diag(normal[0]))] * 2)) < p:
        raise NotEstimableError("collinear", "Some predictors determine each other: leave one out.")
    coef = np.linalg.solve(normal, sums[:, p * p :].reshape(-1, p, M))
    theta: Floats = np.moveaxis(coef, 1, 0).astype(np.float64)
    return _combine(
        specification, weights, sample, theta, "regression", ["(constant)", *predictors]
    )


def _only(weights: ReplicateWeights, rows: Ints) -> ReplicateWeights:
    dense = None if weights.replicates is None else weights.replicates[rows]
    unit = None if weights.unit is None else weights.unit[rows]
    return ReplicateWeights(
        weights.full[rows], dense, weights.factors, unit, weights.scale, weights.name,
        weights.fingerprint,
    )  # fmt: skip


def _sampled(
    specification: SurveyStatistic,
    weights: ReplicateWeights,
    values: ArrayLike,
    cells: ArrayLike | None,
) -> _Sample:
    check_level(specification.level)
    V = np.asarray(values, dtype=np.float64)
    V = V[:, None] if V.ndim == 1 else V
    if V.ndim != 2 or len(V) != weights.full.size:
        raise InputError(
            "unequal_length", f"{len(V)} values for {weights.full.size} weights.", found=len(V)
        )
    absent = np.isnan(V @ np.ones(V.shape[1]))
    coded, labels = np.zeros(len(V), dtype=np.int64), ["all"]
    if cells is not None:
        text, present = label_array("cells", cells)
        if len(text) != len(V):
            raise InputError("unequal_length", f"{len(text)} cells for {len(V)} values.")
        absent = absent | ~present
    keep = ~absent
    if not keep.any():
        raise InputError("no_rows", "No row has a value and a cell.")
    if cells is not None:
        coded, levels = _cell_codes(text, keep)
        labels = [str(k) for k in levels]
    else:
        coded[absent] = -1
    given = {"weights": [weights.fingerprint], "values": V, "cells": cells}
    stamp = inputs_hash(specification, given)
    clean = V if keep.all() else np.where(absent[:, None], 0.0, V)
    n = np.bincount(coded[coded >= 0], minlength=len(labels))
    return _Sample(clean, coded, labels, n.astype(np.int64), int(absent.sum()), stamp)


def _cell_codes(
    text: NDArray[Any],
    keep: Bools,
) -> tuple[Ints, NDArray[Any]]:
    whole = np.full(len(text), -1, dtype=np.int64)
    if text.dtype.kind in "iu" and keep.all() and text.min() >= 0 and text.max() < 65_536:
        used = np.flatnonzero(np.bincount(text.astype(np.int64)))
        place = np.full(int(used[-1]) + 1, -1, dtype=np.int64)
        place[used] = np.arange(used.size)
        return place[text.astype(np.int64)], used.astype(text.dtype)
    whole[keep], levels = codes(text[keep])
    return whole, levels


def _summed(
    specification: SurveyStatistic, weights: ReplicateWeights, values: ArrayLike,
    cells: ArrayLike | None, powers: int,
) -> tuple[_Sample, Floats]:  # fmt: skip
    sample = _sampled(specification, weights, values, cells)
    sums = cell_sums(weights, sample.values, sample.cells, len(sample.labels), powers)
    empty = np.flatnonzero(sums[:, 0, 0] <= 0)
    if empty.size:
        raise NotEstimableError(
            "no_weight", f"Cell {sample.labels[empty[0]]} has no weight: leave it out."
        )
    return sample, sums


def _divide(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(below > 0, above / below, np.nan))


def _combine(
    specification: SurveyStatistic, weights: ReplicateWeights, sample: _Sample, theta: Floats,
    name: str, terms: Sequence[str],
) -> tuple[Estimate, ...]:  # fmt: skip
    """Estimates from statistics theta (terms, R + 1, M)."""
    M = theta.shape[2]
    centre = theta[:, 0, :]
    deviation = theta[:, 1:, :] - centre[:, None, :]
    gone = np.isnan(deviation).any(axis=2).sum(axis=1)
    sampling = np.einsum("trm,r->t", np.nan_to_num(deviation) ** 2, weights.scale) / M
    measured = (1 + 1 / M) * centre.var(axis=1, ddof=1) if M > 1 else np.zeros(len(terms))
    error = np.sqrt(sampling + measured)
    notes: tuple[Caution, ...] = ()
    if sample.lost:
        notes = (caution("rows_dropped", rows=sample.lost, total=len(sample.cells)),)
    run = Run(
        f"survey-{name.replace(' ', '-')}-{weights.name}", VERSION, specification.unit,
        int(sample.n.sum()), sample.stamp, specification.level, warnings=notes,
    )  # fmt: skip
    per_cell = max(1, len(terms) // max(len(sample.labels), 1))
    whole = len(terms) < len(sample.labels) or name == "regression"
    return tuple(
        _one(run, term, float(centre[k].mean()), float(error[k]), int(gone[k]),
             int(sample.n.sum()) if whole else int(sample.n[k // per_cell]))
        for k, term in enumerate(terms)
    )  # fmt: skip


def _one(run: Run, term: str, value: float, se: float, gone: int, n: int) -> Estimate:
    statistic, p, interval = t_test(value, se, None, run.level)
    notes: list[Caution] = []
    if gone:
        notes.append(caution("empty_replicates", replicates=gone))
    if n < SMALL_CELL:
        notes.append(caution("small_cell", n=n))
    return run.plain(
        term, value, se=se, statistic=statistic, p=p, interval=interval, n=n, warnings=tuple(notes)
    )
