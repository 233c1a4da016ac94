"""The allocation: who gets which place, how good that is, and how much better it could be at most.

Choose x to maximise sum v x with one place a case and no place above its capacity. The linear
relaxation is solved over the pairs that the seat prices leave in question (``relax``). Whatever
the prices are, ``sum of best margins + sum of prices x seats`` is an upper bound for every
allocation (Lagrangian duality), so the distance that is reported is proven and never rests on the
solver. With one seat a case the relaxation has whole-numbered corners, and the bound is reached.

Sources: Geoffrion (1974), Math. Programming Study 2:82 (the bound); Ahani and others (2021),
Oper. Res. 69:1468 (capacity in persons).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tell = Callable[[str], None]

PRICE_STEPS = 400
EXACT_PAIRS = 20_000
EXACT_NODES = 20_000


@dataclass(frozen=True)
class Problem:
    """``value`` is (cases, places), -inf where a filter forbids the pair; sizes are seats taken."""

    value: Floats
    sizes: Ints
    capacity: Ints


@dataclass(frozen=True)
class Solution:
    """``place`` holds a column of ``value`` for each case, -1 for none.

    ``prices`` are what one more seat is worth. ``bound`` is what no allocation exceeds;
    ``proven`` says that this one reaches it.
    """

    place: Ints
    objective: float
    bound: float
    prices: Floats
    proven: bool
    method: str
    fractional: int = 0

    @property
    def gap(self) -> float:
        """How far below the bound, as a share of it."""
        return max(self.bound - self.objective, 0.0) / self.bound if self.bound > 0 else 0.0


def quiet(_step: str) -> None:
    """No progress wanted."""


def solve(problem: Problem, tell: Tell = quiet) -> Solution:
    """The best allocation that was found, with its distance to what is possible at most."""
    from bothways.tailoring.allocation.core.relax import relaxed
    from bothways.tailoring.allocation.core.repair import improve

    if not (np.isfinite(problem.value) & (problem.value > 0)).any():
        nobody = np.full(len(problem.sizes), -1, dtype=np.int64)
        return Solution(nobody, 0.0, 0.0, np.zeros(len(problem.capacity)), True, "nothing")
    tell("prices")
    prices = first_prices(problem)
    tell("relaxation")
    chosen, fractional, prices, bound = relaxed(problem, prices, tell)
    tell("repair")
    place = improve(problem, chosen, fractional)
    objective = total(problem, place)
    if _closed(objective, bound):
        return Solution(place, objective, bound, prices, True, "relaxation", len(fractional))
    found = Solution(place, objective, bound, prices, False, "repair", len(fractional))
    if np.isfinite(problem.value).sum() <= EXACT_PAIRS:
        tell("exact")
        return exact(problem, found)
    return found


def total(problem: Problem, place: Ints) -> float:
    """The sum of values of an allocation."""
    placed = np.flatnonzero(place >= 0)
    return float(problem.value[placed, place[placed]].sum())


def _closed(objective: float, bound: float) -> bool:
    return bound - objective <= 1e-9 * max(abs(bound), 1.0)


def margins(problem: Problem, prices: Floats) -> Floats:
    """What each pair is worth after paying for its seats."""
    return np.asarray(problem.value - problem.sizes[:, None] * prices[None, :])


def bound_of(problem: Problem, prices: Floats) -> float:
    """An upper bound of every allocation, for any prices that are not negative."""
    best = np.maximum(margins(problem, prices).max(axis=1), 0.0)
    return float(best.sum() + (prices * problem.capacity).sum())


def first_prices(problem: Problem) -> Floats:
    """Rough prices: too many takers make a place dearer, free seats make it cheaper."""
    prices = np.zeros(len(problem.capacity))
    best, lowest = prices, np.inf
    step = float(np.median(_best_per_seat(problem)))
    sizes, cases = problem.sizes, np.arange(len(problem.sizes))
    room = np.maximum(problem.capacity, 1)
    for turn in range(PRICE_STEPS):
        left = margins(problem, prices)
        choice = left.argmax(axis=1)
        gain = left[cases, choice]
        bound = float(np.maximum(gain, 0.0).sum() + (prices * problem.capacity).sum())
        if bound < lowest:
            best, lowest = prices, bound
        takers = gain > 0
        demand = np.bincount(choice[takers], sizes[takers], minlength=len(prices))
        pull = np.clip((demand - problem.capacity) / room, -1.0, 1.0)
        prices = np.maximum(prices + step / (4.0 + turn) * pull, 0.0)
    return best


def _best_per_seat(problem: Problem) -> Floats:
    top = problem.value.max(axis=1)
    usable = np.isfinite(top) & (top > 0)
    return np.asarray(top[usable] / np.maximum(problem.sizes[usable], 1))


def exact(problem: Problem, found: Solution) -> Solution:
    """Branch and bound over all pairs, up to a number of nodes so that it ends the same way."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    count, places = problem.value.shape
    pairs = np.flatnonzero((np.isfinite(problem.value) & (problem.value > 0)).ravel())
    rows, place = np.divmod(pairs, places)
    at = np.arange(len(pairs))
    once = sparse.csr_array((np.ones(len(pairs)), (rows, at)), shape=(count, len(pairs)))
    seats = sparse.csr_array((problem.sizes[rows], (place, at)), shape=(places, len(pairs)))
    answer = milp(
        -problem.value.ravel()[pairs],
        constraints=[
            LinearConstraint(once, -np.inf, 1),
            LinearConstraint(seats, -np.inf, problem.capacity),
        ],
        integrality=np.ones(len(pairs)),
        bounds=Bounds(0, 1),
        options={"node_limit": EXACT_NODES, "mip_rel_gap": 0.0},
    )  # fmt: skip
    if answer.x is None:
        return found
    chosen = np.full(count, -1, dtype=np.int64)
    taken = answer.x > 0.5
    chosen[rows[taken]] = place[taken]
    objective = total(problem, chosen)
    bound = min(found.bound, max(-float(answer.mip_dual_bound), objective))
    if objective <= found.objective:
        chosen, objective = found.place, found.objective
    proven = answer.status == 0 or _closed(objective, bound)
    bound = objective if proven else bound
    return Solution(chosen, objective, bound, found.prices, proven, "exact", found.fractional)
