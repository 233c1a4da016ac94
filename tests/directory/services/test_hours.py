"""Opening hours: public holidays, exceptions, the plain week."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.directory.services.hours import (
    days,
    is_open,
    is_readable,
    names_holidays,
    now,
    replaces_a_rule,
    usual_week,
    weekly_rows,
)
from bothways.directory.services.hsds.checks import hours_warnings

BERLIN = "Europe/Berlin"
OFFICE = "Mo-We,Fr 08:00-12:00; Th 08:00-12:00,14:00-18:00; PH off; 2026 Dec 29 off"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN))


def test_an_office_is_open_in_its_hours_and_says_until_when() -> None:
    found = now(OFFICE, at("2026-12-01T09:00"), "DE", BERLIN)
    assert found is not None
    assert found.state == "open"
    assert found.until == at("2026-12-01T12:00")


@pytest.mark.parametrize("moment", ["2026-12-25T09:00", "2026-12-29T09:00", "2026-12-05T09:00"])
def test_holidays_exceptions_and_saturdays_are_closed(moment: str) -> None:
    assert not is_open(OFFICE, at(moment), "DE", BERLIN)


def test_hours_that_forget_holidays_count_christmas_as_open_and_are_told_so() -> None:
    forgetful = "Mo-Fr 08:00-12:00"
    assert is_open(forgetful, at("2026-12-25T09:00"), "DE", BERLIN)
    assert not names_holidays(forgetful)
    assert names_holidays(OFFICE)
    assert names_holidays("24/7")


@pytest.mark.parametrize(
    ("hours", "is_trap"),
    [
        ("Mo-Fr 08:00-12:00; Th 14:00-18:00; PH off", True),
        ("Mo-We,Fr 08:00-12:00; Th 08:00-12:00,14:00-18:00; PH off", False),
        ("Mo-Fr 08:00-12:00, Th 14:00-18:00; PH off", False),
        ("Mo-Fr 08:00-12:00; Sa 10:00-12:00; PH off; Dec 24 off", False),
        ("Mo-Fr 08:00-12:00; Jul-Aug Mo-Fr 09:00-11:00; PH off", False),
        ("24/7", False),
    ],
)
def test_a_rule_that_takes_hours_away_is_told(hours: str, is_trap: bool) -> None:
    assert replaces_a_rule(hours) is is_trap
    assert ("replaced_hours" in dict(hours_warnings(hours))) is is_trap


def test_the_coming_days_name_the_holiday_and_both_spans_of_a_day() -> None:
    week = days(OFFICE, date(2026, 12, 24), "DE", BERLIN)
    assert week[0].spans == (("08:00", "12:00", ""), ("14:00", "18:00", ""))
    assert (week[1].is_holiday, week[1].spans) == (True, ())


def test_hours_by_appointment_are_unknown_not_closed() -> None:
    found = now('Mo-Fr 08:00-12:00 unknown "by appointment"', at("2026-12-01T09:00"), "", BERLIN)
    assert found is not None
    assert (found.state, found.comment) == ("unknown", "by appointment")


def test_a_plain_week_in_runs_of_like_days() -> None:
    assert usual_week("Mo-We 09:00-12:00; Th 09:00-12:00,14:00-18:00; Sa 10:00-13:00", BERLIN) == (
        (0, 2, ("09:00–12:00",)), (3, 3, ("09:00–12:00", "14:00–18:00")), (5, 5, ("10:00–13:00",)),
    )  # fmt: skip
    assert usual_week("nonsense", BERLIN) == ()


def test_a_plain_week_becomes_schedule_rows() -> None:
    assert weekly_rows("Mo-We 09:00-12:00; Sa 10:00-13:00; PH off", BERLIN) == (
        {"freq": "WEEKLY", "wkst": "MO", "byday": "MO,TU,WE", "opens_at": "09:00",
         "closes_at": "12:00"},
        {"freq": "WEEKLY", "wkst": "MO", "byday": "SA", "opens_at": "10:00",
         "closes_at": "13:00"},
    )  # fmt: skip


@given(st.text(max_size=30))
def test_any_text_is_read_or_left_never_raised(text: str) -> None:
    found = now(text, at("2026-12-01T09:00"), "DE", BERLIN)
    assert (found is not None) == is_readable(text)
    assert replaces_a_rule(text) in (True, False)
