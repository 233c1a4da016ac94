"""What would change a pooled estimate: how large one more trial would have to be.

The trial is taken as a draw of single people into two equal arms, so the standard error of its
effect d is sqrt(4/n + d^2/2n) (Hedges and Olkin 1985, large samples). Groups drawn as wholes need
more people than that.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bothways.publishing.evidence.pooled import Pool, interval_of, sign_of

SMALLEST, LARGEST = 20, 1_000_000
STEPS = 6  # halvings between two sizes of the ladder: within 2 per cent, then rounded up


@dataclass(frozen=True, slots=True)
class Turn:
    """One more trial with this effect: how many people would turn the answer; None: none would.

    ``kind`` is "null" (a trial that finds nothing), "opposite" (as much the other way) or "same".
    """

    kind: str
    effect: float
    people: int | None


def turns(whole: Pool) -> tuple[Turn, ...]:
    """A clear answer: what would cloud it. An unclear one: what would clear it."""
    if not whole.is_pooled:
        return ()
    cloud, clear = [("null", 0.0), ("opposite", -whole.mean)], [("same", whole.mean)]
    wanted = cloud if whole.sign else clear
    return tuple(Turn(kind, effect, people_to_turn(whole, effect)) for kind, effect in wanted)


def people_to_turn(whole: Pool, effect: float) -> int | None:
    """The smallest trial of the ladder that changes whether the interval excludes 0."""
    effects = [sample.effect for sample in whole.samples]
    errors = [sample.error for sample in whole.samples]
    clear = whole.sign != 0
    before = SMALLEST
    for size in _ladder():
        if _turned(effects, errors, effect, size, clear):
            found = _between(effects, errors, effect, before, size, clear)
            round_one = _rounded(found)
            stays = _turned(effects, errors, effect, round_one, clear)
            return round_one if stays else found
        before = size
    return None


def _ladder() -> Iterator[int]:
    size = SMALLEST
    while size <= LARGEST:
        yield size
        size *= 2
    yield LARGEST


def _turned(
    effects: Sequence[float], errors: Sequence[float], effect: float, size: int, clear: bool
) -> bool:
    ends = interval_of([*effects, effect], [*errors, error_of(effect, size)])
    return (sign_of(ends) != 0) != clear


def error_of(effect: float, people: int) -> float:
    """Standard error of an effect in standard deviations with two equal arms."""
    return math.sqrt(4 / people + effect**2 / (2 * people))


def _between(
    effects: Sequence[float], errors: Sequence[float], effect: float, low: int, high: int,
    clear: bool,
) -> int:  # fmt: skip
    for _step in range(STEPS):
        middle = (low + high) // 2
        if _turned(effects, errors, effect, middle, clear):
            high = middle
        else:
            low = middle
    return high


def _rounded(people: int) -> int:
    """Up to two digits: more would pretend to know."""
    unit = int(10 ** max(0, int(math.log10(people)) - 1))
    return math.ceil(people / unit) * unit
