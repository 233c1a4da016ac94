"""Effect sizes on one scale: Hedges g with an honest standard error, from whatever was reported.

First a conversion gives d (difference over a standard deviation, not yet corrected), then
:func:`hedges_g` corrects it for small samples, allows for clusters and returns an Estimate.

Sources
-------
Hedges (1981), J. Educ. Stat. 6:107, eq. 6e (correction); Hedges (2007), J. Educ. Behav. Stat.
32:341, eq. 15-19 (clusters, total standard deviation); Cooper, Hedges & Valentine (2009),
Handbook of Research Synthesis, ch. 12 (conversions); Becker (1988), Br. J. Math. Stat. Psychol.
41:257 (change in one group); Chinn (2000), Stat. Med. 19:3127 (odds); Cox (1970) (1.65).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bothways.stats.errors import InputError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash

VERSION = "1"
COX = 1.65


@dataclass(frozen=True, slots=True)
class EffectSize:
    """How an effect is put on the common scale.

    Parameters
    ----------
    icc : float in [0, 1)
        Share of variance between clusters; 0 when persons were assigned.
    cluster_size : float
        Mean people in a cluster; 1 when persons were assigned.
    higher_is_better : bool
        False turns the sign, so that positive is always the intended direction.
    level : float
        Confidence level.
    """

    icc: float = 0.0
    cluster_size: float = 1.0
    higher_is_better: bool = True
    level: float = 0.95


def d_from_means(mean1: float, mean0: float, sd: float) -> float:
    """Difference of means (programme minus comparison) over the declared standard deviation.

    Examples
    --------
    >>> d_from_means(12.0, 10.0, 4.0)
    0.5
    """
    return (mean1 - mean0) / _positive("sd", sd)


def pooled_sd(sd1: float, n1: float, sd0: float, n0: float) -> float:
    """Pooled standard deviation of two groups.

    Examples
    --------
    >>> pooled_sd(3.0, 11, 5.0, 11) ** 2
    17.0
    """
    degrees = _positive("n1 + n0 - 2", n1 + n0 - 2)
    return math.sqrt(((n1 - 1) * sd1**2 + (n0 - 1) * sd0**2) / degrees)


def d_from_t(t: float, n1: float, n0: float) -> float:
    """d from an unpaired t statistic.

    Examples
    --------
    >>> d_from_t(2.0, 50, 50)
    0.4
    """
    return t * math.sqrt(1 / _positive("n1", n1) + 1 / _positive("n0", n0))


def d_from_f(f: float, n1: float, n0: float) -> float:
    """d from an F statistic with one numerator degree of freedom; the sign is lost (>= 0)."""
    if f < 0:
        raise InputError("negative_f", f"An F statistic cannot be negative: {f}.", found=f)
    return d_from_t(math.sqrt(f), n1, n0)


def d_from_log_odds(log_odds: float, rule: str = "logistic") -> float:
    """d from a log odds ratio: times sqrt(3)/pi ("logistic") or over 1.65 ("cox", the WWC rule).

    Examples
    --------
    >>> round(d_from_log_odds(1.0), 4), round(d_from_log_odds(1.0, "cox"), 4)
    (0.5513, 0.6061)
    """
    if rule not in ("logistic", "cox"):
        raise SpecificationError("unknown_rule", f"Use logistic or cox, not {rule}.")
    return log_odds * math.sqrt(3) / math.pi if rule == "logistic" else log_odds / COX


def d_from_odds(odds_ratio: float, rule: str = "logistic") -> float:
    """d from an odds ratio above 0."""
    return d_from_log_odds(math.log(_positive("odds_ratio", odds_ratio)), rule)


def d_from_shares(share1: float, share0: float, rule: str = "cox") -> float:
    """d from two shares strictly between 0 and 1.

    Examples
    --------
    >>> d_from_shares(0.5, 0.5)
    0.0
    """
    for name, share in {"share1": share1, "share0": share0}.items():
        if not 0 < share < 1:
            raise InputError(
                "bad_share", f"{name} must lie between 0 and 1, not {share}: with nobody or "
                "everybody the odds do not exist.", column=name, found=share,
            )  # fmt: skip
    logit = _logit(share1) - _logit(share0)
    return d_from_log_odds(logit, rule)


def d_from_slope(slope: float, sd: float) -> float:
    """d from the coefficient of a 0/1 arm in a regression, over the outcome's raw sd."""
    return slope / _positive("sd", sd)


