"""How far the pooled effect hangs on single studies, on time and on small studies.

Source of the small-study check: Egger et al. (1997), BMJ 315:629, in its random-effects form
(Moreno et al. 2009, BMC Med. Res. Methodol. 9:2): meta-regression on the standard error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.stats.columns import Bools, label_array, numbers
from bothways.stats.errors import DesignError, InputError
from bothways.stats.estimate import Estimate
from bothways.stats.synthesis.pooling import RandomEffects, pool


def small_study_check(
    specification: RandomEffects,
    effects: ArrayLike,
    errors: ArrayLike,
    clusters: ArrayLike | None = None,
) -> tuple[Estimate, Estimate]:
    """Do small studies report larger effects?

    Parameters
    ----------
    specification, effects, errors, clusters : as in :func:`~bothways.stats.synthesis.pool`

    Returns
    -------
    limit, slope : Estimate
        The effect a study without sampling error would show, and the rise of the effect for one
        unit of standard error. A slope says that small studies differ, not why.

    Raises
    ------
    DesignError
        All studies have the same standard error.

    Examples
    --------
    >>> limit, slope = small_study_check(
    ...     RandomEffects(), [0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4])
    >>> abs(limit.value) < 1e-9, round(slope.value, 6)
    (True, 1.0)
    """
    se = numbers("errors", errors)
    # Only studies that give both count: a gap in one must not lend spread to the others.
    complete = se[np.isfinite(se) & np.isfinite(numbers("effects", effects))]
    if complete.size and complete.min() == complete.max():
        raise DesignError("same_size", "All studies have the same standard error: nothing to see.")
    found = pool(specification, effects, errors, clusters, {"standard error": se}).effects
    return replace(found[0], term="effect of a very large study"), replace(
        found[1], term="small-study slope"
    )


def leave_one_out(
    specification: RandomEffects,
    effects: ArrayLike,
    errors: ArrayLike,
    clusters: ArrayLike | None = None,
    labels: Sequence[str] | None = None,
) -> tuple[Estimate, ...]:
    """Pooled effect without each study (each cluster, when clusters are given) in turn.

    Parameters
    ----------
    specification, effects, errors, clusters : as in :func:`~bothways.stats.synthesis.pool`
    labels : names of the studies, or None for their numbers

    Returns
    -------
    tuple of Estimate
        ``term`` is the label of what was left out, in order of first appearance.

    Examples
    --------
    >>> found = leave_one_out(RandomEffects(), [0.1, 0.2, 0.9], [0.1] * 3, labels=list("abc"))
    >>> found[2].term, round(found[2].value, 2)
    ('c', 0.15)
    """
    y, se, groups, names = _read(effects, errors, clusters, labels)
    unique = list(dict.fromkeys(groups.tolist()))
    if len(unique) < 3:
        raise DesignError("too_few_studies", "Leaving one out needs at least three studies.")
    found = []
    for group in unique:
        keep = groups != group
        e = _effect(specification, y[keep], se[keep], clusters, keep)
        found.append(replace(e, term=names[int(np.argmax(~keep))]))
    return tuple(found)


def cumulative(
    specification: RandomEffects,
    effects: ArrayLike,
    errors: ArrayLike,
    order: ArrayLike,
    clusters: ArrayLike | None = None,
    labels: Sequence[str] | None = None,
) -> tuple[Estimate, ...]:
    """Pooled effect as studies came in, from the second one (second cluster) on.

    Parameters
    ----------
    order : (k,) numbers, usually years; equal numbers come in together

    Returns
    -------
    tuple of Estimate
        ``term`` is the label of the last study that came in.

    Examples
    --------
    >>> found = cumulative(RandomEffects(), [0.9, 0.2, 0.1], [0.1, 0.1, 0.1], [2001, 2005, 2003])
    >>> [(e.term, round(e.value, 2)) for e in found]
    [('2003', 0.5), ('2005', 0.4)]
    """
    when = numbers("order", order)
    y, se, groups, names = _read(effects, errors, clusters, labels or [f"{w:g}" for w in when])
    if when.size != y.size or np.isnan(when).any():
        raise InputError("bad_order", "Column order needs one number for every study.")
    found = []
    for moment, keep in _arrivals(when):
        if np.unique(groups[keep]).size >= 2:
            e = _effect(specification, y[keep], se[keep], clusters, keep)
            found.append(replace(e, term=names[int(np.flatnonzero(when == moment)[-1])]))
    return tuple(found)


def _arrivals(when: NDArray[np.float64]) -> Iterator[tuple[float, Bools]]:
    for moment in np.unique(when):
        yield float(moment), when <= moment


def _effect(
    specification: RandomEffects,
    y: NDArray[np.float64],
    se: NDArray[np.float64],
    clusters: ArrayLike | None,
    keep: Bools,
) -> Estimate:
    inside = None if clusters is None else np.asarray(clusters)[keep]
    return pool(specification, y, se, inside).effects[0]


def _read(
    effects: ArrayLike, errors: ArrayLike, clusters: ArrayLike | None, labels: Sequence[str] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.str_], list[str]]:
    y, se = numbers("effects", effects), numbers("errors", errors)
    if clusters is None:
        groups = np.array([str(k + 1) for k in range(y.size)])
    else:
        groups = label_array("clusters", clusters)[0].astype(str)
    names = list(labels) if labels is not None else groups.tolist()
    if not len(names) == groups.size == se.size == y.size:
        raise InputError("unequal_length", "Effects, errors, clusters and labels differ in length.")
    return y, se, groups, names
