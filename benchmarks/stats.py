"""Speed of the statistics core, each figure beside its peer where the peer is installed.

    OPENBLAS_NUM_THREADS=1 python benchmarks/stats.py [--json] [--alone]

CPU seconds of this process, the best of some runs; the limit is what `docs/method/speed.md` asks
for. Peers run in processes of their own on the same arrays (`benchmarks/peers/`), in the same run;
those that are not installed are named as absent, never guessed. `--alone` leaves them out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402
from peers import ask  # noqa: E402

from bothways.stats.disclosure import Suppression, suppress  # noqa: E402
from bothways.stats.estimate import Estimate  # noqa: E402
from bothways.stats.networks import CrossTies, cross_ties  # noqa: E402
from bothways.stats.regression import LeastSquares, regress  # noqa: E402
from bothways.stats.scales import Scale, scale_consistency  # noqa: E402
from bothways.stats.surveys import (  # noqa: E402
    Cells,
    FactorisedWeights,
    ReplicateWeights,
    SurveyTable,
    survey_table,
)
from bothways.stats.surveys.weights import hadamard  # noqa: E402
from bothways.stats.trials import Randomisation, familywise_test, randomisation_test  # noqa: E402

ALONE = False
# What a peer answers beside its seconds.
CHECKS = ("se", "df", "mean")


@dataclass(frozen=True)
class Figure:
    """One measured line: `limit` in the same unit, None where none was asked for."""

    job: str
    value: float
    unit: str
    limit: float | None
    peer: str


def cpu_seconds(job: Callable[[], object], runs: int = 3) -> float:
    """Best CPU seconds of some runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        job()
        best = min(best, time.process_time() - start)
    return best


