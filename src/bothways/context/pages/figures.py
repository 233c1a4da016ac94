"""A figure as it may be shown: its value only if it was published, its interval, its flags."""

import math
from dataclasses import dataclass

from bothways.context.observation import Observation

SUPPRESSED, UNRELIABLE, BREAK = "c", "u", "b"
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what travels with it. ``value`` is None where nothing may be shown."""

    value: float | None
    time: str
    flag: str = ""
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    n: int | None = None
    source: str = ""

    @property
    def is_shown(self) -> bool:
        return self.value is not None

    @property
    def unreliable(self) -> bool:
        return UNRELIABLE in self.flag

    @property
    def starts_anew(self) -> bool:
        return BREAK in self.flag

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None


def figure(row: Observation) -> Figure:
    """What may be shown of a row: a suppressed value stays away, whatever the row holds."""
    value = None if SUPPRESSED in row.flag else row.value
    if value is None or not math.isfinite(value):
        return Figure(None, row.time, row.flag, source=row.source)
    low, high = _interval(row, value)
    return Figure(value, row.time, row.flag, low, high, row.standard_error, row.n, row.source)


def _interval(row: Observation, value: float) -> tuple[float | None, float | None]:
    if row.ci_low is not None and row.ci_high is not None:
        return row.ci_low, row.ci_high
    if row.standard_error is None:
        return None, None
    return value - Z95 * row.standard_error, value + Z95 * row.standard_error


@dataclass(frozen=True, slots=True)
class Gap:
    """Hosts less newcomers, at one time."""

    hosts: Figure
    newcomers: Figure

    @property
    def value(self) -> float | None:
        if self.hosts.value is None or self.newcomers.value is None:
            return None
        return round(self.hosts.value - self.newcomers.value, 10)

    @property
    def time(self) -> str:
        return self.newcomers.time

    @property
    def flag(self) -> str:
        """The letters of both figures, each once, in the order of the alphabet."""
        return "".join(sorted(set(self.hosts.flag + self.newcomers.flag)))

    @property
    def unreliable(self) -> bool:
        return self.hosts.unreliable or self.newcomers.unreliable

    @property
    def starts_anew(self) -> bool:
        return self.hosts.starts_anew or self.newcomers.starts_anew

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 %, from the two standard errors, as of two samples drawn independently."""
        errors = self.hosts.standard_error, self.newcomers.standard_error
        if self.value is None or errors[0] is None or errors[1] is None:
            return None
        half = Z95 * math.hypot(errors[0], errors[1])
        return self.value - half, self.value + half
