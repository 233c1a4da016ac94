"""What a reader with all published tables can work out: a linear programme for each hidden cell.

Source: Fischetti & Salazar (2000), Manag. Sci. 46:1008 (the attacker's problem).
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, sparse

from bothways.stats.columns import Floats
from bothways.stats.errors import InputError


def attacker_bounds(published: Floats, tolerance: float = 1e-7) -> tuple[Floats, Floats]:
    """Smallest and largest value of each cell that agrees with everything published.

    Parameters
    ----------
    published : counts with totals last on every axis, NaN where hidden

    Returns
    -------
    low, high : same shape; equal to the count where it is shown, infinite where nothing bounds it

    Raises
    ------
    InputError
        The shown cells contradict each other.

    Notes
    -----
    The reader knows that cells are not negative and that totals add up. Two linear programmes for
    each hidden cell: for tables up to some hundreds of hidden cells.

    Examples
    --------
    >>> low, high = attacker_bounds(np.array([np.nan, 4.0, np.nan, 10.0]))
    >>> float(low[0]), float(high[0])
    (0.0, 6.0)
    """
    hidden = np.isnan(published)
    where = np.flatnonzero(hidden.ravel())
    low, high = published.copy(), published.copy()
    if not where.size:
        return low, high
    A = _additivity(published.shape)
    known = np.where(hidden, 0.0, published).ravel()
    left, right = A[:, where], -(A @ known)
    rows = np.flatnonzero(np.diff(left.tocsr().indptr))
    for k, cell in enumerate(where):
        for sign, target in ((1.0, low), (-1.0, high)):
            c = np.zeros(where.size)
            c[k] = sign
            found = optimize.linprog(c, A_eq=left[rows], b_eq=right[rows], bounds=(0, None))
            if found.status == 2:
                raise InputError("contradiction", "The shown cells do not add up.")
            value = sign * found.fun if found.status == 0 else np.inf
            target.flat[cell] = (
                max(0.0, round(value / tolerance) * tolerance) if np.isfinite(value) else np.inf
            )
    return low, high


def _additivity(shape: tuple[int, ...]) -> sparse.csr_array:
    """Rows of A with A x = 0: each line of the table minus its total."""
    parts = []
    for axis in range(len(shape)):
        product = sparse.csr_array(np.ones((1, 1)))
        for a, size in enumerate(shape):
            line = np.append(np.ones(size - 1), -1.0)[None, :]
            product = sparse.kron(product, line if a == axis else sparse.eye_array(size))
        parts.append(product)
    return sparse.csr_array(sparse.vstack(parts))
