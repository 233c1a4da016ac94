"""The allocation: capacities hold, bounds are bounds, known optima are found."""

import csv
import os
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.tailoring.allocation.core.solve import Problem, bound_of, solve, total
from bothways.tailoring.allocation.readers.places import folded

SHARED = Path(os.environ.get("BOTHWAYS_SHARED", "../shared"))
HIAS = SHARED / "data" / "indicators" / "hias_fy17"


@st.composite
def problems(draw: st.DrawFn, most_cases: int = 9, most_places: int = 4) -> Problem:
    cases = draw(st.integers(1, most_cases))
    places = draw(st.integers(1, most_places))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    value = np.where(
        rng.random((cases, places)) < draw(st.sampled_from([0.3, 0.7, 1.0])),
        rng.integers(0, 20, (cases, places)) / 10.0,
        -np.inf,
    )
    sizes = rng.integers(1, draw(st.sampled_from([2, 5])), cases)
    capacity = rng.integers(0, 8, places)
    return Problem(value, sizes.astype(np.int64), capacity.astype(np.int64))


def used(problem: Problem, place: np.ndarray) -> np.ndarray:
    inside = place >= 0
    return np.bincount(place[inside], problem.sizes[inside], minlength=len(problem.capacity))


def best_by_trying_all(problem: Problem) -> float:
    count, places = problem.value.shape
    best = 0.0
    for choice in product(range(-1, places), repeat=count):
        place = np.array(choice)
        if np.isfinite(total(problem, place)) and (used(problem, place) <= problem.capacity).all():
            best = max(best, total(problem, place))
    return best


@settings(max_examples=120)
@given(problems())
def test_no_place_gets_more_than_its_seats_and_no_filter_is_broken(problem: Problem) -> None:
    found = solve(problem)
    assert (used(problem, found.place) <= problem.capacity).all()
    assert np.isfinite(found.objective)
    assert found.objective == pytest.approx(total(problem, found.place))
    assert found.objective <= found.bound + 1e-9


@settings(max_examples=40)
@given(problems(most_cases=5, most_places=3))
def test_small_problems_reach_what_trying_everything_reaches(problem: Problem) -> None:
    found = solve(problem)
    assert found.proven
    assert found.objective == pytest.approx(best_by_trying_all(problem))


@settings(max_examples=60)
@given(problems(), st.integers(0, 3), st.integers(0, 3))
def test_one_more_seat_never_lowers_the_bound_or_the_proven_best(
    problem: Problem, at: int, more: int
) -> None:
    capacity = problem.capacity.copy()
    capacity[at % len(capacity)] += more
    roomier = Problem(problem.value, problem.sizes, capacity)
    before, after = solve(problem), solve(roomier)
    assert after.bound >= before.bound - 1e-6
    assert after.objective >= before.objective - 1e-6


@settings(max_examples=60)
@given(problems(), st.integers(0, 100))
def test_any_prices_give_a_bound(problem: Problem, seed: int) -> None:
    prices = np.random.default_rng(seed).random(len(problem.capacity)) * 3
    assert bound_of(problem, prices) >= solve(problem).objective - 1e-9


def twin(cases: int, places: int, seed: int) -> tuple[Problem, float]:
    """A problem whose optimum is known: each case has one dear place with just enough seats.

    Every other pair is worth less than the case's own, and the own ones fit together, so nothing
    can beat all cases at their own place.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 8, cases)
    home = rng.integers(0, places, cases)
    value = rng.random((cases, places)) * 0.5
    value[np.arange(cases), home] = 0.5 + rng.random(cases) * 0.5
    value[rng.random((cases, places)) < 0.2] = -np.inf
    own = np.maximum(value[np.arange(cases), home], 0.5)
    value[np.arange(cases), home] = own
    capacity = np.bincount(home, sizes, minlength=places)
    return Problem(value, sizes.astype(np.int64), capacity.astype(np.int64)), float(own.sum())


@pytest.mark.parametrize("seed", range(4))
def test_a_batch_like_a_real_one_reaches_its_known_optimum(seed: int) -> None:
    problem, optimum = twin(329, 21, seed)
    found = solve(problem)
    assert found.proven
    assert found.objective == pytest.approx(optimum)


def test_one_seat_a_case_is_solved_to_the_proven_optimum() -> None:
    from scipy.optimize import linear_sum_assignment

    rng = np.random.default_rng(3)
    value = rng.random((300, 12))
    capacity = np.full(12, 20)
    found = solve(Problem(value, np.ones(300, dtype=np.int64), capacity))
    rows, columns = linear_sum_assignment(-np.repeat(value, 20, axis=1))
    assert found.proven
    assert found.objective == pytest.approx(np.repeat(value, 20, axis=1)[rows, columns].sum())


def test_the_price_of_a_seat_is_what_one_more_seat_adds() -> None:
    value = np.array([[0.9, 0.2], [0.8, 0.1], [0.7, -np.inf]])
    tight = Problem(value, np.ones(3, dtype=np.int64), np.array([1, 5]))
    more = Problem(value, np.ones(3, dtype=np.int64), np.array([2, 5]))
    found = solve(tight)
    assert found.prices[0] == pytest.approx(solve(more).objective - found.objective)
    assert found.prices[1] == 0.0


def test_nobody_who_fits_is_an_answer_too() -> None:
    nowhere = Problem(np.full((3, 2), -np.inf), np.ones(3, dtype=np.int64), np.array([1, 1]))
    found = solve(nowhere)
    assert (found.place == -1).all()
    assert found.proven
    assert found.gap == 0.0


def hias(capacity_of: str) -> Problem:
    """The 329 cases and 21 places of a public file, joined by their keys."""
    read = {
        name: list(csv.DictReader((HIAS / f"FY17_{name}.csv").read_text().splitlines()))
        for name in ("Employment_weight", "Compatibility", "size", "cap")
    }
    places = list(read["Employment_weight"][0])[1:]
    alias = {folded("NY-HIAS New York"): folded("NY-NEW YORK CITY")}
    resettled = ("children", "adults", "seniors")
    seats = {}
    for row in read["cap"]:
        key = folded(row["affiliate"])
        seats[alias.get(key, key)] = (
            int(row["stated capacity"])
            if capacity_of == "stated"
            else sum(int(row[f"actual resettled {kind}"]) for kind in resettled)
        )
    fits = {row["Case Num"]: row for row in read["Compatibility"]}
    sizes = {row["case"]: row for row in read["size"]}
    rows = read["Employment_weight"]
    value = np.array([
        [float(row[place]) if row[place] != "NA" and fits[row["case number"]][place] == "1"
         else -np.inf for place in places]
        for row in rows
    ])  # fmt: skip
    persons = [sum(int(sizes[row["case number"]][f"number of {kind}"]) for kind in resettled)
               for row in rows]  # fmt: skip
    return Problem(value, np.array(persons), np.array([seats[folded(place)] for place in places]))


@pytest.mark.skipif(not HIAS.exists(), reason=f"the public case file is not in {HIAS}")
@pytest.mark.parametrize(("capacity_of", "optimum", "placed"),
                         [("resettled", 193.0923, 320), ("stated", 208.9981, 322)])  # fmt: skip
def test_a_public_case_file_gives_its_known_optimum(
    capacity_of: str, optimum: float, placed: int
) -> None:
    found = solve(hias(capacity_of))
    assert found.proven
    assert found.objective == pytest.approx(optimum, abs=5e-5)
    assert (found.place >= 0).sum() == placed
