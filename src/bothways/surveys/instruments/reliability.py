"""How far a scale can be relied on, in each language apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.stats.estimate import Estimate
from bothways.surveys.instruments.catalogue import Instrument, ScaleKey
from bothways.surveys.instruments.scoring import item_values

# Below this a reliability is more noise than figure, and it would tell of single children.
FEWEST = 10
WIDE = 0.15


@dataclass(frozen=True)
class Reliability:
    """Alpha and its companions of one scale in one language; none if too few answered."""

    instrument: str
    scale: str
    language: str
    n: int
    translation: str
    estimates: tuple[Estimate, ...] = ()
    reason: str = ""

    @property
    def alpha(self) -> float | None:
        return next((one.value for one in self.estimates if one.term == "alpha"), None)


def reliability(
    instrument: Instrument, scale: ScaleKey, by_language: Mapping[str, Sequence[Mapping[str, str]]]
) -> list[Reliability]:
    """One row a language, in the order of their codes."""
    return [
        _in_language(instrument, scale, language, rows)
        for language, rows in sorted(by_language.items())
    ]


def _in_language(
    instrument: Instrument, scale: ScaleKey, language: str, rows: Sequence[Mapping[str, str]]
) -> Reliability:
    # The mathematics takes a second to load, and few pages need it.
    from bothways.stats.errors import StatsError
    from bothways.stats.scales import Scale, scale_consistency

    values = [item_values(instrument, row) for row in rows]
    used = [row for row in values if any(item in row for item in scale.items)]
    state = instrument.translations.get(language, "")
    named = (instrument.id, scale.id, language, len(used), state)
    if len(used) < FEWEST or len(scale.items) < 2:
        return Reliability(*named, reason="too_few")
    columns = {i: np.array([row.get(i, np.nan) for row in used]) for i in scale.items}
    try:
        # Items are turned round already, so the scale is told of none.
        ends = Scale(low=instrument.low, high=instrument.high)
        return Reliability(*named, scale_consistency(ends, columns))
    except StatsError as error:
        return Reliability(*named, reason=error.code)


def differs_much(rows: Sequence[Reliability]) -> bool:
    """Whether the languages lie so far apart that their scores should not be put together."""
    alphas = [row.alpha for row in rows if row.alpha is not None]
    return len(alphas) > 1 and max(alphas) - min(alphas) > WIDE
