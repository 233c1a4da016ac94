"""Random-effects pooling, with or without moderators and dependent effects.

Sources: Hartung & Knapp (2001), Stat. Med. 20:3875; Higgins, Thompson & Spiegelhalter (2009), J. R.
Stat. Soc. A 172:137 (prediction); Hedges, Tipton & Johnson (2010), Res. Synth. Methods 1:39 and
Tipton (2015), Psychol. Methods 20:375 (dependent effects); Higgins & Thompson (2002), Stat. Med.
21:1539 (I squared).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Ints, Rows, complete_rows
from bothways.stats.errors import DesignError, InputError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash, quantile
from bothways.stats.regression.fit import design, independent_columns, least_squares
from bothways.stats.regression.variance import sandwich
from bothways.stats.synthesis.spread import (
    Method,
    cochran_q,
    tau_squared,
    tau_squared_interval,
    weighted_fit,
)  # fmt: skip

VERSION = "1"
FEW_STUDIES = 5
Test = Literal["hartung-knapp", "normal", "CR1", "CR2"]


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """How to pool.

    Parameters
    ----------
    tau : "REML", "PM", "DL" or "fixed"
        Estimator of the variance between studies.
    test : "hartung-knapp", "normal", "CR1" or "CR2"
        How the pooled effect is tested. With dependent effects give clusters and CR2 (few
        clusters) or CR1.
    prediction : "satterthwaite" or "higgins"
        Degrees of freedom of the prediction interval: from the uncertainty of the spread itself
        (never more than k - 2), or the usual k - 2, which is too narrow for a handful of studies.
    level : float
        Confidence level.
    unit : str
        Unit of the effects.
    """

    tau: Method = "REML"
    test: Test = "hartung-knapp"
    prediction: Literal["satterthwaite", "higgins"] = "satterthwaite"
    level: float = 0.95
    unit: str = "standard deviations"


@dataclass(frozen=True)
class Pooled:
    """What the studies say together.

    Attributes
    ----------
    effects : the pooled effect, or with moderators every coefficient
    prediction : where a new study's true effect would lie, None with moderators or few studies
    tau : standard deviation between studies, with the Q-profile interval
    i_squared : share of the observed variance that lies between studies
    heterogeneity : Cochran's Q test
    weights : (k,) share of each study in the pooled effect, in the order given; 0 where left out
    """

    effects: tuple[Estimate, ...]
    prediction: Estimate | None
    tau: Estimate
    i_squared: Estimate
    heterogeneity: Estimate
    weights: Floats

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All estimates in reading order."""
        more = (self.prediction,) if self.prediction else ()
        return (*self.effects, *more, self.tau, self.i_squared, self.heterogeneity)


def pool(
    specification: RandomEffects,
    effects: ArrayLike,
    errors: ArrayLike,
    clusters: ArrayLike | None = None,
    moderators: Mapping[str, ArrayLike] | None = None,
) -> Pooled:
    """Pool effects of several studies.

    Parameters
    ----------
    specification : RandomEffects
    effects : (k,) effects on one scale
    errors : (k,) their standard errors, above 0
    clusters : (k,) labels of papers, samples or teams whose effects depend on each other, or None
    moderators : name -> (k,) numbers, for a meta-regression

    Returns
    -------
    Pooled

    Raises
    ------
    InputError
        A standard error is not above 0.
    DesignError
        Fewer than two studies, or CR1/CR2 with fewer than two clusters.

    Notes
    -----
    Assumes effects normal around a common (or moderated) mean with variance tau^2 + se^2.
    Hartung-Knapp: covariance times Q(tau^2)/(k - p), t with k - p df; where tau^2 is 0 the factor
    is at least 1, so that studies that happen to agree do not look more precise than they are.
    CR1: factor G/(G - p), t with G - p. CR2: independence working model, Satterthwaite df.
    Prediction: mean +-
    t sqrt(tau^2 + se^2).

    Examples
    --------
    >>> found = pool(RandomEffects(), [0.1, 0.3, 0.35, 0.2], [0.1, 0.1, 0.2, 0.05])
    >>> round(found.effects[0].value, 3), found.effects[0].df
    (0.206, 3.0)
    """
    check_level(specification.level)
    rows = complete_rows(
        {"effects": effects, "errors": errors, **(moderators or {})}, {"clusters": clusters}
    )
    y, se = rows.numeric["effects"], rows.numeric["errors"]
    if (se <= 0).any():
        at = int(np.flatnonzero(rows.kept)[np.argmax(se <= 0)]) + 1
        raise InputError(
            "error_not_positive", f"Column errors, row {at}: a standard error must be above 0.",
            column="errors", row=at,
        )  # fmt: skip
    if y.size < 2:
        raise DesignError("one_study", "One study cannot be pooled: show it as it is.")
    X, names = design({k: rows.numeric[k] for k in moderators or {}}, y.size, True)
    keep = independent_columns(X / se[:, None])
    X, kept = X[:, keep], [names[k] for k in keep]
    if X.shape[1] >= y.size:
        raise DesignError("too_many_moderators", "There are not more studies than moderators.")
    return _pooled(specification, rows, y, se**2, X, kept, len(names) > 1)


