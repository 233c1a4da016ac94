"""From families and places to suggestions with their reasons, the same for every order of rows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bothways.tailoring.allocation.core.fit import FILTERS, Floats, blocked, fit, terms
from bothways.tailoring.allocation.core.floor import Floor, with_floor
from bothways.tailoring.allocation.core.people import (
    TERMS,
    Case,
    Family,
    Place,
    Rules,
    cases_of,
)
from bothways.tailoring.allocation.core.solve import Problem, Solution, Tell, quiet, solve, total

VERSION = "1"
RANKED = 5


@dataclass(frozen=True)
class Ranked:
    """One place as an option of one case: fit 0 to 1, points of each term, whether seats remain."""

    place: str
    fit: float
    terms: dict[str, float]
    full: bool = False


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for one case, and why.

    ``place`` is empty when there is none; then ``why_none`` is "filters" (no place passes them)
    or "full". ``excluded`` counts, for each filter, the places that fail it. ``margin`` is how
    much better (or worse) the suggested place fits than the best other one.
    """

    case: str
    family: str
    persons: int
    place: str
    fit: float
    ranked: tuple[Ranked, ...]
    excluded: dict[str, int]
    open_places: int
    runner_up: str = ""
    margin: float = 0.0
    why_none: str = ""


@dataclass(frozen=True)
class PlaceUse:
    """How full a place is and what one more seat there would add."""

    place: str
    capacity: int
    used: int
    cases: int
    price: float


@dataclass(frozen=True)
class Outcome:
    """A whole batch."""

    suggestions: tuple[Suggestion, ...]
    places: tuple[PlaceUse, ...]
    objective: float
    bound: float
    proven: bool
    method: str
    wish_price: float
    floor: Floor | None
    inputs_hash: str
    version: str = VERSION

    @property
    def gap(self) -> float:
        return max(self.bound - self.objective, 0.0) / self.bound if self.bound > 0 else 0.0


