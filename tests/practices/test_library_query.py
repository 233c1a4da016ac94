"""Every state of the library is an address, and any address is read without complaint."""

import string

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.library import (
    FACETS,
    LAST_PAGE,
    NO_SPAN,
    ORDERS,
    SLUG,
    VIEWS,
    LibraryQuery,
    narrowed,
    parse_query,
    query_string,
    to_search,
    without,
)
from bothways.practices.record.codes import codes_of

words = st.text(string.printable + "áßعربيдит", max_size=60).map(
    lambda text: " ".join(text.split())
)

# An id of a record has at most 120 characters.
slugs = st.from_regex(SLUG, fullmatch=True).filter(lambda slug: len(slug) <= 120)


def spans(most: int) -> st.SearchStrategy[tuple[int | None, int | None]]:
    ends = st.none() | st.integers(0, most)
    return st.tuples(ends, ends).filter(
        lambda span: span == NO_SPAN or None in span or span[0] <= span[1]
    )


@st.composite
def queries(draw: st.DrawFn) -> LibraryQuery:
    facets = draw(st.lists(st.sampled_from(FACETS), unique=True, max_size=4))
    filters = {
        facet.param: tuple(
            sorted(
                draw(st.sets(st.sampled_from(codes_of(facet.vocabulary)), min_size=1, max_size=3))
            )
        )
        for facet in facets
    }
    return LibraryQuery(
        words=draw(words),
        filters=tuple((f.param, filters[f.param]) for f in FACETS if f.param in filters),
        age=draw(spans(120)),
        year=draw(spans(2100)),
        order=draw(st.sampled_from(ORDERS)),
        view=draw(st.sampled_from(VIEWS)),
        page=draw(st.integers(1, LAST_PAGE)),
        held=tuple(draw(st.lists(slugs, unique=True, max_size=4))),
    )


@given(queries())
def test_a_query_survives_the_way_through_its_address(query: LibraryQuery) -> None:
    parsed = parse_query(query_string(query))
    assert parsed.query == query
    assert not parsed.ignored


@given(queries())
def test_a_browser_form_reads_the_address_like_the_shell(query: LibraryQuery) -> None:
    address = query_string(query)
    assert parse_query(QueryDict(address)) == parse_query(address)


@given(st.text(max_size=200))
def test_any_text_is_read_as_a_query_and_settles_at_once(text: str) -> None:
    query = parse_query(text).query
    assert parse_query(query_string(query)).query == query


@given(
    st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3), max_size=5)
)
def test_any_parameters_are_read(parameters: dict[str, list[str]]) -> None:
    query = parse_query(parameters).query
    to_search(query, "en")
    assert parse_query(query_string(query)).query == query


def test_an_unknown_filter_or_code_is_left_out_and_told() -> None:
    parsed = parse_query("colour=red&country=XX&country=DE&age=old&page=0&sort=cheapest")
    assert parsed.query == LibraryQuery(filters=(("country", ("DE",)),))
    assert {(i.name, i.value, i.reason) for i in parsed.ignored} == {
        ("colour", "red", "no_such_filter"),
        ("country", "XX", "no_such_code"),
        ("age", "old", "not_a_range"),
        ("page", "0", "not_a_range"),
        ("sort", "cheapest", "no_such_code"),
    }


def test_an_age_range_that_runs_backwards_is_told() -> None:
    parsed = parse_query("age=12-6")
    assert parsed.query.age == NO_SPAN
    assert parsed.ignored[0].reason == "not_a_range"


def test_ranges_may_be_open_single_or_in_two_boxes() -> None:
    assert parse_query("age=6-12").query.age == (6, 12)
    assert parse_query("age=6-").query.age == (6, None)
    assert parse_query("age=-5").query.age == (None, 5)
    assert parse_query("age=7").query.age == (7, 7)
    assert parse_query("age_from=6&age_to=12&year_from=2015").query.age == (6, 12)
    assert query_string(parse_query("age_from=6&age_to=12").query) == "age=6-12"


def test_the_fields_of_the_record_are_other_names_of_the_filters() -> None:
    assert parse_query("countries=de&outcome_families=wellbeing") == parse_query(
        "outcome=wellbeing&country=DE"
    )
    assert parse_query("country=DE,FR").query.codes("country") == ("DE", "FR")


def test_the_order_of_parameters_does_not_matter_to_the_address() -> None:
    one = parse_query("view=table&focus=community&country=FR&country=DE&q=reading").query
    assert query_string(one) == ("q=reading&country=DE&country=FR&focus=community&view=table")


def test_a_filter_can_be_added_and_taken_away() -> None:
    query = LibraryQuery(page=3)
    german = narrowed(query, "country", "DE")
    assert query_string(german) == "country=DE"
    assert without(german, "country", "DE") == LibraryQuery()
    both = narrowed(german, "country", "FR")
    assert without(both, "country", "DE").codes("country") == ("FR",)
    assert without(both, "country") == LibraryQuery()