def _pooled(
    specification: RandomEffects, rows: Rows, y: Floats, v: Floats, X: Floats,
    names: list[str], moderated: bool,
) -> Pooled:  # fmt: skip
    tau2 = tau_squared(specification.tau, y, X, v)
    run = _run(specification, rows, tau2)
    terms = ["pooled effect", *names[1:]] if not moderated else names
    coef, se, df = _tested(specification, y, X, v, tau2, rows.coded.get("clusters"))
    effects = tuple(
        run.tested(t, float(b), float(s), d) for t, b, s, d in zip(terms, coef, se, df, strict=True)
    )
    w = 1 / (v + tau2)
    share = np.zeros(rows.kept.size)
    share[rows.kept] = w / w.sum()
    prediction = None
    if not moderated and y.size >= 3:
        freedom = _prediction_df(specification, v, tau2, float(se[0]))
        prediction = _prediction(run, float(coef[0]), float(se[0]), tau2, freedom)
    return Pooled(effects, prediction, *_spread(specification, run, y, X, v, tau2), share)


def _run(specification: RandomEffects, rows: Rows, tau2: float) -> Run:
    clusters = rows.levels["clusters"].size if "clusters" in rows.levels else None
    notes: list[Caution] = list(rows.cautions)
    if (clusters or rows.n) < FEW_STUDIES:
        notes.append(caution("imprecise_pool", studies=clusters or rows.n))
    if tau2 == 0 and specification.tau != "fixed":
        notes.append(caution("tau_at_zero"))
    return Run(
        f"random-effects-{specification.tau.lower()}-{specification.test.lower()}", VERSION,
        specification.unit, rows.n, inputs_hash(specification, {**rows.numeric, **rows.coded}),
        specification.level, clusters, None, tuple(notes),
    )  # fmt: skip


def _tested(
    specification: RandomEffects, y: Floats, X: Floats, v: Floats, tau2: float,
    clusters: Ints | None,
) -> tuple[Floats, Floats, list[float | None]]:  # fmt: skip
    k, p = X.shape
    w = 1 / (v + tau2)
    coef, covariance, e = weighted_fit(y, X, w)
    if specification.test == "normal":
        return coef, np.sqrt(np.diag(covariance)), [None] * p
    if specification.test == "hartung-knapp":
        factor = float(w @ e**2) / (k - p)
        covariance = covariance * (max(factor, 1.0) if tau2 == 0 else factor)
        return coef, np.sqrt(np.diag(covariance)), [float(k - p)] * p
    groups = np.arange(k) if clusters is None else clusters
    root = np.sqrt(w)
    fit = least_squares(X * root[:, None], y * root, groups)
    robust = sandwich(fit, specification.test)
    if specification.test == "CR2":
        return coef, robust.se, [robust.df(unit) for unit in np.eye(p)]
    G = fit.clusters
    if p >= G:
        raise DesignError("too_few_clusters", f"{G} clusters cannot carry {p} coefficients.")
    return coef, robust.se * np.sqrt((G - 1) / (G - p)), [float(G - p)] * p


def _prediction_df(specification: RandomEffects, v: Floats, tau2: float, se: float) -> float:
    """k - 2, or 2 V^2 / Var(tau^2) with V = tau^2 + se^2 and Var = 2 / tr PP, if that is less."""
    usual = float(v.size - 2)
    if specification.prediction == "higgins" or tau2 == 0:
        return usual
    w = 1 / (v + tau2)
    squares = float(w @ w - 2 * (w**3).sum() / w.sum() + (w @ w / w.sum()) ** 2)
    return max(1.0, min(usual, (tau2 + se**2) ** 2 * squares))


def _prediction(run: Run, mean: float, se: float, tau2: float, df: float) -> Estimate:
    half = quantile(0.5 + run.level / 2, df) * np.sqrt(tau2 + se**2)
    return run.plain(
        "effect of a new study", mean, se=float(np.sqrt(tau2 + se**2)), df=df,
        interval=(mean - half, mean + half),
    )  # fmt: skip


def _spread(
    specification: RandomEffects, run: Run, y: Floats, X: Floats, v: Floats, tau2: float
) -> tuple[Estimate, Estimate, Estimate]:
    k, p = X.shape
    q = cochran_q(0.0, y, X, v)
    ends = tau_squared_interval(y, X, v, specification.level)
    typical = _typical_variance(X, v)
    i2 = tau2 / (tau2 + typical)
    tau = run.plain(
        "spread between studies", float(np.sqrt(tau2)),
        interval=None if ends is None else (float(np.sqrt(ends[0])), float(np.sqrt(ends[1]))),
    )  # fmt: skip
    share = None if ends is None else tuple(t / (t + typical) for t in ends)
    return (
        tau,
        run.plain("I squared", i2, interval=share, unit="share"),  # type: ignore[arg-type]
        run.plain(
            "Cochran Q", q, df=k - p, statistic=q, p=float(special.chdtrc(k - p, q)),
            unit="chi-square",
        ),
    )  # fmt: skip


def _typical_variance(X: Floats, v: Floats) -> float:
    """(k - p) / tr P: the sampling variance of a typical study."""
    k, p = X.shape
    w = 1 / v
    covariance = np.linalg.inv(X.T @ (w[:, None] * X))
    trace = w.sum() - np.trace(covariance @ (X.T @ ((w**2)[:, None] * X)))
    return float((k - p) / trace)
