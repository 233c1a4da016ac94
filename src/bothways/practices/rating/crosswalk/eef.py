"""EEF trial rating: worst of design, power and attrition, less the threats; 0 to 5 padlocks.

Confirmed at second hand: the labels, the order of work, the threats, nothing above 50 % loss.
The inner limits of power and attrition were not found and are our assumption.
"""

from bothways.practices.rating.caps import Cap
from bothways.practices.rating.crosswalk.verdict import Verdict, decided, undecided
from bothways.practices.rating.power import detectable
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import (
    ATTRITION_BANDS,
    BEST,
    EEF_DESIGNS,
    EEF_LABELS,
    POWER_BANDS,
    band,
)
from bothways.practices.rating.threats import deduction
from bothways.stats.said import N_, Part, Said

UNSAID = Said("")  # the reasons of a column are not printed for another registry


def eef(study: StudyRecord) -> Verdict:
    if study.design == "review":
        return decided("EEF", "not rated", Said(N_("not rated: a review is not a trial")))
    columns, taken = (_design(study), _power(study), _attrition(study)), deduction(study)
    low = max(0, min(cap.low for cap in columns) - taken.most)
    high = max(0, min(cap.high for cap in columns) - taken.least)
    if low == high:
        values: dict[str, Part] = {"padlocks": low, "words": Said(EEF_LABELS[low])}
        text = Said(N_("%(padlocks)s of 5 (%(words)s), limits assumed"), values)
        return decided("EEF", str(low), text)
    needs = [field for cap in columns if cap.low - taken.least < high for field in cap.needs]
    return undecided("EEF", *needs, *taken.needs)


def _design(study: StudyRecord) -> Cap:
    if study.design is None:
        return Cap("design", 0, BEST, UNSAID, ("design",))
    if study.design == "quasi_experiment":
        return Cap("design", 1, 2, UNSAID, ("design",))
    points = EEF_DESIGNS.get(study.design, 0)
    return Cap("design", points, points, UNSAID)


def _power(study: StudyRecord) -> Cap:
    size = detectable(study)
    if size is None:
        return Cap("power", 0, BEST, UNSAID, ("mdes",))
    best = band(POWER_BANDS, size.best)
    worst = band(POWER_BANDS, size.worst) if size.settled else 0
    return Cap("power", worst, best, UNSAID, () if worst == best else ("mdes",))


def _attrition(study: StudyRecord) -> Cap:
    """Counted in people even when schools were drawn; the difference of the arms is no column."""
    if study.attrition_overall is None:
        return Cap("attrition", 0, BEST, UNSAID, ("attrition_overall",))
    points = band(ATTRITION_BANDS, study.attrition_overall)
    return Cap("attrition", points, points, UNSAID)
