"""Several tables of the same people: who holds all of them learns no hidden figure."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy import optimize

from bothways.stats.disclosure import SafeTable, Suppression, suppress, suppress_linked
from bothways.stats.disclosure.suppression import with_totals
from bothways.stats.errors import InputError, SpecificationError

Tables = list[tuple[int, ...]]
TRIANGLE: Tables = [(0, 1), (1, 2), (0, 2)]


def members(shape: tuple[int, ...], axes: tuple[int, ...]) -> list[np.ndarray]:
    """For each figure of a table with totals, which cells of the base table it sums (long-hand)."""
    found = []
    for index in np.ndindex(*(shape[a] + 1 for a in axes)):
        mask = np.ones(shape, dtype=bool)
        for a, i in zip(axes, index, strict=True):
            if i < shape[a]:
                here = np.arange(shape[a]) == i
                mask &= here.reshape([-1 if b == a else 1 for b in range(len(shape))])
        found.append(mask.ravel())
    return found


def known_range(
    shape: tuple[int, ...], tables: Tables, published: tuple[np.ndarray, ...]
) -> list[tuple[int, int, float, float]]:
    """(table, figure, lowest, highest) of each hidden figure, for one who holds all tables."""
    rows, shown, hidden = [], [], []
    for t, (axes, counts) in enumerate(zip(tables, published, strict=True)):
        for k, mask in enumerate(members(shape, axes)):
            value = counts.ravel()[k]
            if np.isnan(value):
                hidden.append((t, k, mask * 1.0))
            else:
                rows.append(mask * 1.0)
                shown.append(value)
    fixed = {"A_eq": np.array(rows), "b_eq": shown} if rows else {}
    found = []
    for t, k, mask in hidden:
        ends = [optimize.linprog(sign * mask, **fixed) for sign in (1, -1)]
        assert ends[0].status == 0
        high = np.inf if ends[1].status == 3 else -ends[1].fun
        found.append((t, k, float(ends[0].fun), float(high)))
    return found


def truths(counts: np.ndarray, tables: Tables) -> list[np.ndarray]:
    """Each table with its totals, nothing hidden."""
    found = []
    for axes in tables:
        rest = tuple(a for a in range(counts.ndim) if a not in axes)
        margin = counts.sum(axis=rest) if rest else counts
        kept = [a for a in range(counts.ndim) if a in axes]
        found.append(with_totals(margin.transpose([kept.index(a) for a in axes]).astype(float)))
    return found


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.tuples(st.integers(2, 3), st.integers(2, 3), st.integers(2, 4)),
    st.sampled_from([1, 3, 9]),
    st.sampled_from([TRIANGLE, [(0, 1), (1, 2)], [(1, 0), (2,)], [(0, 1, 2), (0, 2)]]),
    st.booleans(),
)
def test_who_holds_all_tables_learns_no_hidden_figure(
    seed: int, shape: tuple[int, ...], mean: int, tables: Tables, zeros: bool
) -> None:
    counts = np.random.default_rng(seed).poisson(mean, shape)
    safe = suppress_linked(Suppression(4, zeros), counts, tables)
    whole = truths(counts, tables)
    for table, truth in zip(safe, whole, strict=True):
        small = (truth < 4) & (zeros | (truth > 0))
        assert table.hidden[small].all()
        assert_array_equal(table.counts[~table.hidden], truth[~table.hidden])
    for t, k, low, high in known_range(shape, tables, tuple(s.counts for s in safe)):
        truth = whole[t].ravel()[k]
        assert low - 1e-6 <= truth <= high + 1e-6
        assert high - low >= 1 - 1e-6
        if truth < 4 and (zeros or truth > 0):
            assert high >= truth + 4 - 1e-6


def given_away(counts: np.ndarray, tables: Tables, safe: tuple[SafeTable, ...]) -> int:
    """Hidden figures that all tables together pin down."""
    ranges = known_range(counts.shape, tables, tuple(s.counts for s in safe))
    return sum(high - low < 1 - 1e-6 for _, _, low, high in ranges)


def test_tables_that_are_safe_alone_can_give_a_cell_away_together() -> None:
    leaks = []
    for seed in range(8):
        counts = np.random.default_rng(seed).poisson(2, (2, 3, 3))
        alone = tuple(
            suppress(Suppression(5), truth[:-1, :-1]) for truth in truths(counts, TRIANGLE)
        )
        together = suppress_linked(Suppression(5), counts, TRIANGLE)
        leaks.append(given_away(counts, TRIANGLE, alone))
        assert given_away(counts, TRIANGLE, together) == 0
    assert max(leaks) > 0


def test_a_figure_that_two_tables_share_is_hidden_in_both_or_in_none() -> None:
    counts = np.random.default_rng(3).poisson(2, (4, 5, 3))
    first, second = suppress_linked(Suppression(6), counts, [(0, 1), (1, 2)])
    assert first.hidden.any()
    assert_array_equal(first.counts[-1], second.counts[:, -1])


def test_one_table_alone_is_protected_as_before() -> None:
    counts = np.array([[2, 20, 30], [40, 50, 60], [70, 80, 90]])
    (linked,) = suppress_linked(Suppression(5), counts, [(0, 1)])
    assert_array_equal(linked.counts, suppress(Suppression(5), counts).counts)


def test_what_leaves_with_linked_tables_tells_no_more_than_they_do() -> None:
    people = np.full((2, 2, 2), 30)
    people[0, 0] = [2, 1]
    other = people.copy()
    other[0, 0], other[1, 1] = [1, 2], people[1, 1] + [1, -1]
    other[0, 1], other[1, 0] = people[0, 1], people[1, 0]
    one = suppress_linked(Suppression(5), people, [(0, 1)])
    two = suppress_linked(Suppression(5), other, [(0, 1)])
    assert one[0].estimates == two[0].estimates


@pytest.mark.parametrize(
    ("tables", "words"), [([(0, 3)], "axes from 0 to 2"), ([(1, 1)], "once"), ([()], "must name")]
)
def test_tables_over_unknown_axes_are_refused(tables: Tables, words: str) -> None:
    with pytest.raises(SpecificationError, match=words):
        suppress_linked(Suppression(), np.ones((2, 2, 2)), tables)


def test_too_many_cells_and_broken_counts_are_refused_with_a_remedy() -> None:
    with pytest.raises(SpecificationError, match="merge categories"):
        suppress_linked(Suppression(), np.ones((30, 30, 30)), [(0, 1)])
    with pytest.raises(InputError, match="not a whole number"):
        suppress_linked(Suppression(), np.full((2, 2), 0.5), list(itertools.pairwise(range(2))))