def inputs_hash(families: tuple[Family, ...], places: tuple[Place, ...], rules: Rules) -> str:
    """Names everything that the result depends on, whatever the order of the rows."""
    parts = {
        "families": sorted((asdict(f) for f in families), key=lambda row: str(row["id"])),
        "places": sorted((asdict(p) for p in places), key=lambda row: str(row["id"])),
        "rules": asdict(rules),
        "version": VERSION,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def allocate(
    families: tuple[Family, ...], places: tuple[Place, ...], rules: Rules, tell: Tell = quiet
) -> Outcome:
    """Suggest a place for each case. Ties fall by a lottery that the seed decides."""
    cases = sorted(cases_of(families), key=lambda case: _lot(rules.seed, case.id))
    columns = sorted(places, key=lambda place: place.id)
    tell("filters")
    failed = blocked(cases, columns, rules)
    scores = fit(cases, columns, rules)
    problem = problem_of(cases, columns, rules, scores, failed == 0)
    solution = solve(problem, tell)
    floor = None
    if rules.floor > 0:
        tell("floor")
        solution, floor = with_floor(problem, solution, cases, rules)
    tell("wishes")
    wish_price = _wish_price(cases, columns, rules, failed == 0, solution, tell)
    tell("reasons")
    order = sorted(range(len(cases)), key=lambda at: cases[at].id)
    used = _used(problem, solution)
    left = problem.capacity - used
    values = terms(cases, columns, rules)
    suggestions = tuple(
        _suggestion(cases[at], columns, rules, scores[at], failed[at],
                    {name: values[name][at] for name in TERMS}, int(solution.place[at]),
                    left < problem.sizes[at])
        for at in order
    )  # fmt: skip
    return Outcome(
        suggestions, _places(columns, problem, solution, used), solution.objective,
        solution.bound, solution.proven, solution.method, wish_price, floor,
        inputs_hash(families, places, rules),
    )  # fmt: skip


def _lot(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()


def problem_of(
    cases: list[Case], places: list[Place], rules: Rules, scores: Floats, allowed: Any
) -> Problem:
    persons = np.array([case.persons for case in cases], dtype=np.int64)
    heads = persons if rules.count == "persons" else np.ones_like(persons)
    value = np.where(allowed, (rules.placed + scores) * heads[:, None], -np.inf)
    sizes = persons if rules.capacity_in == "persons" else np.ones_like(persons)
    return Problem(value, sizes, np.array([place.capacity for place in places], dtype=np.int64))


def _used(problem: Problem, solution: Solution) -> Any:
    placed = solution.place >= 0
    count = len(problem.capacity)
    return np.bincount(solution.place[placed], problem.sizes[placed], count).astype(np.int64)


def _wish_price(
    cases: list[Case], places: list[Place], rules: Rules, allowed: Any, chosen: Solution, tell: Tell
) -> float:
    """Which part of everything else is given up so that wishes count: a share, 0 to 1."""
    wished = rules.weights.preference and any(case.family.preferences for case in cases)
    if not wished:
        return 0.0
    others = fit(cases, places, rules, leave_out="preference")
    without = problem_of(cases, places, rules, others, allowed)
    best = solve(without, tell)
    here = total(without, chosen.place)
    return max(best.objective - here, 0.0) / best.objective if best.objective > 0 else 0.0


def _places(
    places: list[Place], problem: Problem, solution: Solution, used: Any
) -> tuple[PlaceUse, ...]:
    count = np.bincount(solution.place[solution.place >= 0], minlength=len(places))
    return tuple(
        PlaceUse(place.id, place.capacity, int(used[at]), int(count[at]),
                 round(float(solution.prices[at]), 9))
        for at, place in enumerate(places)
    )  # fmt: skip


def _suggestion(
    case: Case, places: list[Place], rules: Rules, scores: Floats, failed: Any,
    values: dict[str, Floats], chosen: int, full: Any,
) -> Suggestion:  # fmt: skip
    order = sorted(np.flatnonzero(failed == 0), key=lambda at: (-round(float(scores[at]), 9), at))
    shown = order[:RANKED]
    if chosen >= 0 and chosen not in shown:
        shown.append(np.intp(chosen))
    ranked = tuple(_ranked(places, rules, scores, values, full, at) for at in shown)
    runner_up = next((at for at in order[:2] if at != chosen), None)
    own = float(scores[chosen]) if chosen >= 0 else 0.0
    name = places[chosen].id if chosen >= 0 else ""
    ahead = own - float(scores[runner_up]) if name and runner_up is not None else 0.0
    why_none = "" if name else ("full" if ranked else "filters")
    return Suggestion(
        case.id, case.family.id, case.persons, name, round(own, 9), ranked, _excluded(failed),
        len(order), "" if runner_up is None else places[runner_up].id, round(ahead, 9), why_none,
    )  # fmt: skip


def _ranked(
    places: list[Place], rules: Rules, scores: Floats, values: dict[str, Floats], full: Any, at: Any
) -> Ranked:
    points = {name: round(rules.weights.share(name) * float(values[name][at]), 9) for name in TERMS}
    return Ranked(places[at].id, round(float(scores[at]), 9), points, bool(full[at]))


def _excluded(failed: Any) -> dict[str, int]:
    return {
        name: count
        for bit, name in enumerate(FILTERS)
        if (count := int(((failed >> bit) & 1).sum()))
    }


def options(family: Family, places: tuple[Place, ...], rules: Rules) -> tuple[Suggestion, ...]:
    """Directory mode: the places that fit one family, ranked, whatever seats are left.

    A place without any seat is no reason to leave it out here.
    """
    columns = sorted(places, key=lambda place: place.id)
    found = []
    for case in cases_of((family,)):
        failed = blocked([case], columns, rules)[0] & ~np.uint8(1 << FILTERS.index("size"))
        scores = fit([case], columns, rules)[0]
        values = {name: rows[0] for name, rows in terms([case], columns, rules).items()}
        nobody = np.zeros(len(columns), dtype=bool)
        best = int(np.where(failed == 0, scores, -1).argmax()) if (failed == 0).any() else -1
        found.append(_suggestion(case, columns, rules, scores, failed, values, best, nobody))
    return tuple(found)
