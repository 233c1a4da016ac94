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
    fits: float = 0.81  # cosine of the best record from which meaning alone is evidence enough
    evidence: float = 0.03  # how much a full match by words may make up for meaning
    width: float = 2.2  # how far below the best a record may lie and still be shown
    most_by_meaning: int = 200


@dataclass(frozen=True)
class Evidence:
    """What speaks for each record, one number a slot."""

    score: Scores
    share: Scores
    cosine: Scores | None
    matches: tuple[Matches, ...]
    wishes: tuple[tuple[Hint, Flags], ...] = field(default=())


def word_share(matches: Sequence[Matches], alive: Flags, weights: Weights) -> Scores:
    """The share of the query's words, weighed by rarity, that each record holds (0 to 1)."""
    share = np.zeros(alive.size, np.float32)
    records = max(int(alive.sum()), 1)
    whole = 0.0
    for match in matches:
        found = match.any & alive
        held = int(found.sum())
        rarity = float(np.log(1 + (records - held + 0.5) / (held + 0.5)))
        whole += rarity if held else weights.unknown * rarity
        part = rarity * match.sureness
        share += np.where(match.head, part, np.where(match.body, part * weights.body, 0.0)).astype(
            np.float32
        )
    return share / np.float32(whole) if whole else share


def wish_flags(memory: Memory, hint: Hint) -> Flags:
    """The records that fulfil a wish."""
    if hint.facet in memory.spans:
        return memory.within(hint.facet, (hint.low, hint.high))
    return memory.having(hint.facet, hint.values)


def weigh(
    memory: Memory,
    matches: Sequence[Matches],
    wishes: Sequence[tuple[Hint, Flags]],
    cosine: Scores | None,
    weights: Weights,
) -> Evidence:
    """Add up meaning, words and wishes."""
    share = word_share(matches, memory.alive, weights)
    score = weights.words * share
    if cosine is not None:
        mean = float(cosine[memory.alive].mean()) if memory.alive.any() else 0.0
        score = score + (cosine - np.float32(mean)) / np.float32(weights.meaning_step)
    for hint, flags in wishes:
        score = score + np.float32(weights.hint * hint.weight) * flags
    return Evidence(score.astype(np.float32), share, cosine, tuple(matches), tuple(wishes))


def nothing_fits(memory: Memory, evidence: Evidence, weights: Weights) -> str:
    """Why there is no answer, or an empty word."""
    alive = memory.alive
    best_share = float(evidence.share[alive].max(initial=0.0))
    for hint, flags in evidence.wishes:
        if hint.required and not (flags & alive).any() and not _held(evidence, hint):
            return f"no_{hint.facet}"
    if any(hint.required for hint, _ in evidence.wishes):
        return ""
    if evidence.cosine is None:
        return "" if best_share >= 0.5 else "words"
    best = float(evidence.cosine[alive].max(initial=0.0))
    if best + weights.evidence * best_share >= weights.fits:
        return ""
    return "meaning"


def _held(evidence: Evidence, hint: Hint) -> bool:
    return any(
        " ".join(match.unit.words) == hint.words and bool(match.any.any())
        for match in evidence.matches
    )


def found_flags(memory: Memory, evidence: Evidence, weights: Weights) -> Flags:
    """The records worth showing: those that hold all words, and those close behind the best."""
    every = np.ones(memory.size, np.bool_) if evidence.matches else np.zeros(memory.size, np.bool_)
    for match in evidence.matches:
        every &= match.any
    score = np.where(memory.alive, evidence.score, -np.inf)
    if evidence.cosine is None:
        return (every | (evidence.share >= 0.5)) & memory.alive
    near = score >= score.max(initial=-np.inf) - weights.width
    if int(near.sum()) > weights.most_by_meaning:
        cut = np.partition(score, -weights.most_by_meaning)[-weights.most_by_meaning]
        near &= score >= cut
    found: Flags = (every | near) & memory.alive
    return found
