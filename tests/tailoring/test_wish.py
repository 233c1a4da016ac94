"""One reading for addresses, forms and shell options; what is not understood is named."""

import pytest
from django.http import QueryDict

from bothways.tailoring.fit.wish import Wish, query_string
from bothways.tailoring.fit.wish_reading import read_wish


def test_a_form_with_two_boxes_for_the_age_gives_one_range() -> None:
    assert read_wish(QueryDict("age_from=6&age_to=12")).wish.age == (6, 12)
    assert read_wish("age_from=6").wish.age == (6, 120)


@pytest.mark.parametrize(("written", "age"), [("6-12", (6, 12)), ("6 – 12", (6, 12)), ("7", (7, 7)),
                                              ("16+", (16, 120))])  # fmt: skip
def test_ages_are_read_as_people_write_them(written: str, age: tuple[int, int]) -> None:
    assert read_wish({"age": written}).wish.age == age


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("age", "12-6", "not_a_range"), ("age", "six", "not_a_range"),
        ("age", "100-130", "not_a_range"), ("place", "Atlantis", "not_a_place"),
        ("place", "EU27_2020", "not_a_place"), ("outcome", "luck", "no_such_code"),
        ("budget", "1,000", "not_a_number"), ("budget", "-5", "not_a_number"),
        ("budget", "lots", "not_a_number"), ("currency", "euro", "no_such_code"),
        ("show", "0", "not_a_number"), ("colour", "red", "no_such_parameter"),
        ("nationality", "SY", "no_such_parameter"), ("south_south", "maybe", "no_such_code"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_left_out_and_named(name: str, value: str, reason: str) -> None:
    reading = read_wish({name: value})
    assert reading.wish == Wish()
    assert [(one.name, one.value, one.reason) for one in reading.left_out] == [
        (name, value, reason)
    ]


def test_neither_nationality_nor_legal_status_can_be_asked_for() -> None:
    for name in ("nationality", "citizenship", "legal_status", "origin", "religion"):
        assert read_wish({name: "x"}).left_out[0].reason == "no_such_parameter"


def test_the_beginning_of_one_code_is_enough_but_not_of_two() -> None:
    assert read_wish("outcome=belonging").wish.outcome == ("belonging_identity",)
    two = read_wish("outcome=s").left_out[0]
    assert set(two.near) == {"school_results", "service_access"}


def test_places_and_languages_may_be_named_in_any_language_of_the_site() -> None:
    assert read_wish("place=Allemagne").wish.place == "DE"
    assert read_wish("place=EL").wish.place == "GR"
    assert read_wish("place=de-be").wish.place == "DE-BE"
    assert read_wish("language=Arabisch,українська").wish.language == ("ar", "uk")


def test_a_second_place_is_told_and_not_taken() -> None:
    reading = read_wish("place=DE&place=FR")
    assert reading.wish.place == "DE"
    assert reading.left_out[0].reason == "only_one"


def test_who_and_where_are_what_has_to_be_said() -> None:
    assert read_wish("").lacking == ("who", "where")
    assert read_wish("place=DE").lacking == ("who",)
    assert read_wish("side=hosts").lacking == ("where",)
    assert read_wish("place=DE&stage=reception").lacking == ()


def test_the_same_wish_has_one_address() -> None:
    one = read_wish("stage=settlement&stage=reception&place=de&age=6-12&show=10").wish
    other = read_wish("age_to=12&age_from=6&place=DE&stage=reception,settlement").wish
    assert query_string(one) == query_string(other)
