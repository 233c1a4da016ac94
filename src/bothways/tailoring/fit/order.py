"""The published order: one line after the other decides, and nothing is added up across lines.

First the line that the person sorts by, if any. Then outcome; South-South; the people (fewest
lines that do not fit, then most that fit, then the larger overlap); confidence; place; means;
expected effect; load; nearness in whole per cent; how much of the
studied group is the wished one; and last the alphabet of the slugs. Practices
that lack what they cannot do without stand apart. docs/method/fit.md prints this rule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.tailoring.fit.lines import (
    DOES_NOT_FIT,
    FITS,
    NOT_ASKED,
    TESTED,
    UNKNOWN,
    Line,
    Lines,
)
from bothways.tailoring.fit.table import Table
from bothways.tailoring.fit.wish import PEOPLE, Wish

Ints = NDArray[np.int64]
MOST_CHANGES = 14
# Variety: among the first ten, chosen from the first fifty; 0.7 of the weight on the place in the
# order, 0.3 on being unlike what stands above (Carbonell & Goldstein 1998). It never lifts a
# practice over one of a better tier: outcome, South-South, and lines about people that do not fit.
VARIED, POOL, RELEVANCE = 10, 50, 0.7


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the order: more is better. ``radix`` is one more than its largest number."""

    line: str
    radix: int
    numbers: Ints


def _grade(line: Line) -> Ints:
    return np.where(line.grades == NOT_ASKED, 0, line.grades).astype(np.int64)


def _per_cent(values: NDArray[np.float64]) -> Ints:
    return np.rint(100 * np.nan_to_num(values)).astype(np.int64)


def _graded_then_share(lines: Lines, name: str) -> list[Step]:
    line = lines[name]
    return [Step(name, 4, _grade(line)), Step(name, 101, _per_cent(line.values))]


def _only_grade(lines: Lines, name: str) -> list[Step]:
    return [Step(name, 4, _grade(lines[name]))]


def _people(lines: Lines, name: str) -> list[Step]:
    grades = [lines[person].grades for person in PEOPLE]
    against = np.sum([g == DOES_NOT_FIT for g in grades], axis=0)
    fitting = np.sum([g == FITS for g in grades], axis=0)
    overlap = np.mean([np.nan_to_num(lines[person].values) for person in PEOPLE], axis=0)
    return [
        Step(name, len(PEOPLE) + 1, len(PEOPLE) - against),
        Step(name, len(PEOPLE) + 1, fitting),
        Step(name, 101, _per_cent(overlap)),
    ]


def _confidence(lines: Lines, name: str) -> list[Step]:
    return [Step(name, 7, np.nan_to_num(lines[name].values, nan=-1).astype(np.int64) + 1)]


def _means(lines: Lines, name: str) -> list[Step]:
    counts = lines[name].counts
    covered = np.zeros(lines[name].grades.size, np.int64) if counts is None else counts
    return [Step(name, 6, covered)]


def _load(lines: Lines, name: str) -> list[Step]:
    line = lines[name]
    changes = np.minimum(np.nan_to_num(line.values, nan=MOST_CHANGES), MOST_CHANGES)
    return [
        Step(name, 4, _grade(line)),
        Step(name, MOST_CHANGES + 1, MOST_CHANGES - changes.astype(np.int64)),
    ]


def _nearness(lines: Lines, name: str) -> list[Step]:
    return [Step("place", 101, _per_cent(lines["place"].values))]


Measure = Callable[[Lines, str], list[Step]]
RULE: tuple[tuple[str, Measure], ...] = (
    ("outcome", _graded_then_share), ("south_south", _only_grade), ("people", _people),
    ("confidence", _confidence), ("place", _only_grade), ("means", _means),
    ("effect", _only_grade), ("load", _load), ("nearness", _nearness),
)  # fmt: skip
BY_LINE: dict[str, Measure] = {"confidence": _confidence, "means": _means, "load": _load}


def steps(lines: Lines, exact: NDArray[np.float64], first: str = "") -> list[Step]:
    """The steps of the order, those of the line that is sorted by in front."""
    measured = [each for name, measure in RULE for each in measure(lines, name)]
    measured.append(Step("exactness", 101, _per_cent(exact)))
    if not first:
        return measured
    return [*BY_LINE.get(first, _graded_then_share)(lines, first), *measured]


def key_of(found: Sequence[Step]) -> Ints:
    """All steps as one number a practice, so that one sort orders everything."""
    key = np.zeros(found[0].numbers.size, np.int64)
    room = 1
    for step in found:
        room *= step.radix
        key = key * step.radix + step.numbers
    if room >= 2**63:
        raise OverflowError("The steps of the order do not fit into one number.")
    return key


