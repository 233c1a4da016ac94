"""When a consent holds. Pure: rows, a year of birth and a day in, a state out.

A minor needs a guardian's yes; from the age that the text names, the young person's own yes as
well. Whoever is of age answers for themselves, and a guardian's yes of earlier no longer counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bothways.programmes.ages import may_be_minor

GUARDIAN = "guardian"
SELF = "self"
# A new version asks everybody anew. So long does the earlier yes still hold.
ASKED_ANEW_DAYS = 30
# So long before its end a consent counts as due.
SOON_DAYS = 30


class State(StrEnum):
    HOLDS = "holds"
    SOON = "soon"  # holds, and ends within SOON_DAYS
    ANEW = "anew"  # holds, but a newer text was released
    VOICE = "voice"  # one of the two voices is there, the other is missing
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    MISSING = "missing"


IN_FORCE = frozenset({State.HOLDS, State.SOON, State.ANEW})


@dataclass(frozen=True)
class TextFacts:
    """One version of one text as far as it decides whether a yes to it holds."""

    version: int
    released_on: date
    own_voice_from: int
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Yes:
    """One recorded consent."""

    version: int
    given_by: str
    given_on: date
    ends_on: date
    withdrawn_on: date | None = None


def voices_needed(birth_year: int | None, own_voice_from: int, on: date) -> frozenset[str]:
    """Whose yes it takes on that day. An unknown age asks for the guardian."""
    if not may_be_minor(birth_year, on):
        return frozenset({SELF})
    has_own_voice = birth_year is not None and on.year - birth_year >= own_voice_from
    return frozenset({GUARDIAN, SELF}) if has_own_voice else frozenset({GUARDIAN})


def last_day(yes: Yes, texts: Iterable[TextFacts]) -> date:
    """The last day on which this yes holds: its own end, or that of its text."""
    ends = [yes.ends_on]
    if yes.withdrawn_on:
        ends.append(yes.withdrawn_on - timedelta(days=1))
    for text in texts:
        if text.version == yes.version and text.withdrawn_on:
            ends.append(text.withdrawn_on - timedelta(days=1))
        if text.version > yes.version:
            ends.append(text.released_on + timedelta(days=ASKED_ANEW_DAYS))
    return min(ends)


def consent_state(
    yeses: Iterable[Yes], texts: Iterable[TextFacts], birth_year: int | None, on: date
) -> State:
    """What the yeses to one purpose come to on that day."""
    yeses, texts = list(yeses), sorted(texts, key=lambda text: text.version)
    if not texts:
        return State.MISSING
    newest = texts[-1]
    needed = sorted(voices_needed(birth_year, newest.own_voice_from, on))
    by_voice = {voice: [yes for yes in yeses if yes.given_by == voice] for voice in needed}
    live = [_longest(rows, texts, on) for rows in by_voice.values()]
    found = [yes for yes in live if yes]
    if len(found) < len(needed):
        return _why_not(by_voice, bool(found))
    if any(yes.version < newest.version for yes in found):
        return State.ANEW
    first_end = min(last_day(yes, texts) for yes in found)
    return State.SOON if first_end <= on + timedelta(days=SOON_DAYS) else State.HOLDS


def holds(
    yeses: Iterable[Yes], texts: Iterable[TextFacts], birth_year: int | None, on: date
) -> bool:
    return consent_state(yeses, texts, birth_year, on) in IN_FORCE


def held_until(
    yeses: Iterable[Yes], texts: Iterable[TextFacts], birth_year: int | None
) -> date | None:
    """The last day of a consent that once held; nothing if none ever did.

    Coming of age asks for a new voice, it does not make the years before it a stay without consent.
    """
    yeses, texts = list(yeses), list(texts)
    if not any(holds(yeses, texts, birth_year, yes.given_on) for yes in yeses):
        return None
    return max(last_day(yes, texts) for yes in yeses)


def _longest(yeses: list[Yes], texts: list[TextFacts], on: date) -> Yes | None:
    """Of the yeses of one voice the one that holds longest from that day on."""
    live = [yes for yes in yeses if yes.given_on <= on <= last_day(yes, texts)]
    return max(live, key=lambda yes: (yes.version, last_day(yes, texts)), default=None)


def _why_not(by_voice: dict[str, list[Yes]], has_one: bool) -> State:
    newest = [max(rows, key=lambda yes: yes.given_on) for rows in by_voice.values() if rows]
    if not newest:
        return State.MISSING
    if any(yes.withdrawn_on for yes in newest):
        return State.WITHDRAWN
    return State.VOICE if has_one else State.EXPIRED
