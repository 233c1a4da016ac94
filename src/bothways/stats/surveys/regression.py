"""Linear regression under replicate weights and plausible values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import caution
from bothways.stats.columns import Floats, Ints
from bothways.stats.errors import NotEstimableError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level
from bothways.stats.regression.fit import independent_columns
from bothways.stats.surveys.replication import Replication, pool
from bothways.stats.surveys.sums import replicate_sums
from bothways.stats.surveys.tables import Frame, values_table
from bothways.stats.surveys.weights import Weights

SINGULAR = 1e-10


@dataclass(frozen=True, slots=True)
class SurveyRegression:
    """How to regress.

    Parameters
    ----------
    replication : Replication
    level : float
    unit : str
        Unit of the outcome.
    """

    replication: Replication = field(default_factory=Replication)
    level: float = 0.95
    unit: str = "points"


def survey_regression(
    specification: SurveyRegression,
    weights: Weights,
    outcome: ArrayLike,
    predictors: Mapping[str, ArrayLike],
) -> tuple[Estimate, ...]:
    """Regress an outcome on predictors, with a constant.

    Parameters
    ----------
    specification : SurveyRegression
    weights : ReplicateWeights or FactorisedWeights, n rows
    outcome : (n,) numbers, or (n, M) plausible values
    predictors : mapping of name -> (n,) numbers, or (n, M) plausible values

    Returns
    -------
    tuple of Estimate
        The constant, then one coefficient for each kept predictor, in outcome units for one unit
        of the predictor.

    Raises
    ------
    InputError, SpecificationError, NotEstimableError

    Notes
    -----
    The m-th plausible value of the outcome is regressed on the m-th of each predictor. Rows with a
    missing value are left out; collinear predictors are left out with a caution, the earlier one
    stays; replicates in which the predictors are collinear are left out with a caution. Cost: one
    pass over p (p + 1) / 2 + p M products of columns. Source: see :func:`survey_table`.

    Examples
    --------
    >>> from bothways.stats.surveys import delete_one_weights
    >>> w = delete_one_weights(np.ones(6), list("aabbcc"))
    >>> asked = SurveyRegression(Replication("jk1"))
    >>> found = survey_regression(asked, w, [1., 2., 4., 4., 5., 7.], {"x": [0, 1, 2, 3, 4, 5]})
    >>> found[1].term, round(found[1].value, 4)
    ('x', 1.1143)
    """
    check_level(specification.level)
    y = values_table(outcome, weights.n)
    given = {name: values_table(v, weights.n) for name, v in predictors.items()}
    M = _common_count({"outcome": y, **given})
    frame = Frame.of(weights, np.column_stack([y, *given.values()]), None)
    widths = [t.shape[1] for t in given.values()]
    starts = y.shape[1] + np.cumsum([0, *widths[:-1]]).astype(np.int64)
    kept = _kept(frame, starts)
    theta, spread = _coefficients(frame, starts[kept], y.shape[1], widths, M)
    names = ["(constant)", *(list(given)[k] for k in kept)]
    run = _run(specification, frame, list(given), names)
    return tuple(
        _estimate(run, specification.replication, name, theta[..., k], spread)
        for k, name in enumerate(names)
    )


def _common_count(tables: Mapping[str, Floats]) -> int:
    counts = {t.shape[1] for t in tables.values()} - {1}
    if len(counts) > 1:
        raise SpecificationError(
            "plausible_counts", "The columns differ in their number of plausible values: "
            f"{', '.join(f'{k} {t.shape[1]}' for k, t in tables.items())}.",
        )  # fmt: skip
    return max(counts, default=1)


def _kept(frame: Frame, starts: Ints) -> Ints:
    """Predictors not determined by earlier ones among the people with weight."""
    rows = frame.weights.base > 0 if frame.kept is None else frame.kept & (frame.weights.base > 0)
    X = np.column_stack([np.ones(int(rows.sum())), frame.values[rows][:, starts]])
    X[:, 1:] -= X[:, 1:].mean(axis=0)
    X[:, 1:][:, np.abs(X[:, 1:]).max(axis=0) < 1e-12] = 0.0
    if len(X) <= X.shape[1]:
        raise NotEstimableError(
            "too_few_rows", f"{len(X)} rows cannot carry {X.shape[1]} coefficients.", rows=len(X)
        )
    return independent_columns(X)[1:] - 1


def _coefficients(
    frame: Frame, starts: Ints, outcomes: int, widths: list[int], M: int
) -> tuple[Floats, Floats]:
    """(R + 1, M, p + 1) coefficients and the size of the outcome."""
    rows = slice(None) if frame.kept is None else frame.kept
    middle, scale = frame.values[rows].mean(axis=0), frame.values[rows].std(axis=0)
    scale = np.where(scale > 1e-12 * np.abs(middle), scale, 1.0)
    plausible = [s for s in starts if _width_at(int(s), outcomes, widths) > 1]
    theta = np.empty((frame.weights.count + 1, M, starts.size + 1))
    blocks = [(m, m + 1) for m in range(M)] if plausible else [(0, M)]
    for a, b in blocks:
        places = np.array([s + (a if s in plausible else 0) for s in starts], dtype=np.int64)
        ys = np.arange(a, b) if outcomes > 1 else np.zeros(b - a, dtype=np.int64)
        theta[:, a:b] = _solve(frame, places, ys, middle, scale)
    return theta, np.abs(middle[0]) + scale[0]


def _width_at(start: int, outcomes: int, widths: list[int]) -> int:
    edges = outcomes + np.cumsum([0, *widths[:-1]])
    return widths[int(np.flatnonzero(edges == start)[0])]


def _solve(frame: Frame, places: Ints, ys: Ints, middle: Floats, scale: Floats) -> Floats:
    p, q = places.size + 1, ys.size
    upper = np.triu_indices(p)

    def columns(rows: Any) -> Floats:
        table = frame.values[rows]
        X = np.ones((len(table), p))
        X[:, 1:] = (table[:, places] - middle[places]) / scale[places]
        Y = table[:, ys] - middle[ys]
        products = X[:, upper[0]] * X[:, upper[1]]
        return np.hstack([products, (X[:, :, None] * Y[:, None, :]).reshape(len(X), p * q)])

    width = upper[0].size + p * q
    sums = replicate_sums(frame.weights, columns, width, frame.cells, frame.kept)[0]
    gram = np.empty((len(sums), p, p))
    gram[:, upper[0], upper[1]] = gram[:, upper[1], upper[0]] = sums[:, : upper[0].size]
    right = sums[:, upper[0].size :].reshape(-1, p, q)
    solved = _solve_each(gram, right)
    solved[:, 1:] /= scale[places][None, :, None]
    solved[:, 0] += middle[ys] - np.einsum("rpq,p->rq", solved[:, 1:], middle[places])
    return np.asarray(solved.transpose(0, 2, 1))


def _solve_each(gram: Floats, right: Floats) -> Floats:
    """Solve every replicate; NaN where its predictors are collinear or nobody is left."""
    weight = gram[:, 0, 0]
    gram = gram / np.where(weight > 0, weight, 1.0)[:, None, None]
    right = right / np.where(weight > 0, weight, 1.0)[:, None, None]
    roots = np.linalg.eigvalsh(gram)
    sound = (weight > 0) & (roots[:, 0] > SINGULAR * roots[:, -1])
    found = np.full(right.shape, np.nan)
    found[sound] = np.linalg.solve(gram[sound], right[sound])
    return found


def _run(specification: SurveyRegression, frame: Frame, given: list[str], names: list[str]) -> Run:
    columns = {"(names)": np.array(given)}
    run = frame.run(
        "survey-regression", specification, specification.level, specification.unit, columns
    )
    dropped = [name for name in given if name not in names]
    if not dropped:
        return run
    notes = (*run.warnings, caution("collinear_dropped", columns=", ".join(dropped)))
    return Run(run.method, run.method_version, run.unit, run.n, run.inputs_hash, run.level,
               warnings=notes)  # fmt: skip


def _estimate(
    run: Run, replication: Replication, name: str, theta: Floats, spread: Floats
) -> Estimate:
    pooled = pool(replication, theta[None], spread[None])
    value, se, df = (float(x[0]) for x in (pooled.value, pooled.se, pooled.df))
    e = run.tested(name, value, se, df)
    empty = int(pooled.empty[0])
    notes = (caution("empty_replicates", replicates=empty),) if empty else ()
    return run.plain(name, value, se=se, df=df, statistic=e.statistic, p=e.p_value,
                     interval=e.interval, warnings=notes)  # fmt: skip
