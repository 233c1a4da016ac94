"""Comparison groups made alike by weights, where nobody was drawn by lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Bools, Floats, Rows, complete_rows, stack, two_arms
from bothways.stats.errors import NotEstimableError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.estimates import LeastSquares, regress
from bothways.stats.regression.fit import independent_columns

VERSION = "1"
BALANCED = 0.1
THIN = 0.25
STEPS = 200
Kind = Literal["entropy", "matching", "overlap", "participants"]


@dataclass(frozen=True, slots=True)
class Weighting:
    """How to weight.

    Parameters
    ----------
    kind : "entropy", "matching", "overlap" or "participants"
        "entropy" gives the comparison group the means of the programme group, "participants" the
        odds of taking part from a logistic model (both: effect for those who took part);
        "matching" and "overlap" weight both groups towards people who could have been in either
        (effect for them), from the same model.
    level : float
        Confidence level.
    unit : str
        Unit of the outcome.
    """

    kind: Kind = "entropy"
    level: float = 0.95
    unit: str = "points"


def weighted_comparison(
    specification: Weighting,
    outcome: ArrayLike,
    arm: ArrayLike,
    covariates: Mapping[str, ArrayLike],
    clusters: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Compare two groups after weighting them alike on what was measured before.

    Parameters
    ----------
    specification : Weighting
    outcome : (n,) numbers
    arm : (n,) 0 (comparison) or 1 (programme)
    covariates : name -> (n,) numbers measured before anybody joined
    clusters : (n,) labels, or None

    Returns
    -------
    tuple of Estimate
        "effect"; "effective number" of equally weighted people; then for each covariate "balance
        before <name>" and "balance <name>": difference of the arms in standard deviations of the
        programme group, without and with weights.

    Raises
    ------
    InputError, DesignError, SpecificationError
    NotEstimableError
        No positive weights make the groups alike: they do not overlap.

    Notes
    -----
    Rests on the assumption, said beside the effect, that nothing unmeasured made people join. The
    effect is the arm coefficient of a weighted regression on arm and covariates with CR2 errors
    that take the weights as given, which is conservative on average. Cost: a few Newton steps on
    k x k systems. Sources: Hainmueller (2012), Political Analysis 20:25 (entropy balancing); Li and
    Greene (2013), International Journal of Biostatistics 9:215 (matching weights); Li, Morgan and
    Zaslavsky (2018), JASA 113:390 (overlap weights).

    Examples
    --------
    >>> x = np.array([0., 1., 2., 3., 1., 2., 3., 4.])
    >>> z = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    >>> found = weighted_comparison(Weighting(), x + 2 * z, z, {"x": x})
    >>> [(e.term, round(abs(e.value), 2)) for e in found[:3]]
    [('effect', 2.0), ('effective number', 6.07), ('balance before x', 0.89)]
    """
    check_level(specification.level)
    if not covariates:
        raise SpecificationError(
            "no_covariates", "Weights need at least one covariate measured before the start."
        )
    rows = complete_rows({"outcome": outcome, "arm": arm, **covariates}, {"clusters": clusters})
    names = list(covariates)
    w, scaled, z = _weighed(specification, rows, names)
    run = _run(specification, rows, w, scaled, z, names)
    return (
        _effect(run, specification, rows, names, w),
        run.plain("effective number", effective(w[z]) + effective(w[~z]), unit="people"),
        *_balance(run, scaled, z, w, names),
    )


def comparison_weights(
    specification: Weighting, arm: ArrayLike, covariates: Mapping[str, ArrayLike]
) -> Floats:
    """Return the weights themselves, mean 1 inside each arm and NaN for incomplete rows.

    Examples
    --------
    >>> comparison_weights(Weighting(), [0, 0, 1], {"x": [0., 1., 0.75]}).round(6)
    array([0.5, 1.5, 1. ])
    """
    rows = complete_rows({"arm": arm, **covariates})
    whole = np.full(rows.kept.size, np.nan)
    whole[rows.kept] = _weighed(specification, rows, list(covariates))[0]
    return whole


def _weighed(
    specification: Weighting, rows: Rows, names: list[str]
) -> tuple[Floats, Floats, Bools]:
    z: Bools = two_arms("arm", rows.numeric["arm"]) == 1
    scaled = _scaled(stack([rows.numeric[name] for name in names], rows.n), z)
    return _weights(specification.kind, scaled[:, independent_columns(scaled)], z), scaled, z


def _scaled(X: Floats, z: Bools) -> Floats:
    """Covariates from the programme group's means, in its standard deviations."""
    spread = X[z].std(axis=0)
    spread = np.where(spread > 0, spread, X.std(axis=0))
    away = X - X[z].mean(axis=0)
    flat = spread <= 1e-12 * np.abs(X).max(axis=0)
    return np.where(flat, 0.0, away / np.where(flat, 1.0, spread))


def _weights(kind: Kind, X: Floats, z: Bools) -> Floats:
    if kind not in get_args(Kind):
        raise SpecificationError(
            "unknown_weights", f"No weights {kind!r}: choose {', '.join(get_args(Kind))}."
        )
    w = np.ones(z.size)
    if kind == "entropy":
        w[~z] = entropy_weights(X[~z], X[z].mean(axis=0))
        return w
    chance = participation(X, z)
    own = np.where(z, chance, 1 - chance)
    above = {"matching": np.minimum(chance, 1 - chance), "overlap": chance * (1 - chance)}
    w = above.get(kind, chance) / own
    for side in (z, ~z):
        w[side] /= w[side].mean()
    return w


