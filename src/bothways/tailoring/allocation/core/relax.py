"""The linear relaxation over all pairs, of which most never enter the solver.

Good prices decide most cases at once: their best place stays best. Only the cases in question
(two places nearly as good, or nearly no gain) go to the solver, with the pairs in question; what
the new prices call into question joins in the next round, until nothing does. Prices may move only
so far in a round (a box around them), or the few pairs inside would swing them.

Source: du Merle and others (1999), Discrete Math. 194:229 (stabilised column generation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.tailoring.allocation.core.solve import (
    Floats,
    Ints,
    Problem,
    Tell,
    bound_of,
    margins,
)

Bools = NDArray[np.bool_]
ROUNDS = 60
BOX = 0.008
IN_QUESTION = 0.002
TIGHT = 1e-9
NEAR = 1e-6


@dataclass
class Question:
    """What is decided and what the solver decides: pairs by flat number."""

    problem: Problem
    prices: Floats
    unit: float

    def __post_init__(self) -> None:
        left = margins(self.problem, self.prices)
        self.best: Ints = left.argmax(axis=1)
        top = left[np.arange(len(left)), self.best]
        self.best[top <= 0] = -1
        near = left >= np.maximum(top, 0.0)[:, None] - IN_QUESTION * self._width()[:, None]
        self.pairs: Bools = near & (self.problem.value > 0)
        rivals = self.pairs.sum(axis=1)
        self.open: Bools = (rivals > 1) | ((rivals == 1) & (top < IN_QUESTION * self._width()))

    def _width(self) -> Floats:
        return np.asarray(self.unit * self.problem.sizes)

    def widen(self, prices: Floats) -> bool:
        """Take in what these prices call into question. True if there was anything."""
        left = margins(self.problem, prices)
        cases = np.arange(len(left))
        inside = np.where(self.pairs & self.open[:, None], left, -np.inf).max(axis=1)
        decided = np.where(self.best >= 0, left[cases, np.maximum(self.best, 0)], 0.0)
        had = np.where(self.open, np.maximum(inside, 0.0), decided)
        edge = had + TIGHT * self._width()
        better = (left > edge[:, None]) & (self.problem.value > 0)
        torn = better.any(axis=1) | (edge < 0)
        if not torn.any():
            return False
        newly = torn & ~self.open & (self.best >= 0)
        self.pairs[newly, self.best[newly]] = True
        # Of many better places the best few are enough: the next round finds the others.
        few = np.sort(np.where(better, left, -np.inf), axis=1)[:, -4:][:, :1]
        self.pairs |= better & (left >= few)
        self.open |= torn
        return True


def relaxed(problem: Problem, prices: Floats, tell: Tell) -> tuple[Ints, Ints, Floats, float]:
    """Places of the whole cases, the cases that were split, prices, and the bound."""
    unit = float(np.median(_per_seat(problem)))
    question = Question(problem, prices, unit)
    best, lowest, width = prices, bound_of(problem, prices), BOX * unit
    # With one seat a case the last digit decides whether the corner is whole-numbered.
    enough = TIGHT if (problem.sizes == 1).all() else NEAR
    for _round in range(ROUNDS):
        place, split, now, leaned, reached = _round_of(question, prices, width)
        bound = bound_of(problem, now)
        if bound <= lowest * (1.0 + 1e-12):
            best, lowest = now, min(bound, lowest)
        prices = now
        near_enough = not leaned and bound - reached <= enough * max(reached, 1.0)
        if near_enough or not (question.widen(now) | leaned):
            break
        width *= 1.3 if leaned else 1.0
        tell("relaxation")
    return _within(problem, place), split, best, lowest


def _per_seat(problem: Problem) -> Floats:
    top = problem.value.max(axis=1)
    usable = np.isfinite(top) & (top > 0)
    return np.asarray(top[usable] / np.maximum(problem.sizes[usable], 1))


def _round_of(
    question: Question, prices: Floats, width: float
) -> tuple[Ints, Ints, Floats, bool, float]:
    """Solve for the open cases; the others sit where they are best.

    Also: whether a price lies at the edge of its box, and the value that was reached.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    problem, places = question.problem, len(prices)
    place = np.where(question.open, -1, question.best)
    taken = place >= 0
    used = np.bincount(place[taken], problem.sizes[taken], minlength=places)
    rows, column = np.nonzero(question.pairs & question.open[:, None])
    members, case = np.unique(rows, return_inverse=True)
    count, pairs = len(members), len(rows)
    low, high = np.maximum(prices - width, 0.0), prices + width
    at = np.arange(places)
    cells = np.concatenate([case, count + column, count + at, count + at])
    which = np.concatenate([np.arange(pairs)] * 2 + [pairs + at, pairs + places + at])
    seats = np.concatenate([np.ones(pairs), problem.sizes[rows], -np.ones(places), np.ones(places)])
    table = sparse.csc_array((seats, (cells, which)), shape=(count + places, pairs + 2 * places))
    cost = np.concatenate([-problem.value[rows, column], high, -low])
    limits = np.concatenate([np.ones(count), problem.capacity - used])
    answer = linprog(cost, A_ub=table, b_ub=limits, bounds=(0, None), method="highs-ds")
    if answer.status != 0:
        raise ArithmeticError(f"The linear programme was not solved: {answer.message}")
    now = np.clip(-answer.ineqlin.marginals[count:], 0.0, None)
    share = answer.x[:pairs]
    sure = share > 1.0 - 1e-6
    place[rows[sure]] = column[sure]
    split = np.unique(rows[(share > 1e-6) & ~sure])
    bought = answer.x[pairs : pairs + places] > 1e-6
    sold = (answer.x[pairs + places :] > 1e-6) & (low > 0)
    decided = problem.value[taken, np.where(taken, question.best, 0)[taken]].sum()
    leaned = bool((bought | sold).any())
    return place, split, now, leaned, float(decided - answer.fun)


def _within(problem: Problem, place: Ints) -> Ints:
    """The same without cases above a capacity, should the rounds have ended early."""
    for full in range(len(problem.capacity)):
        inside = np.flatnonzero(place == full)
        over = np.cumsum(problem.sizes[inside]) > problem.capacity[full]
        place[inside[over]] = -1
    return place
