"""The rating of studies and practices, computed from records and never typed. Knows no database.

``tables`` the rules as tables, ``record`` what is read of a study, ``caps``, ``power`` and
``threats`` step A, ``study`` the rating, ``crosswalk`` what others would say, ``practice``
step C, ``studies`` study records out of a practice's document, ``reading`` out of a table,
``printed`` the rules as text.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
# Fetched when asked for: the mathematics takes a second to load, and most pages need none of it.
_HOMES = {
    "OutcomeRating": "practice", "PracticeRating": "practice", "Rating": "study",
    "RULE_VERSION": "tables", "RecordError": "record", "StudyRecord": "record",
    "Threat": "record", "rate_practice": "practice", "rate_study": "study",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"{__name__} has no {name}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
