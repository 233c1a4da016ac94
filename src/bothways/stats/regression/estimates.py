"""The door to least squares: a frozen specification and columns in, estimates out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Ints, Rows, complete_rows
from bothways.stats.errors import InputError, NotEstimableError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.fit import design, least_squares
from bothways.stats.regression.variance import Kind, Variance, sandwich

VERSION = "1"
FEW_CLUSTERS = 20
LOW_DF = 6.0


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """What to fit.

    Parameters
    ----------
    variance : "classical", "HC2", "CR1", "CR1S" or "CR2"
        CR2 (the default) needs clusters; without clusters it becomes HC2.
    intercept : bool
        Add a constant.
    level : float
        Confidence level.
    unit : str
        Unit of the outcome.
    """

    variance: Kind = "CR2"
    intercept: bool = True
    level: float = 0.95
    unit: str = "points"


@dataclass(frozen=True)
class Regression:
    """A fitted regression: its estimates, and the variance for joint tests.

    Attributes
    ----------
    estimates : tuple of Estimate, one for each kept column
    names : the kept columns
    variance : Variance
    run : what all estimates share
    """

    estimates: tuple[Estimate, ...]
    names: tuple[str, ...]
    variance: Variance
    run: Run

    def __getitem__(self, term: str) -> Estimate:
        for estimate in self.estimates:
            if estimate.term == term:
                return estimate
        raise NotEstimableError(
            "left_out",
            f"{term} is a combination of the other columns: the rows cannot tell it apart.",
        )


def regress(
    specification: LeastSquares,
    outcome: ArrayLike,
    predictors: Mapping[str, ArrayLike],
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    absorb: ArrayLike | None = None,
) -> Regression:
    """Fit outcome on predictors by (weighted) least squares.

    Parameters
    ----------
    specification : LeastSquares
    outcome : (n,) numbers
    predictors : mapping of name -> (n,) numbers
    clusters : (n,) labels of the independent units, or None when rows are independent
    weights : (n,) positive sampling weights, or None
    absorb : (n,) labels of groups whose constants are taken out, or None

    Returns
    -------
    Regression
        Coefficients in outcome units for one unit of the predictor.

    Raises
    ------
    InputError, SpecificationError, DesignError, NotEstimableError

    Notes
    -----
    Assumes a linear mean; errors may have any variance and any correlation inside a cluster.
    Rows with a missing value are left out with a caution. Collinear columns are left out with a
    caution, the earlier one stays. A perfect fit gives se 0 and no test.
    Source: see :mod:`bothways.stats.regression.variance`.

    Examples
    --------
    >>> fit = regress(LeastSquares(), [1., 2., 3., 5., 4., 6., 8., 7.],
    ...               {"arm": [0, 0, 0, 0, 1, 1, 1, 1]}, clusters=list("aabbccdd"))
    >>> e = fit["arm"]; round(e.value, 3), round(e.df, 3), e.clusters
    (3.5, 2.0, 4)
    """
    check_level(specification.level)
    rows = complete_rows(
        {"outcome": outcome, **predictors, "(weights)": weights},
        {"(clusters)": clusters, "(absorb)": absorb},
    )
    kind = _kind(specification.variance, rows)
    names, variance = _solve(specification, rows, list(predictors), kind)
    run = _run(specification, rows, kind, names, list(predictors), variance)
    return Regression(_coefficients(run, names, variance), tuple(names), variance, run)


def _kind(kind: Kind, rows: Rows) -> Kind:
    clustered = "(clusters)" in rows.coded
    if kind == "CR2" and not clustered:
        return "HC2"
    if kind.startswith("CR") and not clustered:
        raise SpecificationError(
            "no_clusters", f"{kind} needs a column of clusters. Give one, or ask for HC2."
        )
    return kind


def _solve(
    specification: LeastSquares, rows: Rows, predictors: list[str], kind: Kind
) -> tuple[list[str], Variance]:
    weights = rows.numeric.get("(weights)")
    if weights is not None and (weights <= 0).any():
        raise InputError(
            "weight_not_positive", "Every weight must be above 0: leave out rows without weight.",
            column="(weights)", row=int(np.flatnonzero(weights <= 0)[0]) + 1,
        )  # fmt: skip
    absorb = rows.coded.get("(absorb)")
    if absorb is not None and weights is not None and kind == "CR2":
        raise SpecificationError(
            "absorb_weights", "Absorbed groups and weights together have no exact CR2: give the "
            "groups as indicator columns instead.",
        )  # fmt: skip
    if absorb is not None and kind == "CR2" and not _nested(absorb, rows.coded["(clusters)"]):
        raise SpecificationError(
            "absorb_not_nested", "CR2 can only absorb groups that lie inside the clusters: give "
            "wider groups (towns of schools) as indicator columns.",
        )  # fmt: skip
    columns = {name: rows.numeric[name] for name in predictors}
    constant = specification.intercept and absorb is None
    X, names = design(columns, rows.n, constant)
    fit = least_squares(X, rows.numeric["outcome"], rows.coded.get("(clusters)"), weights, absorb)
    return [names[k] for k in fit.kept], sandwich(fit, kind)


def _nested(groups: Ints, clusters: Ints) -> bool:
    """Whether every group lies in one cluster."""
    pairs = np.unique(np.column_stack([groups, clusters]), axis=0)
    return len(pairs) == np.unique(groups).size


def _run(
    specification: LeastSquares,
    rows: Rows,
    kind: Kind,
    kept: list[str],
    predictors: list[str],
    variance: Variance,
) -> Run:
    used = {**rows.numeric, **{k: rows.levels[k][v] for k, v in rows.coded.items()}}
    clusters = variance.fit.clusters if "(clusters)" in rows.coded else None
    dropped = [p for p in predictors if p not in kept]
    notes = list(rows.cautions)
    if dropped:
        notes.append(caution("collinear_dropped", columns=", ".join(dropped)))
    if clusters is not None and clusters < FEW_CLUSTERS:
        notes.append(caution("few_clusters", clusters=clusters))
    if not variance.fit.residuals.any():
        notes.append(caution("no_variation"))
    return Run(
        f"ols-{kind.lower()}", VERSION, specification.unit, rows.n,
        inputs_hash(specification, used), specification.level, clusters, None, tuple(notes),
    )  # fmt: skip


def _coefficients(run: Run, names: Sequence[str], variance: Variance) -> tuple[Estimate, ...]:
    found = []
    for k, name in enumerate(names):
        df = variance.df(np.eye(len(names))[k])
        value, se = float(variance.fit.coef[k]), float(variance.se[k])
        found.append(_with_df_caution(run, name, value, se, df))
    return tuple(found)


def _with_df_caution(run: Run, name: str, value: float, se: float, df: float) -> Estimate:
    low: tuple[Caution, ...] = (caution("low_df", df=df),) if df < LOW_DF and se > 0 else ()
    told = Run(
        run.method, run.method_version, run.unit, run.n, run.inputs_hash, run.level,
        run.clusters, run.seed, run.warnings + low,
    )  # fmt: skip
    return told.tested(name, value, se, df)


def joint_test(regression: Regression, contrasts: Floats | Sequence[str]) -> Estimate:
    """Test several coefficients, or contrasts of them, at once.

    Parameters
    ----------
    regression : Regression
    contrasts : names of coefficients that are zero under the null, or a (q, p) matrix over
        ``regression.names``

    Returns
    -------
    Estimate
        ``value`` and ``statistic`` are the F statistic, ``df`` its denominator degrees of freedom,
        ``unit`` says the numerator. p is None when too few degrees of freedom remain.

    Examples
    --------
    >>> fit = regress(LeastSquares(), [1., 2., 3., 5., 4., 6., 8., 7.],
    ...               {"arm": [0, 0, 0, 0, 1, 1, 1, 1]}, clusters=list("aabbccdd"))
    >>> abs(joint_test(fit, ["arm"]).p_value - fit["arm"].p_value) < 1e-12
    True
    """
    C = _contrast_matrix(regression.names, contrasts)
    F, df, p = regression.variance.joint(C)
    return regression.run.plain(
        "joint", F, df=df, statistic=F, p=p, unit=f"F with {C.shape[0]} in the numerator"
    )


def _contrast_matrix(names: tuple[str, ...], contrasts: Floats | Sequence[str]) -> Floats:
    if isinstance(contrasts, np.ndarray):
        return np.atleast_2d(contrasts)
    missing = [str(c) for c in contrasts if c not in names]
    if missing:
        raise SpecificationError(
            "unknown_term",
            f"No coefficient named {', '.join(missing)}; there are {', '.join(names)}.",
        )
    return np.eye(len(names))[[names.index(str(c)) for c in contrasts]]
