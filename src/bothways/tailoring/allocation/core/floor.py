"""No group of families far below what it could have had: a floor, and what it costs.

Groups are made of what is an input anyway (size, age, special need). Sex and region of origin are
kept for the fairness report and never steer an allocation, not even towards equality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bothways.tailoring.allocation.core.people import Case, Rules
from bothways.tailoring.allocation.core.solve import Floats, Ints, Problem, Solution, solve, total

TURNS = 8


@dataclass(frozen=True)
class Floor:
    """What each group reaches of its own optimum, before and after, and the loss of the whole."""

    asked: float
    kept: bool
    cost: float
    groups: tuple[str, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]


def group_of(case: Case, by: str) -> str:
    if by == "size":
        return "1-2" if case.persons <= 2 else "3-4" if case.persons <= 4 else "5+"
    if by == "needs":
        return "need" if case.family.needs else "no_need"
    youngest = min(case.ages, default=-1)
    if youngest < 0:
        return "unknown"
    return "0-5" if youngest < 6 else "6-17" if youngest < 18 else "18+"


def with_floor(
    problem: Problem, first: Solution, cases: Sequence[Case], rules: Rules
) -> tuple[Solution, Floor]:
    """Lift groups that are too low by counting their fit for more, until all reach the floor."""
    labels = np.array([group_of(case, rules.floor_by) for case in cases])
    names = tuple(sorted(set(labels.tolist())))
    own = np.array([_own(problem, np.flatnonzero(labels == name)) for name in names])
    of = np.searchsorted(names, labels)
    best, reached = first, _shares(problem, first.place, of, own)
    before, lift = reached, np.zeros(len(names))
    for _turn in range(TURNS):
        if reached.min() >= rules.floor - 1e-9:
            break
        low = _shares(problem, best.place, of, own)
        lift = lift + 2.0 * np.clip(rules.floor - low, 0.0, None)
        lifted = solve(replace(problem, value=problem.value * (1.0 + lift[of])[:, None]))
        shares = _shares(problem, lifted.place, of, own)
        if shares.min() > reached.min():
            best, reached = lifted, shares
    objective = total(problem, best.place)
    kept = bool(reached.min() >= rules.floor - 1e-9)
    cost = (first.objective - objective) / first.objective if first.objective > 0 else 0.0
    floor = Floor(rules.floor, kept, max(cost, 0.0), names, _rounded(before), _rounded(reached))
    if best is first:
        return first, floor
    solution = replace(best, objective=objective, bound=first.bound, prices=first.prices,
                       proven=False)  # fmt: skip
    return solution, floor


def _own(problem: Problem, members: Ints) -> float:
    """What the group would have if it chose first."""
    alone = Problem(problem.value[members], problem.sizes[members], problem.capacity)
    return solve(alone).objective


def _shares(problem: Problem, place: Ints, of: Ints, own: Floats) -> Floats:
    rows = np.flatnonzero(place >= 0)
    sums = np.bincount(of[rows], problem.value[rows, place[rows]], minlength=len(own))
    return np.asarray(np.where(own > 0, sums / np.where(own > 0, own, 1.0), 1.0))


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)
