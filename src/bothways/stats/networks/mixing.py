"""Indices of mixing between groups, from one mixing matrix or from many at once.

Sources: Krackhardt & Stern (1988), Soc. Psychol. Q. 51:123 (E-I); Coleman (1958), Hum. Organ.
17:28; Newman (2003), Phys. Rev. E 67:026126 (assortativity); Moody (2001), Am. J. Sociol. 107:679
(odds ratio of ties inside groups).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.columns import Floats, Ints, codes, label_array
from bothways.stats.errors import DesignError, InputError


@dataclass(frozen=True)
class Ties:
    """Directed ties between pupils, coded.

    Attributes
    ----------
    source, target : (m,) row numbers of the pupils; no pupil names himself, no tie twice
    group : (n,) group codes
    levels : labels of the groups
    classes : (n,) class codes; ties across classes are not allowed
    dropped : ties left out because they were doubled or named the pupil himself
    """

    source: Ints
    target: Ints
    group: Ints
    levels: NDArray[Any]
    classes: Ints
    dropped: int


def read_ties(
    pupils: ArrayLike,
    groups: ArrayLike,
    source: ArrayLike,
    target: ArrayLike,
    classes: ArrayLike | None = None,
) -> Ties:
    """Check and code a list of ties.

    Parameters
    ----------
    pupils : (n,) identifiers, each once
    groups : (n,) labels; ties of a pupil without a group are left out
    source, target : (m,) identifiers of the pupil who names and the pupil who is named
    classes : (n,) labels of the class each pupil is in; None is one class

    Raises
    ------
    InputError
        An identifier twice or unknown; a tie between two classes.
    DesignError
        Fewer than two groups, or no tie.
    """
    names = np.asarray(pupils).astype(str)
    if len(np.unique(names)) != len(names):
        raise InputError("pupil_twice", "A pupil is listed twice.", column="pupils")
    labels, present = label_array("groups", groups)
    room = np.zeros(len(names), np.int64) if classes is None else codes(np.asarray(classes))[0]
    if not len(labels) == len(names) == len(room):
        raise InputError("unequal_length", "Pupils, groups and classes differ in length.")
    a, b = (_position(names, column, k) for k, column in (("source", source), ("target", target)))
    if len(a) != len(b):
        raise InputError("unequal_length", "Columns source and target differ in length.")
    across = np.flatnonzero(room[a] != room[b])
    if across.size:
        raise InputError(
            "across_classes", f"Tie {across[0] + 1} joins two classes: pupils can only be compared "
            "with what chance would give inside their class.", row=int(across[0]) + 1,
        )  # fmt: skip
    keep = present[a] & present[b] & (a != b)
    pairs = np.unique(a[keep] * len(names) + b[keep])
    group = np.full(len(names), -1, dtype=np.int64)
    group[present], levels = codes(labels[present])
    if len(levels) > 4000:
        raise InputError("too_many_groups", "Column groups holds more than 4,000 groups.")
    if len(levels) < 2:
        raise DesignError("one_group", "There is only one group: nothing can mix.")
    if not pairs.size:
        raise DesignError("no_ties", "There is no tie between pupils of known groups.")
    return Ties(pairs // len(names), pairs % len(names), group, levels, room, len(a) - pairs.size)


def _position(names: NDArray[np.str_], column: ArrayLike, title: str) -> Ints:
    wanted = np.asarray(column).astype(str)
    order = np.argsort(names)
    at = np.clip(np.searchsorted(names[order], wanted), 0, len(names) - 1)
    found = order[at]
    unknown = np.flatnonzero(names[found] != wanted)
    if unknown.size:
        raise InputError(
            "unknown_pupil", f"Column {title}, row {unknown[0] + 1}: {wanted[unknown[0]]} is not "
            "in the list of pupils.", column=title, row=int(unknown[0]) + 1,
        )  # fmt: skip
    return found.astype(np.int64)


def mixing_matrix(ties: Ties) -> Floats:
    """Ties from each group (rows) to each group (columns)."""
    k = len(ties.levels)
    cell = ties.group[ties.source] * k + ties.group[ties.target]
    return np.bincount(cell, minlength=k * k).reshape(k, k).astype(np.float64)


def ei_index(mixing: Floats) -> Floats:
    """(External - internal) / all ties, in [-1, 1], for matrices (..., k, k).

    Examples
    --------
    >>> float(ei_index(np.array([[40., 2.], [5., 41.]])).round(6))
    -0.840909
    """
    inside, total = np.trace(mixing, axis1=-2, axis2=-1), mixing.sum(axis=(-2, -1))
    return np.asarray((total - 2 * inside) / total)


def assortativity(mixing: Floats) -> Floats:
    """Newman's r of a directed network: (sum e_ii - sum a_i b_i) / (1 - sum a_i b_i).

    Examples
    --------
    >>> float(assortativity(np.array([[40., 2.], [5., 41.]])).round(6))
    0.841073
    """
    share = mixing / mixing.sum(axis=(-2, -1), keepdims=True)
    chance = np.sum(share.sum(axis=-1) * share.sum(axis=-2), axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (np.trace(share, axis1=-2, axis2=-1) - chance) / (1 - chance)
    return np.asarray(np.where(chance < 1 - 1e-12, r, np.nan))


def coleman(mixing: Floats, out_ties: Floats, sizes: Floats) -> Floats:
    """Coleman's index of each group, in [-1, 1]: 0 is what group sizes alone would give.

    Parameters
    ----------
    mixing : (..., k, k) ties
    out_ties : (..., k) expected own-group ties of each group: sum over its pupils of ties given
        times (own group - 1) / (class - 1)
    sizes : (..., k) ties given by each group
    """
    own = np.diagonal(mixing, axis1=-2, axis2=-1)
    more = own - out_ties
    room = np.where(more > 0, sizes - out_ties, out_ties)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(room > 0, more / room, np.nan))


def odds_within(mixing: Floats, pairs_within: float, pairs_between: float) -> Floats:
    """Odds of a tie inside a group over the odds of a tie across groups.

    Parameters
    ----------
    mixing : (..., k, k)
    pairs_within, pairs_between : ordered pairs of pupils of the same class that could have a tie

    Examples
    --------
    >>> float(odds_within(np.array([[40., 2.], [5., 41.]]), 312, 338).round(5))
    16.58071
    """
    inside = np.trace(mixing, axis1=-2, axis2=-1)
    across = mixing.sum(axis=(-2, -1)) - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(inside / (pairs_within - inside) * (pairs_between - across) / across)
