"""Families, places and what an office sets. Nothing here knows who a family is.

There is no field for nationality, ethnicity, religion or legal status, so no term can use one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Family:
    """One family under a pseudonym, with what it needs and what it wishes.

    ``needs`` must be met by a place, ``services`` are wished for. ``preferences`` are places, the
    dearest first; ``ties`` are places where relatives or friends live. ``together`` False places
    each child on its own. ``ages`` is empty when they are not known.
    """

    id: str
    persons: int
    ages: tuple[int, ...] = ()
    together: bool = True
    instruction: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    gender: str = ""
    services: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place, school or group with its seats and what it offers."""

    id: str
    capacity: int
    name: str = ""
    age_min: int | None = None
    age_max: int | None = None
    instruction: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    gender: str = ""
    languages: tuple[str, ...] = ()
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What gets one place: a family that stays together, or one of its children."""

    id: str
    family: Family
    persons: int
    ages: tuple[int, ...]


def cases_of(families: tuple[Family, ...]) -> tuple[Case, ...]:
    """Each family as one case, or child by child where it said that it may be split."""
    return tuple(case for family in families for case in _cases(family))


def _cases(family: Family) -> list[Case]:
    if family.together or len(family.ages) < 2:
        return [Case(family.id, family, family.persons, family.ages)]
    return [
        Case(f"{family.id}~{number}", family, 1, (age,))
        for number, age in enumerate(family.ages, start=1)
    ]


TERMS = ("preference", "ties", "languages", "services", "nearness")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term of the fit counts. Shown to everybody; only their ratios matter.

    The starting values are ours. No study gives them, and the pages say so.
    """

    preference: float = 40.0
    ties: float = 20.0
    languages: float = 15.0
    services: float = 15.0
    nearness: float = 10.0

    def share(self, term: str) -> float:
        total = sum(getattr(self, name) for name in TERMS)
        return float(getattr(self, term)) / total if total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What the office sets for one batch.

    capacity_in
        What a seat is: one person, or one case whatever its size.
    count
        Whose fit is added up: each person's, so that a large family is not passed over because
        it takes more seats, or each family's.
    placed
        What having any place at all is worth, in the same unit as the fit (0 to 1).
    far_km
        From this distance on a place is not near at all.
    floor
        Least share of its own optimum that each group of families keeps; 0 = no floor.
    """

    weights: Weights = field(default_factory=Weights)
    capacity_in: Literal["persons", "cases"] = "persons"
    count: Literal["persons", "families"] = "persons"
    placed: float = 1.0
    far_km: float = 20.0
    floor: float = 0.0
    floor_by: Literal["size", "age", "needs"] = "size"
    seed: int = 1
