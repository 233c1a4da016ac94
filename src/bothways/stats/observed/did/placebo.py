"""The placebo test: give the programme to every other unit in thought."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from bothways.stats.cautions import Caution, caution
from bothways.stats.columns import Floats, Ints
from bothways.stats.errors import DesignError
from bothways.stats.estimate import Estimate, Run, check_level
from bothways.stats.observed.did.estimates import DifferenceInDifferences, panel_run
from bothways.stats.observed.did.imputation import averages, gaps, parts
from bothways.stats.observed.did.panel import Panel, comparable, read_panel

TIE = 1e-10
# Cautions about clustered errors, which this test does without.
OF_THE_INTERVAL = ("few_clusters", "few_on_side", "one_treated", "one_comparison")


def placebo_test(
    specification: DifferenceInDifferences,
    outcome: ArrayLike,
    period: ArrayLike,
    unit: ArrayLike,
    start: ArrayLike,
    clusters: ArrayLike | None = None,
) -> Estimate:
    """Compare the effect with those found when the starts are dealt to other clusters.

    Parameters
    ----------
    specification : DifferenceInDifferences
    outcome, period, unit, start, clusters
        As for :func:`difference_in_differences`; all units of a cluster must start together.

    Returns
    -------
    Estimate
        ``value`` the effect, ``se`` the spread of the placebo effects, ``p_value`` two-sided.

    Raises
    ------
    InputError, DesignError, SpecificationError

    Notes
    -----
    Assumes that, without an effect, any other cluster could as well have shown this movement. With
    one cluster out of U the p value cannot go below 1 / U. All placebos are gone through when there
    are at most `exact_limit`, the observed one among them; else p = (1 + hits) / (1 + draws).
    Sources: Conley and Taber (2011), Review of Economics and Statistics 93:113; Abadie, Diamond and
    Hainmueller (2010), JASA 105:493.

    Examples
    --------
    >>> y = [1., 2., 2., 3.5, 1., 5., 2., 2.5]
    >>> e = placebo_test(DifferenceInDifferences(), y, [1, 2] * 4, list("aabbccdd"),
    ...                  [np.nan] * 4 + [2] * 2 + [np.nan] * 2)
    >>> e.value, e.p_value
    (3.0, 0.25)
    """
    check_level(specification.level)
    panel = read_panel(outcome, period, unit, start, clusters)
    dealt = _cluster_starts(panel)
    total = _arrangements(dealt)
    exact = total <= specification.exact_limit
    drawn = _all(dealt) if exact else _drawn(dealt, specification)
    observed = _effect(panel, panel.first)
    effects = _effects(panel, drawn)
    bar = abs(observed) - TIE * max(1.0, abs(observed))
    hits = int((np.abs(effects) >= bar).sum())
    p = hits / len(effects) if exact else (1 + hits) / (1 + len(effects))
    run = _run(panel, specification, exact, total)
    return run.plain(
        "effect", observed, se=float(effects.std()), statistic=observed, p=p,
        warnings=_few(len(effects), specification.level) if exact else (),
    )  # fmt: skip


def _run(panel: Panel, specification: DifferenceInDifferences, exact: bool, total: int) -> Run:
    name = "did-placebo-exact" if exact else "did-placebo"
    run = panel_run(panel, specification, name)
    notes = tuple(c for c in run.warnings if c.code not in OF_THE_INTERVAL)
    return replace(run, warnings=notes, seed=None if exact else specification.seed)


def _few(count: int, level: float) -> tuple[Caution, ...]:
    short = 1 / count > 1 - level
    return (caution("few_permutations", count=count, smallest=1 / count),) if short else ()


def _cluster_starts(panel: Panel) -> Ints:
    """(G,) first period of each cluster."""
    first = np.full(panel.clusters, -1, dtype=np.int64)
    first[panel.cluster] = panel.first
    if (first[panel.cluster] != panel.first).any():
        raise DesignError(
            "mixed_clusters", "Some clusters hold units that start at different times or never: "
            "the placebo test deals whole clusters, so give clusters that start together.",
        )  # fmt: skip
    return first


def _arrangements(dealt: Ints) -> int:
    counts = np.unique(dealt, return_counts=True)[1]
    return math.factorial(dealt.size) // math.prod(math.factorial(int(c)) for c in counts)


def _all(dealt: Ints) -> Ints:
    """(B, G) every different way to deal the starts."""
    levels, counts = np.unique(dealt, return_counts=True)
    return np.array(list(_deal(tuple(levels), tuple(counts), tuple(range(dealt.size)), dealt)))


def _deal(
    levels: tuple[int, ...], counts: tuple[int, ...], free: tuple[int, ...], table: Ints
) -> Iterator[Ints]:
    if not levels:
        yield table.copy()
        return
    for chosen in itertools.combinations(free, int(counts[0])):
        filled = table.copy()
        filled[list(chosen)] = levels[0]
        left = tuple(k for k in free if k not in chosen)
        yield from _deal(levels[1:], counts[1:], left, filled)


def _drawn(dealt: Ints, specification: DifferenceInDifferences) -> Ints:
    rng = np.random.default_rng(specification.seed)
    return rng.permuted(np.tile(dealt, (specification.draws, 1)), axis=1)


def _effects(panel: Panel, drawn: Ints) -> Floats:
    even = panel.common_start and bool((panel.count == panel.count[0, 0]).all())
    if even:
        return _balanced(panel, drawn[:, panel.cluster])
    found = np.array([_effect(panel, first[panel.cluster]) for first in drawn])
    return np.asarray(found[np.isfinite(found)])


def _balanced(panel: Panel, first: Ints) -> Floats:
    """One common start in a full table: the effect is a difference of two means."""
    begin = int(panel.first[panel.treated][0])
    moved = panel.mean[:, begin:].mean(axis=1) - panel.mean[:, :begin].mean(axis=1)
    mine = (first < panel.periods.size).astype(float)
    k = mine.sum(axis=1)
    return np.asarray(mine @ moved / k - (1 - mine) @ moved / (moved.size - k))


def _effect(panel: Panel, first: Ints) -> float:
    other = replace(panel, first=first)
    usable = comparable(other).any() and _seen_before(other)
    if not usable:
        return float("nan")
    made = parts(other.mean, other.count, other.active)
    gap = gaps(other, made, made.gram.sum(axis=0), made.right.sum(axis=0))
    return float(averages(other, gap, None, np.ones(first.size))[0])


def _seen_before(panel: Panel) -> bool:
    before = (panel.count * ~panel.active).sum(axis=1)
    return bool((before[panel.treated] > 0).all())
