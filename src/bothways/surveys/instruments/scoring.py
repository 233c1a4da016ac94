"""From answers to scores: direction, reverse items, minimum answered, prorating. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bothways.surveys.instruments.catalogue import Instrument, ScaleKey


@dataclass(frozen=True)
class Score:
    """One score of one person; no value where too few items were answered."""

    scale: str
    value: float | None
    answered: int
    asked: int


def scores(instrument: Instrument, answers: Mapping[str, str]) -> tuple[Score, ...]:
    """All scores of an instrument from the answers by the names of its questions.

    An item turned round counts low + high minus the answer. With items missing the mean of those
    answered stands for them, and a sum is prorated to all items, if at least ``min_answered`` are
    there. What is no number or lies outside the scale counts as missing.
    """
    values = item_values(instrument, answers)
    found: dict[str, Score] = {}
    for scale in instrument.scales:
        found[scale.id] = _whole(scale, found) if scale.of else _score(instrument, scale, values)
    return tuple(found.values())


def item_values(instrument: Instrument, answers: Mapping[str, str]) -> dict[str, float]:
    """Answers as numbers in the direction of the scale; missing ones are left out."""
    values: dict[str, float] = {}
    for item in instrument.items:
        number = _number(answers.get(instrument.question(item.id), ""))
        if number is not None and instrument.low <= number <= instrument.high:
            turned = instrument.low + instrument.high - number
            values[item.id] = turned if item.reversed else number
    return values


def _number(text: str) -> float | None:
    try:
        return float(text) if text.strip().isascii() else None
    except ValueError:
        return None


def _score(instrument: Instrument, scale: ScaleKey, values: Mapping[str, float]) -> Score:
    given = [values[item] for item in scale.items if item in values]
    if len(given) < scale.min_answered:
        return Score(scale.id, None, len(given), len(scale.items))
    mean = sum(given) / len(given)
    if scale.rule == "sum":
        value = mean * len(scale.items)
    elif scale.rule == "share":
        value = (mean - instrument.low) / (instrument.high - instrument.low)
    else:
        value = mean
    return Score(scale.id, value, len(given), len(scale.items))


def _whole(scale: ScaleKey, found: Mapping[str, Score]) -> Score:
    """A sum of other scales, which have to be there all."""
    parts = [found[name] for name in scale.of]
    values = [part.value for part in parts if part.value is not None]
    value = sum(values) if len(values) == len(parts) else None
    return Score(scale.id, value, sum(p.answered for p in parts), sum(p.asked for p in parts))
