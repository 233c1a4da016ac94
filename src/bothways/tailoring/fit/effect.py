"""The expected effect in a new place: where the true effect of a further study would lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

FEWEST_STUDIES = 3
NORMAL_95 = 1.959963984540054
Why = Literal["", "no_outcome_asked", "no_study", "too_few", "cannot_be_pooled"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One standardised effect with its standard error; positive is the intended direction."""

    outcome: str
    study: str
    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Expected:
    """The prediction interval for one outcome, or why there is none."""

    outcome: str
    comparable: int  # studies with a standardised effect and an interval
    why_not: Why = ""
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    hash: str = ""


def error_of(low: float, high: float) -> float:
    """Standard error behind a 95 % interval."""
    return (high - low) / (2 * NORMAL_95)


def expected(outcome: str, effects: Iterable[Effect], studies: int | None) -> Expected:
    """Prediction interval of the random-effects model when three studies or more compare.

    Effects of one study depend on each other; they are then pooled with cluster-robust errors and
    the study is what is counted.
    """
    rows = [each for each in effects if each.outcome == outcome and each.error > 0]
    comparable = len({each.study for each in rows})
    if comparable < FEWEST_STUDIES:
        why: Why = "too_few" if comparable or studies else "no_study"
        return Expected(outcome, comparable, why)
    return _pooled(outcome, rows, comparable)


def _pooled(outcome: str, rows: Sequence[Effect], comparable: int) -> Expected:
    # Imported here: SciPy takes a moment, and few practices have three comparable studies.
    from bothways.stats.errors import StatsError
    from bothways.stats.synthesis import RandomEffects, pool

    repeated = len(rows) > comparable
    specification = RandomEffects(test="CR2" if repeated else "hartung-knapp")
    clusters = [each.study for each in rows] if repeated else None
    try:
        found = pool(specification, [e.value for e in rows], [e.error for e in rows], clusters)
    except StatsError:
        return Expected(outcome, comparable, "cannot_be_pooled")
    interval = found.prediction.interval if found.prediction else None
    low, high = interval or (None, None)
    if low is None or high is None or found.prediction is None:
        return Expected(outcome, comparable, "cannot_be_pooled")
    return Expected(
        outcome, comparable, "", float(low), float(high), float(found.prediction.value),
        found.prediction.inputs_hash,
    )  # fmt: skip
