"""Marks as a phone sends or saves them: JSON to marks, and what is wrong with it. Pure."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.programmes.delivery.attendance_actions import MOST_MINUTES, NewMark

FORM = 1
MOST_MARKS = 2_000
CODE_LENGTH = 20
BIGGEST = 2**62


def read_marks(content: bytes, session: UUID) -> tuple[list[NewMark], list[Problem]]:
    """The marks of a session; row 1 is the first mark. No mark is taken while one is broken."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        message = _("This is not a file of marks. It may have been cut off; save it again.")
        return [], [Problem(0, "", "broken_file", message)]
    if problem := _of_another(document, session):
        return [], [problem]
    marks: list[NewMark] = []
    problems: list[Problem] = []
    for number, row in enumerate(document["marks"], start=1):
        try:
            marks.append(_mark(row))
        except (KeyError, TypeError, ValueError, OverflowError):
            message = _("Mark %(n)s cannot be read. Save the file again on the phone.")
            problems.append(Problem(number, "", "broken_mark", message % {"n": number}))
    return ([], problems) if problems else (marks, [])


def written_marks(marks: list[NewMark], session: UUID) -> bytes:
    """What a phone writes; the counterpart of reading."""
    rows = [
        {"uid": str(mark.uid), "person": mark.person, "code": mark.code,
         "late": mark.minutes_late, "early": mark.minutes_early, "makes_up": mark.makes_up,
         "made_at": mark.made_at.isoformat()}
        for mark in marks
    ]  # fmt: skip
    return json.dumps({"attendance": FORM, "session": str(session), "marks": rows}).encode()


def _of_another(document: Any, session: UUID) -> Problem | None:
    if not isinstance(document, dict) or document.get("attendance") != FORM \
            or not isinstance(document.get("marks"), list):  # fmt: skip
        return Problem(0, "", "no_marks", _("This is not a file of marks of attendance."))
    if document.get("session") != str(session):
        message = _("These marks are of another session. Open that one and bring the file there.")
        return Problem(0, "", "other_session", message)
    if len(document["marks"]) > MOST_MARKS:
        return Problem(0, "", "too_many", _("These are more marks than one session can have."))
    return None


def _mark(row: dict[str, Any]) -> NewMark:
    made_at = datetime.fromisoformat(row["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("no time zone")
    code = row["code"]
    if not isinstance(code, str) or len(code) > CODE_LENGTH:
        raise ValueError("no code")
    makes_up = row.get("makes_up")
    return NewMark(
        UUID(row["uid"]), _whole(row["person"], BIGGEST), code, made_at,
        _whole(row.get("late", 0), MOST_MINUTES), _whole(row.get("early", 0), MOST_MINUTES),
        None if makes_up is None else _whole(makes_up, BIGGEST),
    )  # fmt: skip


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("no whole number")
    return value
