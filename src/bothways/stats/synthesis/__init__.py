"""Pooling of effects: random effects, dependent effects, moderators, small-study check.

``spread`` estimates the variance between studies, ``pooling`` is the model, ``checks`` are
leave-one-out, cumulative and small-study analyses on top of it.
"""

from bothways.stats.synthesis.checks import cumulative, leave_one_out, small_study_check
from bothways.stats.synthesis.pooling import Pooled, RandomEffects, pool

__all__ = [
    "Pooled",
    "RandomEffects",
    "cumulative",
    "leave_one_out",
    "pool",
    "small_study_check",
]
