"""The dates of a plan as a calendar file. Pure: the moment of writing is given."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bothways.core.vocabularies import in_language
from bothways.directory.steps.plan import Planned

REMIND = timedelta(days=-2)


def calendar_of(
    steps: tuple[Planned, ...], place: str, language: str, at: datetime, address: str
) -> bytes:
    """One whole-day entry a step that has a date, with a reminder two days before."""
    calendar = Calendar()
    calendar.add("prodid", "-//Bothways//Directory//EN")
    calendar.add("version", "2.0")
    for planned in steps:
        if planned.due is not None:
            calendar.add_component(_entry(planned, place, language, at, address))
    return bytes(calendar.to_ical())


def _entry(planned: Planned, place: str, language: str, at: datetime, address: str) -> Event:
    step, title = planned.step, in_language(planned.step.title, language)
    entry = Event()
    entry.add("uid", f"{step.code}@{place}.bothways")
    entry.add("dtstamp", at)
    entry.add("dtstart", planned.due)
    entry.add("summary", title)
    entry.add("description", f"{in_language(step.how, language)}\n{address}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", REMIND)
    entry.add_component(alarm)
    return entry
