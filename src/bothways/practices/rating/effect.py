"""Step D: what was found, in words: the number, its interval, and how many people that is."""

from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.tables import DESIGNS
from bothways.stats.effects import more_in_hundred
from bothways.stats.said import N_, Figure, Said

CHANGE_ONLY = Said(
    N_("This is a change, not an effect: nothing shows what would have happened anyway.")
)
NO_EFFECT = Said(N_("No effect is reported."))


def effect_sentence(study: StudyRecord) -> Said:
    if study.effect is None:
        return NO_EFFECT
    sentence = direction_sentence(study.effect, study.interval)
    if not _is_change(study):
        return sentence
    return Said("%(sentence)s %(caution)s", {"sentence": sentence, "caution": CHANGE_ONLY})


def direction_sentence(effect: float, interval: tuple[float, float] | None) -> Said:
    """``+0.21 (0.05 to 0.37): about 8 more in 100 above the former middle.``"""
    return Said(
        N_("%(effect)s (%(ends)s): %(people)s."),
        {"effect": Figure(effect, signed=True), "ends": ends(interval), "people": people(effect)},
    )


def ends(interval: tuple[float, float] | None) -> Said:
    if interval is None:
        return Said(N_("no interval"))
    low, high = (Figure(end) for end in interval)
    return Said(N_("%(low)s to %(high)s"), {"low": low, "high": high})


def people(effect: float) -> Said:
    """How many of a hundred the effect moves across the former middle."""
    count = round(abs(more_in_hundred(effect)))
    if count == 0:
        return Said(N_("fewer than 1 in 100 stands on another side of the former middle"))
    if effect > 0:
        return Said(N_("about %(people)s more in 100 above the former middle"), {"people": count})
    return Said(N_("about %(people)s fewer in 100 above the former middle"), {"people": count})


def _is_change(study: StudyRecord) -> bool:
    return study.design is not None and not DESIGNS[study.design].compares