def d_from_r(r: float) -> float:
    """d from a point-biserial correlation of equal groups, 2r / sqrt(1 - r^2).

    Examples
    --------
    >>> round(d_from_r(0.1), 4)
    0.201
    """
    if not -1 < r < 1:
        raise InputError("bad_r", f"A correlation must lie between -1 and 1, not {r}.", found=r)
    return 2 * r / math.sqrt(1 - r**2)


def d_from_eta_squared(eta_squared: float) -> float:
    """d from eta squared of two equal groups; the sign is lost (>= 0)."""
    if not 0 <= eta_squared < 1:
        raise InputError("bad_eta", f"Eta squared must be from 0 to below 1, not {eta_squared}.")
    return d_from_r(math.sqrt(eta_squared))


def correction(degrees: float) -> float:
    """Small-sample factor J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)).

    Examples
    --------
    >>> round(correction(10), 6), round(1 - 3 / (4 * 10 - 1), 6)
    (0.922746, 0.923077)
    """
    m = _positive("degrees of freedom - 1", degrees - 1) + 1
    return math.exp(math.lgamma(m / 2) - math.lgamma((m - 1) / 2) - 0.5 * math.log(m / 2))


def correction_short(degrees: float) -> float:
    """The usual approximation 1 - 3 / (4m - 1) of :func:`correction`."""
    return 1 - 3 / (4 * degrees - 1)


def variance_of_d(d: float, n1: float, n0: float) -> float:
    """Large-sample variance of d for two independent groups of persons."""
    return (n1 + n0) / (n1 * n0) + d**2 / (2 * (n1 + n0))


def hedges_g(specification: EffectSize, d: float, n1: float, n0: float) -> Estimate:
    """Hedges g with its standard error.

    Parameters
    ----------
    specification : EffectSize
    d : float
        Difference over the *total* standard deviation, before any correction.
    n1, n0 : float
        People in programme and comparison.

    Returns
    -------
    Estimate
        In standard deviations; ``df`` n - 2, with clusters the smaller df of Hedges (2007).

    Raises
    ------
    InputError, SpecificationError

    Notes
    -----
    With clusters of n people and intraclass correlation rho, N people in all:
    d_T = d sqrt(1 - 2 (n-1) rho / (N-2)), its variance is
    (1/n1 + 1/n0)(1 + (n-1) rho) + d_T^2 / (2 h), and
    h = ((N-2) - 2 (n-1) rho)^2 / ((N-2)(1-rho)^2 + n (N-2n) rho^2 + 2 (N-2n) rho (1-rho)).
    g = J(h) d_T. Assumes normal outcomes of equal variance and clusters of similar size.

    Examples
    --------
    >>> e = hedges_g(EffectSize(), 0.5, 20, 20)
    >>> round(e.value, 4), round(e.se, 4)
    (0.4901, 0.315)
    >>> hedges_g(EffectSize(icc=0.1, cluster_size=25), 0.5, 500, 500).se > 2 * hedges_g(
    ...     EffectSize(), 0.5, 500, 500).se / 1.1
    True
    """
    check_level(specification.level)
    _sizes(n1, n0)
    value, variance, degrees = _clustered(specification, d, n1, n0)
    J = correction(degrees)
    sign = 1.0 if specification.higher_is_better else -1.0
    stamp = inputs_hash(specification, {"d": [d], "n": [n1, n0]})
    clusters = None
    if specification.cluster_size > 1:
        clusters = round((n1 + n0) / specification.cluster_size)
    run = Run(
        "hedges-g", VERSION, "standard deviations", round(n1 + n0), stamp, specification.level,
        clusters,
    )  # fmt: skip
    return run.tested("effect", sign * J * value, J * math.sqrt(variance), degrees)