@dataclass(frozen=True, slots=True)
class Standing:
    """One practice of the list: its row, and its place by the rule alone."""

    row: int
    by_rule: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """The shortlist: who is in by the filters, in what order, and who stands apart."""

    key: Ints
    found: tuple[Step, ...]
    ranked: Ints  # rows, best first
    apart: Ints  # rows that lack what they cannot do without, best first
    tier_steps: int  # how many of the first steps make the tier

    def tier(self, row: int) -> tuple[int, ...]:
        return tuple(int(step.numbers[row]) for step in self.found[: self.tier_steps])


def ordered(lines: Lines, exact: NDArray[np.float64], wish: Wish) -> Ordered:
    """Order all rows. The table stands in the order of slugs, so a stable sort ends every tie."""
    found = steps(lines, exact, wish.order)
    key = key_of(found)
    ranked = np.argsort(-key, kind="stable")
    kept = np.ones(key.size, np.bool_)
    for name in wish.only:
        grades = lines[name].grades
        kept &= (grades == FITS) | (grades == NOT_ASKED)
    lacking = lines["preconditions"].grades == DOES_NOT_FIT
    tier = 1 + next(at for at, step in enumerate(found) if step.line == "people")
    free, apart = (kept & ~lacking)[ranked], (kept & lacking)[ranked]
    return Ordered(key, tuple(found), ranked[free], ranked[apart], tier)


def shown(order: Ordered, table: Table, wish: Wish) -> list[Standing]:
    """The rows to be shown, the first ten varied unless the wish says no."""
    standing = [Standing(int(row), at) for at, row in enumerate(order.ranked[: wish.show], 1)]
    if not wish.variety or len(order.ranked) <= 2:
        return standing
    pool = [Standing(int(row), at) for at, row in enumerate(order.ranked[:POOL], 1)]
    first = _varied(pool, [order.tier(each.row) for each in pool], table)
    first = first[: min(VARIED, wish.show)]
    rest = [each for each in _rest(order, wish, len(first)) if each not in first]
    return [*first, *rest][: wish.show]


def _rest(order: Ordered, wish: Wish, taken: int) -> list[Standing]:
    reach = order.ranked[: wish.show + taken]
    return [Standing(int(row), at) for at, row in enumerate(reach, 1)]


def _varied(pool: list[Standing], tiers: list[tuple[int, ...]], table: Table) -> list[Standing]:
    """Maximal marginal relevance within each tier; of two equals the one the rule puts first."""
    alike = _alike(pool, table)
    relevance = 1 - np.arange(len(pool)) / POOL
    closest = np.zeros(len(pool))
    left = np.ones(len(pool), np.bool_)
    chosen: list[Standing] = []
    for _ in range(min(VARIED, len(pool))):
        best_tier = max(tier for tier, free in zip(tiers, left, strict=True) if free)
        open_ = left & np.array([tier == best_tier for tier in tiers])
        worth = np.where(open_, RELEVANCE * relevance - (1 - RELEVANCE) * closest, -np.inf)
        best = int(np.argmax(worth))
        chosen.append(pool[best])
        left[best] = False
        closest = np.maximum(closest, alike[best])
    return chosen


def _alike(pool: list[Standing], table: Table) -> NDArray[np.float64]:
    """Jaccard's share of common codes between every two of the pool."""
    bits = table.alike.bits[[each.row for each in pool]]
    both = np.bitwise_count(bits[:, None] & bits[None]).sum(axis=2, dtype=np.float64)
    either = np.bitwise_count(bits[:, None] | bits[None]).sum(axis=2, dtype=np.float64)
    return np.asarray(both / np.maximum(either, 1))


def decided_by(order: Ordered, row: int, other: int) -> str:
    """The first line on which two rows differ; empty where only the alphabet decides."""
    for step in order.found:
        if step.numbers[row] != step.numbers[other]:
            return step.line
    return ""


def places_if(order: Ordered, lines: Lines, asked: list[tuple[int, str]], wish: Wish) -> list[int]:
    """For each row and line: the place by the rule if that line turned out to fit."""
    if not asked:
        return []
    rows = np.array([row for row, _line in asked])
    alone = {name: _with_fits(line, rows, [name == n for _r, n in asked], name)
             for name, line in lines.items()}  # fmt: skip
    keys = key_of(steps(alone, order.found[-1].numbers[rows] / 100, wish.order))
    better = order.key[order.ranked]
    # The keys fall along the order, so what lies above a key is counted by halving.
    above = better.size - np.searchsorted(better[::-1], keys, side="right")
    return [int(place) for place in 1 + above]


def _with_fits(line: Line, rows: Ints, changed: list[bool], name: str) -> Line:
    turned = np.array(changed)
    return Line(
        np.where(turned, FITS, line.grades[rows]).astype(np.int8),
        np.where(turned, BEST.get(name, 1.0), line.values[rows]),
        None if line.counts is None else np.where(turned, MOST_NEEDS, line.counts[rows]),
    )


MOST_NEEDS = 5
# The value of a line that fits, where it is no share.
BEST = {"load": 0.0, "confidence": float(TESTED)}


def unknown_lines(lines: Lines, row: int) -> list[str]:
    return [name for name, line in lines.items() if line.grades[row] == UNKNOWN]
