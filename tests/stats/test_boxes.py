"""Tables of three and more ways: a reader with every total learns no hidden cell."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.stats.disclosure import Suppression, attacker_bounds, suppress
from bothways.stats.disclosure.suppression import with_totals
from bothways.stats.errors import SpecificationError


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(st.integers(1, 3), min_size=3, max_size=4),
    st.sampled_from([2, 8, 25]),
    st.booleans(),
)
def test_no_hidden_cell_can_be_worked_out(
    seed: int, ways: list[int], mean: int, hide_zeros: bool
) -> None:
    counts = np.random.default_rng(seed).poisson(mean, ways)
    safe = suppress(Suppression(5, hide_zeros=hide_zeros), counts)
    low, high = attacker_bounds(safe.counts)
    assert (high[safe.hidden] - low[safe.hidden] >= 1 - 1e-6).all()
    truth = with_totals(counts.astype(float))
    small = (truth < 5) & (hide_zeros | (truth > 0))
    assert safe.hidden[small].all()
    assert (high[small] >= 5 - 1e-6).all()


def test_a_table_without_small_cells_is_shown_whole() -> None:
    safe = suppress(Suppression(5), np.full((3, 4, 2), 9))
    assert not safe.hidden.any()
    assert safe.counts.shape == (4, 5, 3)
    assert safe.counts[-1, -1, -1] == 216


def test_one_small_cell_hides_the_seven_other_corners_of_a_box() -> None:
    counts = np.full((3, 3, 3), 20)
    counts[0, 1, 2] = 2
    safe = suppress(Suppression(5), counts)
    assert safe.hidden.sum() == 8 and safe.hidden[0, 1, 2]
    assert not safe.hidden[-1].any() and not safe.hidden[..., -1].any()


def test_more_than_six_ways_are_refused_in_words() -> None:
    with pytest.raises(SpecificationError, match="leave a way out"):
        suppress(Suppression(5), np.ones((2,) * 7))


def test_ten_thousand_cells_in_three_ways_take_less_than_five_seconds() -> None:
    counts = np.random.default_rng(1).poisson(12, (25, 20, 20))
    begin = time.process_time()
    safe = suppress(Suppression(8), counts)
    assert time.process_time() - begin < 5
    assert safe.hidden.sum() > (counts < 8).sum() > 500
