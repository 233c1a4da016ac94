"""Cells of a table with all its totals, as observations with small numbers held back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from bothways.context.formats.terms import spell_other
from bothways.context.microdata.dimensions import TOTALS
from bothways.context.observation import Observation
from bothways.stats.disclosure import Suppression, suppress

Floats = np.ndarray[Any, np.dtype[np.float64]]
Place = tuple[int, ...]
TOTAL = -1


@dataclass(frozen=True, slots=True)
class Cells:
    """The names of dimensions, the codes of each, and how many people stand in each cell."""

    names: Sequence[str]
    codes: Sequence[Sequence[str]]
    counts: Floats

    def places(self) -> Iterator[Place]:
        """Every cell with every total; ``TOTAL`` stands for all codes of a dimension."""
        return product(*([*range(len(codes)), TOTAL] for codes in self.codes))

    def held_back(self, threshold: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which cells and totals must not be told; totals stand last on every axis."""
        return suppress(Suppression(threshold), self.counts).hidden

    def described(self, place: Place) -> dict[str, str]:
        """The fields of an observation that name a cell."""
        known: dict[str, str] = {}
        others: dict[str, str] = {}
        for name, codes, k in zip(self.names, self.codes, place, strict=True):
            if name in TOTALS or name == "place":
                known[name] = TOTALS.get(name, "") if k == TOTAL else codes[k]
            elif k != TOTAL:
                others[name] = codes[k]
        return {**known, "other": spell_other(others)}


def hidden(observation: Observation) -> Observation:
    """What may be told of a cell that is held back: that it is."""
    return Observation(
        observation.indicator, observation.place, observation.time, observation.sex,
        observation.age, observation.citizenship, observation.country_of_birth,
        observation.duration, observation.unit, None, "c", other=observation.other,
    )  # fmt: skip
