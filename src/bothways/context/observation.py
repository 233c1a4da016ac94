"""One figure about a place, with everything needed to read it rightly."""

from dataclasses import dataclass
from datetime import date

from bothways.context.codes import TOTAL


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one indicator. Citizenship and country of birth are two axes, never merged.

    ``value`` is None where nothing was published; with flag ``c`` it was suppressed. ``other``
    holds the dimensions of a source that have no column here, as ``isced11=ED0-2;wstatus=EMP``.
    """

    indicator: str
    place: str
    time: str
    sex: str = "T"
    age: str = TOTAL
    citizenship: str = TOTAL
    country_of_birth: str = TOTAL
    duration: str = TOTAL
    unit: str = "PC"
    value: float | None = None
    flag: str = ""
    standard_error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    n: int | None = None
    dataset: str = ""
    vintage: date | None = None
    source: str = ""
    other: str = ""


# What tells one observation of a dataset from another.
DIMENSIONS = (
    "indicator", "place", "time", "sex", "age", "citizenship", "country_of_birth", "duration",
    "unit", "other",
)  # fmt: skip
# What is said about it.
MEASURES = ("value", "flag", "standard_error", "ci_low", "ci_high", "n")
COLUMNS = (*DIMENSIONS, *MEASURES)

Key = tuple[str, ...]


def key_of(observation: Observation) -> Key:
    return tuple(getattr(observation, name) for name in DIMENSIONS)
