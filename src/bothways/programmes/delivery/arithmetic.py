"""The arithmetic of attendance: marks in any order make the same state, and the state makes units.

Pure: no database, no clock. For every person and session that counts,

    planned = attended + made up + excused + unexcused + unmarked

holds in units, whatever was marked, in whatever order, however often it was sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bothways.programmes.delivery.scheme import Scheme


@dataclass(frozen=True, order=True)
class Mark:
    """One mark as somebody made it. Ordered by when it was made, then by its own number."""

    made_at: datetime
    uid: UUID
    session: int
    person: int
    code: str = ""
    minutes_late: int = 0
    minutes_early: int = 0
    makes_up: int | None = None


@dataclass(frozen=True)
class Meeting:
    """A session that was held, as far as counting needs it."""

    session: int
    units: int
    minutes: int


@dataclass(frozen=True)
class Standing:
    """What one person has, in units; ``minutes`` is the time credited for attended and made up."""

    planned: int = 0
    attended: int = 0
    made_up: int = 0
    excused: int = 0
    unexcused: int = 0
    unmarked: int = 0
    minutes: int = 0
    times_late: int = 0

    @property
    def credited(self) -> int:
        return self.attended + self.made_up

    @property
    def missed(self) -> int:
        return self.excused + self.unexcused

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(*(mine + theirs for mine, theirs in
                          zip(_numbers(self), _numbers(other), strict=True)))  # fmt: skip


def newest(marks: Iterable[Mark]) -> dict[tuple[int, int], Mark]:
    """The mark that counts of each session and person: the last made, whenever it arrived."""
    found: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        key = (mark.session, mark.person)
        if key not in found or found[key] < mark:
            found[key] = mark
    return found


def unit_minutes(scheme: Scheme, meeting: Meeting) -> float:
    return scheme.minutes_a_unit or meeting.minutes / max(meeting.units, 1)


def units_there(scheme: Scheme, meeting: Meeting, mark: Mark | None) -> int:
    """Units of a session that somebody sat through; late and early each cost what they cut off."""
    if mark is None or scheme.counts(mark.code) != "attended":
        return 0
    if scheme.grace_minutes is None:
        return meeting.units
    length = unit_minutes(scheme, meeting)
    leaves = meeting.units * length - mark.minutes_early
    return sum(
        _missed(length * unit, length, mark.minutes_late, leaves) <= scheme.grace_minutes
        for unit in range(meeting.units)
    )


def _missed(start: float, length: float, comes: float, leaves: float) -> float:
    """Minutes of a unit outside the time between coming and leaving."""
    there = max(0.0, min(start + length, leaves) - max(start, comes))
    return length - there


def standing(
    scheme: Scheme,
    expected: Iterable[Meeting],
    marks: Mapping[int, Mark],
    elsewhere: Iterable[Meeting] = (),
) -> Standing:
    """One person's units. ``expected`` are the held sessions of the days they were enrolled,
    ``marks`` the mark that counts of each session, ``elsewhere`` other sessions they came to.

    A session attended to make up for another counts for that one and no longer for itself.
    """
    meetings = list(expected)
    own = [meeting for meeting in meetings if not _for_another(marks.get(meeting.session))]
    made = _made_up(scheme, [*meetings, *elsewhere], marks)
    parts = [_of_one(scheme, meeting, marks.get(meeting.session), made[meeting.session])
             for meeting in own]  # fmt: skip
    return sum(parts, Standing())


def _for_another(mark: Mark | None) -> bool:
    return mark is not None and mark.makes_up not in (None, mark.session)


def _made_up(
    scheme: Scheme, meetings: Iterable[Meeting], marks: Mapping[int, Mark]
) -> defaultdict[int, int]:
    """Units that other sessions gave back, by the session that was missed."""
    found: defaultdict[int, int] = defaultdict(int)
    for meeting in {meeting.session: meeting for meeting in meetings}.values():
        mark = marks.get(meeting.session)
        if mark is not None and mark.makes_up is not None and _for_another(mark):
            found[mark.makes_up] += units_there(scheme, meeting, mark)
    return found


def _of_one(scheme: Scheme, meeting: Meeting, mark: Mark | None, made: int) -> Standing:
    counts = scheme.counts(mark.code) if mark else ""
    if counts == "nothing":
        return Standing()
    there = units_there(scheme, meeting, mark)
    missed = meeting.units - there
    made_up = min(made, missed)
    kind = scheme.lost_counts_as if counts == "attended" else counts or "unmarked"
    return Standing(
        planned=meeting.units,
        attended=there,
        made_up=made_up,
        minutes=round((there + made_up) * unit_minutes(scheme, meeting)),
        times_late=int(counts == "attended" and mark is not None and mark.minutes_late > 0),
        **{kind: missed - made_up},
    )


def _numbers(one: Standing) -> tuple[int, ...]:
    return (one.planned, one.attended, one.made_up, one.excused, one.unexcused, one.unmarked,
            one.minutes, one.times_late)  # fmt: skip
