"""Slow: what the methods promise, held against many draws (table in docs/method/simulations.md)."""

import numpy as np
import pytest

from .simulation import DESIGNS, OTHERS, Tally, clusters_table

DRAWS = 1000
SLACK = 3 * np.sqrt(0.05 * 0.95 / DRAWS)
HONEST = ("CR2, Satterthwaite", "randomisation", "family of four, any", "complier effect")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("schools", DESIGNS)
def test_tests_for_clusters_keep_their_five_per_cent(schools: int) -> None:
    found = clusters_table(DRAWS, (schools,))[schools]
    for name in HONEST:
        assert found[name].false_positives <= 0.05 + SLACK, name
    assert found["rows taken as independent"].false_positives > 0.2


@pytest.mark.parametrize("name", OTHERS)
def test_intervals_hold_the_truth_as_often_as_they_say(name: str) -> None:
    rng = np.random.default_rng(sum(map(ord, name)))
    tally = Tally()
    for _ in range(DRAWS):
        tally.add(*OTHERS[name](rng))
    assert 0.93 - SLACK <= tally.coverage <= 0.97 + SLACK
