"""A small collection in the index, and vectors that need no model."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bothways.core.search import NoEmbedder, SearchDocument, SearchIndex
from bothways.core.search.meaning import Vectors


class WordVectors:
    """Texts that share words lie close together: a real embedder, only a simple one."""

    name = "word-vectors"
    dim = 64

    def __init__(self) -> None:
        self.passages = 0

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dim, 0.5, np.float32)
        for word in text.casefold().split():
            digest = hashlib.sha256(word.encode("utf-8", "ignore")).digest()
            vector += np.frombuffer(digest * 2, np.uint8)[: self.dim].astype(np.float32) / 255
        return vector / np.linalg.norm(vector)

    def passage(self, texts: Sequence[str]) -> Vectors:
        self.passages += len(texts)
        return np.stack([self._vector(text) for text in texts])

    def query(self, text: str) -> Vectors:
        return self._vector(text)


def document(name: str, title: str, body: str = "", **more: object) -> SearchDocument:
    texts = (("title", title), ("names", name), ("summary", body))
    return SearchDocument(id=name, title=title, texts=texts, **more)  # type: ignore[arg-type]


FOOTBALL = document(
    "football", "Football in schools", "Pupils of all origins play together every week.",
    facets={"country": ("AU",), "stage": ("settlement",)},
    numbers={"year_start": 2006, "age_min": 8, "age_max": 14}, hash="1",
)  # fmt: skip
READING = document(
    "reading", "Reading at home", "A volunteer reads to small children in schools and homes.",
    facets={"country": ("NL",), "stage": ("settlement",)},
    numbers={"year_start": 2010, "year_end": 2015, "age_min": 2, "age_max": 6}, hash="2",
)  # fmt: skip
ARABIC = document(
    "arabic", "المدرسة والأطفال", "تَعْلِيمُ اللُّغَةِ",
    facets={"country": ("JO", "LB"), "stage": ("reception",)}, hash="3",
)  # fmt: skip
COLLECTION = (FOOTBALL, READING, ARABIC)


@pytest.fixture
def embedder() -> WordVectors:
    return WordVectors()


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    """The small collection, searched by words alone."""
    index = SearchIndex(tmp_path / "index", embedder=NoEmbedder(), patience=0.3)
    index.replace_all(COLLECTION)
    return index
