"""From shares to whole families: greedy, then moves that pay, until none does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.tailoring.allocation.core.solve import Floats, Ints, Problem

PAYS = 1e-12
SWEEPS = 40


def improve(problem: Problem, place: Ints, split: Ints) -> Ints:
    """Place the split cases, then move cases while it pays. Never above a capacity."""
    board = Board(problem, place)
    board.insert(split)
    board.insert(np.flatnonzero(board.place < 0))
    for _sweep in range(SWEEPS):
        if not (board.shift() | board.swap_in(split)):
            break
    return board.place


class Board:
    """Who sits where, and how many seats are free."""

    def __init__(self, problem: Problem, place: Ints) -> None:
        self.problem = problem
        self.value: Floats = np.where(problem.value > 0, problem.value, -np.inf)
        self.place = place.copy()
        taken = place >= 0
        used = np.bincount(place[taken], problem.sizes[taken], minlength=len(problem.capacity))
        self.free: Ints = problem.capacity - used.astype(np.int64)

    def now(self) -> Floats:
        """What each case has now."""
        here = self.value[np.arange(len(self.place)), np.maximum(self.place, 0)]
        return np.asarray(np.where(self.place >= 0, here, 0.0))

    def put(self, case: int, place: int) -> None:
        size = self.problem.sizes[case]
        if self.place[case] >= 0:
            self.free[self.place[case]] += size
        if place >= 0:
            self.free[place] -= size
        self.place[case] = place

    def insert(self, cases: Ints) -> None:
        """The dearest first: those who would gain most for each seat."""
        open_now = self._where_room(cases).max(axis=1, initial=-np.inf)
        order = np.argsort(-open_now / self.problem.sizes[cases], kind="stable")
        for case in cases[order]:
            row = np.where(self.free >= self.problem.sizes[case], self.value[case], -np.inf)
            best = int(row.argmax())
            if row[best] > 0:
                self.put(int(case), best)

    def _where_room(self, cases: Ints) -> Floats:
        room = self.free[None, :] >= self.problem.sizes[cases][:, None]
        return np.asarray(np.where(room, self.value[cases], -np.inf))

    def shift(self) -> bool:
        """Move cases into free seats where that pays, the best move first."""
        everybody = np.arange(len(self.place))
        open_now = self._where_room(everybody)
        best = open_now.argmax(axis=1)
        gain = open_now[everybody, best] - self.now()
        moved = False
        for case in np.argsort(-gain, kind="stable")[: int((gain > PAYS).sum())]:
            if self.free[best[case]] >= self.problem.sizes[case]:
                self.put(int(case), int(best[case]))
                moved = True
        return moved

    def swap_in(self, split: Ints) -> bool:
        """Let a case in where somebody can move on or, if that pays, out."""
        wanting = np.union1d(split, np.flatnonzero(self.place < 0))
        now = self.now()
        onward, gain = self._best_onward(now)
        moved = False
        for case in wanting:
            if self._swap_one(int(case), now, onward, gain):
                moved, now = True, self.now()
                onward, gain = self._best_onward(now)
        return moved

    def _swap_one(self, case: int, now: Floats, onward: Ints, gain: Floats) -> bool:
        goal = self.value[case] - now[case]
        if not (goal > PAYS).any():
            return False
        host = self.place
        inside = host >= 0
        fits: NDArray[np.bool_] = np.zeros(len(host), dtype=bool)
        fits[inside] = (
            self.free[host[inside]] + self.problem.sizes[inside] >= self.problem.sizes[case]
        )
        pays = np.full(len(host), -np.inf)
        pays[fits] = goal[host[fits]] + gain[fits]
        pays[case] = -np.inf
        best = int(pays.argmax())
        if pays[best] <= PAYS:
            return False
        target = int(host[best])
        self.put(best, int(onward[best]))
        self.put(case, target)
        return True

    def _best_onward(self, now: Floats) -> tuple[Ints, Floats]:
        """For each case the best other place with room, or none, and what that changes."""
        everybody = np.arange(len(self.place))
        open_now = self._where_room(everybody)
        seated = self.place >= 0
        open_now[everybody[seated], self.place[seated]] = -np.inf
        best = open_now.argmax(axis=1)
        there = open_now[everybody, best]
        stays = there > 0
        return np.where(stays, best, -1), np.where(stays, there, 0.0) - now
