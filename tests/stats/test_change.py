"""Before and after: a change is described, never sold as an effect."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from bothways.stats.errors import DesignError, InputError
from bothways.stats.observed.change import Change, change, compare_changes
from bothways.stats.regression import LeastSquares, regress


def children(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    classes = np.repeat(np.arange(n // 5), 5)
    before = rng.normal(size=n // 5)[classes] + rng.normal(size=n)
    after = 0.6 * before + 0.5 + 0.3 * rng.normal(size=n // 5)[classes] + rng.normal(size=n)
    return before, after, classes


def test_the_change_of_independent_people_is_the_paired_t_test() -> None:
    before, after, _ = children(1)
    e = change(Change(), before, after)[0]
    paired = stats.ttest_rel(after, before)
    assert_allclose([e.statistic, e.p_value, e.df], [paired.statistic, paired.pvalue, 59])
    assert e.interval is not None
    assert_allclose(e.interval, paired.confidence_interval(0.95))


def test_classes_make_the_change_less_certain() -> None:
    before, after, classes = children(2)
    alone = change(Change(), before, after)[0]
    clustered = change(Change(), before, after, classes)[0]
    assert alone.value == clustered.value
    assert clustered.se > alone.se
    assert clustered.clusters == 12


def test_every_number_says_that_a_change_is_not_an_effect() -> None:
    before, after, _ = children(3)
    for e in change(Change(selected=True), before, after):
        assert [w.code for w in e.warnings[:2]] == ["change_not_effect", "regression_to_mean"]


def test_only_the_change_is_tested_not_the_two_means() -> None:
    before, after, _ = children(4)
    found = change(Change(), before, after)
    assert [e.p_value is None for e in found] == [False, True, True, False]


def test_the_standardised_change_has_the_large_sample_error_of_the_textbook() -> None:
    rng = np.random.default_rng(5)
    before = rng.normal(size=20_000)
    after = 0.7 * before + 0.4 + np.sqrt(1 - 0.49) * rng.normal(size=20_000)
    e = change(Change(), before, after)[3]
    assert_allclose(e.value, 0.4, atol=0.02)
    textbook = np.sqrt(2 * (1 - 0.7) / 20_000 + 0.4**2 / (2 * 20_000))
    assert_allclose(e.se, textbook, rtol=0.03)
    assert e.unit == "standard deviations before"


def test_two_groups_get_both_answers() -> None:
    before, after, classes = children(6)
    arm = (classes % 2).astype(float)
    gain, level = compare_changes(Change(), before, after, arm, classes)
    by_hand = regress(LeastSquares(), after - before, {"arm": arm}, classes)["arm"]
    assert_allclose([gain.value, gain.se, gain.df], [by_hand.value, by_hand.se, by_hand.df])
    ancova = regress(LeastSquares(), after, {"arm": arm, "b": before}, classes)["arm"]
    assert_allclose([level.value, level.se], [ancova.value, ancova.se])
    assert gain.warnings[0].code == "baseline_assumed"


def test_too_few_people_or_clusters_are_refused_in_words() -> None:
    with pytest.raises(DesignError, match="person"):
        change(Change(), [1.0, np.nan], [2.0, 3.0])
    with pytest.raises(DesignError, match="cluster"):
        change(Change(), [1.0, 2.0], [2.0, 3.0], ["a", "a"])
    with pytest.raises(InputError, match="arm, row 2"):
        compare_changes(Change(), [1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [0, 2, 1])


@pytest.mark.slow
@pytest.mark.parametrize("classes", [8, 20])
def test_the_intervals_of_a_change_cover_it(classes: int) -> None:
    hits = np.zeros(2)
    for seed in range(2000):
        rng = np.random.default_rng(seed)
        group = np.repeat(np.arange(classes), 10)
        before = rng.normal(size=group.size)
        after = 0.5 * before + 0.4 + rng.normal(size=classes)[group] * 0.5
        after = after + np.sqrt(0.5) * rng.normal(size=group.size)
        found = change(Change(), before, after, group)[::3]
        hits += [e.interval[0] <= 0.4 <= e.interval[1] for e in found]
    assert 0.93 <= hits[0] / 2000 <= 0.97
    assert 0.92 <= hits[1] / 2000 <= 0.98
