"""Search in what one place shows: every language, beginnings of words, small typing errors. Pure.

Newcomers search the word that stands on a letter they got, so the words of the source language
are found from every language.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bothways.core.search.normalise import stem, tokens

EXACT, BEGINS, TYPO = 1.0, 0.7, 0.5
SHORTEST_TYPO = 4
LONG_WORD = 8


@dataclass(frozen=True)
class Entry:
    """Something to be found, with texts by weight: a name weighs more than a paragraph."""

    key: Hashable
    texts: tuple[tuple[float, str], ...]


@dataclass
class Finder:
    """An index of stems. Built once for a state of a place, then only read."""

    stems: dict[str, dict[Hashable, float]] = field(default_factory=dict)
    by_letter: dict[str, tuple[str, ...]] = field(default_factory=dict)
    order: dict[Hashable, int] = field(default_factory=dict)

    def find(self, words: str, most: int = 200) -> list[Hashable]:
        """Keys that every word of the query finds, best first."""
        asked = list(dict.fromkeys(tokens(words)))[:12]
        if not asked:
            return []
        found = [self._of_word(token) for token in asked]
        keys = set(found[0]).intersection(*found[1:])
        score = {key: sum(part[key] for part in found) for key in keys}
        return sorted(keys, key=lambda key: (-score[key], self.order[key]))[:most]

    def _of_word(self, token: str) -> dict[Hashable, float]:
        wanted = stem(token)
        scores: dict[Hashable, float] = {}
        for known, how_well in self._matches(wanted, token):
            for key, weight in self.stems[known].items():
                scores[key] = max(scores.get(key, 0.0), weight * how_well)
        return scores

    def _matches(self, wanted: str, token: str) -> list[tuple[str, float]]:
        near = self.by_letter.get(wanted[:1], ())
        found = [(wanted, EXACT)] if wanted in self.stems else []
        found += [(known, BEGINS) for known in near
                  if known != wanted and known.startswith(token[:20])]  # fmt: skip
        if found or len(wanted) < SHORTEST_TYPO:
            return found
        room = 2 if len(wanted) >= LONG_WORD else 1
        return [(known, TYPO) for known in near if is_near(wanted, known, room)]


def build(entries: Sequence[Entry]) -> Finder:
    stems: dict[str, dict[Hashable, float]] = defaultdict(dict)
    for entry in entries:
        for weight, text in entry.texts:
            for token in tokens(text):
                row = stems[stem(token)]
                row[entry.key] = max(row.get(entry.key, 0.0), weight)
    letters: dict[str, list[str]] = defaultdict(list)
    for known in sorted(stems):
        letters[known[:1]].append(known)
    return Finder(
        dict(stems),
        {letter: tuple(found) for letter, found in letters.items()},
        {entry.key: at for at, entry in enumerate(entries)},
    )


@lru_cache(maxsize=65536)
def is_near(one: str, other: str, room: int) -> bool:
    """At most ``room`` letters missing, too many, wrong or swapped with their neighbour."""
    if abs(len(one) - len(other)) > room:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before_last = row, before
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > room:
            return False
        before = last
    return row[-1] <= room


def texts(*weighted: tuple[float, Iterable[str]]) -> tuple[tuple[float, str], ...]:
    return tuple(
        (weight, text) for weight, bodies in weighted for text in dict.fromkeys(bodies) if text
    )
