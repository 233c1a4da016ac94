"""Who was in which session, by the newest marks and the schemes of the groups: codes, no names.

Indicators, reports and certificates all count from here or from ``queries.standings``, so that a
late child is late everywhere.
"""

from dataclasses import dataclass
from datetime import date

from bothways.programmes.delivery.arithmetic import Mark, newest, units_there
from bothways.programmes.delivery.clock import day_of
from bothways.programmes.delivery.queries import meeting_of
from bothways.programmes.delivery.scheme import scheme
from bothways.programmes.models import AttendanceEntry, Programme, Session

# In the order of the fields of a mark.
MARK = ("made_at", "uid", "session_id", "person_id", "code", "minutes_late", "minutes_early",
        "makes_up_id")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Presence:
    """The mark that counts of a person in a session that was held, on the day of its own zone.

    ``counts`` is what the scheme makes of the mark: attended, excused, unexcused.
    """

    session: int
    person: int
    day: date
    counts: str
    units: int

    @property
    def was_there(self) -> bool:
        return self.counts == "attended"


def presences(programme: Programme) -> list[Presence]:
    """Of all groups of the programme; marks that were taken back are none. Two statements."""
    held = Session.objects.filter(cohort__programme=programme, state=Session.State.HELD)
    sessions = {one.pk: one for one in held.select_related("cohort").order_by("pk")}
    entries = AttendanceEntry.objects.filter(
        session__cohort__programme=programme, session__state=Session.State.HELD
    )
    # Plain rows: a large programme has a hundred thousand marks.
    marks = (Mark(*row) for row in entries.values_list(*MARK))
    found = []
    for (number, person), mark in newest(marks).items():
        session, rule = sessions[number], scheme(sessions[number].cohort.scheme)
        if counts := rule.counts(mark.code):
            units = units_there(rule, meeting_of(session), mark)
            day = day_of(session.starts_at, session.cohort)
            found.append(Presence(number, person, day, counts, units))
    return found
