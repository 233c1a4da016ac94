"""Steps inside C0 and C1: most practices stand there, and a flat bottom tells them nothing."""

from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import USERS_ENOUGH


def step_of(study: StudyRecord, low: int, high: int) -> str | None:
    """The highest step whose own condition is recorded; None where the record does not say."""
    if low != high or low > 1:
        return None
    return _described(study) if low == 0 else _monitored(study)


def _described(study: StudyRecord) -> str:
    asked = study.users_asked or 0
    if study.design == "opinion":
        asked = max(asked, study.n_participants or 0)
    if asked >= USERS_ENOUGH:
        return "C0.4"
    if study.n_participants is not None and study.design != "none_found":
        return "C0.3"
    return "C0.2" if study.theory_linked else "C0.1"


def _monitored(study: StudyRecord) -> str | None:
    """Only for one group seen twice: a weakened trial at C1 is no step above another."""
    if study.design != "pre_post" or study.instrument_validated is None:
        return None
    if not study.instrument_validated:
        return "C1.1"
    return "C1.3" if study.dose_or_norm else "C1.2"
