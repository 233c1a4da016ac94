"""Who left: attrition in each arm, its difference, and bounds on the effect (Lee).

Sources: Lee (2009), Rev. Econ. Stud. 76:1071, eq. 6-9; Imbens & Manski (2004), Econometrica
72:1845 (interval for a bounded effect).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from bothways.stats.cautions import caution
from bothways.stats.columns import Bools, Floats, Ints, complete_rows, numbers, two_arms
from bothways.stats.errors import NotEstimableError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.regression.estimates import LeastSquares, regress

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Attrition:
    """How to describe who left.

    Parameters
    ----------
    draws, seed : cluster bootstrap draws for the interval of the bounds, and their seed
    level, unit : confidence level and unit of the outcome
    """

    draws: int = 1_000
    seed: int = 1
    level: float = 0.95
    unit: str = "points"


def attrition(
    specification: Attrition,
    outcome: ArrayLike,
    arm: ArrayLike,
    clusters: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Share lost overall, in each arm, and the difference between the arms.

    Parameters
    ----------
    specification : Attrition
    outcome : (n,) numbers, NaN for those who left; rows are everybody *assigned*
    arm : (n,) 0/1
    clusters : (n,) labels or None

    Returns
    -------
    tuple of Estimate
        "overall", "comparison", "programme", "differential" (programme minus comparison), as
        shares; the last with CR2 (HC2) test and interval.

    Examples
    --------
    >>> found = attrition(Attrition(), [1., None, 3., 4., None, None, 2., 2.],
    ...                   [0, 0, 0, 0, 1, 1, 1, 1])
    >>> [(e.term, e.value) for e in found][:3]
    [('overall', 0.375), ('comparison', 0.25), ('programme', 0.5)]
    """
    check_level(specification.level)
    y = numbers("outcome", outcome)
    rows = complete_rows({"arm": arm, "lost": np.isnan(y)}, {"clusters": clusters})
    group = two_arms("arm", rows.numeric["arm"])
    lost = rows.numeric["lost"]
    labels = None if clusters is None else rows.coded["clusters"]
    asked = LeastSquares(level=specification.level, unit="share")
    test = regress(asked, lost, {"arm": group}, labels)["arm"]
    run = Run(
        "attrition", VERSION, "share", rows.n,
        inputs_hash(specification, {**rows.numeric, **rows.coded}), specification.level,
        test.clusters, None, rows.cautions,
    )  # fmt: skip
    arms = {"overall": lost, "comparison": lost[group == 0], "programme": lost[group == 1]}
    return (
        *(run.plain(k, float(v.mean()), n=v.size) for k, v in arms.items()),
        run.plain(
            "differential", test.value, se=test.se, df=test.df, statistic=test.statistic,
            p=test.p_value, interval=test.interval,
        ),
    )  # fmt: skip


def lee_bounds(
    specification: Attrition,
    outcome: ArrayLike,
    arm: ArrayLike,
    clusters: ArrayLike | None = None,
) -> tuple[Estimate, Estimate]:
    """Lowest and highest effect on those who would have been seen in either arm.

    Parameters
    ----------
    specification, outcome, arm, clusters : as in :func:`attrition`

    Returns
    -------
    lower, upper : Estimate
        Both carry the same ``interval``: it covers the effect (not the two bounds) with the given
        confidence, by cluster bootstrap standard errors and Imbens-Manski.

    Notes
    -----
    Assumes random assignment and that the programme can only keep people in or only drive them
    out, not both. The arm that lost fewer is trimmed by (q1 - q0) / q1 at one end; a tie at the
    cut is trimmed in part, so the bounds do not jump for coarse scales.

    Raises
    ------
    NotEstimableError
        An arm has nobody left.

    Examples
    --------
    >>> low, high = lee_bounds(Attrition(draws=50), [1., 2., 3., None, 2., 3., 4., 5.],
    ...                        [0, 0, 0, 0, 1, 1, 1, 1])
    >>> low.value, high.value
    (1.0, 2.0)
    """
    check_level(specification.level)
    y = numbers("outcome", outcome)
    rows = complete_rows({"arm": arm, "kept": ~np.isnan(y)}, {"clusters": clusters})
    y = y[rows.kept]
    group = two_arms("arm", rows.numeric["arm"]) == 1
    code = rows.coded.get("clusters", np.arange(rows.n))
    low, high = _bounds(y, group, np.ones(rows.n))
    errors = _bootstrap(specification, y, group, code)
    interval = _imbens_manski((low, high), errors, specification.level)
    lost = [float(np.isnan(y[group == side]).mean()) for side in (False, True)]
    notes = rows.cautions
    if lost[0] != lost[1]:
        notes += (caution("differential_attrition", difference=100 * abs(lost[1] - lost[0])),)
        notes += (caution("bounds_short"),)
    run = Run(
        "lee-bounds", VERSION, specification.unit, int((~np.isnan(y)).sum()),
        inputs_hash(specification, {**rows.numeric, **rows.coded, "outcome": y}),
        specification.level, int(code.max()) + 1 if clusters is not None else None,
        specification.seed, notes,
    )  # fmt: skip
    return (
        run.plain("lower bound", low, se=errors[0], interval=interval),
        run.plain("upper bound", high, se=errors[1], interval=interval),
    )


