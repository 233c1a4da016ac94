"""Internal consistency of a scale: alpha, standardised alpha, lambda 6, omega, item-rest.

Sources: Cronbach (1951), Psychometrika 16:297; Guttman (1945), Psychometrika 10:255 (lambda 6);
McDonald (1999), Test Theory, ch. 6 (omega of one factor); Harman & Jones (1966), Psychometrika
31:351 (minres); Feldt (1965), Psychometrika 30:357 (interval of alpha).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, codes, label_array, numbers, same_length
from bothways.stats.errors import DesignError, InputError, NotEstimableError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale and how it is scored.

    Parameters
    ----------
    reversed_items : tuple of str
        Items whose answers are turned (low + high - answer) before anything else.
    low, high : float
        Ends of the answer scale, needed for reversing and rescaling.
    min_answered : float in (0, 1]
        Share of items a person must have answered to get a score.
    draws, seed : bootstrap draws over clusters for the interval, and their seed
    level : confidence level
    """

    reversed_items: tuple[str, ...] = ()
    low: float = 1.0
    high: float = 5.0
    min_answered: float = 0.6
    draws: int = 1_000
    seed: int = 1
    level: float = 0.95


def scale_scores(specification: Scale, items: Mapping[str, ArrayLike]) -> Floats:
    """Mean of the answered items of each person, in answer units; NaN with too few answers.

    Examples
    --------
    >>> scale_scores(Scale(reversed_items=("b",)), {"a": [1., 5.], "b": [4., None]})
    array([1.5, nan])
    """
    table = _table(specification, items)
    answered = np.sum(~np.isnan(table), axis=1)
    enough = answered >= max(1, np.ceil(specification.min_answered * table.shape[1]))
    total = np.nansum(table, axis=1)
    return np.where(enough, total / np.maximum(answered, 1), np.nan)


def scale_consistency(
    specification: Scale, items: Mapping[str, ArrayLike], clusters: ArrayLike | None = None
) -> tuple[Estimate, ...]:
    """Reliability of the sum of the items.

    Parameters
    ----------
    specification : Scale
    items : name -> (n,) answers, NaN where missing; at least two items
    clusters : (n,) labels (classes, schools) for the bootstrap of the interval, or None

    Returns
    -------
    tuple of Estimate
        "alpha", "standardised alpha", "lambda 6" (three items or more), "omega" (three or more).
        Alpha has an interval: Feldt's without clusters, percentile bootstrap of clusters with.

    Raises
    ------
    InputError
        Fewer than two items, or an answer outside the scale on a reversed item.
    NotEstimableError
        An item does not vary.

    Notes
    -----
    Alpha uses covariances of the pairs that answered both items. The standardised form uses the
    correlations *of that matrix*, which is not the matrix of pairwise correlations; omega takes the
    latter and assumes one factor (minres). An item that runs against the rest is named in a
    caution, never reversed.

    Examples
    --------
    >>> found = scale_consistency(Scale(), {"a": [1., 2, 3, 4], "b": [2., 2, 4, 4]})
    >>> found[0].term, round(found[0].value, 4)
    ('alpha', 0.9412)
    """
    check_level(specification.level)
    names, table = list(items), _table(specification, items)
    groups = _groups(clusters, len(table))
    used = ~np.isnan(table).all(axis=1)
    S = _pairwise_covariance(table, names)
    R = _correlation(S)
    k, n = len(names), int(used.sum())
    alpha = _alpha(S)
    notes = _lost(table) + _reversed_cautions(S, names)
    run = Run(
        "scale", VERSION, "share", n,
        inputs_hash(specification, {**_named(names, table), "(clusters)": groups}),
        specification.level, None if groups is None else len(np.unique(groups[used])),
        None if groups is None else specification.seed, notes,
    )  # fmt: skip
    if groups is None:
        interval = _feldt(alpha, n, k, specification.level)
    else:
        interval = _bootstrap(specification, table[used], groups[used])
    found = [
        run.plain("alpha", alpha, interval=interval),
        run.plain("standardised alpha", _alpha(R)),
    ]
    if k >= 3:
        omega, proper = _omega(_pairwise_correlation(table))
        edge = () if proper else (caution("improper_solution"),)
        found += [run.plain("lambda 6", _lambda6(R)), run.plain("omega", omega, warnings=edge)]
    return tuple(found)