def entropy_weights(X: Floats, target: Floats) -> Floats:
    """Weights nearest to equal that give the rows of X the means `target`.

    Parameters
    ----------
    X : (n, k) covariates
    target : (k,) means to reach

    Returns
    -------
    (n,) positive weights with mean 1

    Raises
    ------
    NotEstimableError
        The target lies outside the rows: no positive weights reach it.

    Notes
    -----
    Newton steps with halving on the convex dual log(mean(exp((X - target) b))); Hainmueller (2012),
    eq. 7.

    Examples
    --------
    >>> entropy_weights(np.array([[0.], [1.]]), np.array([0.75])).round(6)
    array([0.5, 1.5])
    """
    away = X - target
    b = np.zeros(X.shape[1])
    for _ in range(STEPS):
        w = special.softmax(away @ b)
        slope = w @ away
        if np.abs(slope).max(initial=0.0) < 1e-10:
            return np.asarray(w * len(X))
        curve = (away * w[:, None]).T @ away - np.outer(slope, slope)
        b = _downhill(away, b, np.linalg.lstsq(curve, slope)[0], slope)
    raise NotEstimableError(
        "no_overlap", "No positive weights make the comparison group like the programme group: "
        "they do not overlap. Use fewer covariates, or a more similar comparison group.",
    )  # fmt: skip


def _downhill(away: Floats, b: Floats, step: Floats, slope: Floats) -> Floats:
    here = special.logsumexp(away @ b)
    for halving in range(40):
        trial = b - 0.5**halving * step
        if special.logsumexp(away @ trial) <= here - 1e-4 * 0.5**halving * (slope @ step) + 1e-15:
            return np.asarray(trial)
    return b


def participation(X: Floats, z: Bools) -> Floats:
    """Chance of being in the programme from a logistic regression with a constant.

    Raises
    ------
    NotEstimableError
        The covariates tell the arms apart perfectly.

    Examples
    --------
    >>> x = np.array([[0.], [0.], [1.], [1.]])
    >>> participation(x, np.array([True, False, True, True])).round(3).tolist()[:2]
    [0.5, 0.5]
    """
    design = np.column_stack([np.ones(z.size), X])
    b = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = special.expit(design @ b)
        slope = design.T @ (z - chance)
        spread = chance * (1 - chance)
        if np.abs(slope).max() < 1e-8 * z.size and spread.max() > 1e-6:
            return np.asarray(chance)
        if spread.max() < 1e-6 or np.abs(design @ b).max() > 100:
            break
        b = b + np.linalg.lstsq((design * spread[:, None]).T @ design, slope)[0]
    raise NotEstimableError(
        "no_overlap", "The covariates tell the arms apart perfectly, so nobody could have been in "
        "either: use fewer covariates, or a more similar comparison group.",
    )  # fmt: skip


def effective(w: Floats) -> float:
    """Number of equally weighted people with the same precision (Kish 1965)."""
    return float(w.sum() ** 2 / (w @ w))


def _run(
    specification: Weighting, rows: Rows, w: Floats, scaled: Floats, z: Bools, names: list[str]
) -> Run:
    clusters = rows.coded.get("clusters")
    used = {**rows.numeric, **{k: rows.levels[k][v] for k, v in rows.coded.items()}}
    count = None if clusters is None else int(clusters.max()) + 1
    notes = (caution("unmeasured_assumed"), *_cautions(w, scaled, z, names), *rows.cautions)
    return Run(
        f"weights-{specification.kind}", VERSION, specification.unit, rows.n,
        inputs_hash(specification, used), specification.level, count, None, notes,
    )  # fmt: skip


def _cautions(w: Floats, scaled: Floats, z: Bools, names: list[str]) -> list[Caution]:
    notes = []
    for side in (z, ~z):
        if effective(w[side]) < THIN * side.sum():
            notes.append(
                caution("poor_overlap", effective=effective(w[side]), n=int(side.sum()))
            )  # fmt: skip
    gap = np.abs(_gaps(scaled, z, w))
    apart = [name for name, size in zip(names, gap, strict=True) if size > BALANCED]
    if apart:
        notes.append(caution("unbalanced_after", columns=", ".join(apart), limit=BALANCED))
    return notes


def _gaps(scaled: Floats, z: Bools, w: Floats) -> Floats:
    means = [np.average(scaled[side], axis=0, weights=w[side]) for side in (z, ~z)]
    return np.asarray(means[0] - means[1])


def _balance(
    run: Run, scaled: Floats, z: Bools, w: Floats, names: list[str]
) -> tuple[Estimate, ...]:
    found = []
    for when, used in (("balance before", np.ones(z.size)), ("balance", w)):
        gap = _gaps(scaled, z, used)
        found.append([
            run.plain(f"{when} {name}", gap[k], unit="standard deviations")
            for k, name in enumerate(names)
        ])  # fmt: skip
    return tuple(e for pair in zip(*found, strict=True) for e in pair)


def _effect(
    run: Run, specification: Weighting, rows: Rows, names: list[str], w: Floats
) -> Estimate:
    given = LeastSquares(level=specification.level, unit=specification.unit)
    columns = {"arm": rows.numeric["arm"], **{f"x {k}": rows.numeric[k] for k in names}}
    e = regress(
        given, rows.numeric["outcome"], columns, rows.coded.get("clusters"),
        np.maximum(w, 1e-12),
    )["arm"]  # fmt: skip
    wanted = ("few_clusters", "low_df", "no_variation")
    return run.plain(
        "effect", e.value, se=e.se, df=e.df, statistic=e.statistic, p=e.p_value,
        interval=e.interval, warnings=tuple(c for c in e.warnings if c.code in wanted),
    )  # fmt: skip
