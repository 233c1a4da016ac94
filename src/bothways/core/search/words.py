"""The words of the records, in Tantivy: which records hold a word, its stem, or a near miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tantivy
from tantivy import Occur, Query

from bothways.core.search.documents import SearchBroken, SearchDocument
from bothways.core.search.normalise import stem, tokens
from bothways.core.search.sounds import sound

Slots = npt.NDArray[np.int64]
HEAD, BODY = "head", "body"
_FIELDS = ("head", "head_stem", "body", "body_stem")
_HEAP = 60_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("slot", stored=False, indexed=True, fast=True)
    for name in _FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("sound", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


class Words:
    """Reads and writes the Tantivy index of one generation. The first two texts of a record
    are its head (title and other names), the rest its body."""

    def __init__(self, generation: Path) -> None:
        self.schema = _schema()
        try:
            self._index = tantivy.Index(self.schema, str(generation / "text"), reuse=True)
        except ValueError as error:
            raise SearchBroken(f"The word index in {generation} is damaged: {error}") from error
        self._index.config_reader("manual")
        self.refresh()

    def refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def write(self, added: Iterable[tuple[int, SearchDocument]], gone: Sequence[int] = ()) -> None:
        writer = self._index.writer(_HEAP, 1)
        for slot in gone:
            writer.delete_documents_by_term("slot", slot)
        for slot, document in added:
            writer.add_document(_row(slot, document))
        writer.commit()
        writer.wait_merging_threads()

    def slots(self, query: Query) -> Slots:
        """The slots of all records that a query matches."""
        limit = self._searcher.num_docs
        if not limit:
            return np.zeros(0, np.int64)
        found = self._searcher.search(query, limit, count=False, order_by_field="slot").hits
        return np.fromiter((hit[0] for hit in found), np.int64, len(found))

    def exact(self, tier: str, token: str) -> Query:
        return Query.boolean_query([
            (Occur.Should, Query.term_query(self.schema, tier, token)),
            (Occur.Should, Query.term_query(self.schema, f"{tier}_stem", stem(token))),
        ])  # fmt: skip

    def fuzzy(self, tier: str, token: str) -> Query:
        """Near misses: one slip, two in a long word."""
        distance = 2 if len(token) >= 9 else 1
        return Query.fuzzy_term_query(self.schema, tier, token, distance, True, False)

    def sounding(self, token: str) -> Query:
        """Records with a word in their head that sounds like this one."""
        return Query.term_query(self.schema, "sound", sound(token) or "-")

    def phrase(self, tier: str, words: Sequence[str]) -> Query:
        if len(words) == 1:
            return Query.term_query(self.schema, tier, words[0])
        return Query.phrase_query(self.schema, tier, list(words))


def _row(slot: int, document: SearchDocument) -> tantivy.Document:
    row = tantivy.Document()
    row.add_unsigned("slot", slot)
    for place, (_, text) in enumerate(document.texts):
        tier = HEAD if place < 2 else BODY
        words = tokens(text)
        row.add_text(tier, " ".join(words))
        row.add_text(f"{tier}_stem", " ".join(map(stem, words)))
        if tier == HEAD:
            row.add_text("sound", " ".join(map(sound, words)))
    return row
