"""Sessions as iCalendar, with the rules of their time zones inside (RFC 5545)."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from bothways.programmes.delivery.clock import zone_of
from bothways.programmes.models import Session

STATUS = {"planned": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


def calendar_of(title: str, sessions: Iterable[Session], links: dict[int, str]) -> bytes:
    """One event a session, at the hour on the wall. ``links`` lead to rooms, by session.

    No name of a person stands in it: calendars are copied to places that nobody asked about.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Bothways//programmes//EN")
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-published-ttl", "PT6H")
    days = [timezone.now().date()]
    for session in sessions:
        calendar.add_component(_event(session, links.get(session.pk, "")))
        days.append(session.starts_at.date())
    # A year of rules on either side is enough, and keeps the file small.
    calendar.add_missing_timezones(
        first_date=min(days) - timedelta(days=366), last_date=max(days) + timedelta(days=366)
    )
    written: bytes = calendar.to_ical()
    return written


def _event(session: Session, link: str) -> Event:
    event = Event()
    zone = zone_of(session.cohort)
    event.add("uid", f"{session.uid}@bothways")
    event.add("dtstamp", session.created_at)
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    event.add("summary", summary_of(session))
    event.add("status", STATUS[session.state])
    if place := session.place or session.cohort.place:
        event.add("location", place)
    if link and session.mode != Session.Mode.ON_SITE:
        event.add("url", link)
        event.add("description", link)
    return event


def summary_of(session: Session) -> str:
    words = _("%(cohort)s, session %(number)s") % {
        "cohort": session.cohort.title, "number": session.number,
    }  # fmt: skip
    return f"{words}: {session.title}" if session.title else words
