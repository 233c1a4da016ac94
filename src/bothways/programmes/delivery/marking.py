"""The attendance page: its rows, and the marks that its form means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from bothways.programmes.delivery.arithmetic import Mark
from bothways.programmes.delivery.attendance_actions import NewMark
from bothways.programmes.delivery.clock import day_of
from bothways.programmes.delivery.queries import RosterRow, guests_among, marks_in, roster
from bothways.programmes.delivery.scheme import Scheme
from bothways.programmes.models import Session

MARK_NAMES = ("code", "late", "early", "makes")


@dataclass(frozen=True)
class AttendanceRow:
    """A person of the day's roster and the mark that counts so far."""

    row: RosterRow
    code: str
    late: int
    early: int
    makes: int | None

    @property
    def was(self) -> str:
        """What the page was opened with: only what differs from it is a mark of this form."""
        return "|".join(str(value or "") for value in
                        (self.code, self.late, self.early, self.makes))  # fmt: skip

    @property
    def has_more(self) -> bool:
        return bool(self.late or self.early or self.makes)


def attendance_rows(session: Session) -> list[AttendanceRow]:
    """The roster of the session's day with its marks, then its guests. Three statements."""
    marks = marks_in(session)
    rows = roster(session.cohort, day_of(session.starts_at, session.cohort))
    others = {person for person, mark in marks.items() if mark.code} - {row.person for row in rows}
    rows += guests_among(session, others)
    return [_row(row, marks.get(row.person)) for row in rows]


def _row(row: RosterRow, mark: Mark | None) -> AttendanceRow:
    if mark is None:
        return AttendanceRow(row, "", 0, 0, None)
    return AttendanceRow(row, mark.code, mark.minutes_late, mark.minutes_early, mark.makes_up)


def marks_of_form(
    sent: Mapping[str, str], people: list[int], rule: Scheme, form: UUID, now: datetime
) -> list[NewMark]:
    """The marks that a sent form means: rows that differ from what it was opened with, and with
    "all present" also everybody without a mark. The same form sent twice makes the same marks."""
    found = []
    for person in people:
        values = [sent.get(f"{name}-{person}", "").strip() for name in MARK_NAMES]
        if not values[0] and sent.get("do") == "all":
            values[0] = rule.present
        typed = "|".join("" if value == "0" else value for value in values)
        if typed == sent.get(f"was-{person}", "|||"):
            continue
        uid = uuid5(form, f"{person} {typed}")
        code, late, early, makes = values
        found.append(NewMark(uid, person, code, now, _minutes(late), _minutes(early),
                             int(makes) if makes.isdigit() else None))  # fmt: skip
    return found


def guest_mark(sent: Mapping[str, str], rule: Scheme, form: UUID, now: datetime) -> list[NewMark]:
    """Somebody from elsewhere who makes up here for a session that they missed."""
    person, makes = sent.get("guest", ""), sent.get("guest-makes", "")
    if not (person.isdigit() and makes.isdigit()):
        return []
    return [NewMark(uuid5(form, f"guest {person} {makes}"), int(person), rule.present, now,
                    makes_up=int(makes))]  # fmt: skip


def _minutes(text: str) -> int:
    """Whole minutes; what is no number is refused by the action as out of bounds."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
