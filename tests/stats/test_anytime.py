"""An interval that may be looked at after every answer."""

import numpy as np
import pytest

from bothways.stats.errors import DesignError, NotEstimableError
from bothways.stats.trials import AnytimeEffect, anytime_effect
from bothways.stats.trials.anytime import _rho2, _width

LOOKS = range(100, 1_001, 50)


def ever_excludes(effect: float, truth: float, seed: int) -> bool:
    rng = np.random.default_rng(seed)
    arm = rng.integers(0, 2, 1_000)
    answers = 50 + effect * arm + rng.normal(size=1_000)
    found = (anytime_effect(AnytimeEffect(), answers[:n], arm[:n]) for n in LOOKS)
    return any(not (e.interval[0] <= truth <= e.interval[1]) for e in found if e.interval)


def test_looking_nineteen_times_errs_in_at_most_five_of_a_hundred_trials() -> None:
    wrong = np.mean([ever_excludes(0.3, 0.3, seed) for seed in range(300)])
    assert wrong <= 0.05


def test_an_effect_of_half_a_standard_deviation_is_found_before_the_end() -> None:
    assert np.mean([ever_excludes(0.5, 0.0, seed) for seed in range(100)]) > 0.95


def test_few_answers_carry_a_caution_and_one_arm_gives_no_effect() -> None:
    few = anytime_effect(AnytimeEffect(), [1.0, 2, 3, 4, 5, 7], [0, 1, 0, 1, 0, 1])
    assert [caution.code for caution in few.warnings] == ["few_answers"]
    with pytest.raises(NotEstimableError):
        anytime_effect(AnytimeEffect(), [1.0, 2, 3, 4], [1, 1, 1, 0])
    with pytest.raises(DesignError):
        anytime_effect(AnytimeEffect(), [1.0, 2, 3, 4], [1, 1, 1, 1])


def test_the_p_value_says_when_the_interval_begins_to_exclude_nothing() -> None:
    rng = np.random.default_rng(5)
    arm = rng.integers(0, 2, 400)
    answers = 0.6 * arm + rng.normal(size=400)
    found = anytime_effect(AnytimeEffect(), answers, arm)
    assert found.p_value is not None
    # The mixing is fixed by the planned level, so the interval is asked for at that mixing.
    just = _width(399, _rho2(500, 0.05), found.p_value)
    assert abs(found.value) == pytest.approx(just * (found.se or 0) * np.sqrt(399))
    assert (found.p_value < 0.05) == bool(found.interval and found.interval[0] > 0)
