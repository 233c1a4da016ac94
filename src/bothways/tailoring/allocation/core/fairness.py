"""The fairness report of a batch: who got what, by groups that never were an input.

Small cells are hidden with as many others as it takes. Means and shares stand only where their
group may be counted in public, with bootstrap intervals (percentile, families drawn anew).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.stats.disclosure import Suppression, suppress
from bothways.tailoring.allocation.core.fit import Floats

DRAWS = 2_000
THRESHOLD = 10


@dataclass(frozen=True)
class CaseFacts:
    """What the report knows of one case. ``wish`` is the rank it got, 0 for none of its wishes,
    None where it named none; ``km`` None where a position is missing."""

    family: str
    placed: bool
    fit: float
    wish: int | None
    km: float | None


@dataclass(frozen=True)
class Figure:
    """A mean or share with its interval and number; ``hidden`` where it would tell too much."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class GroupRow:
    """One group: number of cases and its figures."""

    group: str
    cases: int | None
    figures: dict[str, Figure]


FIGURES = ("unplaced", "first_wish", "fit", "distance")
UNKNOWN = ""


def fairness(
    facts: Sequence[CaseFacts], groups: Mapping[str, str], *, seed: int,
    threshold: int = THRESHOLD,
) -> tuple[GroupRow, ...]:  # fmt: skip
    """A row a group and one for all together (its ``group`` is "all")."""
    labels = np.array([groups.get(fact.family, UNKNOWN) for fact in facts], dtype=object)
    names = sorted(set(labels.tolist()))
    columns = _columns(facts)
    rule = Suppression(threshold)
    shown = {name: _countable(rule, labels, names, columns[name]) for name in FIGURES}
    counts = suppress(rule, [int((labels == name).sum()) for name in names]).counts
    rng = np.random.default_rng(seed)
    rows = []
    for at, name in enumerate([*names, "all"]):
        inside = np.ones(len(facts), bool) if name == "all" else labels == name
        figures = {
            figure: _figure(columns[figure][inside], bool(shown[figure][at]), rng)
            for figure in FIGURES
        }
        cases = None if np.isnan(counts[at]) else int(counts[at])
        rows.append(GroupRow(str(name), cases, figures))
    return tuple(rows)


def _columns(facts: Sequence[CaseFacts]) -> dict[str, Floats]:
    """One number a case and figure; NaN where the figure does not speak of the case."""
    nan = float("nan")
    return {
        "unplaced": np.array([float(not f.placed) for f in facts]),
        "first_wish": np.array([nan if f.wish is None else float(f.wish == 1) for f in facts]),
        "fit": np.array([f.fit if f.placed else nan for f in facts]),
        "distance": np.array([nan if f.km is None or not f.placed else f.km for f in facts]),
    }


def _countable(rule: Suppression, labels: object, names: list[str], values: Floats) -> Floats:
    """For each group, and all together last, whether its figure may stand.

    A share stands where neither side of it is hidden, a mean where its number of cases is not.
    """
    known = ~np.isnan(values)
    is_share = set(np.unique(values[known])) <= {0.0, 1.0}
    sides = [values == 1.0, values == 0.0] if is_share else [known]
    table = [[int((side & (labels == name)).sum()) for side in sides] for name in names]
    hidden = suppress(rule, table).hidden
    return np.asarray(~hidden[:, : len(sides)].any(axis=1))


def _figure(values: Floats, shown: bool, rng: np.random.Generator) -> Figure:
    known = values[~np.isnan(values)]
    if not shown:
        return Figure(hidden=True)
    if not len(known):
        return Figure(n=0)
    drawn = known[rng.integers(0, len(known), (DRAWS, len(known)))].mean(axis=1) if (
        len(known) <= 2_000
    ) else rng.normal(known.mean(), known.std(ddof=1) / np.sqrt(len(known)), DRAWS)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Figure(float(known.mean()), float(low), float(high), len(known))