def item_rest(specification: Scale, items: Mapping[str, ArrayLike]) -> tuple[Estimate, ...]:
    """Correlation of each item with the sum of the others, from pairwise covariances.

    Parameters
    ----------
    specification : Scale
    items : name -> (n,) answers, missing as NaN; at least two items

    Returns
    -------
    tuple of Estimate
        One correlation for each item, without test or interval. Below 0 the item runs against the
        rest and a caution names it.

    Raises
    ------
    InputError, SpecificationError, DesignError

    Examples
    --------
    >>> found = item_rest(Scale(), {"a": [1., 2, 3, 4], "b": [2., 2, 4, 4], "c": [4., 3, 2, 1]})
    >>> [round(e.value, 2) for e in found]
    [-0.45, 0.0, -0.98]
    """
    names, table = list(items), _table(specification, items)
    S = _pairwise_covariance(table, names)
    run = Run(
        "item-rest", VERSION, "correlation", len(table),
        inputs_hash(specification, _named(names, table)),
        specification.level, None, None, _lost(table) + _reversed_cautions(S, names),
    )  # fmt: skip
    return tuple(run.plain(k, float(r)) for k, r in zip(names, _item_rest(S), strict=True))


def _table(specification: Scale, items: Mapping[str, ArrayLike]) -> Floats:
    if len(items) < 2:
        raise InputError("one_item", "A scale needs at least two items.")
    unknown = [k for k in specification.reversed_items if k not in items]
    if unknown:
        raise SpecificationError("unknown_item", f"No item named {', '.join(unknown)} to reverse.")
    columns = {k: numbers(k, v) for k, v in items.items()}
    same_length(columns.items())
    for name in specification.reversed_items:
        outside = (columns[name] < specification.low) | (columns[name] > specification.high)
        if outside.any():
            row = int(np.argmax(outside))
            raise InputError(
                "outside_scale",
                f"Item {name}, row {row + 1}: {columns[name][row]:g} lies outside the scale from "
                f"{specification.low:g} to {specification.high:g}, so it cannot be reversed.",
                column=name, row=row + 1,
            )  # fmt: skip
        columns[name] = specification.low + specification.high - columns[name]
    return np.column_stack(list(columns.values()))


def _named(names: list[str], table: Floats) -> dict[str, Floats]:
    return dict(zip(names, table.T, strict=True))


