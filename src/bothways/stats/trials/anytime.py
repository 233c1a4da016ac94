"""An effect that may be looked at every day: intervals that hold at all times together.

For trials of messages and small activities with hundreds of people who come one by one. Not for
schools or classes: the theory is asymptotic in the number of independent units.

Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Time-uniform central limit theory and
asymptotic confidence sequences, Ann. Statist. 52:2613: the Gaussian-mixture sequence, applied to
augmented inverse probability weights whose means come from the past only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import caution
from bothways.stats.columns import Floats, complete_rows, two_arms
from bothways.stats.errors import NotEstimableError, SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash

VERSION = "1"
FEW = 100


@dataclass(frozen=True, slots=True)
class AnytimeEffect:
    """How a message trial is followed.

    Parameters
    ----------
    share : float in (0, 1)
        Probability of the programme arm for everybody, as the lottery drew it.
    tightest_at : int
        Number of people at which the interval shall be about as short as it can be; fixed before
        the trial starts.
    level, unit : confidence level over all looks together, unit of the outcome
    """

    share: float = 0.5
    tightest_at: int = 500
    level: float = 0.95
    unit: str = "points"


def anytime_effect(specification: AnytimeEffect, outcome: ArrayLike, arm: ArrayLike) -> Estimate:
    """Effect so far, with an interval that holds at every look.

    Parameters
    ----------
    specification : AnytimeEffect
    outcome : (n,) numbers, in the order in which people answered
    arm : (n,) 0/1 as drawn

    Returns
    -------
    Estimate
        ``value`` in the unit of the outcome; ``se`` that of a single look; ``p_value`` the
        smallest alpha at which the interval excludes 0, so it too holds at all looks together.

    Raises
    ------
    NotEstimableError
        Fewer than two answers in an arm.
    SpecificationError
        A share outside (0, 1) or a number of people below 1.

    Notes
    -----
    Each answer but the first becomes an unbiased guess of the effect: the difference of the arms'
    means so far plus the weighted surprise of this answer. The interval is the mean of the guesses
    plus and minus s_t sqrt(2 (t r + 1) / (t^2 r) log(sqrt(t r + 1) / alpha)) with r = rho^2 chosen
    so that it is shortest near `tightest_at`. One may stop as soon as it excludes 0, and no look
    costs anything. A caution stands beside fewer than 100 answers. Cost: one pass.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> arm = rng.integers(0, 2, 800)
    >>> e = anytime_effect(AnytimeEffect(), 0.5 * arm + rng.normal(size=800), arm)
    >>> round(e.value, 2), e.interval[0] > 0
    (0.49, True)
    """
    _check(specification)
    rows = complete_rows({"outcome": outcome, "arm": arm}, {})
    y, a = rows.numeric["outcome"], two_arms("arm", rows.numeric["arm"])
    if min(a.sum(), (1 - a).sum()) < 2:
        raise NotEstimableError(
            "too_few_answers", "Each arm needs at least two answers before there is an effect."
        )
    guesses = _guesses(y, a, specification.share)[1:]
    value, spread = float(guesses.mean()), float(guesses.std(ddof=1))
    rho2 = _rho2(specification.tightest_at, 1 - specification.level)
    half = spread * _width(guesses.size, rho2, 1 - specification.level)
    notes = rows.cautions + ((caution("few_answers", n=rows.n),) if rows.n < FEW else ())
    run = Run(
        "anytime-aipw", VERSION, specification.unit, rows.n,
        inputs_hash(specification, rows.numeric), specification.level, None, None, notes,
    )  # fmt: skip
    ends = (value - half, value + half) if spread > 0 else None
    p = _p_value(value / spread, guesses.size, rho2) if spread > 0 else None
    return run.plain("arm", value, se=spread / math.sqrt(guesses.size), p=p, interval=ends)


def _check(specification: AnytimeEffect) -> None:
    check_level(specification.level)
    if not 0.0 < specification.share < 1.0:
        raise SpecificationError(
            "bad_share", f"The share must lie between 0 and 1, not {specification.share}."
        )
    if specification.tightest_at < 1:
        raise SpecificationError("bad_size", "The interval is tightest at one person or more.")


def _guesses(y: Floats, arm: Floats, share: float) -> Floats:
    """Unbiased guesses of the effect, each with the arms' means of those who came before."""
    everybody = _mean_before(y, np.ones_like(arm), np.zeros_like(y))
    ones, others = _mean_before(y, arm, everybody), _mean_before(y, 1 - arm, everybody)
    weighted = arm * (y - ones) / share - (1 - arm) * (y - others) / (1 - share)
    return ones - others + weighted


def _mean_before(y: Floats, chosen: Floats, otherwise: Floats) -> Floats:
    """Mean of the chosen answers before each row, or ``otherwise`` where there are none yet."""
    count = np.concatenate([[0.0], np.cumsum(chosen)[:-1]])
    total = np.concatenate([[0.0], np.cumsum(y * chosen)[:-1]])
    return np.where(count > 0, total / np.maximum(count, 1.0), otherwise)


def _rho2(tightest_at: int, alpha: float) -> float:
    """The mixing variance that makes the interval shortest at this number of people."""
    log = -2 * math.log(alpha)
    return (log + math.log(log + 1)) / tightest_at


def _width(n: int, rho2: float, alpha: float) -> float:
    """Half-width of the interval in standard deviations of the guesses."""
    inside = 2 * (n * rho2 + 1) / (n**2 * rho2) * math.log(math.sqrt(n * rho2 + 1) / alpha)
    return math.sqrt(inside)


def _p_value(z: float, n: int, rho2: float) -> float:
    """The smallest alpha whose interval excludes 0, for a mean of z standard deviations."""
    inside = z**2 * n**2 * rho2 / (2 * (n * rho2 + 1))
    return min(1.0, math.sqrt(n * rho2 + 1) * math.exp(-inside))
