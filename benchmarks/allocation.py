"""Allocation: 10,000 families over 200 places, seats for persons; CPU seconds and the distance."""

import os
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import numpy as np  # noqa: E402

from bothways.tailoring.allocation.core.solve import Problem, solve, total  # noqa: E402

FAMILIES, PLACES, DENSITY, ROOM = 10_000, 200, 0.6, 1.02
LIMIT_S, LIMIT_GAP = 15.0, 0.001


def generated(seed: int, capacity_in: str = "persons", common: float = 0.0) -> Problem:
    """Families of one to eight, places wanted unequally; 60 % of the pairs pass the filters.

    ``common`` is the part of the fit that all families share: the nearer to 1, the more they all
    want the same places.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.choice(8, FAMILIES, p=[0.30, 0.17, 0.16, 0.15, 0.10, 0.07, 0.03, 0.02]) + 1
    liked = rng.random(PLACES)
    fit = (1 - common) * rng.random((FAMILIES, PLACES)) + common * liked
    value = np.where(rng.random(fit.shape) < DENSITY, (1.0 + fit) * sizes[:, None], -np.inf)
    seats = sizes if capacity_in == "persons" else np.ones(FAMILIES, dtype=np.int64)
    share = rng.dirichlet(np.full(PLACES, 8.0))
    capacity = np.maximum(np.round(share * seats.sum() * ROOM), 1).astype(np.int64)
    return Problem(value, seats.astype(np.int64), capacity)


def measured(label: str, problem: Problem) -> bool:
    start = time.process_time()
    found = solve(problem)
    seconds = time.process_time() - start
    placed = found.place >= 0
    used = np.bincount(found.place[placed], problem.sizes[placed], minlength=PLACES)
    assert (used <= problem.capacity).all()
    assert abs(total(problem, found.place) - found.objective) < 1e-6
    kept = seconds <= LIMIT_S and found.gap <= LIMIT_GAP
    state = "proven optimal" if found.proven else f"{100 * found.gap:.4f} % below the bound"
    print(f"{label}: {seconds:.1f} s CPU, {placed.sum()} placed, {state}, "
          f"{found.fractional} families split by the relaxation")  # fmt: skip
    return kept


if __name__ == "__main__":
    kept = [
        measured("persons, each family wants other places", generated(1)),
        measured("persons, half of the fit is common", generated(2, common=0.5)),
        measured("cases", generated(3, "cases")),
    ]
    print(f"limit {LIMIT_S:.0f} s, {100 * LIMIT_GAP} %: {'kept' if all(kept) else 'missed'}")
    sys.exit(not all(kept))
