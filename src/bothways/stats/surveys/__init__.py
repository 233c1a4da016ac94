"""Complex surveys: replicate weights times plausible values.

``weights`` holds the replicate weights, dense or factorised; ``sums`` turns them into weighted
sums of every cell for every replicate at once; ``statistics`` makes means, spreads, shares,
quantiles, differences and regressions of them, with sampling and measurement error.
"""

from bothways.stats.surveys.statistics import (
    SurveyStatistic,
    survey_difference,
    survey_means,
    survey_quantiles,
    survey_regression,
    survey_shares,
    survey_spreads,
)
from bothways.stats.surveys.weights import ReplicateWeights, brr_fay, factorise, jackknife

__all__ = [
    "ReplicateWeights",
    "SurveyStatistic",
    "brr_fay",
    "factorise",
    "jackknife",
    "survey_difference",
    "survey_means",
    "survey_quantiles",
    "survey_regression",
    "survey_shares",
    "survey_spreads",
]
