"""Ties across the two sides in classes, from questions with a class roster.

Only figures over all classes together leave this module, and only if each side has enough
children: the index of one class, or of a class with one newcomer, would tell of single children.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.stats.estimate import Estimate
from bothways.surveys.answering import ROSTER
from bothways.surveys.models import Respondent, Wave
from bothways.surveys.receiving import definition_of

# Each side over all classes; and of a class that counts at all, two of each side.
FEWEST_A_SIDE = 10
FEWEST_IN_CLASS = 2
FEWEST_CLASSES = 2


@dataclass(frozen=True)
class Ties:
    """The indices of one question; none, with the reason, if too few stand behind them."""

    question: str
    pupils: int
    classes: int
    estimates: tuple[Estimate, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class _Pupil:
    pk: int
    group: int
    number: int
    side: str


def ties_of(wave: Wave) -> list[Ties]:
    """One entry a roster question of the form. Two statements."""
    parts = [p for p in definition_of(wave.version).questions if ROSTER in p.appearance]
    if not parts:
        return []
    rows = wave.submissions.exclude(respondent=None).order_by("pk")
    answers = list(rows.values_list("respondent", "side", "answers"))
    said = {respondent: side for respondent, side, _answers in answers if side}
    pupils = _pupils(wave, said)
    found = []
    for part in parts:
        named = [(one, str(given.get(part.path, ""))) for one, _side, given in answers]
        found.append(_ties(part.path, pupils, named))
    return found


def _pupils(wave: Wave, said: dict[int, str]) -> list[_Pupil]:
    """Whose side is known, in classes that can tell anything about mixing."""
    cards = Respondent.objects.filter(group__survey=wave.survey_id).order_by("pk")
    rows = [
        _Pupil(pk, group, number, side or said.get(pk, ""))
        for pk, group, number, side in cards.values_list("pk", "group", "number", "side")
    ]
    count: dict[tuple[int, str], int] = {}
    for one in rows:
        count[one.group, one.side] = count.get((one.group, one.side), 0) + 1
    telling = {
        one.group for one in rows
        if all(count.get((one.group, s), 0) >= FEWEST_IN_CLASS for s in ("newcomer", "host"))
    }  # fmt: skip
    return [one for one in rows if one.side and one.group in telling]


def _ties(question: str, pupils: list[_Pupil], named: Sequence[tuple[int, str]]) -> Ties:
    # The mathematics takes a second to load, and few pages need it.
    from bothways.stats.errors import StatsError
    from bothways.stats.networks import CrossTies, cross_ties

    classes = len({one.group for one in pupils})
    fewest = min(sum(one.side == side for one in pupils) for side in ("newcomer", "host"))
    if fewest < FEWEST_A_SIDE or classes < FEWEST_CLASSES:
        return Ties(question, len(pupils), classes, reason="too_few")
    pairs = _pairs(pupils, named)
    try:
        found = cross_ties(
            CrossTies(draws=2_000),
            [one.pk for one in pupils], [one.side for one in pupils],
            [source for source, _target in pairs], [target for _source, target in pairs],
            [one.group for one in pupils],
        )  # fmt: skip
    except StatsError as error:
        return Ties(question, len(pupils), classes, reason=error.code)
    return Ties(question, len(pupils), classes, found)


def _pairs(pupils: list[_Pupil], named: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """Who names whom; numbers that nobody in the class has are left out."""
    by_card = {(one.group, str(one.number)): one.pk for one in pupils}
    group = {one.pk: one.group for one in pupils}
    return [
        (source, by_card[group[source], word])
        for source, words in named if source in group
        for word in dict.fromkeys(words.split()) if (group[source], word) in by_card
    ]  # fmt: skip
