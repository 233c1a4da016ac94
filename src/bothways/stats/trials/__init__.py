"""Randomised trials of persons and of groups.

``lottery`` draws the lots, ``design`` knows which assignments could have happened, ``statistics``
evaluates thousands of them at once, and on these stand ``randomisation`` (p value of the lottery),
``familywise`` (several outcomes), ``balance``; beside them ``bootstrap``, ``complier``,
``attrition`` (with Lee bounds), ``power`` with ``baseline``, ``anytime`` for trials that are looked
at every day, and ``analysis``, which puts the usual answer together.
"""

from bothways.stats.trials.analysis import TrialAnalysis, TrialPlan, analyse_trial
from bothways.stats.trials.anytime import AnytimeEffect, anytime_effect
from bothways.stats.trials.attrition import Attrition, attrition, lee_bounds
from bothways.stats.trials.balance import balance, normalised_difference
from bothways.stats.trials.baseline import (
    Baseline,
    intraclass_correlation,
    plan_from_baseline,
)
from bothways.stats.trials.bootstrap import WildBootstrap, wild_bootstrap
from bothways.stats.trials.complier import ComplierEffect, complier_effect
from bothways.stats.trials.familywise import familywise_test, step_down
from bothways.stats.trials.lottery import Lottery, draw_lots
from bothways.stats.trials.power import (
    TrialSize,
    clusters_needed,
    minimum_detectable,
    power_of,
    standard_error,
)
from bothways.stats.trials.randomisation import Randomisation, randomisation_test

__all__ = [
    "AnytimeEffect",
    "Attrition",
    "Baseline",
    "ComplierEffect",
    "Lottery",
    "Randomisation",
    "TrialAnalysis",
    "TrialPlan",
    "TrialSize",
    "WildBootstrap",
    "analyse_trial",
    "anytime_effect",
    "attrition",
    "balance",
    "clusters_needed",
    "complier_effect",
    "draw_lots",
    "familywise_test",
    "intraclass_correlation",
    "lee_bounds",
    "minimum_detectable",
    "normalised_difference",
    "plan_from_baseline",
    "power_of",
    "randomisation_test",
    "standard_error",
    "step_down",
    "wild_bootstrap",
]
