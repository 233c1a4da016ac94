"""Complex surveys: replicate weights x plausible values.

``replication`` says how replicates become a variance and pools plausible values, ``weights`` holds
replicate weights as a table or factorised, ``cells`` the groups, ``sums`` the one kernel;
``tables``, ``shares``, ``quantiles`` and ``regression`` are the doors.
"""

from bothways.stats.surveys.cells import Cells
from bothways.stats.surveys.quantiles import SurveyQuantiles, survey_quantiles
from bothways.stats.surveys.regression import SurveyRegression, survey_regression
from bothways.stats.surveys.replication import Replication
from bothways.stats.surveys.shares import SurveyShares, survey_shares
from bothways.stats.surveys.tables import SurveyTable, survey_table
from bothways.stats.surveys.weights import (
    FactorisedWeights,
    ReplicateWeights,
    Weights,
    delete_one_weights,
    factorise,
    paired_weights,
)

__all__ = [
    "Cells",
    "FactorisedWeights",
    "ReplicateWeights",
    "Replication",
    "SurveyQuantiles",
    "SurveyRegression",
    "SurveyShares",
    "SurveyTable",
    "Weights",
    "delete_one_weights",
    "factorise",
    "paired_weights",
    "survey_quantiles",
    "survey_regression",
    "survey_shares",
    "survey_table",
]
