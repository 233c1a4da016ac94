"""The search index: a folder that any process may read and one may write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from bothways.core.search.answers import Answerer
from bothways.core.search.documents import SearchDocument, SearchError, SearchQuery, SearchResult
from bothways.core.search.elsewhere import elsewhere_vectors
from bothways.core.search.meaning import Embedder, Vectors, default_embedder, text_key
from bothways.core.search.ranking import Weights
from bothways.core.search.shelf import Memory
from bothways.core.search.store import (
    Shelf,
    VectorStore,
    current_generation,
    new_generation,
    publish_generation,
    writing,
)
from bothways.core.search.units import Matcher
from bothways.core.search.words import Words

Progress = Callable[[int, int], None]
SPANS = {
    "years": ("year_start", "year_end"),  # the first one also tells what is newest
    "ages": ("age_min", "age_max"),
    "confidence": ("confidence_low", "confidence_high"),
}
_BATCH = 16
_PATIENCE = 15.0


class SearchIndex:
    """Opens lazily, follows what other processes write, and can be rebuilt at any time.

    `seeds` are files of vectors that were made before and shipped with the texts.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        embedder: Embedder | None = None,
        spans: Mapping[str, tuple[str, str]] = SPANS,
        seeds: Sequence[Path] = (),
        weights: Weights | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self.folder = Path(folder)
        self.embedder = default_embedder() if embedder is None else embedder
        self.spans = spans
        self.seeds = tuple(seeds)
        self.weights = weights or Weights()
        self._patience = patience
        self._lock = threading.RLock()
        self._reader: _Reader | None = None

    # writing ------------------------------------------------------------------------------

    def replace_all(
        self,
        documents: Iterable[SearchDocument],
        progress: Progress | None = None,
        *,
        encode: bool = True,
    ) -> int:
        """Build a new generation from these records alone, then put it in the place of the old.

        With `encode=False` records without a kept vector are found by words until
        `encode_missing` has run.
        """
        with writing(self.folder, self._patience):
            everything = list(documents)
            self._plant()
            if encode:
                self._encode(everything, progress)
            generation = new_generation(self.folder)
            _fill(generation, everything, self.embedder)
            publish_generation(self.folder, generation)
        return len(everything)

    def update(self, documents: Iterable[SearchDocument], *, encode: bool = True) -> int:
        """Add or replace records; how many changed. A record with an unchanged hash is left."""
        with self._changing() as shelf:
            new = [d for d in documents if not d.hash or shelf.live(d.id)[1] != d.hash]
            if encode:
                self._encode(new, None)
            self._change(shelf, new, [document.id for document in new])
        return len(new)

    def delete(self, identifiers: Iterable[str]) -> None:
        """Take records out; unknown ids are no error."""
        with self._changing() as shelf:
            self._change(shelf, (), list(identifiers))

    def encode_missing(self, progress: Progress | None = None) -> int:
        """Make the vectors that an indexing without `encode` left out; how many were made."""
        if not self.embedder.dim:
            return 0
        with writing(self.folder, self._patience):
            with closing(Shelf(current_generation(self.folder))) as shelf:
                texts = dict(shelf.texts())
            with closing(VectorStore(self.folder)) as store:
                made = _encode_texts(store, self.embedder, texts, progress)
            if made:
                current_generation(self.folder).joinpath("vectors.stamp").write_bytes(b"")
        return made

    @contextmanager
    def _changing(self) -> Iterator[Shelf]:
        with (
            writing(self.folder, self._patience),
            closing(Shelf(current_generation(self.folder))) as shelf,
        ):
            yield shelf

    def _plant(self) -> None:
        if self.embedder.dim and self.seeds:
            with closing(VectorStore(self.folder)) as store:
                for seed in self.seeds:
                    store.plant(seed)

    def _encode(self, documents: Sequence[SearchDocument], progress: Progress | None) -> None:
        if not self.embedder.dim:
            return
        with closing(VectorStore(self.folder)) as store:
            texts = {document_key(self.embedder, d): passages(d) for d in documents}
            _encode_texts(store, self.embedder, texts, progress)

    def _change(self, shelf: Shelf, added: Sequence[SearchDocument], gone: Sequence[str]) -> None:
        words = Words(current_generation(self.folder))
        with shelf.change():
            retired = shelf.retire(gone)
            placed = [(shelf.add(d, document_key(self.embedder, d), passages(d)), d) for d in added]
            words.write(placed, retired)

    # reading ------------------------------------------------------------------------------

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer a query from the newest state of the folder."""
        # One at a time: taking in new records must not move arrays under a running search.
        with self._lock:
            return self._current().answers.answer(query)

    def count(self) -> int:
        return int(self._current().memory.alive.sum())

    def _current(self) -> _Reader:
        with self._lock:
            generation = current_generation(self.folder)
            if self._reader is None or self._reader.generation != generation:
                self.close()
                self._reader = _Reader(generation, self)
            self._reader.follow()
            return self._reader

    def close(self) -> None:
        """Let go of the files; the next search opens them again."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = None


