"""What a trial can find: power and minimum detectable effect of trials of groups.

Source: Bloom (1995), Eval. Rev. 19:547; Dong & Maynard (2013), J. Res. Educ. Eff. 6:24, eq. for
two-level cluster random assignment; unequal group sizes after Eldridge, Ashby & Kerry (2006),
Int. J. Epidemiol. 35:1292.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, special

from bothways.stats.cautions import caution
from bothways.stats.errors import DesignError, SpecificationError
from bothways.stats.estimate import Estimate, Run, inputs_hash, quantile

VERSION = "1"


@dataclass(frozen=True, slots=True)
class TrialSize:
    """A planned trial.

    Parameters
    ----------
    clusters : int
        Groups assigned (schools, classes); with 1 person a group, a trial of persons.
    people : float
        Mean people in a group, before anybody leaves.
    icc : float in [0, 1)
        Share of the outcome's variance between groups.
    treated_share : float in (0, 1)
    r2_cluster, r2_person : float in [0, 1)
        Share of the variance between and inside groups that a baseline survey explains; 0 before
        there is a baseline.
    size_cv : float
        Standard deviation of group sizes over their mean.
    attrition : float in [0, 1)
        Share of people expected to leave.
    covariates : int
        Group-level covariates (and strata - 1): each costs one degree of freedom.
    alpha, power : float in (0, 1)
    """

    clusters: int
    people: float = 25.0
    icc: float = 0.15
    treated_share: float = 0.5
    r2_cluster: float = 0.0
    r2_person: float = 0.0
    size_cv: float = 0.0
    attrition: float = 0.0
    covariates: int = 0
    alpha: float = 0.05
    power: float = 0.8


def standard_error(size: TrialSize) -> float:
    """Standard error of the effect in standard deviations of the outcome.

    Examples
    --------
    >>> round(standard_error(TrialSize(clusters=8)), 4)
    0.3033
    """
    _check(size)
    people = size.people * (1 - size.attrition)
    effective = people / (1 + size.size_cv**2 * size.icc * people / (1 + (people - 1) * size.icc))
    between = size.icc * (1 - size.r2_cluster)
    inside = (1 - size.icc) * (1 - size.r2_person) / effective
    arms = size.treated_share * (1 - size.treated_share) * size.clusters
    return float(np.sqrt((between + inside) / arms))


def degrees_of_freedom(size: TrialSize) -> int:
    """Groups minus two minus group-level covariates."""
    return size.clusters - 2 - size.covariates


def power_of(size: TrialSize, effect: float) -> float:
    """Power to find `effect` (in standard deviations), by the noncentral t distribution.

    Examples
    --------
    >>> round(power_of(TrialSize(clusters=40), 0.39), 2)
    0.8
    """
    df, shift = degrees_of_freedom(size), effect / standard_error(size)
    c = quantile(1 - size.alpha / 2, df)
    return float(1 - special.nctdtr(df, shift, c) + special.nctdtr(df, shift, -c))


def minimum_detectable(size: TrialSize) -> Estimate:
    """Smallest effect the planned trial finds with the wanted power.

    Parameters
    ----------
    size : TrialSize

    Returns
    -------
    Estimate
        ``value`` in standard deviations of the outcome; ``se`` the standard error of the effect;
        no test.

    Raises
    ------
    DesignError
        Fewer than three groups (or no degree of freedom left).
    SpecificationError
        A share outside its range.

    Notes
    -----
    MDES = (t_(alpha/2) + t_(1-power)) x SE with groups - 2 - covariates degrees of freedom. A
    caution says when no randomisation p value can fall below alpha.

    Examples
    --------
    >>> round(minimum_detectable(TrialSize(clusters=8)).value, 2)
    1.02
    """
    df, se = degrees_of_freedom(size), standard_error(size)
    value = (quantile(1 - size.alpha / 2, df) + quantile(size.power, df)) * se
    treated = round(size.clusters * size.treated_share)
    count = int(special.comb(size.clusters, treated, exact=True))
    smallest = (2 if 2 * treated == size.clusters else 1) / count
    notes = (
        (caution("cannot_reach", assignments=count, smallest=smallest, alpha=size.alpha),)
        if smallest > size.alpha
        else ()
    )
    run = Run(
        "cluster-power", VERSION, "standard deviations", round(size.clusters * size.people),
        inputs_hash(size, {}), 1 - size.alpha, size.clusters, None, notes,
    )  # fmt: skip
    return run.plain("minimum detectable effect", value, se=se, df=df)


def clusters_needed(size: TrialSize, effect: float) -> int:
    """Smallest number of groups that finds `effect` with the wanted power.

    Examples
    --------
    >>> clusters_needed(TrialSize(clusters=4), 0.39)
    40
    """
    if effect <= 0:
        raise SpecificationError("bad_effect", f"The effect must be above 0, not {effect}.")
    low = 3 + size.covariates

    def short(groups: float) -> float:
        trial = replace(size, clusters=int(groups))
        return minimum_detectable(trial).value - effect

    high = low
    while short(high) > 0:
        high *= 2
        if high > 10_000_000:
            raise SpecificationError("too_small", f"An effect of {effect} is out of reach.")
    if high == low:
        return low
    return int(np.ceil(optimize.bisect(lambda g: short(np.ceil(g)), low, high, xtol=0.4)))


def _check(size: TrialSize) -> None:
    shares = {
        "icc": size.icc, "r2_cluster": size.r2_cluster, "r2_person": size.r2_person,
        "attrition": size.attrition,
    }  # fmt: skip
    for name, share in shares.items():
        if not 0 <= share < 1:
            raise SpecificationError("bad_share", f"{name} must be from 0 to below 1, not {share}.")
    for name, share in {
        "treated_share": size.treated_share, "alpha": size.alpha, "power": size.power
    }.items():  # fmt: skip
        if not 0 < share < 1:
            raise SpecificationError("bad_share", f"{name} must lie between 0 and 1, not {share}.")
    if degrees_of_freedom(size) < 1 or size.people <= 0:
        raise DesignError(
            "too_few_clusters", f"{size.clusters} groups leave no degree of freedom: plan at least "
            f"{3 + size.covariates} groups with people in them.",
        )  # fmt: skip
