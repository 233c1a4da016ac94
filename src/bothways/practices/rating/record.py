"""What the rating reads of a study: one frozen record, every field may be missing."""

import math
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from bothways.practices.rating.tables import DESIGNS, LEVELS, THREATS
from bothways.stats.estimate import inputs_hash

Unit = Literal["person", "group"]


class RecordError(ValueError):
    """A study record cannot be: the message names the field and what was expected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, order=True)
class Threat:
    """One threat to validity; a level of None means named, but not weighed."""

    code: str
    level: Literal["low", "moderate", "high"] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The values that a number may have."""

    low: float
    high: float
    whole: bool = False
    expected: str = "a number"


LIMITS: dict[str, Limits] = {
    "n_clusters": Limits(1, 10**9, True, "a whole number, 1 or more"),
    "n_participants": Limits(1, 10**10, True, "a whole number, 1 or more"),
    "mdes": Limits(1e-6, 100, expected="a number above 0, in standard deviations"),
    "attrition_overall": Limits(0, 1, expected="a share from 0 to 1, or per cent such as 12%"),
    "attrition_differential": Limits(0, 1, expected="a share from 0 to 1, or per cent such as 3%"),
    "effect": Limits(-100, 100, expected="a number, in standard deviations"),
    "ci_low": Limits(-100, 100, expected="a number not above the effect"),
    "ci_high": Limits(-100, 100, expected="a number not below the effect"),
    "icc": Limits(0, 0.999, expected="a number from 0 to below 1"),
    "baseline_difference": Limits(0, 100, expected="a number, 0 or more, in standard deviations"),
    "outcomes_measured": Limits(1, 10**6, True, "a whole number, 1 or more"),
    "follow_up_months": Limits(0, 1200, expected="a number of months, 0 or more"),
    "sites": Limits(1, 10**9, True, "a whole number, 1 or more"),
    "users_asked": Limits(0, 10**9, True, "a whole number, 0 or more"),
}


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """One finding of one study. Effects are in standard deviations, positive is intended.

    ``threats`` of None means that nobody looked; an empty tuple means that somebody looked and
    found all low, or what is listed; ``threats_complete`` of False that there may be others.
    Shares are from 0 to 1; the interval is at 95 %.
    """

    name: str = ""
    design: str | None = None
    unit_of_randomisation: Unit | None = None
    n_clusters: int | None = None
    n_participants: int | None = None
    mdes: float | None = None
    attrition_overall: float | None = None
    attrition_differential: float | None = None
    effect: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    threats: tuple[Threat, ...] | None = None
    icc: float | None = None
    baseline_difference: float | None = None
    baseline_adjusted: bool | None = None
    assumption_shown: bool | None = None
    preregistered: bool | None = None
    outcomes_measured: int | None = None
    follow_up_months: float | None = None
    independent_evaluator: bool | None = None
    sites: int | None = None
    instrument_validated: bool | None = None
    dose_or_norm: bool | None = None
    theory_linked: bool | None = None
    users_asked: int | None = None
    threats_complete: bool = True
    outcome: str = ""
    sample: str = ""

    def __post_init__(self) -> None:
        if self.design is not None and self.design not in DESIGNS:
            known = ", ".join(DESIGNS)
            raise RecordError("design", f"design must be one of {known}, not {self.design!r}.")
        for name, limits in LIMITS.items():
            _check(name, getattr(self, name), limits)
        self._check_interval()
        if (self.n_clusters or 0) > (self.n_participants or math.inf):
            message = f"There are more groups ({self.n_clusters}) than people in them."
            raise RecordError("n_clusters", message)
        for threat in self.threats or ():
            if threat.code not in THREATS or threat.level not in (None, *LEVELS):
                raise RecordError("threats", f"There is no threat {threat.code}:{threat.level}.")

    def _check_interval(self) -> None:
        low, high = self.ci_low, self.ci_high
        if low is not None and high is not None and low > high:
            raise RecordError("ci_low", f"ci_low ({low:g}) must not be above ci_high ({high:g}).")
        ends = (("ci_low", low, 1), ("ci_high", high, -1))
        for name, end, sign in ends:
            if end is not None and self.effect is not None and sign * end > sign * self.effect:
                raise RecordError(
                    name, f"The effect ({self.effect:g}) must lie inside its interval; {name} is "
                    f"{end:g}.",
                )  # fmt: skip

    @property
    def grouped(self) -> bool:
        """Whether whole groups were assigned or compared."""
        return self.design == "cluster_rct" or self.unit_of_randomisation == "group"

    @property
    def interval(self) -> tuple[float, float] | None:
        if self.ci_low is None or self.ci_high is None:
            return None
        return self.ci_low, self.ci_high

    @property
    def direction(self) -> int | None:
        """1 or -1 when the interval excludes 0, else 0; None without an interval."""
        if self.interval is None:
            return None
        return int(self.interval[0] > 0) - int(self.interval[1] < 0)

    def inputs_hash(self) -> str:
        """SHA-256 of all that the rating reads; the name is none of it."""
        values = {
            f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("name", "sample")
        }
        if self.threats_complete:  # the hash of such a record is as old as the rules
            del values["threats_complete"]
        if self.threats is not None:
            values["threats"] = tuple(sorted(map(str, self.threats)))
        return inputs_hash(tuple(sorted((k, repr(v)) for k, v in values.items())), {})

    def but(self, **changes: Any) -> "StudyRecord":
        """The same record with other values."""
        return replace(self, **changes)


def _check(name: str, number: float | None, limits: Limits) -> None:
    if number is None:
        return
    wrong = not math.isfinite(number) or not limits.low <= number <= limits.high
    if wrong or (limits.whole and number != int(number)):
        raise RecordError(name, f"{name} is {number}; expected is {limits.expected}.")
