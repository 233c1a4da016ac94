"""From a query to a page of hits, with counts and reasons."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from bothways.core.search.documents import Hit, SearchQuery, SearchResult
from bothways.core.search.meaning import Embedder, Vectors
from bothways.core.search.ranking import (
    Evidence,
    Meaning,
    Scores,
    Weights,
    found_flags,
    nothing_fits,
    weigh,
    wish_flags,
)
from bothways.core.search.shelf import Flags, Memory
from bothways.core.search.units import Matcher, query_phrases, query_units

Order = npt.NDArray[np.int64]


class Answerer:
    """Answers queries over one state of the index."""

    def __init__(
        self,
        memory: Memory,
        matcher: Matcher,
        embedder: Embedder,
        elsewhere: Vectors,
        weights: Weights,
    ) -> None:
        self.memory = memory
        self._elsewhere = elsewhere
        self._matcher = matcher
        self._embedder = embedder
        self._weights = weights

    def answer(self, query: SearchQuery) -> SearchResult:
        """Find, narrow, count, order, cut to the page."""
        evidence = self._evidence(query) if query.words.strip() else None
        found, reason = self._found(query, evidence)
        narrow = self._narrow(query)
        allowed = found & _all(narrow, self.memory.size)
        total = int(allowed.sum())
        if not total and not reason:
            reason = "filters" if found.any() else "empty"
        page = self._order(query, allowed, evidence)[query.offset : query.offset + query.limit]
        hits = tuple(self._hit(int(slot), evidence) for slot in page)
        facets = self._facets(found, allowed, narrow)
        return SearchResult(total, hits, facets, "" if total else reason)

    def _evidence(self, query: SearchQuery) -> Evidence:
        matches = [self._matcher.match(unit) for unit in query_units(query)]
        wishes = [(hint, wish_flags(self.memory, hint)) for hint in query.hints]
        return weigh(self.memory, matches, wishes, self._meaning(query), self._weights)

    def _meaning(self, query: SearchQuery) -> Meaning | None:
        if not self._embedder.dim:
            return None
        asked = self._embedder.query(query.words)
        wanted = _mid(asked, self._embedder.query(query.gloss)) if query.gloss else asked
        best, cosine = self._cosines(asked, wanted)
        nearest = float(best[self.memory.alive].max(initial=0.0))
        return Meaning(cosine, nearest - float((self._elsewhere @ asked).max(initial=0.0)))

    def _cosines(self, asked: Vectors, wanted: Vectors) -> tuple[Scores, Scores]:
        """The cosines of all records to both vectors, in one pass over memory."""
        if asked is wanted:
            one = self._patched(self.memory.vectors @ asked)
            return one, one
        both = np.stack((asked, wanted), axis=1)
        found = np.ascontiguousarray((self.memory.vectors @ both).T)
        return self._patched(found[0]), self._patched(found[1])

    def _patched(self, cosine: Scores) -> Scores:
        # A record whose vector is still to be made counts as average, neither near nor far.
        missing = (cosine == 0) & self.memory.alive
        if missing.any():
            made = self.memory.alive & ~missing
            cosine[missing] = cosine[made].mean() if made.any() else 0.0
        return cosine

    def _found(self, query: SearchQuery, evidence: Evidence | None) -> tuple[Flags, str]:
        if evidence is None:
            return self.memory.alive.copy(), ""
        nothing = np.zeros(self.memory.size, np.bool_)
        phrases = [self._matcher.phrase(words) for words in query_phrases(query)]
        if phrases:
            found = _all({str(at): flags for at, flags in enumerate(phrases)}, self.memory.size)
            found &= self.memory.alive
            return found, "" if found.any() else "phrase"
        reason = nothing_fits(self.memory, evidence, self._weights)
        if reason:
            return nothing, reason
        return found_flags(self.memory, evidence, self._weights), ""

    def _narrow(self, query: SearchQuery) -> dict[str, Flags]:
        narrow = {
            facet: self.memory.having(facet, values)
            for facet, values in query.filters.items()
            if values
        }
        for name, span in query.ranges.items():
            if name in self.memory.spans and span != (None, None):
                narrow[f"range:{name}"] = self.memory.within(name, span)
        return narrow

    def _facets(
        self, found: Flags, allowed: Flags, narrow: Mapping[str, Flags]
    ) -> dict[str, dict[str, int]]:
        facets = self.memory.counts(allowed)
        for name in narrow:
            if not name.startswith("range:"):
                others = {key: flags for key, flags in narrow.items() if key != name}
                open_set = found & _all(others, self.memory.size)
                facets.update(self.memory.counts(open_set, only=[name]))
        return facets

    def _order(self, query: SearchQuery, allowed: Flags, evidence: Evidence | None) -> Order:
        if query.order != "best" or evidence is None:
            titled = self.memory.by_title()
            slots = titled[allowed[titled]]
            if query.order in self.memory.spans:
                low, high = np.nan_to_num(self.memory.limits[query.order][:, slots], nan=-np.inf)
                return slots[np.lexsort((-high, -low))]  # stable: the same stay by title
            if query.order != "newest":
                return slots
            started = np.nan_to_num(self.memory.newest()[slots], nan=-np.inf)
            return slots[np.argsort(-started, kind="stable")]
        slots = np.flatnonzero(allowed)
        score = evidence.score[slots]
        wanted = query.offset + query.limit
        if wanted < slots.size:
            top = np.argpartition(-score, wanted)[:wanted]
            slots, score = slots[top], score[top]
        return slots[np.lexsort((slots, -score))]

    def _hit(self, slot: int, evidence: Evidence | None) -> Hit:
        name = self.memory.ids[slot]
        if evidence is None:
            return Hit(name, 0.0)
        return Hit(name, float(evidence.score[slot]), tuple(_why(slot, evidence, self._weights)))


def _why(slot: int, evidence: Evidence, weights: Weights) -> list[tuple[str, str]]:
    why = [
        ("title" if match.head[slot] else "text", " ".join(match.unit.words))
        for match in evidence.matches
        if match.head[slot] or match.body[slot]
    ]
    why += [("hint", hint.facet) for hint, flags in evidence.wishes if flags[slot]]
    near = evidence.near is not None and evidence.near[slot] >= weights.clearly_near
    return [*why, ("meaning", "")] if near or not why else why


def _all(parts: Mapping[str, Flags], size: int) -> Flags:
    together = np.ones(size, np.bool_)
    for flags in parts.values():
        together &= flags
    return together


def _mid(one: Vectors, other: Vectors) -> Vectors:
    middle = one + other
    length = float(np.linalg.norm(middle))
    return middle / np.float32(length) if length else one
