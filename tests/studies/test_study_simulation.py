"""Many studies with a known effect through the whole product: what the intervals hold."""

from collections.abc import Callable

import pytest

from bothways.core.models import User
from bothways.studies import actions
from bothways.studies.models import Study
from bothways.studies.run_actions import study_run
from tests.studies.conftest import POINTS, Field

STUDIES = 200
# Each of the 200 is right with chance .95: fewer than 182 or more than 198 happen once in 500.
FEWEST, MOST = 182, 198
EFFECT = 0.3
IN_POINTS = 40 * EFFECT


def intervals(
    answered: Callable[..., Field], officer: User, monkeypatch: pytest.MonkeyPatch, effect: float
) -> list[tuple[float, float, float]]:
    """Interval of the main outcome and the p value of its lottery, study by study."""
    add = actions.outcome_add

    def with_points(study: Study, fields: dict[str, object], *, actor: User) -> object:
        chosen = POINTS if fields["key"] == "belonging" else fields
        return add(study, chosen, actor=actor)

    monkeypatch.setattr(actions, "outcome_add", with_points)
    found = []
    for seed in range(STUDIES):
        study = answered(effect=effect, seed=seed, lots=seed, classes=16, people=8).study
        row = next(r for r in study_run(study, actor=officer).answers if r["outcome"] == "points")
        low, high = row["estimates"][0]["interval"]
        found.append((low, high, row["estimates"][1]["p_value"]))
    return found


@pytest.mark.slow
def test_the_intervals_of_two_hundred_studies_hold_the_effect_that_is_there(
    answered: Callable[..., Field], officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = intervals(answered, officer, monkeypatch, EFFECT)
    holding = sum(low <= IN_POINTS <= high for low, high, _p in found)
    assert FEWEST <= holding <= MOST, f"{holding} of {STUDIES}"


@pytest.mark.slow
def test_two_hundred_programmes_that_do_nothing_are_rarely_said_to_do_something(
    answered: Callable[..., Field], officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = intervals(answered, officer, monkeypatch, 0.0)
    claimed = sum(p < 0.05 for _low, _high, p in found)
    assert claimed <= STUDIES - FEWEST, f"{claimed} of {STUDIES}"