def _bounds(y: Floats, group: Bools, weight: Floats) -> tuple[float, float]:
    seen = ~np.isnan(y)
    rate = [weight[seen & (group == g)].sum() / weight[group == g].sum() for g in (False, True)]
    if min(rate) <= 0:
        raise NotEstimableError("arm_gone", "One arm has nobody left: no bound exists.")
    fuller = bool(rate[1] >= rate[0])
    share = abs(rate[1] - rate[0]) / max(rate)
    trimmed, whole = seen & (group == fuller), seen & (group != fuller)
    kept_low = trimmed_mean(y[trimmed], weight[trimmed], share, top=True)
    kept_high = trimmed_mean(y[trimmed], weight[trimmed], share, top=False)
    other = float(np.average(y[whole], weights=weight[whole]))
    if fuller:
        return kept_low - other, kept_high - other
    return other - kept_high, other - kept_low


def trimmed_mean(y: Floats, weight: Floats, share: float, top: bool) -> float:
    """Weighted mean after `share` of the weight is cut off at the top or bottom.

    Examples
    --------
    >>> trimmed_mean(np.array([1., 2., 3., 4.]), np.ones(4), 0.25, top=True)
    2.0
    """
    order = np.argsort(-y if not top else y, kind="stable")
    kept_weight = weight[order]
    room = (1 - share) * kept_weight.sum() - np.r_[0.0, np.cumsum(kept_weight)[:-1]]
    kept = np.clip(room, 0.0, kept_weight)
    return float(kept @ y[order] / kept.sum())


def _bootstrap(
    specification: Attrition, y: Floats, group: Bools, code: Ints
) -> tuple[float, float]:
    """Standard errors of both bounds, clusters redrawn inside their arm where arms are whole."""
    rng = np.random.default_rng(specification.seed)
    G = int(code.max()) + 1
    first = np.unique(code, return_index=True)[1]
    arms = [np.flatnonzero(group[first] == g) for g in (False, True)]
    found = []
    for _ in range(specification.draws):
        picks = np.concatenate([a[(rng.random(a.size) * a.size).astype(int)] for a in arms])
        weight = np.bincount(picks, minlength=G).astype(float)[code]
        try:
            found.append(_bounds(y, group, weight))
        except (NotEstimableError, ZeroDivisionError):
            continue
    if len(found) < 2:
        return float("nan"), float("nan")
    low, high = np.std(np.array(found), axis=0, ddof=1)
    return float(low), float(high)


def _imbens_manski(
    bounds: tuple[float, float], errors: tuple[float, float], level: float
) -> tuple[float, float] | None:
    worst = max(errors)
    if not np.isfinite(worst) or worst <= 0:
        return None
    width = (bounds[1] - bounds[0]) / worst

    def short(c: float) -> float:
        return float(special.ndtr(c + width) - special.ndtr(-c) - level)

    c = float(optimize.brentq(short, 0.0, 10.0))
    return bounds[0] - c * errors[0], bounds[1] + c * errors[1]
