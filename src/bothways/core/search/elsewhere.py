"""What people ask for that no collection of ours holds: the measure of "nothing fits".

Cosines of the model lie so close together that no fixed number tells a fitting answer from a
poor one. So every query is also compared with short lines on everything else under the sun
(`elsewhere.txt`): when one of those lies clearly nearer than the best record, nothing fits.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from bothways.core.search.meaning import Embedder, Vectors, text_key
from bothways.core.search.store import VectorStore

SEED = Path(__file__).parent / "elsewhere.npz"


@cache
def elsewhere_lines() -> tuple[str, ...]:
    text = SEED.with_suffix(".txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def elsewhere_key(embedder: Embedder, line: str) -> bytes:
    return text_key(embedder, f"query\x1f{line}")


def elsewhere_vectors(embedder: Embedder, store: VectorStore) -> Vectors:
    """The lines as queries, from the store or made now."""
    lines = elsewhere_lines()
    keys = [elsewhere_key(embedder, line) for line in lines]
    vectors = np.zeros((len(lines), embedder.dim), np.float32)
    if SEED.exists() and store.missing(keys):
        store.plant(SEED)
    empty = store.fill(keys, vectors)
    for place in empty:
        vectors[place] = embedder.query(lines[place])
    if empty:
        store.keep([keys[place] for place in empty], vectors[empty])
    return vectors