class _Reader:
    """One generation held open."""

    def __init__(self, generation: Path, index: SearchIndex) -> None:
        self.generation = generation
        self._index = index
        self._shelf = Shelf(generation)
        self._vectors = VectorStore(index.folder)
        self._words = Words(generation)
        self._seen = (0, 0)
        self._stamp = 0.0
        self._without: list[int] = []
        self.memory = Memory(index.spans, index.embedder.dim)
        self._elsewhere = self._lines()
        self._answer()

    def _lines(self) -> Vectors:
        embedder = self._index.embedder
        if not embedder.dim:
            return np.zeros((0, 0), np.float32)
        return elsewhere_vectors(embedder, self._vectors)

    def _answer(self) -> None:
        self.answers = Answerer(
            self.memory,
            Matcher(self._words, self.memory.size),
            self._index.embedder,
            self._elsewhere,
            self._index.weights,
        )

    def follow(self) -> None:
        """Take in what was written since the last look."""
        version = self._shelf.version()
        if version != self._seen:
            rows = list(self._shelf.rows(self._seen[0]))
            self.memory.know(self._shelf.marks(len(self.memory.places)))
            self._without += self.memory.add(rows)
            self.memory.retire(self._shelf.gone(self._seen[1]))
            self._words.refresh()
            self._seen = version
            self._fill()
            self._answer()
        elif self._without and self._stamped():
            self._fill()

    def _stamped(self) -> bool:
        path = self.generation / "vectors.stamp"
        stamp = path.stat().st_mtime if path.exists() else 0.0
        changed, self._stamp = stamp != self._stamp, stamp
        return changed

    def _fill(self) -> None:
        if not self._index.embedder.dim:
            self._without = []
            return
        slots = self._without
        rows = np.zeros((len(slots), self._index.embedder.dim), np.float32)
        empty = set(self._vectors.fill([self.memory.keys[slot] for slot in slots], rows))
        self.memory.vectors[slots] = rows
        self._without = [slot for place, slot in enumerate(slots) if place in empty]

    def close(self) -> None:
        self._shelf.close()
        self._vectors.close()


def passages(document: SearchDocument) -> tuple[str, ...]:
    """The texts whose vectors, averaged, stand for the record's meaning."""
    return document.meaning or (". ".join(text for _, text in document.texts)[:2000],)


def document_key(embedder: Embedder, document: SearchDocument) -> bytes:
    return text_key(embedder, "\x1f".join(passages(document)))


def _fill(generation: Path, documents: Sequence[SearchDocument], embedder: Embedder) -> None:
    with closing(Shelf(generation)) as shelf, shelf.change():
        placed = [(shelf.add(d, document_key(embedder, d), passages(d)), d) for d in documents]
        if len({document.id for document in documents}) != len(documents):
            raise SearchError("Two records have the same id: each id may be indexed once.")
        Words(generation).write(placed)


def _encode_texts(
    store: VectorStore,
    embedder: Embedder,
    texts: Mapping[bytes, Sequence[str]],
    progress: Progress | None,
) -> int:
    todo = store.missing(texts)
    for start in range(0, len(todo), _BATCH):
        keys = todo[start : start + _BATCH]
        flat = embedder.passage([text for key in keys for text in texts[key]])
        ends = np.cumsum([len(texts[key]) for key in keys])[:-1]
        store.keep(keys, np.stack([part.mean(axis=0) for part in np.split(flat, ends)]))
        if progress:
            progress(min(start + _BATCH, len(todo)), len(todo))
    return len(todo)
