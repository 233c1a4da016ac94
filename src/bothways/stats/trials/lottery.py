"""Drawing the lots of a trial: who gets the programme, by a seed that anybody can redo.

The numbers come from the same generator that randomisation inference re-runs (``design``), so the
analysis cannot drift from the design.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.columns import Ints, codes
from bothways.stats.errors import DesignError, SpecificationError
from bothways.stats.trials.design import draw_inside

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Lottery:
    """How lots are drawn.

    Parameters
    ----------
    seed : int
        Seed of NumPy's PCG64; only its uniform doubles are used.
    share : float in (0, 1)
        Share of the units that get the programme, in every stratum.
    """

    seed: int
    share: float = 0.5


def draw_lots(specification: Lottery, units: ArrayLike, strata: ArrayLike | None = None) -> Ints:
    """Draw who gets the programme.

    Parameters
    ----------
    specification : Lottery
    units : (G,) labels, each once; their order does not matter
    strata : (G,) labels or None; lots are drawn inside each

    Returns
    -------
    (G,) 0/1 in the order of `units`: 1 gets the programme

    Raises
    ------
    SpecificationError
        A share outside (0, 1), or a seed below 0.
    DesignError
        A unit twice, fewer than two units, or one arm stays empty.

    Notes
    -----
    A stratum of k units sends ``share * k`` of them into the programme. Where that is no whole
    number, the lot decides too whether one more goes, so that every unit has the same chance.
    These leftovers are joined over the strata (systematic sampling), so the total differs from
    ``share * G`` by less than one. Cost: one sort.

    Sources: such leftovers are called misfits in the documentation of Carril's randtreat (2017);
    systematic sampling, also of unequal parts, Madow (1949), Ann. Math. Stat. 20:333-354. That
    both are put together here is our own choice, held by the tests.

    Examples
    --------
    >>> arms = draw_lots(Lottery(seed=7), ["a", "b", "c", "d"], ["n", "n", "s", "s"])
    >>> int(arms[:2].sum()), int(arms[2:].sum())
    (1, 1)
    >>> draw_lots(Lottery(seed=7), ["d", "c", "b", "a"], ["s", "s", "n", "n"])[::-1].tolist() == (
    ...     arms.tolist())
    True
    """
    _check(specification)
    labels, stratum = _sorted(units, strata)
    rng = np.random.default_rng(specification.seed)
    treated = _treated(np.bincount(stratum), specification.share, rng)
    if not 0 < treated.sum() < labels.size:
        raise DesignError(
            "empty_arm",
            f"With {labels.size} units and a share of {specification.share} one arm stays empty. "
            "Take more units or another share.",
        )
    arms = np.empty(labels.size, dtype=np.int64)
    arms[labels] = draw_inside(stratum, treated, rng.random((1, labels.size)))[0]
    return arms


def _check(specification: Lottery) -> None:
    if not 0.0 < specification.share < 1.0:
        raise SpecificationError(
            "bad_share", f"The share must lie between 0 and 1, not {specification.share}."
        )
    if specification.seed < 0:
        raise SpecificationError(
            "bad_seed", f"The seed must be 0 or more, not {specification.seed}."
        )


def _sorted(units: ArrayLike, strata: ArrayLike | None) -> tuple[Ints, Ints]:
    """Where the units stand in sorted order, and their strata in that order."""
    names = np.asarray(units).astype(str)
    if np.unique(names).size != names.size:
        raise DesignError("unit_twice", "A unit stands in the list twice: each is drawn once.")
    if names.size < 2:
        raise DesignError("one_unit", "Lots need at least two units.")
    given = np.zeros(names.size) if strata is None else np.asarray(strata).astype(str)
    order = np.argsort(names, kind="stable")
    return order, codes(given[order])[0]


def _treated(sizes: Ints, share: float, rng: np.random.Generator) -> Ints:
    """Units in the programme in each stratum; leftovers by one common random start."""
    ends = np.concatenate([[0.0], np.cumsum(sizes * share)])
    # Rounded first, so that 3 * (1 / 3) counts as one whatever the last bit says.
    ends = np.round(ends, 9)
    return np.diff(np.floor(ends + rng.random())).astype(np.int64)
