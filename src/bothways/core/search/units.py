"""From the words of a query to sets of records: units, quoted phrases, stems, near misses."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tantivy import Query

from bothways.core.search.documents import SearchQuery, Unit
from bothways.core.search.normalise import tokens
from bothways.core.search.shelf import Bits, Flags, pack, unpack
from bothways.core.search.stopwords import STOPWORDS
from bothways.core.search.words import BODY, HEAD, Words

_QUOTED = re.compile(r'["“„«»”]([^"“„«»”]{2,200})["“”«»]')
_LONGEST_QUERY = 32
_FUZZY_FROM = 5
_REMEMBERED = 1024
_UNSURE = 0.7
_FEW = 4


@dataclass(frozen=True)
class Matches:
    """The records that hold a unit in their head, in their body, and how sure the match is."""

    unit: Unit
    head: Flags
    body: Flags
    sureness: float

    @property
    def any(self) -> Flags:
        both: Flags = self.head | self.body
        return both


def query_units(query: SearchQuery) -> list[Unit]:
    """The query's own units where it names any, and every other word by itself."""
    words = tokens(query.words)[:_LONGEST_QUERY]
    taken: set[int] = set()
    units = []
    for unit in query.units:
        place = _place(words, unit.words, taken)
        if place is not None:
            taken |= set(range(place, place + len(unit.words)))
            units.append(unit)
    left = [
        w for at, w in enumerate(words) if at not in taken and w not in STOPWORDS and len(w) > 1
    ]
    if not units and not left:
        left = words
    return units + [Unit((word,)) for word in dict.fromkeys(left)]


def _place(words: Sequence[str], part: Sequence[str], taken: set[int]) -> int | None:
    for at in range(len(words) - len(part) + 1):
        if tuple(words[at : at + len(part)]) == tuple(part) and at not in taken:
            return at
    return None


def query_phrases(query: SearchQuery) -> list[list[str]]:
    """What stands in quotation marks."""
    return [words for text in _QUOTED.findall(query.words) if (words := tokens(text))]


class Matcher:
    """Looks units up in the word index and remembers the answers until the index changes."""

    def __init__(self, words: Words, size: int) -> None:
        self._words = words
        self._size = size
        self._kept: OrderedDict[tuple[str, str, tuple[str, ...]], Bits] = OrderedDict()

    def match(self, unit: Unit) -> Matches:
        """Own words and synonyms first; a single word that nobody wrote may be a slip."""
        forms = (unit.words, *(tuple(tokens(same)) for same in unit.same_as))
        head, body = self._any("exact", HEAD, forms), self._any("exact", BODY, forms)
        if head.any() or body.any() or len(unit.words) > 1 or unit.same_as:
            return Matches(unit, head, body, 1.0)
        word = unit.words[0]
        if word.isascii() and (len(word) < _FUZZY_FROM or any(map(str.isdigit, word))):
            return Matches(unit, head, body, 1.0)
        if not word.isascii():
            return Matches(unit, self._sounding(word), body, _UNSURE)
        near = ((word,),)
        return Matches(
            unit, self._any("fuzzy", HEAD, near), self._any("fuzzy", BODY, near), _UNSURE
        )

    def _sounding(self, word: str) -> Flags:
        found = self._look("sound", HEAD, (word,))
        # What sounds like many titles is a common word, not a name.
        few = int(found.sum()) <= max(_FEW, found.size // 1000)
        return found if few else np.zeros(self._size, np.bool_)

    def phrase(self, words: Sequence[str]) -> Flags:
        """The records that hold these words side by side."""
        found: Flags = self._look("phrase", HEAD, tuple(words)) | self._look(
            "phrase", BODY, tuple(words)
        )
        return found

    def _any(self, how: str, tier: str, forms: Sequence[tuple[str, ...]]) -> Flags:
        found = np.zeros(self._size, np.bool_)
        for form in filter(None, forms):
            found |= self._all(how, tier, form)
        return found

    def _all(self, how: str, tier: str, form: tuple[str, ...]) -> Flags:
        found = self._look(how, tier, form[:1])
        for word in form[1:]:
            found = found & self._look(how, tier, (word,))
        return found

    def _look(self, how: str, tier: str, words: tuple[str, ...]) -> Flags:
        key = (how, tier, words)
        bits = self._kept.get(key)
        if bits is None:
            bits = self._kept[key] = pack(self._words.slots(self._query(*key)), self._size)
            if len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return unpack(bits)

    def _query(self, how: str, tier: str, words: tuple[str, ...]) -> Query:
        if how == "phrase":
            return self._words.phrase(tier, words)
        if how == "sound":
            return self._words.sounding(words[0])
        if how == "fuzzy":
            return self._words.fuzzy(tier, words[0])
        return self._words.exact(tier, words[0])
