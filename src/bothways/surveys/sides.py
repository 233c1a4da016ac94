"""Scores of newcomers and hosts, apart, with interval and number; nothing of small groups."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from bothways.stats.estimate import quantile
from bothways.surveys.queries import AnswerRow

FEWEST = 10


@dataclass(frozen=True)
class SideMean:
    """The mean of one side; ``mean`` is None where fewer than ten stand behind it.

    The interval treats respondents as independent, which those of one class are not: it is for
    looking at a wave, an effect is estimated by a study.
    """

    side: str
    n: int | None
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def means_by_side(rows: Sequence[AnswerRow], score: str) -> list[SideMean]:
    return [
        _mean(side, [v for r in rows if r.side == side and (v := r.scores.get(score)) is not None])
        for side in ("newcomer", "host", "")
    ]


def _mean(side: str, values: list[float]) -> SideMean:
    n = len(values)
    if n < FEWEST:
        return SideMean(side, None)
    mean = fmean(values)
    half = quantile(0.975, n - 1) * stdev(values) / math.sqrt(n)
    return SideMean(side, n, mean, mean - half, mean + half)
