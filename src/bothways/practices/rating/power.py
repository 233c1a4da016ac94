"""The smallest effect a study could have found: as reported, else from its size or interval."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import (
    ASSUMED_CORRELATION,
    ASSUMED_ICC,
    ASSUMED_R2,
    DESIGNS,
    POWER_EDGE,
    Needs,
)
from bothways.stats.estimate import quantile
from bothways.stats.said import N_, Figure, Said

if TYPE_CHECKING:  # the mathematics of trials is loaded with the first rating, not with the site
    from bothways.stats.trials.power import TrialSize

POWER, LEVEL = 0.8, 0.95
REPORTED = Said(N_("smallest detectable effect"))
BY_INTERVAL = Said(N_("smallest detectable effect by the interval"))
BOUND = Said(N_("bound"))


@dataclass(frozen=True, slots=True)
class Size:
    """A smallest detectable effect; `settled` is False when it is only a lower bound."""

    value: float
    source: Said
    edge: float = 0.0
    settled: bool = True
    needs: Needs = ()

    @property
    def best(self) -> float:
        return self.value - self.edge

    @property
    def worst(self) -> float:
        return self.value + self.edge


def detectable(study: StudyRecord) -> Size | None:
    """As reported; else the larger of what size and interval give; None when neither is known."""
    if study.mdes is not None:
        return Size(study.mdes, REPORTED)
    found = [size for size in (_from_people(study), _from_interval(study)) if size]
    settled = [size for size in found if size.settled]
    return max(settled or found, key=lambda size: size.value, default=None)


def _from_interval(study: StudyRecord) -> Size | None:
    if study.interval is None:
        return None
    low, high = study.interval
    error = (high - low) / (2 * quantile(0.5 + LEVEL / 2, None))
    return Size(_times(None) * error, BY_INTERVAL, POWER_EDGE)


def _from_people(study: StudyRecord) -> Size | None:
    if study.n_participants is None:
        return None
    if study.design == "pre_post":
        return _change(study.n_participants)
    if study.design is None:
        persons = _persons(study.n_participants)
        return Size(persons, BOUND, POWER_EDGE, False, ("design", "mdes"))
    if study.grouped and study.n_clusters is not None:
        return _groups(study, study.n_clusters, study.n_participants)
    persons = _persons(study.n_participants)
    if study.grouped:
        return Size(persons, BOUND, POWER_EDGE, False, ("n_clusters", "mdes"))
    if study.design in ("rdd", "iv", "its") or not DESIGNS[study.design].compares:
        return Size(persons, BOUND, POWER_EDGE, False, ("mdes",))
    source = Said(
        N_("smallest detectable effect computed from %(people)s people"),
        {"people": study.n_participants},
    )
    return Size(persons, source, POWER_EDGE)


def _change(people: int) -> Size:
    """One group seen twice; a correlation of .5 between the two is assumed."""
    error = math.sqrt(2 * (1 - ASSUMED_CORRELATION) / people)
    value = _times(people - 1) * error if people > 2 else math.inf
    source = Said(
        N_("smallest detectable change computed from %(people)s people"), {"people": people}
    )
    return Size(value, source, POWER_EDGE)


def _groups(study: StudyRecord, clusters: int, people: int) -> Size:
    from bothways.stats.trials.power import TrialSize

    icc = ASSUMED_ICC if study.icc is None else study.icc
    size = TrialSize(
        clusters, max(1.0, people / clusters), icc, r2_cluster=ASSUMED_R2, r2_person=ASSUMED_R2
    )
    told = N_("assumed") if study.icc is None else N_("reported")
    source = Said(
        N_("smallest detectable effect computed from %(people)s people in %(groups)s groups "
          "(intraclass correlation %(icc)s, %(told)s)"),
        {"people": people, "groups": clusters, "icc": Figure(icc), "told": Said(told)},
    )  # fmt: skip
    return Size(_minimum(size), source, POWER_EDGE)


def _persons(people: int) -> float:
    from bothways.stats.trials.power import TrialSize

    return _minimum(TrialSize(people, 1.0, 0.0, r2_person=ASSUMED_R2))


def _minimum(size: "TrialSize") -> float:
    from bothways.stats.trials.power import degrees_of_freedom, standard_error

    if degrees_of_freedom(size) < 1:
        return math.inf
    return _times(degrees_of_freedom(size)) * standard_error(size)


def _times(df: float | None) -> float:
    """Detectable effect over standard error, two-sided 5 % and power 80 %."""
    return quantile(0.5 + LEVEL / 2, df) + quantile(POWER, df)