def _clustered(
    specification: EffectSize, d: float, n1: float, n0: float
) -> tuple[float, float, float]:
    rho, n, N = specification.icc, specification.cluster_size, n1 + n0
    if not 0 <= rho < 1 or n < 1:
        raise SpecificationError(
            "bad_clusters", f"icc must be from 0 to below 1 and cluster_size at least 1, not "
            f"{rho} and {n}.",
        )  # fmt: skip
    room = (N - 2) - 2 * (n - 1) * rho
    if room <= 0 or 2 * n > N:
        raise InputError("too_few_clusters", f"{N:g} people in clusters of {n:g} are too few.")
    shrunk = d * math.sqrt(1 - 2 * (n - 1) * rho / (N - 2))
    mixed = (N - 2) * (1 - rho) ** 2 + n * (N - 2 * n) * rho**2 + 2 * (N - 2 * n) * rho * (1 - rho)
    degrees = room**2 / mixed
    variance = (1 / n1 + 1 / n0) * (1 + (n - 1) * rho) + shrunk**2 / (2 * degrees)
    return shrunk, variance, degrees


def change_effect(
    specification: EffectSize, mean_change: float, sd_before: float, correlation: float, n: int
) -> Estimate:
    """Standardised change of one group, over its standard deviation before.

    Parameters
    ----------
    specification : EffectSize
    mean_change : mean of after minus before
    sd_before : standard deviation before
    correlation : of before and after, in [-1, 1)
    n : people seen twice

    Returns
    -------
    Estimate
        Named "change": never to be pooled with effects of trials. Variance
        2 (1 - r) / n + d^2 / (2n) (Becker 1988), corrected by J(n - 1).

    Examples
    --------
    >>> e = change_effect(EffectSize(), 2.0, 4.0, 0.5, 50)
    >>> e.term, round(e.value, 4)
    ('change', 0.4923)
    """
    check_level(specification.level)
    if not -1 <= correlation < 1 or n < 3:
        raise InputError(
            "bad_change", f"correlation must be from -1 to below 1 and n at least 3, not "
            f"{correlation} and {n}.",
        )  # fmt: skip
    d, J = mean_change / _positive("sd_before", sd_before), correction(n - 1)
    variance = 2 * (1 - correlation) / n + d**2 / (2 * n)
    sign = 1.0 if specification.higher_is_better else -1.0
    stamp = inputs_hash(specification, {"given": [mean_change, sd_before, correlation, n]})
    run = Run("standardised-change", VERSION, "standard deviations", n, stamp, specification.level)
    return run.tested("change", sign * J * d, J * math.sqrt(variance), n - 1)


def more_in_hundred(g: float) -> float:
    """How many more in 100 stand above the former middle: 100 (Phi(g) - 1/2).

    Examples
    --------
    >>> round(more_in_hundred(0.2), 1)
    7.9
    """
    return 100 * (_normal_below(g) - 0.5)


def chance_of_better(g: float) -> float:
    """Chance that one of the programme does better than one of the comparison, Phi(g / sqrt 2)."""
    return _normal_below(g / math.sqrt(2))


def _positive(name: str, number: float) -> float:
    if not (math.isfinite(number) and number > 0):
        raise InputError(
            "not_positive", f"{name} must be above 0, not {number}.", column=name, found=number
        )
    return number


def _sizes(n1: float, n0: float) -> None:
    _positive("n1", n1)
    _positive("n0", n0)
    if n1 + n0 < 4:
        raise InputError("too_few", f"{n1:g} and {n0:g} people are too few for a standard error.")


def _logit(share: float) -> float:
    return math.log(share) - math.log1p(-share)


def _normal_below(z: float) -> float:
    """P(Z < z) of the standard normal."""
    return 0.5 * math.erfc(-z / math.sqrt(2))
