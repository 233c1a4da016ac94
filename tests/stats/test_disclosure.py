"""Nothing hidden may be worked out from what is shown."""

import time
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from bothways.stats.disclosure import (
    Suppression,
    attacker_bounds,
    key_counts,
    round_counts,
    suppress,
)  # fmt: skip
from bothways.stats.errors import InputError

from .cases import read_case

tables = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 40))
)


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(2, 12), st.booleans())
def test_an_attacker_learns_no_hidden_cell_of_a_two_way_table(
    counts: np.ndarray, threshold: int, zeros: bool
) -> None:
    safe = suppress(Suppression(threshold, zeros), counts)
    low, high = attacker_bounds(safe.counts)
    truth = np.block([[counts, counts.sum(1)[:, None]], [counts.sum(0), counts.sum()]])
    assert (low - 1e-6 <= truth).all() and (truth <= high + 1e-6).all()
    assert (high - low)[safe.hidden].min(initial=1.0) >= 1.0
    small = (truth < threshold) & (zeros | (truth > 0))
    assert safe.hidden[small].all()
    assert ((high - truth)[small] >= threshold - 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(2, 12))
def test_an_attacker_learns_no_hidden_cell_of_a_list(counts: list[int], threshold: int) -> None:
    safe = suppress(Suppression(threshold), counts)
    low, high = attacker_bounds(safe.counts)
    truth = np.append(counts, sum(counts))
    assert (high - low)[safe.hidden].min(initial=1.0) >= 1.0
    assert safe.hidden[truth < threshold].all()
    assert ((high - truth)[truth < threshold] >= threshold - 1e-6).all()


def test_a_table_without_small_cells_is_left_as_it_is() -> None:
    safe = suppress(Suppression(5), [[10, 20], [30, 40]])
    assert not safe.hidden.any() and safe.estimates[1].value == 1.0
    assert_array_equal(safe.counts, [[10, 20, 30], [30, 40, 70], [40, 60, 100]])


def test_hiding_only_the_small_cell_would_give_it_away() -> None:
    table = np.array([[np.nan, 20.0, 22], [40, 50, 90], [42, 70, 112]])
    low, high = attacker_bounds(table)
    assert low[0, 0] == high[0, 0] == 2
    with pytest.raises(InputError, match="do not add up"):
        attacker_bounds(np.array([np.nan, 9.0, 4.0]))


def test_what_leaves_with_a_table_tells_no_more_than_the_table() -> None:
    """Two truths behind the same published table give the same object, to the last byte."""
    one = suppress(Suppression(5), [[3, 40], [41, 50], [60, 70]])
    two = suppress(Suppression(5), [[4, 39], [40, 51], [60, 70]])
    assert_array_equal(one.counts, two.counts)
    assert one.estimates == two.estimates
    assert {f.name for f in fields(one)} == {"counts", "estimates"}
    tiny = suppress(Suppression(5), [1, 2])
    assert tiny.hidden.all() and [(e.term, e.n) for e in tiny.estimates] == [("hidden cells", 3)]


def test_wrong_tables_are_refused_in_words() -> None:
    with pytest.raises(InputError, match=r"Cell \(1, 2\) is not a whole number"):
        suppress(Suppression(), [[1, 2.5], [3, 4]])
    with pytest.raises(InputError, match="not a whole number"):
        suppress(Suppression(), [[1, -2], [3, 4]])


def test_ten_thousand_cells_are_safe_within_five_seconds() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(1.0, 30.0, (100, 100)))
    start = time.process_time()
    safe = suppress(Suppression(5), counts)
    assert time.process_time() - start < 5
    assert safe.hidden[:-1, :-1][counts < 5].all() and (counts < 5).sum() > 500


def test_the_demonstration_records_are_reproduced() -> None:
    t = read_case("cases", "08_sdc_francdat", "francdat.csv")
    found = key_counts({k: t[k] for k in ("Key1", "Key2", "Key3", "Key4")}, t["w"])
    assert_array_equal(found.alike, [2, 2, 2, 1, 1, 1, 1, 2])
    assert_allclose(found.in_population, [110, 84.5, 84.5, 17, 541, 8, 5, 110])
    published = [
        0.01714426, 0.02204233, 0.02204233, 0.17707583, 0.01165448, 0.29706308, 0.40235948,
        0.01714426,
    ]  # fmt: skip
    assert_allclose(found.risk, published, atol=6e-9)


def test_the_household_records_are_reproduced() -> None:
    t = read_case("cases", "08_sdc_francdat", "testdata.csv")
    names = ("urbrur", "roof", "walls", "water", "electcon", "relat", "sex")
    found = key_counts({k: t[k] for k in names})
    assert (found.violating(2), found.violating(3)) == (157, 281)
    assert [round(100 * k / 4580, 3) for k in (157, 281)] == [3.428, 6.135]
    assert found.alike.size == 4580


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(2, 20))
def test_rounding_moves_no_count_by_a_whole_base(counts: list[int], base: int) -> None:
    for seed in (None, 3):
        rounded = round_counts(counts, base, seed)
        assert (np.abs(rounded - counts) < base).all() and (rounded % base == 0).all()


def test_rounding_by_lottery_keeps_the_mean() -> None:
    assert abs(round_counts(np.full(20_000, 7), 5, seed=1).mean() - 7) < 0.05
