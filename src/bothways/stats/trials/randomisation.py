"""Randomisation inference: the p value that the lottery itself gives.

Sources
-------
Fisher (1935); Rosenbaum (2002), Observational Studies, ch. 2; Chung & Romano (2013), Ann. Stat.
41:484 and Wu & Ding (2021), JASA 116:1898 (why the statistic is studentised); Phipson & Smyth
(2010), Stat. Appl. Genet. Mol. Biol. 9:39 (the + 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Rows, complete_rows, stack
from bothways.stats.errors import SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.trials.design import (
    EXACT_LIMIT,
    Design,
    assignments,
    is_exact,
    read_design,
    with_stored,
)  # fmt: skip
from bothways.stats.trials.statistics import (
    Estimator,
    Kernel,
    WeightedKernel,
    build_kernel,
    build_weighted_kernel,
)  # fmt: skip

VERSION = "1"
TIE = 1e-10
Alternative = Literal["two-sided", "greater", "less"]


@dataclass(frozen=True, slots=True)
class Randomisation:
    """How to re-run the lottery.

    Parameters
    ----------
    draws : int
        Random assignments when there are too many to go through all of them.
    seed : int
        Seed of the draws.
    statistic : "studentised" or "difference"
        The effect over its cluster standard error (default: valid also when arms differ in
        spread), or the effect itself.
    estimator : "strata" or "ipw"
        Strata as constants in the regression, or inverse probability weights without them.
    alternative : "two-sided", "greater" or "less"
    exact_limit : int
        Go through all assignments when there are at most this many.
    level, unit : confidence level and unit of the outcome
    """

    draws: int = 10_000
    seed: int = 1
    statistic: Literal["studentised", "difference"] = "studentised"
    estimator: Estimator = "strata"
    alternative: Alternative = "two-sided"
    exact_limit: int = EXACT_LIMIT
    level: float = 0.95
    unit: str = "points"


def randomisation_test(
    specification: Randomisation,
    outcome: ArrayLike,
    arm: ArrayLike,
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    covariates: Mapping[str, ArrayLike] | None = None,
    stored: NDArray[Any] | None = None,
) -> Estimate:
    """Effect of the arm with the p value of the assignment lottery.

    Parameters
    ----------
    specification : Randomisation
    outcome : (n,) numbers
    arm : (n,) 0/1, constant inside a cluster
    clusters : (n,) labels of what was assigned; None when rows were assigned
    strata : (n,) labels inside which the lottery was held; constant inside a cluster
    covariates : name -> (n,) numbers measured before assignment
    stored : (B, G) 0/1 or None
        Assignments drawn by the design's own generator, clusters in sorted label order.

    Returns
    -------
    Estimate
        ``value`` in outcome units; ``se`` is the spread of the effect over the assignments under
        no effect; ``statistic`` the observed statistic; ``df`` None.

    Notes
    -----
    Assumes only that the assignment was drawn as described. p is exact under no effect for anyone,
    and (studentised) right in large samples under no average effect. The exact p counts the
    observed assignment, with ties to 1e-10; the Monte Carlo p is (1 + hits) / (1 + draws).
    Interval: effect +- c x cluster SE, where c is the critical value of the studentised statistic
    over the assignments after the estimated effect is taken away; None on both sides when the
    design has too few assignments. Missing rows are left out with a caution.

    Raises
    ------
    InputError, DesignError, SpecificationError

    Examples
    --------
    >>> e = randomisation_test(Randomisation(), [1., 2., 3., 4., 9., 8., 7., 6.],
    ...                        [0, 0, 0, 0, 1, 1, 1, 1])
    >>> e.value, round(e.p_value, 4)
    (5.0, 0.0286)
    """
    check_level(specification.level)
    rows = complete_rows(
        {"outcome": outcome, "arm": arm, **(covariates or {})},
        {"clusters": clusters, "strata": strata},
    )
    design = read_design(rows, "arm", "clusters", "strata")
    design = design if stored is None else with_stored(design, stored)
    names = list(covariates or {})
    X = stack([rows.numeric[k] for k in names], rows.n)
    return _test(specification, rows, design, X, stored)


def kernel_of(
    estimator: Estimator, design: Design, y: Floats, X: Floats
) -> Kernel | WeightedKernel:
    """Return the batch kernel of the estimator, checking that weights exist for "ipw"."""
    if estimator == "strata":
        return build_kernel(design, y, X)
    if ((design.share <= 0) | (design.share >= 1)).any():
        raise SpecificationError(
            "no_overlap", "Some strata hold one arm only: weights do not exist there. Leave these "
            "strata out, or use the estimator with strata constants.",
        )  # fmt: skip
    return build_weighted_kernel(design, y, X)


def _test(
    specification: Randomisation, rows: Rows, design: Design, X: Floats, stored: Any
) -> Estimate:
    y = rows.numeric["outcome"]
    y = y - y.mean()
    exact = is_exact(design, specification.exact_limit)
    kernel = kernel_of(specification.estimator, design, y, X)
    effect, se = (float(v[0]) for v in kernel.evaluate(design.arm[None, :]))
    effects, errors = _over_draws(specification, design, kernel, exact)
    observed, drawn = effect, effects
    if specification.statistic == "studentised":
        observed, drawn = float(ratio(np.array(effect), np.array(se))), ratio(effects, errors)
    printed = observed * (np.sqrt(1 - 1 / design.clusters) if drawn is not effects else 1.0)
    p = p_value(observed, drawn, specification.alternative, exact)
    flat = not (np.ptp(y) > 0)
    interval = None if flat else _interval(specification, design, y, X, exact, effect, se)
    notes = rows.cautions + _cautions(specification, design, exact, len(drawn), flat)
    run = Run(
        f"randomisation-{specification.statistic}", VERSION, specification.unit, rows.n,
        inputs_hash(specification, {**rows.numeric, **rows.coded, "stored": stored}),
        specification.level, design.clusters, None if exact else specification.seed, notes,
    )  # fmt: skip
    return run.plain(
        "arm", 0.0 if flat else effect, se=float(np.std(effects)), statistic=printed,
        p=None if flat else p, interval=interval,
    )  # fmt: skip


def _over_draws(
    specification: Randomisation, design: Design, kernel: Kernel | WeightedKernel, exact: bool
) -> tuple[Floats, Floats]:
    chunks = assignments(design, specification.draws, specification.seed, exact)
    parts = [kernel.evaluate(Z) for Z in chunks]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def ratio(effect: Floats, se: Floats) -> Floats:
    """Return effect / se with 0 / 0 = 0; a perfect separation is infinite."""
    noise = 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.asarray(effect / se)
    return np.where(np.isnan(t) | (np.abs(effect) < noise * (np.abs(se) + noise)), 0.0, t)


def p_value(observed: float, drawn: Floats, alternative: Alternative, exact: bool) -> float:
    """Share of assignments at least as extreme as the observed one, ties counted.

    Examples
    --------
    >>> p_value(2.0, np.array([2.0, -2.0, 1.0, 0.0]), "two-sided", True)
    0.5
    """
    if alternative == "two-sided":
        observed, drawn = abs(observed), np.abs(drawn)
    elif alternative == "less":
        observed, drawn = -observed, -drawn
    slack = TIE * max(abs(observed), 1.0) if np.isfinite(observed) else 0.0
    hits = int(np.sum(drawn >= observed - slack))
    return hits / drawn.size if exact else (1 + hits) / (1 + drawn.size)


def critical(drawn: Floats, alpha: float, exact: bool) -> float:
    """Largest |statistic| that is not rejected at `alpha`; infinite when nothing can be."""
    size = np.sort(np.abs(drawn))[::-1]
    allowed = int(np.floor(alpha * (size.size if exact else size.size + 1) + 1e-9))
    rank = allowed if exact else allowed - 1
    return float(size[rank]) if 0 <= rank < size.size and allowed > 0 else np.inf


def _interval(
    specification: Randomisation, design: Design, y: Floats, X: Floats, exact: bool,
    effect: float, se: float,
) -> tuple[float | None, float | None]:  # fmt: skip
    """Remove the estimated effect, re-run the lottery, read off the critical value."""
    clean = y - effect * design.arm[design.row_cluster]
    kernel = kernel_of(specification.estimator, design, clean, X)
    effects, errors = _over_draws(specification, design, kernel, exact)
    alpha = 1 - specification.level
    c = np.inf
    if not exact or _smallest(design, 2) <= alpha + 1e-12:
        c = critical(ratio(effects, errors), alpha, exact)
    half = c * se
    return (effect - half, effect + half) if np.isfinite(half) else (None, None)


def _smallest(design: Design, sides: int) -> float:
    """Smallest p value of the exact test; a half-half lottery has a mirror image of each draw."""
    mirrored = bool((2 * design.treated == design.sizes).all())
    return (sides if mirrored else 1) / design.count


def _cautions(
    specification: Randomisation, design: Design, exact: bool, count: int, flat: bool
) -> tuple[Caution, ...]:
    notes = []
    sides = 2 if specification.alternative == "two-sided" else 1
    smallest, alpha = _smallest(design, sides), 1 - specification.level
    if exact and smallest > alpha + 1e-12:
        notes.append(
            caution("cannot_reach", assignments=count, smallest=smallest, alpha=round(alpha, 6))
        )
    if flat:
        notes.append(caution("no_variation"))
    else:
        notes.append(caution("interval_approximate"))
    return tuple(notes)
