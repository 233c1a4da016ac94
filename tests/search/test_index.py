"""The index: found, narrowed, counted, changed, shared between processes, rebuilt."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.core.search import (
    Hint,
    NoEmbedder,
    SearchBroken,
    SearchBusy,
    SearchError,
    SearchIndex,
    SearchQuery,
    Unit,
)
from tests.search.conftest import ARABIC, COLLECTION, FOOTBALL, READING, WordVectors, document


def found(index: SearchIndex, words: str = "", **wishes: object) -> tuple[str, ...]:
    return index.search(SearchQuery(words, **wishes)).ids  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "name"),
    [("footbal", "football"), ("FOOTBALL", "football"), ("readings", "reading"),
     ("والمدرسة", "arabic"), ("تعليم", "arabic"), ('"reads to small"', "reading")],
)  # fmt: skip
def test_a_word_is_found_by_stem_slip_and_script(index: SearchIndex, words: str, name: str) -> None:
    assert found(index, words)[0] == name


def test_a_word_in_the_title_comes_before_the_same_word_in_the_body(index: SearchIndex) -> None:
    assert found(index, "schools") == ("football", "reading")


def test_a_quoted_phrase_must_stand_there_as_it_is(index: SearchIndex) -> None:
    assert found(index, '"small reads"') == ()


def test_nothing_found_says_so(index: SearchIndex) -> None:
    result = index.search(SearchQuery("zinc futures"))
    assert (result.total, result.hits, result.empty_reason) == (0, (), "words")


def test_filters_hold_or_inside_a_facet_and_and_across(index: SearchIndex) -> None:
    either = {"country": ("AU", "NL")}
    assert set(found(index, filters=either)) == {"football", "reading"}
    assert found(index, filters={**either, "stage": ("reception",)}) == ()


def test_each_facet_is_counted_over_the_result_of_all_other_filters(index: SearchIndex) -> None:
    result = index.search(SearchQuery(filters={"country": ("AU",)}))
    assert result.total == 1
    assert result.facets["country"] == {"AU": 1, "JO": 1, "LB": 1, "NL": 1}
    assert result.facets["stage"] == {"settlement": 1}


def test_a_range_finds_overlaps_and_an_open_end_overlaps(index: SearchIndex) -> None:
    assert found(index, ranges={"ages": (None, 5)}) == ("reading",)
    assert set(found(index, ranges={"ages": (5, 10)})) == {"football", "reading"}
    assert found(index, ranges={"years": (2020, None)}) == ("football",)


def test_newest_first_and_by_title(index: SearchIndex) -> None:
    assert found(index, order="newest") == ("reading", "football", "arabic")
    assert found(index, order="title")[:2] == ("football", "reading")


def test_pages_follow_one_another_without_gap_or_repeat(index: SearchIndex) -> None:
    pages = [found(index, order="title", offset=at, limit=1)[0] for at in range(3)]
    assert sorted(pages) == ["arabic", "football", "reading"]


def test_a_hint_lifts_and_hides_nothing(index: SearchIndex) -> None:
    query = SearchQuery("schools", hints=(Hint("country", ("NL",), weight=3),))
    result = index.search(query)
    assert result.ids == ("reading", "football")
    assert ("hint", "country") in result.hits[0].why


def test_a_required_wish_that_nothing_fulfils_gets_no_answer(index: SearchIndex) -> None:
    hint = Hint("country", ("IS",), required=True, words="iceland")
    result = index.search(SearchQuery("iceland schools", hints=(hint,)))
    assert (result.ids, result.empty_reason) == ((), "no_country")


def test_words_of_another_language_are_found_by_what_they_mean(index: SearchIndex) -> None:
    unit = Unit(("fussball",), ("football",))
    result = index.search(SearchQuery("Fußball", units=(unit,)))
    assert result.ids == ("football",)
    assert result.hits[0].why[0] == ("title", "fussball")


def test_a_changed_record_takes_the_place_of_the_old_one(index: SearchIndex) -> None:
    changed = document("football", "Basketball", hash="9", facets={"country": ("NZ",)})
    assert index.update([changed, READING]) == 1
    assert found(index, "basketball") == ("football",)
    assert found(index, "pupils") == ()
    assert index.count() == 3
    assert index.search(SearchQuery()).facets["country"]["NZ"] == 1
    assert "AU" not in index.search(SearchQuery()).facets["country"]


def test_a_deleted_record_is_gone_and_an_unknown_id_is_no_error(index: SearchIndex) -> None:
    index.delete(["football", "nobody"])
    assert index.count() == 2
    assert found(index, "football") == ()


def test_a_reader_follows_what_another_process_wrote(index: SearchIndex) -> None:
    assert index.count() == 3
    other = SearchIndex(index.folder, embedder=NoEmbedder())
    other.update([document("new", "Sewing together")])
    assert found(index, "sewing") == ("new",)
    other.replace_all([FOOTBALL])
    assert index.count() == 1


def test_a_second_writer_is_told_to_wait(index: SearchIndex) -> None:
    with (index.folder / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SearchBusy, match="Another process is writing"):
            index.delete(["football"])


def test_an_id_given_twice_leaves_the_old_index_standing(index: SearchIndex) -> None:
    with pytest.raises(SearchError, match="same id"):
        index.replace_all([FOOTBALL, FOOTBALL])
    assert index.count() == 3


def test_a_missing_index_says_that_it_must_be_rebuilt(tmp_path: Path) -> None:
    with pytest.raises(SearchBroken, match="rebuild"):
        SearchIndex(tmp_path / "none", embedder=NoEmbedder()).count()


@pytest.mark.parametrize("part", ["shelf.sqlite", "text/meta.json"])
def test_a_damaged_index_is_told_apart_and_can_be_rebuilt(index: SearchIndex, part: str) -> None:
    generation = next(index.folder.glob("g-*"))
    index.close()
    for beside in generation.glob("shelf.sqlite-*"):
        beside.unlink()
    (generation / part).write_bytes(b"no index at all" * 100)
    with pytest.raises(SearchBroken):
        index.count()
    index.replace_all(COLLECTION)
    assert index.count() == 3


def test_indexing_anew_does_not_encode_anew(tmp_path: Path, embedder: WordVectors) -> None:
    index = SearchIndex(tmp_path / "index", embedder=embedder)
    index.replace_all(COLLECTION)
    assert embedder.passages == 3
    index.replace_all(COLLECTION)
    index.update([replace(FOOTBALL, hash="other", facets={})])
    assert embedder.passages == 3


def test_records_without_a_vector_are_found_by_words_and_later_by_meaning(
    tmp_path: Path, embedder: WordVectors
) -> None:
    index = SearchIndex(tmp_path / "index", embedder=embedder)
    index.replace_all(COLLECTION, encode=False)
    assert found(index, "football")[0] == "football"
    assert not index._current().memory.vectors.any()
    assert index.encode_missing() == 3
    assert index.encode_missing() == 0
    found(index, "football")
    assert index._current().memory.vectors.any(axis=1).sum() == 3


def test_a_damaged_store_of_vectors_is_made_again(tmp_path: Path, embedder: WordVectors) -> None:
    index = SearchIndex(tmp_path / "index", embedder=embedder)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "vectors.sqlite").write_bytes(b"broken" * 500)
    index.replace_all([ARABIC])
    assert embedder.passages == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=60))
def test_no_words_whatever_make_the_search_fail(index: SearchIndex, words: str) -> None:
    result = index.search(SearchQuery(words))
    assert result.total >= len(result.hits)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text('"“”«» *?:+-()[]^~\\/&|!{}abcdefu', max_size=30))
def test_signs_of_query_languages_are_only_signs(index: SearchIndex, words: str) -> None:
    assert index.search(SearchQuery(words)).total <= 3


def test_threads_may_search_while_another_process_writes(index: SearchIndex) -> None:
    other = SearchIndex(index.folder, embedder=NoEmbedder())

    def write() -> None:
        for number in range(30):
            other.update([document(f"new-{number}", f"Sewing {number}")])

    with ThreadPoolExecutor(3) as pool:
        writer = pool.submit(write)
        counts = [f.result() for f in [pool.submit(found, index, "sewing") for _ in range(60)]]
        writer.result()
    assert all(set(ids) <= {f"new-{n}" for n in range(30)} for ids in counts)
    assert len(found(index, "sewing", limit=50)) == 30
