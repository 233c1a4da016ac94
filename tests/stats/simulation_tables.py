"""The tables of docs/method/simulations.md.

python -m tests.stats.simulation_tables 2000 [arm] [few] [intervals]
"""

from __future__ import annotations

import sys

import numpy as np

from .few_clusters import METHODS, tallied
from .more_intervals import MORE
from .simulation import DESIGNS, OTHERS, Tally, clusters_table

HEAD = "| | " + " | ".join(f"{g} ({t})" for g, t in DESIGNS.items()) + " |"


def arm_table(draws: int) -> list[str]:
    """Every test of the arm of a trial."""
    found = clusters_table(draws, tuple(DESIGNS))
    names = list(next(iter(found.values())))
    rows = [f"| {name} | {_cells([found[g][name] for g in DESIGNS])} |" for name in names]
    return [HEAD, "|---" * (len(DESIGNS) + 1) + "|", *rows]


def few_table(draws: int) -> list[str]:
    """Every other test, with few of what it counts."""
    rows = []
    for name in METHODS:
        rows.append(f"| {name} | {_cells([tallied(name, g, draws) for g in DESIGNS])} |")
        sys.stderr.write(rows[-1] + "\n")
    return [HEAD, "|---" * (len(DESIGNS) + 1) + "|", *rows]


def _cells(tallies: list[Tally]) -> str:
    return " | ".join(
        f"{t.false_positives:.3f}" + (f" / {t.coverage:.3f}" if t.bounded else "") for t in tallies
    )


def interval_table(draws: int) -> list[str]:
    """Coverage of intervals whose truth is known."""
    rows = []
    for k, (name, draw) in enumerate({**OTHERS, **MORE}.items()):
        rng, tally = np.random.default_rng(1000 + k), Tally()
        for _ in range(draws):
            tally.add(*draw(rng))
        rows.append(f"| {name} | {tally.coverage:.3f} |")
        sys.stderr.write(rows[-1] + "\n")
    return ["| interval | coverage |", "|---|---|", *rows]


TABLES = {"arm": arm_table, "few": few_table, "intervals": interval_table}

if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for name in sys.argv[2:] or TABLES:
        sys.stdout.write("\n".join(TABLES[name](draws)) + "\n\n")
