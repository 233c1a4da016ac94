"""One order out of words, meaning and wishes, and the judgement that nothing fits.

Everything is computed over all records at once, as plain arrays, so that no candidate is lost
before the evidence is added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bothways.core.search.documents import Hint
from bothways.core.search.shelf import Flags, Memory
from bothways.core.search.units import Matches

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """Set on the tuning half of the judged set (docs/method/search.md), never on single queries."""

    meaning_step: float = 0.03  # cosines of this model lie close together: one step above the mean
    words: float = 2.0
    body: float = 0.6  # a word in the body against a word in the title or a name
    unknown: float = 0.5  # a word no record holds dilutes the words' share by half a rare word
    hint: float = 0.8
    margin: float = -0.012  # how much nearer a line from elsewhere may lie than the best record
    evidence: float = 0.05  # how much a full match by words may make up for that
    span_evidence: float = 0.03  # an age or a year that records answer to
    certain: float = 0.95  # the share of words in one record from which no doubt is left
    width: float = 3.0  # how far below the best a record may lie and still be shown
    most_by_meaning: int = 200
    clearly_near: float = 1.0  # meaning this many steps above the mean is named as a reason


@dataclass(frozen=True)
class Evidence:
    """What speaks for each record, one number a slot."""

    score: Scores
    held: Scores
    near: Scores | None
    margin: float | None
    matches: tuple[Matches, ...]
    wishes: tuple[tuple[Hint, Flags], ...] = field(default=())


@dataclass(frozen=True)
class Meaning:
    """Cosine of each record to the query, and the margin of the best one over the nearest line
    from elsewhere."""

    cosine: Scores
    margin: float


def word_shares(
    matches: Sequence[Matches], alive: Flags, weights: Weights
) -> tuple[Scores, Scores]:
    """The shares of the query's words, weighed by rarity, that each record holds in its head,
    and anywhere (0 to 1)."""
    head, anywhere = np.zeros((2, alive.size), np.float32)
    records = max(int(alive.sum()), 1)
    whole = 0.0
    for match in matches:
        found = match.any
        held = int((found & alive).sum())
        rarity = float(np.log(1 + (records - held + 0.5) / (held + 0.5)))
        whole += rarity if held else weights.unknown * rarity
        part = np.float32(rarity * match.sureness)
        head += part * match.head
        anywhere += part * found
    whole = whole or 1.0
    return head / np.float32(whole), anywhere / np.float32(whole)


def wish_flags(memory: Memory, hint: Hint) -> Flags:
    """The records that fulfil a wish."""
    if hint.facet in memory.spans:
        return memory.within(hint.facet, (hint.low, hint.high))
    return memory.having(hint.facet, hint.values)


def weigh(
    memory: Memory,
    matches: Sequence[Matches],
    wishes: Sequence[tuple[Hint, Flags]],
    meaning: Meaning | None,
    weights: Weights,
) -> Evidence:
    """Add up meaning, words and wishes."""
    alive = memory.alive
    head, held = word_shares(matches, alive, weights)
    score = np.float32(weights.words) * (head + np.float32(weights.body) * (held - head))
    near: Scores | None = None
    if meaning is not None:
        mean = float(meaning.cosine[alive].mean()) if alive.any() else 0.0
        near = ((meaning.cosine - mean) / weights.meaning_step).astype(np.float32)
        score = score + near
    for hint, flags in wishes:
        closeness = memory.closeness(hint.facet, (hint.low, hint.high))
        score = score + np.float32(weights.hint * hint.weight) * closeness * flags
    margin = meaning.margin if meaning else None
    return Evidence(score.astype(np.float32), held, near, margin, tuple(matches), tuple(wishes))


def nothing_fits(memory: Memory, evidence: Evidence, weights: Weights) -> str:
    """Why there is no answer, or an empty word."""
    named = any(_is_name(match, memory) for match in evidence.matches)
    for hint, flags in evidence.wishes:
        if named or not hint.required:
            continue
        if not (flags & memory.alive).any() and not _written(evidence, hint):
            return f"no_{hint.facet}"
    held = float(evidence.held[memory.alive].max(initial=0.0))
    if evidence.margin is None:
        return "" if held >= 0.5 else "words"
    if held >= weights.certain:
        return ""
    spans = any(hint.facet in memory.spans for hint, flags in evidence.wishes if flags.any())
    proof = evidence.margin + weights.evidence * held + weights.span_evidence * spans
    fits = proof >= weights.margin
    return "" if fits else "meaning"


def _is_name(match: Matches, memory: Memory) -> bool:
    """A word that hardly any record holds, typed as it stands there: somebody knows it."""
    records = int(memory.alive.sum())
    few = max(1, min(3, records // 30), records // 1000)
    return not match.unit.same_as and match.sureness == 1 and 0 < int(match.any.sum()) <= few


def _written(evidence: Evidence, hint: Hint) -> bool:
    return any(
        " ".join(match.unit.words) == hint.words and bool(match.any.any())
        for match in evidence.matches
    )


def found_flags(memory: Memory, evidence: Evidence, weights: Weights) -> Flags:
    """The records worth showing: those that hold all words, and those close behind the best."""
    every = memory.alive.copy() if evidence.matches else np.zeros(memory.size, np.bool_)
    for match in evidence.matches:
        every &= match.any
    if evidence.margin is None:
        words: Flags = every | ((evidence.held >= 0.5) & memory.alive)
        return words
    score = np.where(memory.alive, evidence.score, -np.inf)
    near = score >= score.max(initial=-np.inf) - weights.width
    if int(near.sum()) > weights.most_by_meaning:
        cut = np.partition(score, -weights.most_by_meaning)[-weights.most_by_meaning]
        near &= score >= cut
    found: Flags = (every | near) & memory.alive
    return found
