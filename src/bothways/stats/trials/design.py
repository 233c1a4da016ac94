"""Who could have been assigned to what: the design that randomisation inference re-runs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.stats.columns import Floats, Ints, Rows, codes, two_arms
from bothways.stats.errors import DesignError, InputError, SpecificationError

EXACT_LIMIT = 20_000
CHUNK = 1_000
CHUNK_CELLS = 400_000


@dataclass(frozen=True)
class Design:
    """Clusters, their strata and their arms, in sorted order of the cluster labels.

    Attributes
    ----------
    arm : (G,) 0/1, the assignment that happened
    stratum : (G,) codes; all 0 without strata
    row_cluster : (n,) cluster code of each row
    labels : (G,) cluster labels
    stored : (B, G) 0/1 or None
        Assignments the design's own generator would have drawn; they replace the draws within
        strata where the assignment rule was another one.
    """

    arm: Floats
    stratum: Ints
    row_cluster: Ints
    labels: NDArray[Any]
    stored: Floats | None = None

    @property
    def clusters(self) -> int:
        """Number of clusters G."""
        return int(self.arm.size)

    @property
    def treated(self) -> Ints:
        """Treated clusters in each stratum."""
        return np.bincount(self.stratum, self.arm).round().astype(np.int64)

    @property
    def sizes(self) -> Ints:
        """Clusters in each stratum."""
        return np.bincount(self.stratum)

    @property
    def share(self) -> Floats:
        """Probability of treatment of each cluster under the design."""
        if self.stored is not None:
            return np.asarray(self.stored.mean(axis=0))
        return np.asarray((self.treated / self.sizes)[self.stratum])

    @property
    def count(self) -> int:
        """Number of possible assignments with the same number treated in each stratum."""
        pairs = zip(self.sizes.tolist(), self.treated.tolist(), strict=True)
        return math.prod(math.comb(k, m) for k, m in pairs)


def read_design(rows: Rows, arm: str, cluster: str, stratum: str) -> Design:
    """Read the design from complete rows.

    Parameters
    ----------
    rows : Rows
    arm, cluster, stratum : names of the columns; clusters and strata may be absent

    Raises
    ------
    InputError
        The arm or the stratum changes inside a cluster.
    DesignError
        One arm only, or fewer than two clusters.

    Examples
    --------
    >>> from bothways.stats.columns import complete_rows
    >>> rows = complete_rows({"arm": [0, 0, 1, 1]}, {"school": ["b", "b", "a", "c"]})
    >>> d = read_design(rows, "arm", "school", "town"); d.arm, d.count
    (array([1., 0., 1.]), 3)
    """
    row_arm = two_arms(arm, rows.numeric[arm])
    row_cluster = rows.coded.get(cluster, np.arange(rows.n))
    labels = rows.levels.get(cluster, np.arange(rows.n))
    row_stratum = rows.coded.get(stratum, np.zeros(rows.n, dtype=np.int64))
    first = np.unique(row_cluster, return_index=True)[1]
    if first.size < 2:
        raise DesignError("one_cluster", "Only one cluster: nothing could have been assigned.")
    _same_inside(arm, row_arm, row_cluster, first, labels)
    _same_inside(stratum, row_stratum, row_cluster, first, labels)
    return Design(row_arm[first], codes(row_stratum[first])[0], row_cluster, labels)


def _same_inside(
    name: str, values: NDArray[Any], clusters: Ints, first: Ints, labels: NDArray[Any]
) -> None:
    changed = np.flatnonzero(values != values[first][clusters])
    if changed.size:
        where = labels[clusters[changed[0]]]
        raise InputError(
            "changes_in_cluster",
            f"Column {name} changes inside cluster {where}: it must be the same for all its rows, "
            "because whole clusters were assigned.",
            column=name, cluster=str(where),
        )  # fmt: skip


def with_stored(design: Design, assignments: NDArray[Any]) -> Design:
    """Replace draws within strata by stored assignments of shape (B, G), columns as `labels`."""
    stored = np.asarray(assignments, dtype=np.float64)
    if stored.ndim != 2 or stored.shape[1] != design.clusters or not np.isin(stored, (0, 1)).all():
        raise SpecificationError(
            "bad_assignments",
            f"Stored assignments must be 0/1 with one column for each of the {design.clusters} "
            f"clusters in sorted order, found shape {stored.shape}.",
        )
    return Design(design.arm, design.stratum, design.row_cluster, design.labels, stored)


def is_exact(design: Design, limit: int = EXACT_LIMIT) -> bool:
    """Whether all assignments are few enough to be gone through one by one."""
    return design.stored is None and design.count <= limit


def assignments(design: Design, draws: int, seed: int, exact: bool) -> Iterator[Floats]:
    """Yield assignments in chunks of shape (at most 1000, G), fewer rows for many clusters.

    Parameters
    ----------
    design : Design
    draws : int
        Number of random assignments; ignored when `exact` or stored.
    seed : int
        Seed of NumPy's PCG64; only its uniform doubles are used, which stay the same over
        versions.
    exact : bool
        Go through every possible assignment.
    """
    chunk = max(16, min(CHUNK, CHUNK_CELLS // design.clusters))
    if design.stored is not None:
        yield from (design.stored[k : k + chunk] for k in range(0, len(design.stored), chunk))
    elif exact:
        yield from _all_assignments(design)
    else:
        rng = np.random.default_rng(seed)
        for left in range(draws, 0, -chunk):
            yield _draw(design, min(left, chunk), rng)


def _all_assignments(design: Design) -> Iterator[Floats]:
    choices = []
    for s, treated in enumerate(design.treated.tolist()):
        members = np.flatnonzero(design.stratum == s).tolist()
        choices.append(list(itertools.combinations(members, treated)))
    every = itertools.product(*choices)
    while block := list(itertools.islice(every, CHUNK)):
        Z = np.zeros((len(block), design.clusters))
        for row, chosen in zip(Z, block, strict=True):
            row[list(itertools.chain.from_iterable(chosen))] = 1.0
        yield Z


def _draw(design: Design, draws: int, rng: np.random.Generator) -> Floats:
    return draw_inside(design.stratum, design.treated, rng.random((draws, design.clusters)))


def draw_inside(stratum: Ints, treated: Ints, keys: Floats) -> Floats:
    """Assign in each stratum those with the smallest keys.

    Parameters
    ----------
    stratum : (G,) codes
    treated : (S,) how many of each stratum get the programme
    keys : (B, G) random numbers, one row an assignment

    Returns
    -------
    (B, G) 0/1
    """
    Z = np.zeros_like(keys)
    for s, count in enumerate(treated.tolist()):
        members = np.flatnonzero(stratum == s)
        if 0 < count < members.size:
            block = keys[:, members]
            limit = np.partition(block, count - 1, axis=1)[:, count - 1 : count]
            Z[:, members] = block <= limit
        elif count:
            Z[:, members] = 1.0
    return Z
