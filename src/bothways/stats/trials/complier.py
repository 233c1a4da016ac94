"""The effect on those who took part because they were assigned (complier effect).

Sources: Angrist, Imbens & Rubin (1996), JASA 91:444; Anderson & Rubin (1949), Ann. Math. Stat.
20:46 (the interval stays right when assignment hardly moves participation). The sandwich is
bilinear in the two residuals, so the test of every candidate value shares one CR2 matrix of both
outcomes and one Satterthwaite df, and the interval solves a quadratic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import complete_rows, two_arms
from bothways.stats.errors import NotEstimableError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash, quantile, upper_tail
from bothways.stats.regression.fit import design, least_squares
from bothways.stats.regression.variance import Kind, Variance, sandwich

VERSION = "1"
WEAK_F = 10.0


@dataclass(frozen=True, slots=True)
class ComplierEffect:
    """Confidence level and unit of the outcome."""

    level: float = 0.95
    unit: str = "points"


def complier_effect(
    specification: ComplierEffect,
    outcome: ArrayLike,
    arm: ArrayLike,
    participation: ArrayLike,
    clusters: ArrayLike | None = None,
    covariates: Mapping[str, ArrayLike] | None = None,
) -> Estimate:
    """Effect of participation on those whom assignment moved.

    Parameters
    ----------
    specification : ComplierEffect
    outcome : (n,) numbers
    arm : (n,) 0/1 assignment
    participation : (n,) numbers, usually 0/1 or a dose
    clusters : (n,) labels or None
    covariates : name -> (n,) numbers

    Returns
    -------
    Estimate
        ``value`` = effect of assignment on the outcome over its effect on participation; ``se`` by
        the delta method; ``interval`` and ``p_value`` by Anderson-Rubin with CR2 (HC2 without
        clusters). An end that does not exist is None.

    Raises
    ------
    NotEstimableError
        Assignment did not change participation at all.

    Notes
    -----
    Assumes that assignment works only through participation and that nobody does the opposite of
    the assignment. Rows with a missing value are left out with a caution.

    Examples
    --------
    >>> e = complier_effect(ComplierEffect(), [1., 2., 3., 4., 3., 5., 6., 8.],
    ...                     [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 0, 1])
    >>> round(e.value, 6)
    4.0
    """
    check_level(specification.level)
    rows = complete_rows(
        {"outcome": outcome, "arm": arm, "participation": participation, **(covariates or {})},
        {"clusters": clusters},
    )
    two_arms("arm", rows.numeric["arm"])
    X, _ = design({k: rows.numeric[k] for k in ("arm", *(covariates or {}))}, rows.n, True)
    sides = ("outcome", "participation")
    group = rows.coded.get("clusters")
    fits = {k: least_squares(X, rows.numeric[k], group) for k in sides}
    both = least_squares(X, rows.numeric["outcome"] + rows.numeric["participation"], group)
    kind: Kind = "HC2" if group is None else "CR2"
    vy, vd = (sandwich(fits[k], kind) for k in sides)
    vyd = (sandwich(both, kind).cov[1, 1] - vy.cov[1, 1] - vd.cov[1, 1]) / 2
    return _estimate(specification, rows.cautions, vy, vd, float(vyd), Run(
        f"complier-{kind.lower()}", VERSION, specification.unit, rows.n,
        inputs_hash(specification, {**rows.numeric, **rows.coded}), specification.level,
        fits["outcome"].clusters if group is not None else None,
    ))  # fmt: skip


def _estimate(
    specification: ComplierEffect,
    notes: tuple[Caution, ...],
    vy: Variance,
    vd: Variance,
    vyd: float,
    run: Run,
) -> Estimate:
    by, bd = float(vy.fit.coef[1]), float(vd.fit.coef[1])
    if abs(bd) < 1e-12:
        raise NotEstimableError(
            "no_first_stage", "Assignment did not change participation, so there is no effect of "
            "participation to estimate. Report the effect of assignment instead.",
        )  # fmt: skip
    vyy, vdd = float(vy.cov[1, 1]), float(vd.cov[1, 1])
    df = vy.df(np.eye(vy.fit.coef.size)[1])
    value = by / bd
    se = np.sqrt(max(vyy - 2 * value * vyd + value**2 * vdd, 0.0)) / abs(bd)
    t = by / np.sqrt(vyy) if vyy > 0 else None
    p = None if t is None else 2 * upper_tail(abs(t), df)
    interval = _fieller(by, bd, vyy, vdd, vyd, quantile(0.5 + specification.level / 2, df))
    if vdd > 0 and bd**2 / vdd < WEAK_F:
        notes += (caution("weak_first_stage", f=bd**2 / vdd),)
    if interval is not None and None in interval:
        notes += (caution("unbounded_interval"),)
    return run.plain(
        "participation", value, se=se, df=df, statistic=t, p=p, interval=interval, warnings=notes
    )


def _fieller(
    by: float, bd: float, vyy: float, vdd: float, vyd: float, c: float
) -> tuple[float | None, float | None] | None:
    """Values b with (by - b bd)^2 <= c^2 (vyy - 2 b vyd + b^2 vdd); (None, None) if unbounded."""
    if vyy <= 0:
        return None
    a2, a1, a0 = bd**2 - c**2 * vdd, by * bd - c**2 * vyd, by**2 - c**2 * vyy
    inside = a1**2 - a2 * a0
    if a2 <= 0 or inside < 0:
        return None, None
    root = float(np.sqrt(inside))
    return (a1 - root) / a2, (a1 + root) / a2
