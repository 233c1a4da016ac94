"""Records instead of tables: k-anonymity, individual risk, rounding of counts.

Sources: Samarati (2001), IEEE TKDE 13:1010 (k-anonymity); Benedetti & Franconi (1998) and Templ
(2017), Statistical Disclosure Control for Microdata, eq. 3.6 (individual risk).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bothways.stats.columns import Floats, Ints, numbers, same_length
from bothways.stats.errors import InputError, SpecificationError


@dataclass(frozen=True)
class KeyCounts:
    """How alone each record is.

    Attributes
    ----------
    alike : (n,) records with the same keys in the file (f)
    in_population : (n,) sum of their weights (F)
    risk : (n,) chance that the record is found again by its keys, in (0, 1]
    """

    alike: Ints
    in_population: Floats
    risk: Floats

    def violating(self, k: int) -> int:
        """Records that share their keys with fewer than k, themselves included."""
        return int(np.sum(self.alike < k))


def key_counts(keys: Mapping[str, ArrayLike], weights: ArrayLike | None = None) -> KeyCounts:
    """Count records with the same keys.

    Parameters
    ----------
    keys : name -> (n,) labels or numbers; a missing label counts as a label of its own
    weights : (n,) people each record stands for, at least 1, or None for 1

    Notes
    -----
    Risk of a record with f alike that stand for F people, p = f / F:
    (p^f / f) 2F1(f, f; f + 1; 1 - p), the mean of 1/F under the negative binomial; 1/f for p = 1.

    Examples
    --------
    >>> found = key_counts({"sex": ["f", "f", "m"], "age": [8, 8, 9]}, [10, 12, 17])
    >>> found.alike, found.violating(2), round(found.risk[2], 6)
    (array([2, 2, 1]), 1, np.float64(0.177076))
    """
    if not keys:
        raise InputError("no_keys", "Give at least one key column.")
    arrays = {k: np.asarray(v) for k, v in keys.items()}
    n = same_length(arrays.items())
    joined = np.zeros(n, dtype=np.int64)
    for values in arrays.values():
        text = values.astype(str) if values.dtype.kind == "O" else values
        code = _codes(text)
        joined = _codes(joined * (int(code.max()) + 1) + code)
    w = np.ones(n) if weights is None else numbers("weights", weights)
    if w.size != n or not (w > 0).all():
        raise InputError("bad_weights", "Every record needs a weight above 0.", column="weights")
    f = np.bincount(joined).astype(np.int64)
    F: Floats = np.bincount(joined, w).astype(np.float64)
    return KeyCounts(f[joined], F[joined], individual_risk(f, F)[joined])


def _codes(values: np.ndarray[tuple[int], np.dtype[np.generic]]) -> Ints:
    index: Ints = np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return index


def individual_risk(f: Ints, F: Floats) -> Floats:
    """Chance that a record is found again, for f alike in the file and F in the population.

    Examples
    --------
    >>> individual_risk(np.array([2, 1]), np.array([110.0, 8.0])).round(8)
    array([0.01714426, 0.29706308])
    """
    p = np.clip(f / np.maximum(F, f), 0.0, 1.0)
    small = np.minimum(f, 60)
    exact = p**small / small * special.hyp2f1(small, small, small + 1, 1 - p)
    return np.where(p >= 1, 1 / f, np.where(f <= 60, exact, p / np.maximum(f - (1 - p), 1)))


def round_counts(counts: ArrayLike, base: int = 5, seed: int | None = None) -> Floats:
    """Round counts to a base: to the nearest, or by an unbiased lottery when a seed is given.

    Parameters
    ----------
    counts : array of whole numbers from 0
    base : int of at least 2
    seed : int or None
        With a seed a count rounds up with chance (count mod base) / base, so its mean is kept.

    Examples
    --------
    >>> round_counts([3, 12, 10], 5)
    array([ 5., 10., 10.])
    """
    if base < 2:
        raise SpecificationError("bad_base", f"The base must be at least 2, not {base}.")
    table = np.asarray(counts, dtype=np.float64)
    if (table < 0).any() or np.isnan(table).any():
        raise InputError("not_a_count", "Counts must be whole numbers from 0.")
    low = np.floor(table / base)
    if seed is None:
        return np.asarray(np.floor(table / base + 0.5) * base)
    up = np.random.default_rng(seed).random(table.shape) < table / base - low
    return np.asarray((low + up) * base)
