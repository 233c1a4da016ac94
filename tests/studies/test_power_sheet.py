"""What a planned study can detect rests on values that anybody may see, try and keep."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.studies import actions
from bothways.studies.detect import (
    ACHIEVEMENT,
    SOCIAL,
    Assumed,
    detectable,
    planned_size,
    starting_values,
)
from bothways.studies.models import Study
from bothways.studies.queries import whole_study
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from tests.studies.conftest import Field

shares = st.floats(0.0, 0.6)


@pytest.fixture
def drawn(design: Callable[..., Study], officer: User) -> Study:
    """Twenty classes of twenty with their lots, and the plan still open."""
    study = design()
    cards = [NewCard()] * 20
    groups = groups_add(study.survey, [NewGroup(f"C{n}", cards) for n in range(20)], actor=officer)
    actions.units_take(study, dict.fromkeys(groups, ""), actor=officer)
    actions.units_assign(study, actor=officer, seed=7)
    return Study.objects.get(pk=study.pk)


def least(assumed: Assumed, **more: bool) -> float:
    size = planned_size([20] * 30, by_person=False, share=0.5, strata=1,
                        has_baseline=more.get("has_baseline", True), assumed=assumed)  # fmt: skip
    found = detectable(size, assumed)
    assert found is not None
    return found.least.value


@given(shares, shares, shares, st.floats(0.02, 0.3))
def test_likeness_and_loss_make_a_study_blinder_and_a_survey_before_makes_it_keener(
    icc: float, r2: float, loss: float, more: float
) -> None:
    start = least(Assumed(icc, r2, loss))
    assert least(Assumed(icc + more, r2, loss)) > start
    assert least(Assumed(icc, r2 + more, loss)) < start
    assert least(Assumed(icc, r2, loss + more)) > start


def test_without_a_survey_before_it_explains_nothing() -> None:
    few, much = Assumed(0.1, 0.0, 0.15), Assumed(0.1, 0.9, 0.15)
    assert least(few, has_baseline=False) == least(much, has_baseline=False)


def test_tests_of_achievement_start_elsewhere_than_what_pupils_say() -> None:
    assert starting_values(["belonging_identity", ""]) == SOCIAL
    assert starting_values(["belonging_identity", "language_reading"]) == ACHIEVEMENT
    assert ACHIEVEMENT.icc > SOCIAL.icc


def numbers(page: str) -> list[float]:
    """What it finds, and what it was before."""
    found = re.findall(r"finds effects of (\d\.\d\d)|so far it was (\d\.\d\d)", page)
    return [float(first or second) for first, second in found]


def test_a_value_is_tried_without_script_and_its_effect_stands_beside_what_was(
    drawn: Study, officer: User, signed_in: Callable[[User], Client]
) -> None:
    address, client = reverse("study", args=[drawn.pk]), signed_in(officer)
    (before,) = numbers(client.get(address).content.decode())
    page = client.get(address, {"icc": "0.02", "r2": "0.3", "loss": "0.15"}).content.decode()
    tried, was = numbers(page)
    assert was == before > tried
    assert "Assume these values in the plan" in page
    assert "an assumption without a source" in page
    assert "Parker and others 2025" in page
    assert numbers(client.get(address).content.decode()) == [before], "trying keeps nothing"


def test_what_is_kept_goes_into_the_locked_plan(
    drawn: Study, officer: User, signed_in: Callable[[User], Client]
) -> None:
    values = {"icc": "0.04", "r2": "0.2", "loss": "0.3"}
    signed_in(officer).post(reverse("study_assumed", args=[drawn.pk]), values)
    drawn.refresh_from_db()
    assert drawn.assumed == {"icc": 0.04, "r2": 0.2, "loss": 0.3}
    actions.plan_lock(drawn, actor=officer)
    drawn.refresh_from_db()
    assert (drawn.expected["icc"], drawn.expected["attrition"]) == (0.04, 0.3)
    assert drawn.plan["expected"] == drawn.expected
    with pytest.raises(Refused, match="locked"):
        actions.study_assume(drawn, SOCIAL, actor=officer)


@pytest.mark.parametrize("wrong", ["2", "-1", "many", ""])
def test_an_impossible_value_is_named_at_its_place_and_nothing_else_is_lost(
    drawn: Study, officer: User, signed_in: Callable[[User], Client], wrong: str
) -> None:
    address, client = reverse("study", args=[drawn.pk]), signed_in(officer)
    page = client.get(address, {"icc": wrong, "r2": "0.3", "loss": "0.15"}).content.decode()
    assert 'id="id_icc_error"' in page
    assert len(numbers(page)) == 1
    values = {"icc": wrong, "r2": "0.3", "loss": "0.15"}
    client.post(reverse("study_assumed", args=[drawn.pk]), values)
    assert Study.objects.get(pk=drawn.pk).assumed == {}


def test_an_outsider_assumes_nothing(drawn: Study, outsider: User) -> None:
    with pytest.raises(NotAllowed):
        actions.study_assume(drawn, SOCIAL, actor=outsider)
    assert whole_study(drawn).assumed == SOCIAL


def test_a_study_without_comparison_has_no_sheet(
    field: Callable[..., Field], officer: User, signed_in: Callable[[User], Client]
) -> None:
    address = reverse("study", args=[field("prepost", classes=4).study.pk])
    assert "What this assumes" not in signed_in(officer).get(address).content.decode()
