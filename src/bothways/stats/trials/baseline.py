"""What a baseline survey tells the planner: sizes, icc, and what the baseline will explain.

Source: Donner (1986), Int. Stat. Rev. 54:67 (analysis of variance estimator of the icc with
unequal groups); Smith (1957) (its large-sample standard error).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bothways.stats.columns import Floats, Ints, complete_rows
from bothways.stats.errors import DesignError, NotEstimableError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.trials.power import TrialSize

VERSION = "2"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Confidence level of the icc."""

    level: float = 0.95


def intraclass_correlation(
    specification: Baseline, outcome: ArrayLike, clusters: ArrayLike
) -> Estimate:
    """Share of the variance that lies between clusters.

    Parameters
    ----------
    specification : Baseline
    outcome : (n,) numbers
    clusters : (n,) labels; at least two clusters, one of them with two people

    Returns
    -------
    Estimate
        Not below 0, with the interval of the F ratio, cut at 0: exact for normal outcomes in
        clusters of one size, close for others (Searle 1971, Linear Models, ch. 9).

    Raises
    ------
    DesignError, NotEstimableError

    Examples
    --------
    >>> e = intraclass_correlation(Baseline(), [1., 2., 3., 5., 6., 7.], list("aaabbb"))
    >>> round(e.value, 4), e.clusters
    (0.8846, 2)
    """
    check_level(specification.level)
    rows = complete_rows({"outcome": outcome}, {"clusters": clusters})
    y, code = rows.numeric["outcome"], rows.coded["clusters"]
    value, size, count, ratio = _anova(y, code)
    inside = (1 + (size - 1) * value) * (1 - value)
    se = float(np.sqrt(2 / (count - 1))) * inside / float(np.sqrt(size * max(size - 1, 1.0)))
    run = Run(
        "icc-anova", VERSION, "share", rows.n, inputs_hash(specification, {"y": y, "c": code}),
        specification.level, count, None, rows.cautions,
    )  # fmt: skip
    tail = (1 - specification.level) / 2
    cuts = special.fdtri(count - 1, rows.n - count, [1 - tail, tail])
    ends = [(ratio / c - 1) / (ratio / c + size - 1) if ratio < np.inf else 1.0 for c in cuts]
    return run.plain("icc", value, se=se, interval=(max(0.0, ends[0]), max(0.0, ends[1])))


def _anova(y: Floats, code: Ints) -> tuple[float, float, int, float]:
    """icc cut at 0, the size that stands for unequal ones, the number of clusters, the F ratio."""
    m = np.bincount(code).astype(np.float64)
    k, n = m.size, y.size
    if k < 2:
        raise DesignError("one_cluster", "Only one cluster: nothing lies between clusters.")
    if n <= k:
        raise DesignError("no_pairs", "Every cluster has one person: nothing lies inside clusters.")
    means = np.bincount(code, y) / m
    between = float(m @ (means - y.mean()) ** 2) / (k - 1)
    within = float(np.sum((y - means[code]) ** 2)) / (n - k)
    size = (n - float(m @ m) / n) / (k - 1)
    total = between + (size - 1) * within
    if not total > 0:
        raise NotEstimableError("no_variation", "The outcome does not vary: it has no icc.")
    ratio = between / within if within > 0 else float("inf")
    return min(1.0, max(0.0, (between - within) / total)), size, k, ratio


def plan_from_baseline(
    size: TrialSize, baseline: ArrayLike, clusters: ArrayLike, correlation: float
) -> TrialSize:
    """Put what the baseline shows into a planned trial.

    Parameters
    ----------
    size : TrialSize
        The plan; number of clusters, alpha and power stay.
    baseline : (n,) the outcome measured before
    clusters : (n,) labels
    correlation : float in (-1, 1)
        Of one person's baseline and endline, from an earlier study.

    Returns
    -------
    TrialSize
        With mean size, spread of sizes and icc of the baseline, and correlation^2 as the share of
        the variance the baseline explains at both levels.

    Examples
    --------
    >>> plan = plan_from_baseline(TrialSize(20), [1., 2., 3., 5., 6., 7.], list("aaabbb"), 0.7)
    >>> plan.people, round(plan.icc, 2), round(plan.r2_person, 2)
    (3.0, 0.88, 0.49)
    """
    rows = complete_rows({"baseline": baseline}, {"clusters": clusters})
    icc = _anova(rows.numeric["baseline"], rows.coded["clusters"])[0]
    m = np.bincount(rows.coded["clusters"]).astype(np.float64)
    explained = float(correlation) ** 2
    return replace(
        size, people=float(m.mean()), size_cv=float(m.std() / m.mean()), icc=min(icc, 0.999),
        r2_cluster=explained, r2_person=explained,
    )  # fmt: skip
