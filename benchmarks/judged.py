"""How good the search is: the judged set against the starter collection.

    python benchmarks/judged.py            both halves, with and without meaning
    python benchmarks/judged.py --each     one line a query of the tuning half

nDCG@10 with gains 2^grade - 1, recall@10 over everything graded 1 or more (at most ten can be
recalled), and the share of queries to which nothing fits that get an empty answer.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")

JUDGED = Path(__file__).resolve().parent.parent / "tests" / "search" / "judged.yaml"


@dataclass(frozen=True)
class Judged:
    """One query with what answers it."""

    words: str
    language: str
    kind: str
    grades: Mapping[str, int]
    tuning: bool


@dataclass(frozen=True)
class Quality:
    """Means over a set of queries."""

    queries: int
    ndcg: float
    recall: float
    rightly_empty: float
    wrongly_empty: float


def judged_queries() -> list[Judged]:
    rows = yaml.safe_load(JUDGED.read_text("utf-8"))
    return [
        Judged(row["words"], row["language"], row["kind"], row["grades"], at % 2 == 0)
        for at, row in enumerate(rows)
    ]


def ndcg(found: Sequence[str], grades: Mapping[str, int], cut: int = 10) -> float:
    """Normalised discounted cumulative gain (Burges et al. 2005: gain 2^grade - 1)."""
    from math import log2

    def gain(order: Sequence[int]) -> float:
        return float(sum((2**grade - 1) / log2(at + 2) for at, grade in enumerate(order[:cut])))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(name, 0) for name in found]) / best


def recall(found: Sequence[str], grades: Mapping[str, int], cut: int = 10) -> float:
    return len(set(found[:cut]) & set(grades)) / min(len(grades), cut)


Search = Callable[[Judged], Sequence[str]]


def quality(search: Search, queries: Sequence[Judged]) -> Quality:
    answers = [(query, search(query)) for query in queries]
    fitting = [(query, found) for query, found in answers if query.grades]
    nothing = [found for query, found in answers if not query.grades]
    count = len(fitting)
    return Quality(
        len(answers),
        sum(ndcg(found, query.grades) for query, found in fitting) / count,
        sum(recall(found, query.grades) for query, found in fitting) / count,
        sum(not found for found in nothing) / max(len(nothing), 1),
        sum(not found for _, found in fitting) / count,
    )


def starter_documents() -> list[Any]:
    """The starter collection as search documents, through the importer."""
    import django

    django.setup()
    from bothways.practices.importers import read_file
    from bothways.practices.management.commands.load_starter import STARTER
    from bothways.practices.search import search_document

    documents, _ = read_file(STARTER.name, STARTER.read_bytes())
    return [search_document(document) for document in documents]


def starter_search(folder: Path, meaning: bool = True) -> Search:
    """A search over the starter collection alone."""
    documents = starter_documents()
    from bothways.core.search import NoEmbedder, SearchIndex
    from bothways.practices.search import SEEDS, practice_query

    seeds = [seed for seed in SEEDS if seed.exists()]
    index = SearchIndex(folder, embedder=None if meaning else NoEmbedder(), seeds=seeds)
    index.replace_all(documents)

    def search(query: Judged) -> Sequence[str]:
        return index.search(practice_query(query.words, query.language, limit=10)).ids

    return search


def _line(name: str, q: Quality) -> str:
    return (
        f"{name:34} {q.queries:7d} {q.ndcg:8.3f} {q.recall:10.3f} {q.rightly_empty:14.2f}"
        f" {q.wrongly_empty:14.2f}"
    )


def main() -> None:
    queries = judged_queries()
    tuning = [query for query in queries if query.tuning]
    held = [query for query in queries if not query.tuning]
    folder = Path(os.environ.get("BOTHWAYS_VAR") or tempfile.mkdtemp()) / "judged-index"
    search = starter_search(folder)
    if "--each" in sys.argv:
        for query in held if "--held" in sys.argv else tuning:
            found = search(query)
            score = ndcg(found, query.grades) if query.grades else float(not found)
            print(f"{score:5.2f} {query.language} {query.kind:8} {query.words}")
    print(f"{'':34} queries  nDCG@10  recall@10  rightly empty  wrongly empty")
    print(_line("words and meaning, tuning half", quality(search, tuning)))
    print(_line("words and meaning, held-out half", quality(search, held)))
    for code in dict.fromkeys(query.language for query in queries):
        part = [query for query in queries if query.language == code]
        print(_line(f"words and meaning, {code}", quality(search, part)))
    if "--words" in sys.argv:
        alone = starter_search(folder.with_name("judged-words"), meaning=False)
        print(_line("words alone, held-out half", quality(alone, held)))


if __name__ == "__main__":
    main()
