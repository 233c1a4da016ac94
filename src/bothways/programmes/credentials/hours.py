"""What people of a cohort attended, in units of its scheme.

Everything here asks ``attended_units``, so that one place knows where the figures come from.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from bothways.programmes.models import AttendanceEntry, Cohort, Session

UNIT_MINUTES = 45
# Codes of schemes that say somebody was there.
THERE = frozenset({"present", "late", "makeup", "make_up", "online", "X", "P"})
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Hours:
    """Units attended by person, and how long a unit is."""

    units: dict[int, Decimal]
    unit_minutes: int = UNIT_MINUTES

    def of(self, person: int) -> Decimal:
        return self.units.get(person, Decimal(0))


def attended_units(cohort: Cohort) -> Hours:
    """From the newest mark of each person in each session that was held. One statement."""
    marks = (
        AttendanceEntry.objects.filter(session__cohort=cohort, session__state=Session.State.HELD)
        .order_by("person_id", "session_id", "made_at", "uid")
        .values_list("person_id", "session_id", "code", "minutes_late", "minutes_early",
                     "session__units")
    )  # fmt: skip
    units: dict[int, Decimal] = {}
    for (person, _session), entries in groupby(marks, key=lambda mark: (mark[0], mark[1])):
        *_earlier, newest = entries
        units[person] = units.get(person, Decimal(0)) + _units(*newest[2:])
    return Hours(units)


def _units(code: str, late: int, early: int, planned: int) -> Decimal:
    """Minutes missed come off, to a tenth of a unit, and never below nothing."""
    if code not in THERE:
        return Decimal(0)
    missed = Decimal(late + early) / UNIT_MINUTES
    return max(Decimal(0), (planned - missed).quantize(TENTH, ROUND_HALF_UP))
