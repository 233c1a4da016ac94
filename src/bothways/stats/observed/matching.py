"""A comparison group weighted to look like the participants.

Sources: Li & Greene (2013), Int. J. Biostat. 9:215 (matching weights); Li, Morgan & Zaslavsky
(2018), JASA 113:390 (overlap weights); Kish (1965) (effective number).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, complete_rows, two_arms
from bothways.stats.errors import NotEstimableError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.estimates import LeastSquares, regress
from bothways.stats.regression.fit import independent_columns

VERSION = "1"
ALIKE = 0.1


@dataclass(frozen=True, slots=True)
class Weighting:
    """How to weight.

    Parameters
    ----------
    kind : "matching" (as pairs matched one to one would), "overlap" or "participants" (effect on
        those who took part)
    level, unit : confidence level and unit of the outcome
    """

    kind: Literal["matching", "overlap", "participants"] = "matching"
    level: float = 0.95
    unit: str = "points"


def weighted_comparison(
    specification: Weighting,
    outcome: ArrayLike,
    arm: ArrayLike,
    covariates: Mapping[str, ArrayLike],
    clusters: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Difference between participants and weighted others, adjusted for the covariates once more.

    Parameters
    ----------
    specification : Weighting
    outcome : (n,) numbers
    arm : (n,) 0/1
    covariates : name -> (n,) numbers measured before; at least one
    clusters : (n,) labels or None

    Returns
    -------
    tuple of Estimate
        "effect" (CR2 or HC2, weights taken as given); "effective number"; "balance <name>", the
        difference of each covariate after weighting in standard deviations before weighting.

    Raises
    ------
    NotEstimableError
        The covariates separate the groups completely.

    Notes
    -----
    Assumes that everything that led people to take part and matters for the outcome is among the
    covariates. Propensity: logistic regression with main effects (Newton). Taking the weights as
    given makes the standard error slightly too wide as a rule.

    Examples
    --------
    >>> x = np.tile([0., 1.], 10)
    >>> y, z = 2 * x + [0, 1, 1, 1] * 5, [0, 0, 1, 1] * 5
    >>> found = weighted_comparison(Weighting(), y, z, {"x": x})
    >>> found[0].term, round(found[0].value, 3)
    ('effect', 0.5)
    """
    check_level(specification.level)
    rows = complete_rows({"outcome": outcome, "arm": arm, **covariates}, {"clusters": clusters})
    z = two_arms("arm", rows.numeric["arm"])
    X = np.column_stack([rows.numeric[k] for k in covariates])
    weights = _weights(specification, z, _propensity(z, X))
    stamp = inputs_hash(specification, {**rows.numeric, **rows.coded})
    asked = LeastSquares(level=specification.level, unit=specification.unit)
    columns = {"effect": z, **{k: rows.numeric[k] for k in covariates}}
    fit = regress(asked, rows.numeric["outcome"], columns, rows.coded.get("clusters"), weights)
    after = {k: _difference(rows.numeric[k], z, weights) for k in covariates}
    effective = sum(float(w.sum() ** 2 / (w @ w)) for w in (weights[z == 0], weights[z == 1]))
    notes = rows.cautions + _cautions(after, effective, rows.n)
    run = Run(
        f"weighted-{specification.kind}", VERSION, specification.unit, rows.n, stamp,
        specification.level, fit.run.clusters, None, notes,
    )  # fmt: skip
    effect = replace(
        fit["effect"], method=run.method, method_version=VERSION, inputs_hash=stamp,
        warnings=notes + fit["effect"].warnings,
    )  # fmt: skip
    return (
        effect,
        run.plain("effective number", effective, unit="people"),
        *(run.plain(f"balance {k}", v, unit="standard deviations") for k, v in after.items()),
    )


def _propensity(z: Floats, covariates: Floats) -> Floats:
    """Fitted probabilities of taking part, by Newton's method on standardised covariates."""
    spread = covariates.std(axis=0)
    scaled = (covariates - covariates.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    X = np.column_stack([np.ones(len(z)), scaled])
    X = X[:, independent_columns(X)]
    beta = np.zeros(X.shape[1])
    for _ in range(50):
        p = special.expit(X @ beta)
        information = X.T @ (X * (p * (1 - p))[:, None])
        try:
            step = np.linalg.solve(information, X.T @ (z - p))
        except np.linalg.LinAlgError:
            break
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return np.asarray(special.expit(X @ beta))
        if np.abs(beta).max() > 30:
            break
    raise NotEstimableError(
        "separated", "The covariates tell participants and others apart completely: no one in one "
        "group is like anyone in the other. Use fewer or coarser covariates.",
    )  # fmt: skip


def _weights(specification: Weighting, z: Floats, p: Floats) -> Floats:
    own = np.where(z == 1, p, 1 - p)
    if specification.kind == "matching":
        return np.asarray(np.minimum(p, 1 - p) / own)
    if specification.kind == "overlap":
        return np.asarray(1 - own)
    return np.asarray(p / own)


def _difference(x: Floats, z: Floats, w: Floats) -> float:
    means = [np.average(x[z == g], weights=w[z == g]) for g in (0, 1)]
    spread = np.sqrt((x[z == 0].var() + x[z == 1].var()) / 2)
    return float((means[1] - means[0]) / spread) if spread > 0 else 0.0


def _cautions(after: dict[str, float], effective: float, n: int) -> tuple[Caution, ...]:
    notes = []
    if effective < n / 2:
        notes.append(caution("poor_overlap", effective=effective, n=n))
    if far := [k for k, v in after.items() if abs(v) > ALIKE]:
        notes.append(caution("unbalanced_after", columns=", ".join(far), limit=ALIKE))
    return tuple(notes)
