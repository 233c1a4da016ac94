"""Search: every language, beginnings, small errors."""

from hypothesis import given
from hypothesis import strategies as st

from bothways.directory.finder import Entry, build, is_near

FINDER = build([
    Entry("school", ((3, "School enrolment"), (3, "Schulanmeldung"), (1, "for your child"))),
    Entry("doctor", ((3, "Doctor for children"), (3, "طبيب الأطفال"), (3, "Kinderärztin"))),
])  # fmt: skip


def test_the_word_on_a_letter_is_found_from_every_language() -> None:
    assert FINDER.find("Schulanmeldung") == ["school"]
    assert FINDER.find("الطبيب") == ["doctor"]


def test_accents_beginnings_and_small_errors_are_forgiven() -> None:
    assert FINDER.find("kinderarztin") == ["doctor"]
    assert FINDER.find("schulan") == ["school"]
    assert FINDER.find("shcool") == ["school"]
    assert FINDER.find("zzz") == []


def test_all_words_must_fit_and_names_come_first() -> None:
    assert FINDER.find("child") == ["doctor", "school"]
    assert FINDER.find("child enrolment") == ["school"]


@given(st.text(max_size=40))
def test_any_query_is_answered(words: str) -> None:
    assert set(FINDER.find(words)) <= {"school", "doctor"}


@given(st.text(max_size=8), st.text(max_size=8))
def test_nearness_goes_both_ways(one: str, other: str) -> None:
    assert is_near(one, other, 2) == is_near(other, one, 2)
    assert is_near(one, one, 0)
