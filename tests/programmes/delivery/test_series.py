"""Series and calendars keep the hour on the wall when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bothways.core.models import User
from bothways.programmes.delivery.feed_actions import (
    cohort_feed_open,
    feed_revoke,
    own_feed_open,
)
from bothways.programmes.delivery.feeds import calendar_of
from bothways.programmes.delivery.people_actions import person_add
from bothways.programmes.delivery.queries import feed_sessions
from bothways.programmes.delivery.series import MOST, occurrence, series
from bothways.programmes.delivery.session_actions import session_cancel, session_series_create
from bothways.programmes.models import CalendarFeed, Cohort, Programme, ProgrammeMember

ZONES = ("Europe/Berlin", "Europe/Kyiv", "Asia/Amman", "Asia/Kabul", "America/New_York",
         "Australia/Lord_Howe", "Africa/Cairo", "UTC")  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
hours = st.times().map(lambda at: at.replace(microsecond=0, second=0))
BERLIN = ZoneInfo("Europe/Berlin")


@given(day=days, at=hours, minutes=st.integers(1, 600), zone=zones)
def test_a_session_starts_at_the_hour_on_the_wall_and_lasts_real_minutes(
    day: date, at: time, minutes: int, zone: ZoneInfo
) -> None:
    one = occurrence(day, at, minutes, zone)
    wall = one.starts_at.astimezone(zone).replace(tzinfo=None)
    assert one.ends_at - one.starts_at == timedelta(minutes=minutes)
    assert one.moved == (wall != datetime.combine(day, at))
    if one.moved:
        assert timedelta() < wall - datetime.combine(day, at) <= timedelta(hours=2)


@given(first=days, length=st.integers(-5, 500), weekdays=st.sets(st.integers(0, 6)), at=hours,
       zone=zones)  # fmt: skip
def test_a_series_has_every_such_weekday_once(
    first: date, length: int, weekdays: set[int], at: time, zone: ZoneInfo
) -> None:
    last = first + timedelta(days=length)
    found = series(first, last, weekdays, at, 60, zone)
    wanted = sum((first + timedelta(days=n)).weekday() in weekdays for n in range(length + 1))
    assert len(found) == min(wanted, MOST)
    assert [one.starts_at for one in found] == sorted({one.starts_at for one in found})


def test_an_hour_that_the_clocks_jump_over_is_named_and_starts_later() -> None:
    one = occurrence(date(2026, 3, 29), time(2, 30), 60, BERLIN)
    assert one.moved
    assert one.starts_at.astimezone(BERLIN).hour == 3


def test_holidays_are_left_out() -> None:
    found = series(date(2026, 12, 21), date(2026, 12, 27), range(7), time(9), 60, BERLIN,
                   [date(2026, 12, 25)])  # fmt: skip
    assert [one.starts_at.day for one in found] == [21, 22, 23, 24, 26, 27]


@pytest.fixture
def sessions(cohort: Cohort) -> Cohort:
    """Every Wednesday at nine over the change of the clocks in March 2026."""
    when = series(date(2026, 3, 18), date(2026, 4, 8), {2}, time(9), 90, BERLIN)
    session_series_create(cohort, when, {"join_url": "https://meet.example.org/a",
                                         "mode": "online"}, actor=None)  # fmt: skip
    return cohort


def test_a_calendar_reads_back_over_the_change_of_the_clocks(sessions: Cohort) -> None:
    rows = list(sessions.sessions.select_related("cohort"))
    calendar = Calendar.from_ical(calendar_of("A", rows, {}))
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    events = calendar.walk("VEVENT")
    assert [event["DTSTART"].dt.hour for event in events] == [9, 9, 9, 9]
    assert [event["DTSTART"].dt.astimezone(UTC) for event in events] == [
        row.starts_at for row in rows
    ]


def test_a_feed_has_no_name_of_a_participant_and_ends_when_it_is_taken_back(
    sessions: Cohort, visitor: Client, officer: User
) -> None:
    person_add(sessions, {"given_name": "Samira"}, since=date(2026, 3, 1), actor=officer)
    session_cancel(sessions.sessions.earliest("starts_at"), actor=officer)
    feed, token = cohort_feed_open(sessions, actor=officer)
    assert token not in feed.token_hash
    answer = visitor.get(reverse("calendar_feed", args=[token]))
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/calendar"
    assert "Samira" not in text
    assert "https://meet.example.org/a" in text
    assert text.count("STATUS:CANCELLED") == 1
    feed_revoke(feed, actor=officer)
    assert visitor.get(reverse("calendar_feed", args=[token])).status_code == 404


def test_a_facilitator_s_feed_follows_the_groups_that_are_theirs(
    sessions: Cohort, programme: Programme, facilitator: ProgrammeMember, teacher: User
) -> None:
    feed, _token = own_feed_open(programme, actor=teacher)
    assert len(feed_sessions(feed)) == 4
    sessions.facilitators.all().delete()
    assert feed_sessions(CalendarFeed.objects.get(pk=feed.pk)) == []
