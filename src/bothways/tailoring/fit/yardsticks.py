"""The indicators by which two places are compared, each with its weight.

Every yardstick names both origin axes, so citizenship is never held against birth. A yardstick
with ``minus`` is a gap between two groups of the same axis in the same place and year. Weights add
up to 1 within a theme, so that a theme with many indicators does not drown the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bothways.context.observation import Observation

Axis = Literal["citizenship", "country_of_birth"]
TOTAL = "TOTAL"


@dataclass(frozen=True, slots=True)
class Series:
    """All dimensions of an indicator but place and time."""

    indicator: str
    age: str
    sex: str = "T"
    citizenship: str = TOTAL
    country_of_birth: str = TOTAL
    duration: str = TOTAL
    unit: str = "PC"
    other: str = ""

    @classmethod
    def of(cls, row: Observation) -> "Series":
        return cls(row.indicator, row.age, row.sex, row.citizenship, row.country_of_birth,
                   row.duration, row.unit, row.other)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Yardstick:
    id: str
    theme: str
    series: Series
    weight: float
    minus: Series | None = None

    @property
    def parts(self) -> tuple[Series, ...]:
        return (self.series, self.minus) if self.minus else (self.series,)

    def __post_init__(self) -> None:
        first, second = self.series, self.minus
        if second is None:
            return
        differs = [
            axis for axis in ("citizenship", "country_of_birth")
            if getattr(first, axis) != getattr(second, axis)
        ]  # fmt: skip
        same = replace(
            second, citizenship=first.citizenship, country_of_birth=first.country_of_birth
        )
        if len(differs) != 1 or same != first:
            raise ValueError(f"{self.id}: a gap is between two groups of one origin axis.")


NATIONALS = {"citizenship": "NAT"}
FOREIGNERS = {"citizenship": "FOR"}


def yardsticks(sex: str = "T") -> tuple[Yardstick, ...]:
    """The list in force, published in docs/method/fit.md.

    Work is compared for women, men or both, as asked; the other themes for both, since few places
    publish them apart.
    """
    return tuple(_listed(sex))


def _listed(sex: str) -> Iterator[Yardstick]:
    def work(indicator: str, group: dict[str, str]) -> Series:
        return Series(indicator, "Y15-64", sex, **group)

    def schooling(level: str) -> Series:
        return Series("attainment", "Y15-64", other=f"isced11={level}", **FOREIGNERS)

    def income(group: dict[str, str]) -> Series:
        return Series("median_equivalised_income", "Y_GE18", unit="EUR", **group)

    # Not ``population_share``: that is the share of women and men within one origin.
    for name, origin in (("born_abroad", "FOR"), ("born_outside_eu", "NEU27_2020_FOR")):
        share = Series("migrant_share", TOTAL, country_of_birth=origin)
        yield Yardstick(name, "people", share, 0.5)
    for indicator in ("employment_rate", "unemployment_rate"):
        national, foreign = work(indicator, NATIONALS), work(indicator, FOREIGNERS)
        yield Yardstick(f"{indicator}_foreign", "work", foreign, 0.25)
        yield Yardstick(f"{indicator}_gap", "work", national, 0.25, foreign)
    yield Yardstick("little_schooling", "schooling", schooling("ED0-2"), 0.5)
    yield Yardstick("higher_education", "schooling", schooling("ED5-8"), 0.5)
    yield Yardstick("income_national", "income", income(NATIONALS), 0.5)
    yield Yardstick("income_foreign", "income", income(FOREIGNERS), 0.5)


# What would let a cost be carried from one country's prices to another's. The first that both
# places have is taken.
PRICE_LEVELS = ("price_level", "hourly_labour_cost")
