"""When a consent holds, and when data goes: pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.days import add_months
from bothways.programmes.protection.consent import (
    ASKED_ANEW_DAYS,
    State,
    TextFacts,
    Yes,
    consent_state,
    held_until,
    holds,
    voices_needed,
)
from bothways.programmes.protection.retention import Stay, keep_until

ON = date(2026, 6, 1)
TEXT = TextFacts(1, date(2026, 1, 1), 14)
CHILD, YOUTH, ADULT = 2016, 2011, 1990
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def yes(by: str = "guardian", version: int = 1, **more: date) -> Yes:
    days = {"given_on": date(2026, 2, 1), "ends_on": date(2028, 2, 1), **more}
    return Yes(version, by, days["given_on"], days["ends_on"], days.get("withdrawn_on"))


@pytest.mark.parametrize(
    ("year", "needed"),
    [
        (CHILD, {"guardian"}),
        (YOUTH, {"guardian", "self"}),
        (2008, {"guardian", "self"}),  # reaches 18 this year: perhaps still 17
        (2007, {"self"}),
        (None, {"guardian"}),
    ],
)
def test_whose_yes_it_takes(year: int | None, needed: set[str]) -> None:
    assert voices_needed(year, 14, ON) == needed


def test_from_fourteen_a_guardian_alone_does_not_speak_for_a_young_person() -> None:
    assert consent_state([yes()], [TEXT], YOUTH, ON) == State.VOICE
    assert consent_state([yes(), yes("self")], [TEXT], YOUTH, ON) == State.HOLDS


def test_a_guardian_does_not_speak_for_somebody_of_age() -> None:
    assert consent_state([yes()], [TEXT], ADULT, ON) == State.MISSING
    assert holds([yes("self")], [TEXT], ADULT, ON)


def test_a_consent_taken_back_does_not_hold_on_that_very_day() -> None:
    taken_back = yes(withdrawn_on=ON)
    assert consent_state([taken_back], [TEXT], CHILD, ON) == State.WITHDRAWN
    assert holds([taken_back], [TEXT], CHILD, ON - timedelta(days=1))


def test_who_agrees_again_after_taking_it_back_has_agreed() -> None:
    again = [yes(given_on=ON), yes(withdrawn_on=ON)]
    assert holds(again, [TEXT], CHILD, ON)


def test_a_new_version_asks_anew_and_leaves_thirty_days() -> None:
    newer = TextFacts(2, ON, 14)
    assert consent_state([yes()], [TEXT, newer], CHILD, ON) == State.ANEW
    last = ON + timedelta(days=ASKED_ANEW_DAYS)
    assert holds([yes()], [TEXT, newer], CHILD, last)
    assert consent_state([yes()], [TEXT, newer], CHILD, last + timedelta(days=1)) == State.EXPIRED


def test_a_text_that_is_taken_back_ends_every_yes_to_it() -> None:
    assert not holds([yes()], [TextFacts(1, date(2026, 1, 1), 14, ON)], CHILD, ON)


@given(on=DAYS, given_on=DAYS, months=st.integers(1, 60), back=st.none() | DAYS)
def test_a_yes_holds_just_between_its_first_and_its_last_day(
    on: date, given_on: date, months: int, back: date | None
) -> None:
    ends = add_months(given_on, months)
    found = holds(
        [Yes(1, "self", given_on, ends, back)], [TextFacts(1, date(2019, 1, 1), 0)], 1970, on
    )
    assert found == (given_on <= on <= ends and (back is None or on < back))


@given(
    year=st.none() | st.integers(1940, 2026), on=DAYS,
    yeses=st.lists(st.builds(Yes, st.just(1), st.sampled_from(["self", "guardian"]), DAYS, DAYS,
                             st.none() | DAYS), max_size=4),
)  # fmt: skip
def test_a_minor_never_agrees_without_a_guardian(
    year: int | None, on: date, yeses: list[Yes]
) -> None:
    may_be_minor = year is None or on.year - year <= 18
    has_guardian = any(found.given_by == "guardian" for found in yeses)
    if holds(yeses, [TextFacts(1, date(2019, 1, 1), 14)], year, on) and may_be_minor:
        assert has_guardian


@given(day=DAYS, months=st.integers(0, 120))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found + timedelta(days=1)).month != found.month


def test_who_never_agreed_goes_after_thirty_days() -> None:
    assert keep_until(Stay(ON, None, None), 24, ON) == ON + timedelta(days=30)


def test_who_left_goes_when_the_months_are_over() -> None:
    stay = Stay(date(2026, 1, 1), ON + timedelta(days=300), date(2026, 3, 31))
    assert keep_until(stay, 6, ON) == date(2026, 9, 30)


def test_who_takes_part_and_agrees_has_no_date() -> None:
    assert keep_until(Stay(date(2026, 1, 1), ON, None), 24, ON) is None


def test_a_consent_that_ran_out_starts_the_clock_although_somebody_is_still_in() -> None:
    ended = ON - timedelta(days=1)
    assert keep_until(Stay(date(2026, 1, 1), ended, None), 1, ON) == add_months(ended, 1)


def test_coming_of_age_does_not_make_the_years_before_a_stay_without_consent() -> None:
    """The guardian agreed when Salma was thirteen; at fourteen she has not signed yet."""
    rows = [yes(given_on=date(2026, 2, 1), ends_on=date(2028, 2, 1))]
    assert held_until(rows, [TEXT], 2013) == date(2028, 2, 1)
    assert not holds(rows, [TEXT], 2013, date(2027, 1, 5))


@given(created=DAYS, until=st.none() | DAYS, left=st.none() | DAYS, on=DAYS,
       months=st.integers(0, 60))  # fmt: skip
def test_nobody_is_kept_without_a_date_unless_they_agree_and_take_part(
    created: date, until: date | None, left: date | None, on: date, months: int
) -> None:
    due = keep_until(Stay(created, until, left), months, on)
    assert (due is None) == (until is not None and left is None and until >= on)
    assert due is None or due >= created
