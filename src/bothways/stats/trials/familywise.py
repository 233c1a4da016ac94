"""Several outcomes at once: Westfall-Young step-down max-t on shared assignments.

Source: Westfall & Young (1993), Resampling-Based Multiple Testing, algorithm 2.8; Romano & Wolf
(2005), JASA 100:94. The assignments are shared by all outcomes, so their correlation is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.columns import Bools, Floats, complete_rows, numbers, stack
from bothways.stats.errors import DesignError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.trials.design import Design, assignments, is_exact, read_design
from bothways.stats.trials.randomisation import Randomisation, kernel_of, ratio

VERSION = "1"


def familywise_test(
    specification: Randomisation,
    outcomes: Mapping[str, ArrayLike],
    arm: ArrayLike,
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    covariates: Mapping[str, ArrayLike] | None = None,
) -> tuple[Estimate, ...]:
    """Effects on a declared family of outcomes with p values adjusted for their number.

    Parameters
    ----------
    specification : Randomisation
        The alternative must be two-sided; studentised statistics are always used.
    outcomes : name -> (n,) numbers; an outcome may miss rows the others have
    arm, clusters, strata, covariates : as in :func:`randomisation_test`

    Returns
    -------
    tuple of Estimate
        One for each outcome in the given order; ``p_value`` is the step-down adjusted one, so the
        chance of any false alarm in the family is at most 5 % at p < .05. No interval.

    Raises
    ------
    InputError, DesignError, SpecificationError

    Notes
    -----
    Every outcome must be seen in every cluster, otherwise the assignments could not be shared.
    Cost: one pass over the assignments for each outcome.

    Examples
    --------
    >>> outcomes = {"a": [1., 2, 3, 9, 8, 7], "b": [1., 3, 2, 1, 3, 2]}
    >>> family = familywise_test(Randomisation(), outcomes, [0, 0, 0, 1, 1, 1])
    >>> [round(e.p_value, 2) for e in family]
    [0.1, 1.0]
    """
    check_level(specification.level)
    if specification.alternative != "two-sided":
        raise SpecificationError("two_sided_only", "The family test is two-sided.")
    table = {"arm": arm, **(covariates or {})}
    rows = complete_rows(table, {"clusters": clusters, "strata": strata})
    design = read_design(rows, "arm", "clusters", "strata")
    exact = is_exact(design, specification.exact_limit)
    X = stack([rows.numeric[k] for k in covariates or {}], rows.n)
    families = {k: numbers(k, v)[rows.kept] for k, v in outcomes.items()}
    found = [
        _one(specification, _seen(design, k, ~np.isnan(y)), y, X, exact)
        for k, y in families.items()
    ]
    observed = np.array([t for _, t, _ in found])
    adjusted = step_down(observed, np.column_stack([d for _, _, d in found]), exact)
    stamp = inputs_hash(specification, {**rows.numeric, **rows.coded, **families})
    run = Run(
        "westfall-young", VERSION, specification.unit, rows.n, stamp, specification.level,
        design.clusters, None if exact else specification.seed, rows.cautions,
    )  # fmt: skip
    return tuple(
        run.plain(k, found[j][0], statistic=float(observed[j]), p=float(adjusted[j]),
                  n=int((~np.isnan(families[k])).sum()))
        for j, k in enumerate(families)
    )  # fmt: skip


def _seen(design: Design, name: str, present: Bools) -> tuple[Design, Bools]:
    inside = np.bincount(design.row_cluster[present], minlength=design.clusters)
    if (inside == 0).any():
        where = design.labels[int(np.argmin(inside))]
        raise DesignError(
            "outcome_absent",
            f"Outcome {name} was not measured in cluster {where}: take it out of the family or "
            "leave that cluster out for all outcomes.",
            column=name, cluster=str(where),
        )  # fmt: skip
    kept = Design(design.arm, design.stratum, design.row_cluster[present], design.labels)
    return kept, present


def _one(
    specification: Randomisation, seen: tuple[Design, Bools], y: Floats, X: Floats, exact: bool
) -> tuple[float, float, Floats]:
    design, present = seen
    clean = y[present] - y[present].mean()
    kernel = kernel_of(specification.estimator, design, clean, X[present])
    effect, se = kernel.evaluate(design.arm[None, :])
    chunks = assignments(design, specification.draws, specification.seed, exact)
    drawn = np.concatenate([ratio(*kernel.evaluate(Z)) for Z in chunks])
    return float(effect[0]), float(ratio(effect, se)[0]), drawn


def step_down(observed: Floats, drawn: Floats, exact: bool) -> Floats:
    """Westfall-Young adjusted p values.

    Parameters
    ----------
    observed : (m,) statistics
    drawn : (B, m) the same statistics under the shared assignments
    exact : bool
        The draws hold every assignment, the observed one among them.

    Returns
    -------
    (m,) p values, at least the unadjusted ones, in the order of `observed`.

    Examples
    --------
    >>> step_down(np.array([3., 1.]), np.array([[3., 1.], [0., 2.], [1., 0.], [0., 0.]]), True)
    array([0.25, 0.5 ])
    """
    order = np.argsort(-np.abs(observed), kind="stable")
    size = np.abs(drawn[:, order])
    largest = np.maximum.accumulate(size[:, ::-1], axis=1)[:, ::-1]
    slack = 1e-10 * np.maximum(np.abs(observed[order]), 1.0)
    hits = np.sum(largest >= np.abs(observed[order]) - slack, axis=0)
    p = hits / len(drawn) if exact else (1 + hits) / (1 + len(drawn))
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(p)
    return adjusted
