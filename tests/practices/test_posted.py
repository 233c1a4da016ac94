"""The form and the document say the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bothways.practices.forms.posted import decode, encode, markup_removed
from bothways.practices.record.document import Document

BASE: Document = {
    "id": "reading-buddies",
    "edition": 1,
    "language": "en",
    "title": "Reading buddies",
    "countries": ["SE"],
    "focus": [],
    "cost": None,
    "target_groups": [{"who": "pupils", "age_min": 7, "age_max": None}],
    "sources": [{"id": "s1", "title": "A report", "url": "https://example.org/report"}],
}


def test_a_form_sent_back_untouched_changes_nothing(starter_documents: list[Document]) -> None:
    for document in starter_documents:
        assert decode(encode(document), document) == document


def changed(**values: list[str]) -> Document:
    posted = {**encode(BASE), **{name.replace("__", "."): v for name, v in values.items()}}
    return decode({name: value for name, value in posted.items() if value}, BASE)


def test_a_value_that_was_cleared_is_not_coded_any_more() -> None:
    assert "countries" not in changed(countries=[])


def test_an_untouched_blank_keeps_saying_that_the_sources_do_not_tell() -> None:
    assert changed(title=["Other"])["cost"] is None
    assert changed(title=["Other"])["focus"] == []


def test_a_country_is_understood_by_name_and_by_code() -> None:
    assert changed(countries=["SE", "jordan", "de"])["countries"] == ["SE", "JO", "DE"]


def test_a_country_nobody_knows_stays_as_typed_for_the_check_to_name() -> None:
    assert changed(countries=["Atlantis"])["countries"] == ["Atlantis"]


def test_what_is_no_number_stays_as_typed() -> None:
    assert changed(years__start=["about 2014"])["years"] == {"start": "about 2014"}
    assert changed(years__start=["2014"])["years"] == {"start": 2014}


def test_a_row_is_removed_by_its_tick_and_added_by_its_first_word() -> None:
    groups = changed(target_groups__1___remove=["yes"], target_groups__7__who=["parents"])
    assert groups["target_groups"] == [{"who": "parents"}]


def test_an_untouched_row_beside_a_new_one_stays_exactly_as_it_was() -> None:
    groups = changed(target_groups__2__who=["parents"])["target_groups"]
    assert groups == [*BASE["target_groups"], {"who": "parents"}]


def test_a_new_source_gets_the_next_number() -> None:
    sources = changed(sources__2__title=["A second report"])["sources"]
    assert [source["id"] for source in sources] == ["s1", "s2"]


def test_a_quote_slot_that_only_knows_its_field_is_no_row() -> None:
    assert "provenance" not in changed(provenance__1__field=["title"])


def test_a_reason_for_a_blank_is_dropped_once_there_is_a_value() -> None:
    assert changed(missing__harms=["not_reported"])["missing"] == {"harms": "not_reported"}
    assert "missing" not in changed(missing__title=["not_reported"])


def test_markup_is_taken_out_and_named() -> None:
    posted = {"title": ["<b>Reading</b> buddies"], "cost": ["a < b"]}
    assert decode(posted, BASE)["title"] == "Reading buddies"
    assert markup_removed(posted) == ["title"]


NAMES = st.sampled_from(
    ["title", "years.start", "years.ongoing", "countries", "studies.1.outcomes.2.p", "sources.1.id",
     "studies.1.n", "target_groups.2.who", "activities", "missing.title", "provenance.3.quote",
     "studies.x.n", "studies.99999.n", "sources.2.url"]
)  # fmt: skip


@given(st.dictionaries(NAMES, st.lists(st.text(max_size=30), max_size=3), max_size=8))
def test_whatever_is_posted_is_understood_the_same_way_twice(posted: dict[str, Any]) -> None:
    once = decode(posted, {"id": "x", "edition": 1})
    assert decode(encode(once), once) == once
