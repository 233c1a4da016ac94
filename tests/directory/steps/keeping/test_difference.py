"""Two sets of answers side by side: what differs, and what comes of a choice. Pure."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bothways.directory.steps.keeping.codes import digits_in, grouped, new_reference
from bothways.directory.steps.keeping.difference import (
    Differs,
    answers_of,
    differences,
    merged,
    profile_from,
)
from bothways.directory.steps.keeping.retention import keep_until
from bothways.directory.steps.profile import Member, Profile

CODES = st.frozensets(st.sampled_from(["a", "b", "c.d", "e_f"]), max_size=3)
MEMBERS = st.lists(st.builds(Member, st.none() | st.integers(0, 120)), max_size=4).map(tuple)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    has = draw(CODES)
    return Profile(
        arrival=draw(st.none() | st.dates(date(1950, 1, 1), date(2200, 12, 31))),
        members=draw(st.none() | MEMBERS), languages=draw(st.none() | CODES),
        has=has, lacks=draw(CODES) - has,
        facts=draw(st.dictionaries(st.sampled_from(["x", "y.z"]), st.booleans())),
        done=draw(CODES),
    )  # fmt: skip


@given(profiles())
def test_answers_by_key_hold_the_whole_profile(profile: Profile) -> None:
    assert profile_from(answers_of(profile)) == profile


@given(profiles(), profiles())
def test_all_of_one_side_is_that_side_and_none_is_the_other(ours: Profile, theirs: Profile) -> None:
    keys = [row.key for row in differences(ours, theirs)]
    assert merged(ours, theirs, keys) == theirs
    assert merged(ours, theirs, []) == ours


@given(profiles(), profiles(), st.data())
def test_what_is_not_taken_stays_as_it_was(
    ours: Profile, theirs: Profile, data: st.DataObject
) -> None:
    keys = [row.key for row in differences(ours, theirs)]
    taken = data.draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
    left = {row.key for row in differences(merged(ours, theirs, taken), theirs)}
    assert left == set(keys) - set(taken)


def test_only_what_differs_is_shown() -> None:
    ours = Profile(has=frozenset({"passport"}), done=frozenset({"register"}))
    theirs = Profile(has=frozenset({"passport", "account"}))
    assert differences(ours, theirs) == [
        Differs("done.register", "yes", ""), Differs("paper.account", "", "yes"),
    ]  # fmt: skip


def test_a_number_is_read_in_the_digits_of_any_script() -> None:
    assert digits_in("٤٨٢٩ ١٣٧٥") == digits_in("4829-1375") == "48291375"
    assert digits_in("no number") == ""
    assert grouped("48291375") == "4829 1375"
    assert {len(new_reference()) for _each in range(50)} == {8}


def test_a_plan_stays_after_each_meeting_but_not_beyond_a_year_after_the_yes() -> None:
    yes = date(2026, 1, 31)
    assert keep_until(yes, yes, 6) == date(2026, 7, 31)
    assert keep_until(date(2026, 5, 31), yes, 6) == date(2026, 11, 30)
    assert keep_until(date(2026, 12, 1), yes, 6) == date(2027, 1, 31)
