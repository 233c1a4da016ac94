"""What holds of every plan, whatever the book and the household."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bothways.directory.steps.book import Book
from bothways.directory.steps.plan import cycles_of, make_plan
from bothways.directory.steps.profile import Member, Profile, from_document, to_document
from bothways.directory.steps.question import best_question
from tests.directory.steps.books import DAYS, PROFILES, books


def codes(book: Book, profile: Profile) -> list[str]:
    return [planned.step.code for planned in make_plan(book, profile).steps]


@given(books(circles=False), PROFILES)
def test_no_step_comes_before_the_one_that_gives_it_a_paper(book: Book, profile: Profile) -> None:
    plan = make_plan(book, profile)
    assert plan.cycles == ()
    place = {planned.step.code: at for at, planned in enumerate(plan.steps)}
    for giver in plan.steps:
        for taker in plan.steps:
            if set(giver.step.gives) & set(taker.step.needs) - profile.has:
                assert place[giver.step.code] < place[taker.step.code]


@given(books(), PROFILES, st.data())
def test_what_is_not_told_never_hides_a_step(
    book: Book, profile: Profile, data: st.DataObject
) -> None:
    """Whatever is taken out of a profile: all that was shown is still shown."""
    hide = data.draw(st.sets(st.sampled_from(["members", "ages", "languages", "has", "facts",
                                              "lacks", "arrival"])))  # fmt: skip
    less = replace(
        profile,
        arrival=None if "arrival" in hide else profile.arrival,
        members=None if "members" in hide
        else tuple(Member() for _ in profile.members or ()) if "ages" in hide and profile.members
        else profile.members,
        languages=None if "languages" in hide else profile.languages,
        has=frozenset() if "has" in hide else profile.has,
        lacks=frozenset() if "lacks" in hide else profile.lacks,
        facts={} if "facts" in hide else profile.facts,
    )  # fmt: skip
    assert set(codes(book, profile)) <= set(codes(book, less))


@given(books(), PROFILES, DAYS, st.integers(0, 500))
def test_a_later_arrival_never_brings_a_date_forward(
    book: Book, profile: Profile, arrival: object, later: int
) -> None:
    first = replace(profile, arrival=arrival)  # type: ignore[arg-type]
    second = replace(first, arrival=first.arrival + timedelta(days=later))  # type: ignore[operator]
    dues = {planned.step.code: planned.due for planned in make_plan(book, second).steps}
    for planned in make_plan(book, first).steps:
        if planned.due is not None:
            due = dues[planned.step.code]
            assert due is not None
            assert planned.due <= due


@given(books(), PROFILES)
def test_every_step_is_shown_left_out_or_done_exactly_once(book: Book, profile: Profile) -> None:
    plan = make_plan(book, profile)
    shown = [planned.step.code for planned in plan.steps]
    assert sorted([*shown, *plan.left_out, *plan.done]) == [step.code for step in book.steps]


@given(books(), PROFILES)
def test_a_knot_is_told_and_hides_nothing(book: Book, profile: Profile) -> None:
    plan = make_plan(book, profile)
    for ring in plan.cycles:
        assert ring[0] == ring[-1]
        assert set(ring) <= {planned.step.code for planned in plan.steps}
    if not cycles_of(book):
        assert plan.cycles == ()


@given(books(circles=False), PROFILES)
def test_a_giver_is_due_before_the_steps_that_wait_for_it(book: Book, profile: Profile) -> None:
    plan = make_plan(book, profile)
    for giver in plan.steps:
        for taker in plan.steps:
            waits = set(giver.step.gives) & set(taker.step.needs) - profile.has
            if waits and taker.due is not None:
                assert giver.due is not None
                assert giver.due <= taker.due - timedelta(days=giver.step.takes)


@given(PROFILES)
def test_a_profile_survives_its_short_form(profile: Profile) -> None:
    assert from_document(to_document(profile)) == profile


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner) | st.dictionaries(
                        st.sampled_from(list("amlhxfd")), inner), max_leaves=8))  # fmt: skip
def test_whatever_a_file_holds_becomes_a_profile(found: object) -> None:
    assert isinstance(from_document(found), Profile)


@given(books(), PROFILES)
def test_a_question_is_asked_while_something_is_open_and_asks_what_is_not_known(
    book: Book, profile: Profile
) -> None:
    plan = make_plan(book, profile)
    question = best_question(book, profile, plan)
    if any(planned.is_meant is None for planned in plan.steps):
        assert question is not None
    if question and question.facet == "paper":
        assert question.paper not in profile.has | profile.lacks
