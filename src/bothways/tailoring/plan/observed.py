"""What studies found beside what the plan had predicted.

Tailoring knows no studies: the room that has them registers where to ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bothways.tailoring.models import AdaptationPlan


@dataclass(frozen=True)
class Observed:
    """One outcome: predicted and observed, in standard deviations in the intended direction."""

    outcome: str  # code of the outcome family
    predicted: float
    observed: float
    inside: bool | None  # whether it lies in the interval that had been predicted
    found_on: date

    @property
    def difference(self) -> float:
        return self.observed - self.predicted


Source = Callable[[AdaptationPlan], list[Observed]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def observed_of(plan: AdaptationPlan) -> list[Observed]:
    return [row for source in _sources for row in source(plan)]
