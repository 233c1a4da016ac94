"""The fairness report of a batch: who got what, by groups that never were an input.

Small cells are hidden with as many others as it takes. Means and shares stand only where nothing
small can be worked out from them; every figure prints the number behind it, so none stands where
the number of cases is hidden. Means have bootstrap intervals (percentile, families drawn anew),
shares Wilson's, which does not shrink to a point where everybody or nobody got something.
Who has no place counts with a fit of 0: else the number of cases behind the mean would tell how
many have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bothways.tailoring.allocation.core.fit import Floats

if TYPE_CHECKING:
    from bothways.stats.disclosure import Suppression

DRAWS = 1_000
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
SHARES = frozenset(("unplaced", "first_wish"))
Z = 1.959964
UNKNOWN = ""


def fairness(
    facts: Sequence[CaseFacts], groups: Mapping[str, str], *, seed: int,
    threshold: int = THRESHOLD,
) -> tuple[GroupRow, ...]:  # fmt: skip
    """A row a group and one for all together (its ``group`` is "all")."""
    # Linear programmes take a second to load; only who asks for the report pays for them.
    from bothways.stats.disclosure import Suppression, suppress

    labels = np.array([groups.get(fact.family, UNKNOWN) for fact in facts], dtype=object)
    names = sorted(set(labels.tolist()))
    columns = _columns(facts)
    # That nobody of a group is without a place may be known; that one or two are may not.
    rule = Suppression(threshold, hide_zeros=False)
    shown = {name: _countable(rule, labels, names, columns[name]) for name in FIGURES}
    counts = suppress(rule, [int((labels == name).sum()) for name in names]).counts
    rng = np.random.default_rng(seed)
    rows = []
    for at, name in enumerate([*names, "all"]):
        inside = np.ones(len(facts), bool) if name == "all" else labels == name
        cases = None if np.isnan(counts[at]) else int(counts[at])
        figures = {
            figure: _figure(columns[figure][inside], cases is not None and shown[figure][at],
                            rng, is_share=figure in SHARES)
            for figure in FIGURES
        }  # fmt: skip
        rows.append(GroupRow(str(name), cases, figures))
    return tuple(rows)


def _columns(facts: Sequence[CaseFacts]) -> dict[str, Floats]:
    """One number a case and figure; NaN where the figure does not speak of the case."""
    nan = float("nan")
    return {
        "unplaced": np.array([float(not f.placed) for f in facts]),
        "first_wish": np.array([nan if f.wish is None else float(f.wish == 1) for f in facts]),
        "fit": np.array([f.fit if f.placed else 0.0 for f in facts]),
        "distance": np.array([nan if f.km is None or not f.placed else f.km for f in facts]),
    }


def _countable(rule: Suppression, labels: object, names: list[str], values: Floats) -> Floats:
    """For each group, and all together last, whether its figure may stand.

    It stands where nothing beside it can be worked out: neither side of a share is small, nor the
    number of those that the figure does not speak of, which is the difference to all of the group.
    """
    from bothways.stats.disclosure import suppress

    unknown = np.isnan(values)
    is_share = set(np.unique(values[~unknown])) <= {0.0, 1.0}
    sides = [values == 1.0, values == 0.0, unknown] if is_share else [~unknown, unknown]
    table = [[int((side & (labels == name)).sum()) for side in sides] for name in names]
    hidden = suppress(rule, table).hidden
    return np.asarray(~hidden.any(axis=1))


def _figure(values: Floats, shown: bool, rng: np.random.Generator, *, is_share: bool) -> Figure:
    known = values[~np.isnan(values)]
    if not shown:
        return Figure(hidden=True)
    if not len(known):
        return Figure(n=0)
    mean, n = float(known.mean()), len(known)
    low, high = _wilson(mean, n) if is_share else np.quantile(_drawn(known, rng), [0.025, 0.975])
    return Figure(mean, float(low), float(high), n)


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson (1927), Journal of the American Statistical Association 22:209."""
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    # Rounding must not push an end past the share itself.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _drawn(values: Floats, rng: np.random.Generator) -> Floats:
    """Means of as many families, drawn anew with replacement."""
    count = len(values)
    return np.array([values[rng.integers(0, count, count)].mean() for _draw in range(DRAWS)])
