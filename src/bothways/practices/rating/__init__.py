"""The rating of studies and practices, computed from records and never typed. Knows no database.

``tables`` the rules as tables, ``record`` what is read of a study, ``caps``, ``power`` and
``threats`` step A, ``study`` the rating, ``crosswalk`` what others would say, ``practice``
step C, ``reading`` study records out of a table, ``printed`` the rules as text.
"""

from bothways.practices.rating.practice import OutcomeRating, PracticeRating, rate_practice
from bothways.practices.rating.record import RecordError, StudyRecord, Threat
from bothways.practices.rating.study import Rating, rate_study
from bothways.practices.rating.tables import RULE_VERSION

__all__ = [
    "RULE_VERSION",
    "OutcomeRating",
    "PracticeRating",
    "Rating",
    "RecordError",
    "StudyRecord",
    "Threat",
    "rate_practice",
    "rate_study",
]
