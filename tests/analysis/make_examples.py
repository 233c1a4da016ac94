"""Writes the small invented tables of the examples: ``python -m tests.analysis.make_examples``."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

EXAMPLES = Path(__file__).parent / "examples"


def write(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with (EXAMPLES / name).open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(head)
        lines.writerows(rows)


def mentors(rng: np.random.Generator) -> None:
    """24 schools in 4 towns, 12 pupils each; six pupils left before the second measurement."""
    rows = []
    for town in ("Aven", "Brok", "Cair", "Dorn"):
        drawn = rng.permutation([0, 0, 0, 1, 1, 1])
        for k, arm in enumerate(drawn):
            school = rng.normal(0, 0.3)
            for _ in range(12):
                before = 5 + school + rng.normal()
                after = before * 0.6 + 2.5 + 0.8 * arm + rng.normal(0, 0.8)
                came = arm * int(rng.random() < 0.8)
                left = rng.random() < 0.03
                shown = "" if left else f"{after:.2f}"
                known = [f"{town} {k + 1}", town, arm, came, f"{before:.2f}", shown]
                rows.append([*known, f"{rng.normal(3 + 0.3 * arm):.2f}"])
    head = ["school", "town", "mentor", "came", "friends_before", "friends_after", "belonging"]
    write("mentors.csv", head, rows)


def towns(rng: np.random.Generator) -> None:
    """16 towns over six years; a welcome office opens in five of them in 2021."""
    rows = []
    for k in range(16):
        level = rng.normal(40, 4)
        for year in range(2018, 2024):
            gain = 3.0 if k < 5 and year >= 2021 else 0.0
            share = level + 0.5 * (year - 2018) + gain + rng.normal(0, 0.7)
            rows.append([f"town {k + 1}", year, int(k < 5 and year >= 2021), f"{share:.1f}"])
    write("towns.csv", ["town", "year", "office", "employed"], rows)


def studies(rng: np.random.Generator) -> None:
    rows = []
    for k in range(14):
        se = rng.uniform(0.08, 0.3)
        effect = rng.normal(0.3, np.hypot(0.1, se))
        rows.append([f"study {k + 1}", f"team {k // 2 + 1}", 2008 + k, f"{effect:.3f}", f"{se:.3f}",
                     int(k % 3 == 0)])  # fmt: skip
    write("studies.csv", ["study", "team", "year", "d", "se", "mentoring"], rows)


def belonging(rng: np.random.Generator) -> None:
    rows = []
    for k in range(80):
        common = rng.normal()
        answers = np.clip(np.round(3 + common * 0.9 + rng.normal(0, 0.8, 4)), 1, 5).astype(int)
        answers[3] = 6 - answers[3]
        shown: list[Any] = list(answers)
        if k % 20 == 7:
            shown[1] = ""
        rows.append([f"class {k // 10 + 1}", *shown])
    write("belonging.csv", ["class", "q1", "q2", "q3", "q4"], rows)


def coders(rng: np.random.Generator) -> None:
    codes = np.array(["language", "meeting", "work"])
    rows = []
    for k in range(40):
        truth = rng.integers(3)
        both = [codes[truth if rng.random() < 0.85 else rng.integers(3)] for _ in range(2)]
        rows.append([k + 1, *both])
    write("coders.csv", ["practice", "coder_a", "coder_b"], rows)


def classes(rng: np.random.Generator) -> None:
    pupils, ties = [], []
    for room in ("4a", "4b", "4c"):
        inside = [(f"{room}-{k + 1}", "newcomer" if k % 3 == 0 else "host") for k in range(15)]
        pupils += [(name, room, group) for name, group in inside]
        for name, group in inside:
            for other, theirs in inside:
                chance = 0.3 if group == theirs else 0.1
                if name != other and rng.random() < chance:
                    ties.append((name, other))
    write("pupils.csv", ["id", "class", "group"], pupils)
    write("ties.csv", ["from", "to"], ties)


def survey(rng: np.random.Generator) -> None:
    """20 pairs of schools, one replicate for each pair (jackknife)."""
    rows = []
    for pair in range(20):
        for side in range(2):
            for _ in range(3):
                arrived = rng.random() < 0.3
                true = rng.normal(500 - 40 * arrived, 60)
                weights = [20] * 20
                weights[pair] = 40 * side
                values = [f"{true + rng.normal(0, 15):.0f}" for _ in range(3)]
                rows.append(["arrived" if arrived else "born here", 20, *values, *weights])
    head = ["origin", "w", "pv1", "pv2", "pv3", *(f"rw{k + 1}" for k in range(20))]
    write("survey.csv", head, rows)


def residents(rng: np.random.Generator) -> None:
    counts = rng.poisson([[60, 25, 4], [45, 30, 12], [80, 3, 22], [35, 41, 17]])
    rows = [
        [f"ward {r + 1}", language, counts[r, c]]
        for r in range(4)
        for c, language in enumerate(("Arabic", "Dari", "Tigrinya"))
    ]
    write("residents.csv", ["ward", "language", "people"], rows)


def main() -> None:
    EXAMPLES.mkdir(exist_ok=True)
    makers = (mentors, towns, studies, belonging, coders, classes, survey, residents)
    for number, make in enumerate(makers):
        make(np.random.default_rng(number))


if __name__ == "__main__":
    main()
