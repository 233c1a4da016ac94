"""What somebody answered as a number: the score of a scale, or the answer to one question."""

from collections.abc import Mapping
from typing import Any

from bothways.studies.models import StudyOutcome
from bothways.surveys.instruments.catalogue import instruments
from bothways.surveys.instruments.scoring import scores
from bothways.surveys.models import Wave


def measured(outcome: StudyOutcome, wave: Wave) -> dict[int, float]:
    """Score of each respondent who gave one, by the number of the respondent. One statement."""
    rows = wave.submissions.exclude(respondent=None).order_by("pk")
    found = {}
    for respondent, answers in rows.values_list("respondent_id", "answers"):
        value = score_of(outcome, by_name(answers))
        if value is not None:
            found[respondent] = value
    return found


def by_name(answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers by the name of the question, without the groups that it stands in; no repeats."""
    texts = {path: answer for path, answer in answers.items() if isinstance(answer, str)}
    return {path.rpartition("/")[2]: answer for path, answer in texts.items()}


def score_of(outcome: StudyOutcome, answers: Mapping[str, str]) -> float | None:
    if outcome.path:
        return _number(answers.get(outcome.path.rpartition("/")[2], ""))
    instrument = instruments()[outcome.instrument]
    return next(one.value for one in scores(instrument, answers) if one.scale == outcome.scale)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
