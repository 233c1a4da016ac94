"""Step D: what was found, in words: the number, its interval, and how many people that is."""

from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import DESIGNS
from bothways.stats.effects import more_in_hundred

CHANGE_ONLY = "This is a change, not an effect: nothing shows what would have happened anyway."


def effect_sentence(study: StudyRecord) -> str:
    if study.effect is None:
        return "No effect is reported."
    sentence = direction_sentence(study.effect, study.interval)
    return f"{sentence} {CHANGE_ONLY}" if _is_change(study) else sentence


def direction_sentence(effect: float, interval: tuple[float, float] | None) -> str:
    """``+0.21 (0.05 to 0.37): about 8 more in 100 above the former middle.``"""
    ends = "no interval" if interval is None else f"{interval[0]:.2f} to {interval[1]:.2f}"
    return f"{effect:+.2f} ({ends}): {_people(effect)}."


def _people(effect: float) -> str:
    people = round(abs(more_in_hundred(effect)))
    if people == 0:
        return "fewer than 1 in 100 stands on another side of the former middle"
    more = "more" if effect > 0 else "fewer"
    return f"about {people} {more} in 100 above the former middle"


def _is_change(study: StudyRecord) -> bool:
    return study.design is not None and not DESIGNS[study.design].compares
