"""Cross-group ties against what chance gives inside each class.

Raw indices are driven by group sizes. The yardstick is the same network with the group labels
shuffled among the pupils of each class, so that class sizes, group sizes and who is popular all
stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Ints
from bothways.stats.errors import SpecificationError
from bothways.stats.estimate import Estimate, Run, check_level, inputs_hash
from bothways.stats.networks.mixing import (
    Ties,
    assortativity,
    coleman,
    ei_index,
    odds_within,
    read_ties,
)  # fmt: skip

VERSION = "2"
CHANCE_BITS = 20
Single = NDArray[np.float32]
CHUNK = 100


@dataclass(frozen=True, slots=True)
class CrossTies:
    """How to look at ties between groups.

    Parameters
    ----------
    draws, seed : shuffles of the labels inside classes, and their seed; 0 draws give no p values
    level : confidence level of the range that chance gives
    min_response : float
        Classes in which a smaller share named anybody are pointed out.
    """

    draws: int = 10_000
    seed: int = 1
    level: float = 0.95
    min_response: float = 0.8


def cross_ties(
    specification: CrossTies,
    pupils: ArrayLike,
    groups: ArrayLike,
    source: ArrayLike,
    target: ArrayLike,
    classes: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """Indices of ties across groups, each beside its expectation under chance.

    Parameters
    ----------
    specification : CrossTies
    pupils : (n,) identifiers
    groups : (n,) labels (for instance newcomer and host)
    source, target : (m,) identifiers: who names, who is named
    classes : (n,) labels, or None for one class

    Returns
    -------
    tuple of Estimate
        "E-I index", "assortativity", "odds of a tie inside a group", "share with a tie across
        groups", and "Coleman <group>" for each group. ``statistic`` is the index minus its mean
        over shuffles in standard deviations, ``se`` that standard deviation, ``p_value``
        two-sided, and ``interval`` the index plus the middle range of chance deviations.

    Raises
    ------
    InputError, DesignError

    Notes
    -----
    p = (1 + hits) / (1 + draws), a hit being a shuffle at least as far from the chance mean.
    A class whose pupils are all of one group, or where one group has a single member, tells
    nothing about its mixing: it is pointed out, not dropped. Cost: draws x ties.

    Examples
    --------
    >>> found = cross_ties(CrossTies(draws=99), list("abcd"), [0, 0, 1, 1], list("aabcd"),
    ...                    list("bcadc"))
    >>> found[0].term, found[0].value
    ('E-I index', -0.6)
    """
    check_level(specification.level)
    if specification.draws < 0:
        raise SpecificationError("bad_draws", "The number of draws cannot be negative.")
    ties = read_ties(pupils, groups, source, target, classes)
    indices = _Indices(ties)
    observed = indices.of(ties.group[:, None].astype(np.int16))
    drawn = _drawn(specification, ties, indices.of)
    stamp = inputs_hash(
        specification,
        {"pupils": pupils, "groups": groups, "source": source, "target": target,
         "classes": classes},
    )  # fmt: skip
    run = Run(
        "cross-ties", VERSION, "index", len(ties.group), stamp, specification.level,
        int(ties.classes.max()) + 1, specification.seed, _cautions(specification, ties),
    )  # fmt: skip
    return tuple(
        _estimate(run, term, float(observed[term][0]), drawn.get(term))
        for term in observed
        if np.isfinite(observed[term][0])
    )


class _Indices:
    """All indices for many labellings (B, n) of one network."""

    def __init__(self, ties: Ties) -> None:
        self.ties = ties
        self.known = ties.group >= 0
        self.k = len(ties.levels)
        room = ties.classes[self.known]
        per_class = np.zeros((int(ties.classes.max()) + 1, self.k))
        np.add.at(per_class, (room, ties.group[self.known]), 1)
        self.per_class = per_class
        size = per_class.sum(axis=1)
        self.within = float(np.sum(per_class * (per_class - 1)))
        self.between = float(np.sum(size * (size - 1))) - self.within
        n = len(ties.group)
        self.given = np.bincount(ties.source, minlength=n).astype(np.float32)
        self.taken = np.bincount(ties.target, minlength=n).astype(np.float32)
        others = np.maximum(size - 1, 1)[ties.classes]
        share = (per_class - 1)[ties.classes] / others[:, None]
        self.chance = np.asarray(share * self.given[:, None], dtype=np.float32)
        one = np.ones(ties.source.size, dtype=np.float32)
        self.named = sparse.csr_array((one, (ties.source, ties.target)), shape=(n, n))
        self.linked = ((self.named + self.named.T) > 0).astype(np.float32)
        self.degree = np.asarray(self.linked.sum(axis=1), dtype=np.float32)

    def of(self, labels: NDArray[np.int16]) -> dict[str, Floats]:
        """Every index for each labelling; labels (n, B), one column a labelling."""
        held = [labels == g for g in range(self.k)]
        member = [h.astype(np.float32) for h in held]
        mixing = self._mixing(member)
        found = {
            "E-I index": ei_index(mixing),
            "assortativity": assortativity(mixing),
            "odds of a tie inside a group": odds_within(mixing, self.within, self.between),
            "share with a tie across groups": self._reached(held, member),
        }
        expected = np.stack([self.chance[:, g] @ member[g] for g in range(self.k)], axis=1)
        index = coleman(mixing, expected.astype(np.float64), mixing.sum(axis=2))
        return found | {f"Coleman {self.ties.levels[g]}": index[:, g] for g in range(self.k)}

    def _mixing(self, member: list[Single]) -> Floats:
        """Mixing matrices (B, k, k); last row and column follow from ties given and received."""
        k, B = self.k, member[0].shape[1]
        mixing = np.empty((B, k, k))
        given = np.stack([self.given @ m for m in member], axis=1)
        taken = np.stack([self.taken @ m for m in member], axis=1)
        for h in range(k - 1):
            received = self.named @ member[h]
            for g in range(k - 1):
                mixing[:, g, h] = np.sum(member[g] * received, axis=0)
        mixing[:, : k - 1, k - 1] = given[:, : k - 1] - mixing[:, : k - 1, : k - 1].sum(axis=2)
        mixing[:, k - 1, :] = taken - mixing[:, : k - 1, :].sum(axis=1)
        return np.round(mixing)

    def _reached(self, held: list[NDArray[np.bool_]], member: list[Single]) -> Floats:
        """Share of pupils who name or are named by somebody of another group."""
        reached = np.zeros_like(held[0])
        left = np.zeros_like(member[0])
        for group, near in ((h, self.linked @ m) for h, m in zip(held[:-1], member, strict=False)):
            reached |= group & (near < self.degree[:, None])
            left += near
        reached |= held[-1] & (left > 0)
        return np.asarray(reached.sum(axis=0) / float(self.known.sum()))


def _drawn(
    specification: CrossTies, ties: Ties, evaluate: Callable[[NDArray[np.int16]], dict[str, Floats]]
) -> dict[str, Floats]:
    """Indices over shuffles: random bits and label share one key, so sorting a class shuffles it.

    Classes of one size are sorted together, which is many times faster than one long sort.
    """
    rng = np.random.default_rng(specification.seed)
    low = len(ties.levels).bit_length()
    kind = np.uint32 if low <= 32 - CHANCE_BITS else np.uint64
    label = kind((1 << low) - 1)
    blocks = _rooms_by_size(ties)
    parts = []
    for left in range(specification.draws, 0, -CHUNK):
        B = min(left, CHUNK)
        drawn = np.full((len(ties.group), B), -1, dtype=np.int16)
        for pupils in blocks:
            keys = rng.integers(0, np.iinfo(kind).max, (B, *pupils.shape), kind, endpoint=True)
            keys &= ~label
            keys |= ties.group[pupils].astype(kind)
            keys.sort(axis=2)
            drawn[pupils.ravel()] = (keys & label).reshape(B, -1).T
        parts.append(evaluate(drawn))
    return {k: np.concatenate([p[k] for p in parts]) for k in parts[0]} if parts else {}


def _rooms_by_size(ties: Ties) -> list[Ints]:
    """For each size of class a table of pupils whose group is known, one row a class."""
    known = np.flatnonzero(ties.group >= 0)
    order = known[np.argsort(ties.classes[known], kind="stable")]
    sizes = np.bincount(ties.classes[known])
    first = np.cumsum(sizes) - sizes
    return [order[first[sizes == s][:, None] + np.arange(s)] for s in np.unique(sizes[sizes > 0])]


def _estimate(run: Run, term: str, value: float, drawn: Floats | None) -> Estimate:
    unit = "share" if term.startswith("share") else "odds ratio" if "odds" in term else "index"
    drawn = None if drawn is None else drawn[np.isfinite(drawn)]
    if drawn is None or drawn.size < 2:
        return run.plain(term, value, unit=unit)
    mean, spread = float(drawn.mean()), float(drawn.std())
    far = np.abs(drawn - mean) >= abs(value - mean) * (1 - 1e-10) - 1e-12
    p = (1 + int(far.sum())) / (1 + drawn.size)
    tail = 100 * (1 - run.level) / 2
    low, high = np.percentile(drawn - mean, [tail, 100 - tail])
    return run.plain(
        term, value, se=spread, statistic=(value - mean) / spread if spread > 0 else None, p=p,
        interval=(value - high, value - low), unit=unit,
    )  # fmt: skip


def _cautions(specification: CrossTies, ties: Ties) -> tuple[Caution, ...]:
    rooms = int(ties.classes.max()) + 1
    count = np.zeros((rooms, len(ties.levels)))
    known = ties.group >= 0
    np.add.at(count, (ties.classes[known], ties.group[known]), 1)
    notes = []
    if lost := int((~known).sum()):
        notes.append(caution("rows_dropped", rows=lost, total=len(ties.group)))
    if thin := int((count < 2).any(axis=1).sum()):
        notes.append(caution("small_groups", classes=thin))
    answered = np.zeros(len(ties.group))
    answered[ties.source] = 1
    share = np.bincount(ties.classes, answered) / np.bincount(ties.classes)
    if low := int((share < specification.min_response).sum()):
        notes.append(caution("low_response", classes=low, share=100 * specification.min_response))
    return tuple(notes)
