"""Lots: every unit has the same chance, the numbers are as even as can be, a seed is for ever."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.stats.errors import DesignError
from bothways.stats.trials import Lottery, draw_lots

SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=8).filter(lambda sizes: sum(sizes) > 4)


def units_of(sizes: list[int]) -> tuple[list[str], list[str]]:
    strata = [f"town {s}" for s, size in enumerate(sizes) for _ in range(size)]
    return [f"class {k:03}" for k in range(len(strata))], strata


@given(SIZES, st.integers(0, 10_000))
def test_no_stratum_is_further_than_one_unit_from_its_share(sizes: list[int], seed: int) -> None:
    units, strata = units_of(sizes)
    arms = draw_lots(Lottery(seed), units, strata)
    for name, size in zip(dict.fromkeys(strata), sizes, strict=True):
        treated = arms[np.array(strata) == name].sum()
        assert abs(treated - size / 2) < 1
    assert abs(arms.sum() - len(units) / 2) < 1


@given(SIZES, st.integers(0, 10_000), st.randoms())
def test_the_order_of_the_list_changes_nothing(sizes: list[int], seed: int, random: object) -> None:
    units, strata = units_of(sizes)
    arms = dict(zip(units, draw_lots(Lottery(seed), units, strata).tolist(), strict=True))
    rows = list(zip(units, strata, strict=True))
    random.shuffle(rows)  # type: ignore[attr-defined]
    again = draw_lots(Lottery(seed), [u for u, _ in rows], [s for _, s in rows]).tolist()
    assert dict(zip([u for u, _ in rows], again, strict=True)) == arms


def test_every_unit_has_the_chance_that_was_asked_for() -> None:
    units, strata = units_of([3, 1, 2, 5])
    drawn = [draw_lots(Lottery(seed, 0.4), units, strata) for seed in range(4_000)]
    chances = np.mean(drawn, axis=0)
    assert np.abs(chances - 0.4).max() < 4 * np.sqrt(0.4 * 0.6 / 4_000)


def test_this_seed_draws_these_lots_on_every_machine() -> None:
    units, strata = units_of([4, 4, 4])
    assert draw_lots(Lottery(20261130), units, strata).tolist() == [
        1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1
    ]  # fmt: skip


@pytest.mark.parametrize("units", [["a"], ["a", "a", "b"]])
def test_lots_that_mean_nothing_are_refused(units: list[str]) -> None:
    with pytest.raises(DesignError):
        draw_lots(Lottery(1), units)


def test_a_share_that_leaves_an_arm_empty_is_refused() -> None:
    with pytest.raises(DesignError, match="one arm stays empty"):
        draw_lots(Lottery(1, 0.01), ["a", "b", "c"])
