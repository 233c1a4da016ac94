"""The arithmetic of attendance: bounds, order, repetition, lateness and sessions made up."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.programmes.delivery.arithmetic import (
    Mark,
    Meeting,
    Standing,
    newest,
    standing,
    units_there,
)
from bothways.programmes.delivery.scheme import SchemeError, read_scheme, scheme, schemes, was_there

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS45 = scheme("units45")
LESSON = Meeting(1, 4, 180)
SESSIONS = (1, 2, 3, 4)


def mark(code: str = "X", late: int = 0, early: int = 0, session: int = 1,
         makes_up: int | None = None, at: int = 0, uid: int = 1) -> Mark:  # fmt: skip
    return Mark(START + timedelta(minutes=at), UUID(int=uid), session, 7, code, late, early,
                makes_up)  # fmt: skip


@st.composite
def marks(draw: st.DrawFn, name: str) -> list[Mark]:
    codes = [code.id for code in scheme(name).codes]
    count = draw(st.integers(0, 12))
    return [
        mark(draw(st.sampled_from(["", *codes])), draw(st.integers(0, 200)),
             draw(st.integers(0, 200)), draw(st.sampled_from(SESSIONS)),
             draw(st.sampled_from([None, *SESSIONS])), draw(st.integers(0, 5)), number)
        for number in range(count)
    ]  # fmt: skip


cases = st.sampled_from(sorted(schemes())).flatmap(
    lambda name: st.tuples(st.just(scheme(name)), marks(name), st.permutations(range(12)))
)
meetings = st.lists(st.integers(1, 6), min_size=4, max_size=4).map(
    lambda units: [Meeting(at, n, n * 50) for at, n in zip(SESSIONS, units, strict=True)]
)


def by_session(found: list[Mark]) -> dict[int, Mark]:
    return {session: one for (session, _person), one in newest(found).items()}


@given(case=cases, held=meetings)
def test_all_units_are_accounted_for_and_none_twice(case: tuple, held: list[Meeting]) -> None:
    rule, found, _order = case
    total = standing(rule, held, by_session(found))
    assert total.planned == (
        total.attended + total.made_up + total.excused + total.unexcused + total.unmarked
    )
    assert min(total.planned, total.attended, total.made_up, total.excused, total.unexcused,
               total.unmarked, total.minutes) >= 0  # fmt: skip
    assert total.planned <= sum(meeting.units for meeting in held)


@given(case=cases, held=meetings)
def test_marks_in_any_order_and_sent_twice_make_the_same_state(
    case: tuple, held: list[Meeting]
) -> None:
    rule, found, order = case
    shuffled = [found[at] for at in order if at < len(found)]
    assert newest(shuffled + found[::-1] + shuffled) == newest(found)
    assert standing(rule, held, by_session(shuffled * 2)) == standing(rule, held, by_session(found))


@given(late=st.integers(0, 200), early=st.integers(0, 200), more=st.integers(0, 60))
def test_coming_later_or_leaving_earlier_never_gains_a_unit(
    late: int, early: int, more: int
) -> None:
    there = units_there(UNITS45, LESSON, mark(late=late, early=early))
    assert 0 <= there <= LESSON.units
    assert units_there(UNITS45, LESSON, mark(late=late + more, early=early)) <= there
    assert units_there(UNITS45, LESSON, mark(late=late, early=early + more)) <= there


@pytest.mark.parametrize(
    ("late", "early", "there"),
    [(0, 0, 4), (15, 0, 4), (16, 0, 3), (45, 0, 3), (60, 0, 3), (61, 0, 2), (0, 16, 3),
     (16, 16, 2), (8, 8, 4), (180, 0, 0)],
)  # fmt: skip
def test_more_than_fifteen_minutes_of_a_unit_cost_the_unit(
    late: int, early: int, there: int
) -> None:
    assert units_there(UNITS45, LESSON, mark(late=late, early=early)) == there


def test_late_and_early_within_one_unit_count_together() -> None:
    assert units_there(UNITS45, Meeting(1, 1, 45), mark(late=10, early=10)) == 0


def test_in_the_simple_scheme_coming_late_costs_nothing() -> None:
    total = standing(scheme("simple"), [Meeting(1, 2, 90)], {1: mark("present", late=80)})
    assert total == Standing(planned=2, attended=2, minutes=90, times_late=1)


def test_a_session_made_up_gives_back_what_was_missed_and_counts_no_second_time() -> None:
    held = [Meeting(1, 4, 180), Meeting(2, 4, 180)]
    missed = {1: mark("U"), 2: mark("X", session=2, makes_up=1)}
    assert standing(UNITS45, held, missed) == Standing(planned=4, made_up=4, minutes=180)


def test_no_more_is_made_up_than_was_missed() -> None:
    held = [Meeting(1, 2, 90)]
    there = {1: mark("X", late=20), 9: mark("X", session=9, makes_up=1)}
    total = standing(UNITS45, held, there, [Meeting(9, 4, 180)])
    assert (total.attended, total.made_up, total.missed) == (1, 1, 0)


def test_a_day_on_which_nobody_was_expected_is_not_planned() -> None:
    total = standing(scheme("hours"), [Meeting(1, 3, 180)], {1: mark("not_expected")})
    assert total == Standing()


def test_a_session_without_a_mark_is_named_as_such() -> None:
    assert standing(UNITS45, [LESSON], {}) == Standing(planned=4, unmarked=4)


@pytest.mark.parametrize(
    ("change", "words"),
    [(("counts: attended", "counts: perhaps"), "is none of"), (("uk: є", "xx: є"), "uk is missing"),
     (("grace_minutes: 15", "grace_minutes: soon"), "no whole number"),
     (("id: units45", "id: units"), "not the name of the file")],
)  # fmt: skip
def test_a_broken_scheme_is_named_with_file_and_key(change: tuple[str, str], words: str) -> None:
    from bothways.programmes.delivery.scheme import FOLDER

    text = (FOLDER / "units45.yaml").read_text("utf-8").replace(*change)
    with pytest.raises(SchemeError, match=words):
        read_scheme("units45.yaml", text)


def test_who_was_there_is_said_by_the_scheme_and_not_by_the_letter() -> None:
    there = {(name, code.id) for name, rule in schemes().items() for code in rule.codes
             if was_there(name, code.id)}  # fmt: skip
    assert there == {("simple", "present"), ("units45", "X"), ("hours", "present")}
    assert not was_there("simple", "X")
    assert not was_there("units45", "")