def _groups(
    clusters: ArrayLike | None, n: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    if clusters is None:
        return None
    labels, present = label_array("clusters", clusters)
    if len(labels) != n or not present.all():
        raise InputError("bad_clusters", "Column clusters needs one label for every person.")
    coded = codes(labels)[0]
    if coded.max() == 0:
        raise DesignError("one_cluster", "Only one cluster: leave the cluster column out.")
    return coded


def _pairwise_covariance(table: Floats, names: list[str]) -> Floats:
    """Covariance of each pair over those who answered both; divisor n_pair - 1."""
    present = (~np.isnan(table)).astype(np.float64)
    centre = np.nanmean(np.where(present.any(axis=0), table, 0.0), axis=0)
    filled = np.where(present > 0, table - centre, 0.0)
    n = present.T @ present
    sums = filled.T @ present
    with np.errstate(divide="ignore", invalid="ignore"):
        S = (filled.T @ filled - sums * sums.T / n) / (n - 1)
    spread = np.diag(S)
    flat = [names[j] for j in np.flatnonzero(~(spread > 1e-12 * (1 + centre**2)))]
    if flat or not np.isfinite(S).all():
        raise NotEstimableError(
            "item_flat", f"These items do not vary or were not answered together: "
            f"{', '.join(flat) or 'some pairs'}. Leave them out.", items=flat,
        )  # fmt: skip
    return np.asarray((S + S.T) / 2)


def _correlation(S: Floats) -> Floats:
    sd = np.sqrt(np.diag(S))
    return np.asarray(S / np.outer(sd, sd))


def _pairwise_correlation(table: Floats) -> Floats:
    """Correlation of each pair, with the spreads of those who answered both."""
    present = (~np.isnan(table)).astype(np.float64)
    filled = np.where(present > 0, table - np.nanmean(table, axis=0), 0.0)
    n, sums, squares = present.T @ present, filled.T @ present, (filled**2).T @ present
    spread = squares - sums**2 / n
    return np.asarray((filled.T @ filled - sums * sums.T / n) / np.sqrt(spread * spread.T))


def _alpha(S: Floats) -> float:
    k, total = len(S), float(S.sum())
    return k / (k - 1) * (1 - float(np.trace(S)) / total) if total > 0 else float("nan")


def _lambda6(R: Floats) -> float:
    unique = 1 / np.diag(np.linalg.pinv(R))
    return 1 - float(unique.sum() / R.sum())


def _omega(R: Floats) -> tuple[float, bool]:
    """(sum of loadings)^2 over the sum of R, loadings by minres; and whether they stay below 1."""
    k = len(R)
    off = ~np.eye(k, dtype=bool)

    def misfit(loadings: Floats) -> tuple[float, Floats]:
        left = np.where(off, R - np.outer(loadings, loadings), 0.0)
        return float(np.sum(left**2)), np.asarray(-4 * left @ loadings)

    values, vectors = np.linalg.eigh(R)
    first = vectors[:, -1] * np.sqrt(values[-1]) * np.sign(vectors[:, -1].sum() or 1.0)
    best = optimize.minimize(misfit, 0.9 * first, jac=True, method="L-BFGS-B", tol=1e-14).x
    common = float(best.sum()) ** 2
    return common / (common + float(np.sum(1 - best**2))), bool((np.abs(best) < 0.999).all())


def _item_rest(S: Floats) -> Floats:
    own = np.diag(S)
    with_rest = S.sum(axis=1) - own
    rest = S.sum() - 2 * S.sum(axis=1) + own
    return np.asarray(with_rest / np.sqrt(own * np.clip(rest, 1e-300, None)))


def _reversed_cautions(S: Floats, names: list[str]) -> tuple[Caution, ...]:
    pairs = zip(names, _item_rest(S), strict=True)
    return tuple(caution("reverse_item", item=k, r=float(r)) for k, r in pairs if r < 0)


def _lost(table: Floats) -> tuple[Caution, ...]:
    incomplete = int(np.isnan(table).all(axis=1).sum())
    return (caution("rows_dropped", rows=incomplete, total=len(table)),) if incomplete else ()


def _feldt(alpha: float, n: int, k: int, level: float) -> tuple[float, float] | None:
    if n < 3 or not np.isfinite(alpha):
        return None
    tail = (1 - level) / 2
    low, high = (float(special.fdtri(n - 1, (n - 1) * (k - 1), p)) for p in (1 - tail, tail))
    return 1 - (1 - alpha) * low, 1 - (1 - alpha) * high


def _bootstrap(
    specification: Scale, table: Floats, groups: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[float, float]:
    """Percentiles of alpha over redrawn clusters, from per-cluster sums of pairwise products."""
    groups = codes(groups)[0]
    G, k = int(groups.max()) + 1, table.shape[1]
    present = (~np.isnan(table)).astype(np.float64)
    filled = np.where(present > 0, table - np.nanmean(table, axis=0), 0.0)
    pieces = (present[:, :, None] * present[:, None, :], filled[:, :, None] * present[:, None, :],
              filled[:, :, None] * filled[:, None, :])  # fmt: skip
    sums = [_by_group(p.reshape(len(table), -1), groups, G) for p in pieces]
    rng = np.random.default_rng(specification.seed)
    picks = (rng.random((specification.draws, G)) * G).astype(np.int64)
    times = np.zeros((specification.draws, G))
    np.add.at(times, (np.arange(specification.draws)[:, None], picks), 1.0)
    n, one, two = ((times @ s).reshape(-1, k, k) for s in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        S = (two - one * one.transpose(0, 2, 1) / n) / (n - 1)
        alpha = k / (k - 1) * (1 - np.trace(S, axis1=1, axis2=2) / S.sum(axis=(1, 2)))
    tail = 100 * (1 - specification.level) / 2
    low, high = np.nanpercentile(alpha, [tail, 100 - tail])
    return float(low), float(high)


def _by_group(values: Floats, groups: np.ndarray[tuple[int], np.dtype[np.int64]], G: int) -> Floats:
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(G))
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))
