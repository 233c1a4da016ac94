"""Random-effects estimate over findings: one effect a sample, whatever the samples found.

The same combination as in the rating of a practice: mean effect and mean error of the findings of
one sample, then REML with the Hartung-Knapp interval and a prediction interval. A count of
studies that found something is never used.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from bothways.publishing.evidence.findings import Finding

if TYPE_CHECKING:
    from bothways.stats.estimate import Estimate

Z = 1.959963984540054  # half the width of a 95 % interval in standard errors
FEWEST_FOR_SMALL_STUDIES = 10
FEWEST_TO_LEAVE_OUT = 3
Ends = tuple[float, float]
EVERYTHING: Ends = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Sample:
    """The people of one study, with one effect for all that was measured on them."""

    key: str
    findings: tuple[Finding, ...]
    effect: float
    error: float

    @property
    def interval(self) -> Ends:
        return self.effect - Z * self.error, self.effect + Z * self.error

    @property
    def n(self) -> int | None:
        return max((f.n for f in self.findings if f.n is not None), default=None)

    @property
    def confidence(self) -> Ends:
        """From the worst to the best of its findings."""
        return (min(f.confidence[0] for f in self.findings),
                max(f.confidence[1] for f in self.findings))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Without:
    """The estimate without one sample."""

    sample: Sample
    mean: float
    interval: Ends

    @property
    def sign(self) -> int:
        return sign_of(self.interval)


@dataclass(frozen=True, slots=True)
class Pool:
    """What the samples say together. ``tau`` and ``shared`` are None for a single study."""

    samples: tuple[Sample, ...]
    mean: float
    interval: Ends
    prediction: Ends | None = None
    tau: float | None = None
    tau_ends: Ends | None = None
    shared: float | None = None  # I squared: share of the differences that is not chance
    shared_ends: Ends | None = None
    weights: tuple[float, ...] = (1.0,)

    @property
    def k(self) -> int:
        return len(self.samples)

    @property
    def n(self) -> int:
        """People in the samples that say how many they are."""
        return sum(sample.n or 0 for sample in self.samples)

    @property
    def without_n(self) -> int:
        return sum(sample.n is None for sample in self.samples)

    @property
    def sign(self) -> int:
        return sign_of(self.interval)

    @property
    def is_pooled(self) -> bool:
        return self.k > 1


def sign_of(ends: Ends) -> int:
    """1 or -1 when the interval excludes 0, else 0."""
    return int(ends[0] > 0) - int(ends[1] < 0)


def samples_of(findings: Sequence[Finding]) -> tuple[Sample, ...]:
    """One effect for each sample. Only findings that can be compared may come in."""
    people: dict[str, list[Finding]] = {}
    for finding in findings:
        people.setdefault(finding.sample, []).append(finding)
    return tuple(_sample(key, people[key]) for key in sorted(people))


def _sample(key: str, found: Sequence[Finding]) -> Sample:
    ordered = sorted(found, key=lambda f: (f.outcome, f.practice))
    widths = [((f.high or 0.0) - (f.low or 0.0)) / (2 * Z) for f in ordered]
    return Sample(key, tuple(ordered), fmean(f.effect or 0.0 for f in ordered), fmean(widths))


def pool_findings(findings: Sequence[Finding]) -> Pool | None:
    return pool_samples(samples_of(findings))


def pool_samples(samples: Sequence[Sample]) -> Pool | None:
    """None without a sample; a single sample stands as it is."""
    if not samples:
        return None
    if len(samples) == 1:
        return Pool(tuple(samples), samples[0].effect, samples[0].interval)
    from bothways.stats.synthesis import RandomEffects, pool

    found = pool(RandomEffects(), [s.effect for s in samples], [s.error for s in samples])
    return Pool(
        tuple(samples),
        found.effects[0].value,
        ends_of(found.effects[0]),
        ends_of(found.prediction) if found.prediction else None,
        found.tau.value,
        ends_of(found.tau) if found.tau.interval else None,
        found.i_squared.value,
        ends_of(found.i_squared) if found.i_squared.interval else None,
        tuple(float(w) for w in found.weights),
    )


def interval_of(effects: Sequence[float], errors: Sequence[float]) -> Ends:
    """The 95 % interval of the pooled effect alone."""
    from bothways.stats.synthesis import RandomEffects, pool

    return ends_of(pool(RandomEffects(), effects, errors).effects[0])


def ends_of(estimate: "Estimate") -> Ends:
    low, high = estimate.interval or (None, None)
    return -math.inf if low is None else low, math.inf if high is None else high


def without_each(whole: Pool) -> tuple[Without, ...]:
    """The estimate without each sample in turn; nothing below three samples."""
    if whole.k < FEWEST_TO_LEAVE_OUT:
        return ()
    left = []
    for sample in whole.samples:
        rest = pool_samples([s for s in whole.samples if s is not sample])
        if rest is not None:
            left.append(Without(sample, rest.mean, rest.interval))
    return tuple(left)


def small_study_slope(whole: Pool) -> "Estimate | None":
    """How much the effect rises with the standard error; None where it cannot be looked at."""
    if whole.k < FEWEST_FOR_SMALL_STUDIES or len({s.error for s in whole.samples}) == 1:
        return None
    from bothways.stats.synthesis import RandomEffects, small_study_check

    effects, errors = [s.effect for s in whole.samples], [s.error for s in whole.samples]
    return small_study_check(RandomEffects(), effects, errors)[1]
