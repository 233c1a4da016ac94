"""Protection of hidden cells in tables of three and more ways: boxes of hidden cells.

Source: Giessing & Repsilber (2002), Inference Control in Statistical Databases, LNCS 2316:181 (the
hypercube method). A box has the small cell in one corner and differs from it in one category of
every axis. Raising the cell and raising or lowering the other corners in turn leaves every total
as it is; a total counts as one more category, which moves with its members.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bothways.stats.columns import Bools, Floats, Ints


def protect_by_boxes(full: Floats, small: Bools, threshold: int) -> Bools:
    """Hide, for each small cell, the other corners of its cheapest box.

    Parameters
    ----------
    full : counts with totals last on every axis
    small : cells to hide
    threshold : what every small cell must be able to rise by

    Returns
    -------
    Hidden cells, same shape.

    Notes
    -----
    Falling corners hold at least `threshold`, so that the rise is possible for all a reader knows,
    and every hidden cell moves in some box. A box through totals alone always exists. Greedy:
    cells far from any large one first. Cost for each small cell: 2^axes passes over the table.

    Examples
    --------
    >>> full = np.array([[2., 20., 22.], [30., 40., 70.], [32., 60., 92.]])
    >>> protect_by_boxes(full, full < 5, 5).sum()
    np.int64(4)
    """
    hidden = small.copy()
    cost = np.where(hidden, 0.0, np.log1p(full) + 1.0)
    stuck = np.where(full >= threshold, 0.0, np.inf)
    for cell in _loneliest_first(small):
        for corner in _cheapest_box(tuple(int(k) for k in cell), cost, stuck):
            hidden[corner], cost[corner] = True, 0.0
    return hidden


def _loneliest_first(small: Bools) -> Ints:
    """Small cells in the order of how few hidden ones share their lines."""
    axes = range(small.ndim)
    company = sum(small.sum(axis=a, keepdims=True) * np.ones(small.shape) for a in axes)
    cells = np.argwhere(small)
    return cells[np.argsort(np.asarray(company)[small], kind="stable")].astype(np.int64)


def _cheapest_box(cell: tuple[int, ...], cost: Floats, stuck: Floats) -> list[tuple[int, ...]]:
    """Corners other than the cell of the box that costs least to hide."""
    others = [np.delete(np.arange(n), k) for n, k in zip(cost.shape, cell, strict=True)]
    signs = [
        np.where((other == n - 1) | (k == n - 1), 1, -1)
        for other, n, k in zip(others, cost.shape, cell, strict=True)
    ]
    price = np.zeros([other.size for other in others])
    for chosen in _subsets(len(cell)):
        where = np.ix_(*(others[a] if a in chosen else [cell[a]] for a in range(len(cell))))
        falls = _sign(signs, chosen) < 0
        price = price + cost[where] + np.where(falls, stuck[where], 0.0)
    far = np.unravel_index(int(np.argmin(price)), price.shape)
    opposite = [int(other[k]) for other, k in zip(others, far, strict=True)]
    return [
        tuple(opposite[a] if a in chosen else cell[a] for a in range(len(cell)))
        for chosen in _subsets(len(cell))
    ]


def _subsets(axes: int) -> list[set[int]]:
    """Every non-empty choice of axes."""
    return [{a for a in range(axes) if k >> a & 1} for k in range(1, 2**axes)]


def _sign(signs: Sequence[Ints], chosen: set[int]) -> Ints:
    """+1 where the corner moves with the cell, -1 where against it."""
    parts = np.ix_(*(s if a in chosen else np.ones(1, dtype=int) for a, s in enumerate(signs)))
    product = parts[0]
    for part in parts[1:]:
        product = product * part
    return np.asarray(product)
