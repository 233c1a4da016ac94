"""A curious reader of published counts: what each hidden one can be, by linear programmes."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import optimize

Name = Hashable


@dataclass
class Reader:
    """``shown`` counts are known; sums and bounds tie counts to one another."""

    shown: dict[Name, float] = field(default_factory=dict)
    hidden: set[Name] = field(default_factory=set)
    sums: list[tuple[Name, Sequence[Name]]] = field(default_factory=list)
    within: list[tuple[Name, Name]] = field(default_factory=list)
    covered: list[tuple[Name, Sequence[Name]]] = field(default_factory=list)

    def reads(self, name: Name, cell: str) -> None:
        """A cell that one output hides and another shows is known."""
        if cell == "*":
            self.hidden.add(name)
        elif cell:
            told = self.shown.setdefault(name, float(cell))
            assert told == float(cell), (name, told, cell)

    def ends(self) -> Mapping[Name, tuple[float, float]]:
        """Least and most of everything that some output hides."""
        names = [*self.shown, *(n for n in self.hidden if n not in self.shown)]
        place = {name: k for k, name in enumerate(names)}
        equal = [_row(place, parts, total) for total, parts in self.sums
                 if total in place and all(p in place for p in parts)]  # fmt: skip
        least = [_row(place, [part], whole) for part, whole in self.within
                 if part in place and whole in place]  # fmt: skip
        least += [-_row(place, [p for p in parts if p in place], whole)
                  for whole, parts in self.covered
                  if whole in place and all(p in place for p in parts)]  # fmt: skip
        limits = [(self.shown[n], self.shown[n]) if n in self.shown else (0, None) for n in names]
        rows = {"A_eq": _stack(equal), "b_eq": _zeros(equal), "A_ub": _stack(least),
                "b_ub": _zeros(least)}  # fmt: skip
        return {
            name: (_end(place[name], 1, rows, limits), _end(place[name], -1, rows, limits))
            for name in self.hidden
        }


def _row(place: Mapping[Name, int], plus: Iterable[Name], minus: Name) -> np.ndarray:
    row = np.zeros(len(place))
    for name in plus:
        row[place[name]] += 1
    row[place[minus]] -= 1
    return row


def _stack(rows: list[np.ndarray]) -> np.ndarray | None:
    return np.array(rows) if rows else None


def _zeros(rows: list[np.ndarray]) -> np.ndarray | None:
    return np.zeros(len(rows)) if rows else None


def _end(at: int, sign: int, rows: Mapping[str, Any], limits: Sequence[Any]) -> float:
    aim = np.zeros(len(limits))
    aim[at] = sign
    answer = optimize.linprog(aim, bounds=limits, method="highs", **rows)
    assert answer.status in (0, 3), answer.message
    return float(sign * answer.fun) if answer.status == 0 else float("inf")