def trial(seed: int = 0) -> dict[str, np.ndarray]:
    """200 schools x 30 pupils in 20 towns, half treated, one covariate, ICC about .1."""
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(200), 30)
    arm = (school % 2).astype(float)
    before = rng.normal(size=6000)
    y = 0.5 * before + 0.33 * rng.normal(size=200)[school] + rng.normal(size=6000) + 0.1 * arm
    return {"y": y, "arm": arm, "school": school, "town": school // 10, "before": before}


def array_loop(t: dict[str, np.ndarray], draws: int) -> None:
    """The plain way without a library: refit each assignment with arrays and CR1."""
    rng = np.random.default_rng(1)
    towns = (t["town"][:, None] == np.arange(20)) * 1.0
    for _ in range(draws):
        arm_of = np.concatenate([rng.permutation(np.arange(10) % 2) for _ in range(20)])
        design = np.column_stack([arm_of[t["school"]], t["before"], towns])
        bread = np.linalg.inv(design.T @ design)
        e = t["y"] - design @ (bread @ (design.T @ t["y"]))
        scores = np.add.reduceat(design * e[:, None], np.arange(0, 6000, 30), axis=0)
        _ = bread @ (scores.T @ scores) @ bread


def beside(
    ours: float, script: str, arrays: dict[str, np.ndarray], times: float = 1.0
) -> tuple[str, dict]:
    """How many times as long each peer takes, and what it answered; `times` scales fewer draws."""
    told = {"absent": "peers left out"} if ALONE else ask(script, arrays)
    if "absent" in told:
        return f"absent: {told['absent']}", {}
    seconds = {k: v * times for k, v in told.items() if isinstance(v, float) and k not in CHECKS}
    words = (f"{k} {v:.3g} s = {v / ours:.0f} x" for k, v in seconds.items())
    return "; ".join(words), told


def trials() -> list[Figure]:
    """Randomisation, CR2 and max-t."""
    t = trial()
    given = (t["y"], t["arm"], t["school"], t["town"], {"before": t["before"]})
    lottery = cpu_seconds(lambda: randomisation_test(Randomisation(), *given))
    by_hand = cpu_seconds(lambda: array_loop(t, 50), 2) / 50 * 10_000
    told, _ = beside(lottery, "lottery.py", {k: t[k] for k in ("y", "school", "town", "before")},
                     10_000)  # fmt: skip
    towns = {f"town {k}": (t["town"] == k) * 1.0 for k in range(1, 20)}
    columns = {"arm": t["arm"], "before": t["before"], **towns}
    fitted = cpu_seconds(lambda: regress(LeastSquares(), t["y"], columns, t["school"]), 9)
    table = np.column_stack(list(columns.values()))
    cr2, answer = beside(fitted, "cr2.R", {"y": t["y"], "school": t["school"], "X": table})
    e = regress(LeastSquares(), t["y"], columns, t["school"])["arm"]
    if answer:
        apart = max(abs(e.se / answer["se"] - 1), abs(e.df / answer["df"] - 1))
        cr2 += f"; se and df differ by at most {apart:.1e} of their size"
    rng = np.random.default_rng(2)
    family = {f"y{k}": t["y"] + rng.normal(size=6000) for k in range(20)}
    return [
        Figure("10,000 studentised assignments, 200 x 30", lottery, "CPU s", 1.0, told),
        Figure("the same as refits with arrays (this file), extrapolated", by_hand, "CPU s", None,
               f"{by_hand / lottery:.0f}x slower"),
        Figure("CR2, Satterthwaite, 6,000 x 22, 200 clusters", fitted, "CPU s", 0.03, cr2),
        Figure("max-t, 20 outcomes x 10,000 assignments",
               cpu_seconds(lambda: familywise_test(Randomisation(), family, *given[1:4]), 1),
               "CPU s", None, ""),
    ]  # fmt: skip


def surveys() -> list[Figure]:
    """600,000 rows x 10 plausible values x 81 weights x 240 cells, dense and factorised."""
    rng = np.random.default_rng(0)
    n = 600_000
    unit = np.arange(n) // 47 % 160  # two schools in each of 80 strata, country after country
    signs = hadamard(80)
    factors = np.vstack([1 + 0.5 * signs, 1 - 0.5 * signs])
    full = rng.uniform(1, 3, n)
    values = rng.normal(500, 90, (n, 10))
    cells = (np.arange(n) // 7500) * 3 + rng.integers(0, 3, n)
    dense = ReplicateWeights.of(full, full[:, None] * factors[unit])
    thin = FactorisedWeights.of(full, unit, factors)
    coded = Cells.of(cells)
    asked = SurveyTable()
    a = survey_table(asked, dense, values, cells)
    b = survey_table(asked, thin, values, cells)
    apart = max(abs(x.se - y.se) for x, y in zip(a, b, strict=True))
    tracemalloc.start()
    survey_table(asked, thin, values, coded)
    made = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    seconds = cpu_seconds(lambda: survey_table(asked, dense, values, cells), 5)
    told, answer = beside(seconds, "survey.R", {
        "base": full, "factors": factors, "unit": unit, "values": values, "cell": cells,
    })  # fmt: skip
    if answer:
        told += f"; means and errors differ by at most {largest_difference(a, answer):.1e}"
    return [
        Figure("survey means, dense, 240 cells", seconds, "CPU s", 0.2, told),
        Figure("survey means, factorised, 240 cells",
               cpu_seconds(lambda: survey_table(asked, thin, values, cells)), "CPU s", None,
               f"standard errors differ by at most {apart:.1e}"),
        Figure("memory the factorised form touches, values included",
               (made + thin.base.nbytes + thin.unit.nbytes + thin.factors.nbytes + values.nbytes
                + coded.code.nbytes) / 1e6, "MB", 60.0,
               f"{made / 1e6:.1f} MB of it asked for; dense "
               f"{(dense.replicates.nbytes + values.nbytes) / 1e6:.0f} MB"),
    ]  # fmt: skip


def largest_difference(found: tuple[Estimate, ...], answer: dict) -> float:
    """Between our means and errors and those of the peer, cells matched by their number."""
    ours = {int(e.term.split(": ")[1]): (e.value, e.se) for e in found}
    there = zip(answer["mean"], answer["se"], strict=True)
    pairs = zip((ours[k] for k in sorted(ours)), there, strict=True)
    return max(abs(x - y) for mine, theirs in pairs for x, y in zip(mine, theirs, strict=True))


def networks() -> list[Figure]:
    """10,000 label shuffles on 6,000 pupils with 30,000 ties."""
    rng = np.random.default_rng(0)
    n = 6000
    source = np.repeat(np.arange(n), 5)
    target = (source // 25) * 25 + rng.integers(0, 25, source.size)
    given = (np.arange(n), rng.integers(0, 2, n), source, target, np.arange(n) // 25)
    seconds = cpu_seconds(lambda: cross_ties(CrossTies(), *given), 2)
    named = dict(zip(("pupil", "group", "source", "target", "room"), given, strict=True))
    told, _ = beside(seconds, "ties.py", named, 10_000)
    return [Figure("10,000 network permutations, 6,000 pupils", seconds, "CPU s", 3.0, told)]


def tables() -> list[Figure]:
    """Suppression of 100 x 100 cells with margins; alpha with 1,000 bootstrap draws."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(1.0, 30.0, (100, 100)))
    sparse = rng.poisson(rng.gamma(0.3, 10.0, (100, 100)))
    items = {f"i{k}": rng.integers(1, 6, 2700) for k in range(5)}
    school = np.arange(2700) // 27
    return [
        Figure("suppression, 10,000 cells with margins",
               cpu_seconds(lambda: suppress(Suppression(5), counts), 1), "CPU s", 5.0, ""),
        Figure("suppression, 10,000 mostly small cells, zeros shown",
               cpu_seconds(lambda: suppress(Suppression(5, False), sparse), 1), "CPU s", 5.0, ""),
        Figure("alpha, 1,000 cluster bootstrap draws, 2,700 x 5",
               cpu_seconds(lambda: scale_consistency(Scale(), items, school)), "CPU s", None, ""),
    ]  # fmt: skip


def main() -> int:
    """Print all figures; 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="machine readable")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    asked = parser.parse_args()
    global ALONE
    ALONE = asked.alone
    figures = [*trials(), *surveys(), *networks(), *tables()]
    if asked.json:
        sys.stdout.write(json.dumps([asdict(f) for f in figures], indent=1) + "\n")
    else:
        for f in figures:
            limit = "" if f.limit is None else f"(limit {f.limit:g}) "
            sys.stdout.write(f"{f.value:10.3f} {f.unit:6} {limit:13}{f.job}  {f.peer}\n")
    return int(any(f.limit is not None and f.value > f.limit for f in figures))


if __name__ == "__main__":
    sys.exit(main())
