"""How well the reading passes of the starter collection agree, computed from every judgement."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from bothways.practices.record.document import label_of
from bothways.practices.record.fields import FIELD

FILE = Path(__file__).parent.parent / "practices" / "data" / "practices-coding.csv"
PASSES = ("coder_a", "coder_b", "coder_c")
RENAMED = {"digital.persuasion": "persuasion", "digital.role": "digital_role",
           "digital.influence_mechanism": "influence_mechanism",
           "digital.technologies": "technologies"}  # fmt: skip


@dataclass(frozen=True)
class Agreement:
    """One field: its passes, the codes judged, and how alike the passes judged them."""

    field: str
    passes: int
    judgements: int
    agreed: int
    mean_kappa: float | None

    @property
    def label(self) -> str:
        return str(label_of(self.field))

    @property
    def same(self) -> str:
        return f"{100 * self.agreed / self.judgements:.0f} %"

    @property
    def kappa(self) -> str:
        return "" if self.mean_kappa is None else f"{self.mean_kappa:.2f}"


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    """Cohen's kappa (1960) of two rows of yes and no; none when chance alone explains all."""
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    p, q = sum(first) / n, sum(second) / n
    expected = p * q + (1 - p) * (1 - q)
    return None if expected == 1 else (observed - expected) / (1 - expected)


@cache
def agreement_rows() -> tuple[Agreement, ...]:
    """One row a coded field, in the order of the record."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return agreement_of(list(csv.DictReader(lines)))


def agreement_of(rows: Iterable[dict[str, str]]) -> tuple[Agreement, ...]:
    by_field: dict[str, list[dict[str, str]]] = defaultdict(list)
    practices: set[str] = set()
    for row in rows:
        by_field[RENAMED.get(row["field"], row["field"])].append(row)
        practices.add(row["practice"])
    order = {field: place for place, field in enumerate(FIELD)}
    known = sorted((field for field in by_field if field in order), key=order.__getitem__)
    return tuple(_agreement(field, by_field[field], practices) for field in known)


def _agreement(field: str, rows: list[dict[str, str]], practices: set[str]) -> Agreement:
    passes = [name for name in PASSES if any(row[name] != "" for row in rows)]
    judged = [[row[name] == "1" for name in passes] for row in rows]
    agreed = sum(all(marks) or not any(marks) for marks in judged)
    kappas = list(_kappas(rows, passes, sorted(practices)))
    mean = sum(kappas) / len(kappas) if kappas else None
    return Agreement(field, len(passes), len(rows), agreed, mean)


def _kappas(rows: list[dict[str, str]], passes: list[str], practices: list[str]) -> Iterable[float]:
    """Kappa of each code and each pair of passes; a code a file does not list was not given."""
    given = {(row["practice"], row["code"]): row for row in rows}
    for code in sorted({row["code"] for row in rows}):
        marks = {
            name: [given.get((p, code), {}).get(name) == "1" for p in practices] for name in passes
        }
        for first, second in combinations(passes, 2):
            found = kappa(marks[first], marks[second])
            if found is not None:
                yield found
