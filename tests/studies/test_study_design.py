"""The design: who is drawn, what it can detect, and lists that are wrong."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.errors import Conflict, Refused
from bothways.core.models import User
from bothways.studies import actions
from bothways.studies.checks import lots_of
from bothways.studies.detect import detectable, planned_size
from bothways.studies.models import Study
from bothways.studies.predictions import compared
from bothways.studies.queries import whole_study
from bothways.studies.units import UnitRow, read_units, write_units
from bothways.surveys.group_actions import NewCard, NewGroup, groups_add
from tests.studies.conftest import Field

ROWS = st.lists(
    st.builds(
        UnitRow,
        st.from_regex(r"[A-Za-zא-ת0-9]([A-Za-zא-ת0-9 ;,\"]*[A-Za-zא-ת0-9])?", fullmatch=True),
        st.sampled_from(["", "School 1", "مدرسة"]),
        st.integers(0, 9), st.integers(0, 9), st.integers(1, 9),
    ),
    min_size=1, max_size=8, unique_by=lambda row: row.group,
)  # fmt: skip


@given(ROWS)
def test_a_list_that_was_written_is_read_back(rows: list[UnitRow]) -> None:
    assert read_units("groups.csv", write_units(rows)) == (rows, [])


@pytest.mark.parametrize(
    ("content", "place", "code"),
    [
        (b"name,people\n5a,20\n", (0, "group"), "column_missing"),
        (b"group,people\n5a,20\n5a,21\n", (2, "group"), "twice"),
        (b"group,people\n,20\n", (1, "group"), "missing"),
        (b"group,people\n5a,many\n", (1, "people"), "not_a_count"),
        (b"group,people\n5a,-3\n", (1, "people"), "not_a_count"),
        (b"group,people\n5a,0\n", (1, "people"), "people"),
        (b"group,people\n", (0, ""), "empty"),
        (b"", (0, ""), "empty"),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(
    content: bytes, place: tuple[int, str], code: str
) -> None:
    rows, problems = read_units("groups.csv", content)
    assert [(p.row, p.column, p.code) for p in problems] == [(*place, code)], rows


def test_the_seed_draws_the_stored_lots_again(field: Callable[..., Field]) -> None:
    study = field().study
    units = list(study.units.order_by("key"))
    assert lots_of(study, units) == [unit.arm == "programme" for unit in units]
    schools: dict[str, int] = {}
    for unit in units:
        schools[unit.stratum] = schools.get(unit.stratum, 0) + (unit.arm == "programme")
    assert set(schools.values()) == {2}, "two of the four classes of every school"


def test_lots_can_fall_on_single_cards(design: Callable[..., Study], officer: User) -> None:
    study = design(unit="person")
    cards = [NewCard() for _n in range(11)]
    groups = groups_add(study.survey, [NewGroup("5a", cards), NewGroup("5b", cards)], actor=officer)
    actions.units_take(study, dict.fromkeys(groups, ""), actor=officer)
    actions.units_assign(study, actor=officer, seed=3)
    arms = list(study.units.values_list("arm", flat=True))
    assert (len(arms), arms.count("programme")) == (22, 11)


def test_lots_can_fall_on_whole_schools(field: Callable[..., Field], officer: User) -> None:
    study = field(classes=24, unit="school").study
    arms: dict[str, set[str]] = {}
    for unit in study.units.all():
        arms.setdefault(unit.stratum, set()).add(unit.arm)
    assert len(arms) == 6
    assert all(len(of_school) == 1 for of_school in arms.values())
    assert sum(of_school == {"programme"} for of_school in arms.values()) == 3
    assert lots_of(study, list(study.units.all())) == [
        unit.arm == "programme" for unit in study.units.all()
    ]
    found = whole_study(study).detectable
    assert found is not None
    assert (found.size.clusters, found.size.people) == (6, 48)


def test_a_school_must_be_named_before_lots_fall_on_it(
    design: Callable[..., Study], officer: User
) -> None:
    study = design(unit="school")
    groups = groups_add(study.survey, [NewGroup("5a"), NewGroup("5b")], actor=officer)
    with pytest.raises(Refused, match="name the school"):
        actions.units_take(study, dict.fromkeys(groups, ""), actor=officer)


def test_it_says_what_the_design_can_detect_and_what_would_help(
    field: Callable[..., Field],
) -> None:
    whole = whole_study(field(classes=8).study)
    found = whole.detectable
    assert found is not None
    assert found.least.value > 0.4
    assert any("it takes" in line for line in found.advice)
    sizes = [25] * 40
    plain = planned_size(sizes, by_person=False, share=0.5, strata=1, has_baseline=False)
    asked = planned_size(sizes, by_person=False, share=0.5, strata=1, has_baseline=True)
    without, with_baseline = detectable(plain), detectable(asked)
    assert without is not None and with_baseline is not None
    assert with_baseline.least.value < without.least.value
    assert "Ask before the start too" in without.advice[0]


def test_three_groups_in_three_strata_can_detect_nothing() -> None:
    size = planned_size([20, 20, 20], by_person=False, share=0.5, strata=3, has_baseline=True)
    assert detectable(size) is None


def test_a_comparison_needs_both_sides(design: Callable[..., Study], officer: User) -> None:
    study = design("did")
    groups = groups_add(study.survey, [NewGroup("a"), NewGroup("b")], actor=officer)
    actions.units_take(study, dict.fromkeys(groups, ""), actor=officer)
    with pytest.raises(Refused, match="both sides"):
        actions.units_place(study, dict.fromkeys(("G001", "G002"), "programme"), actor=officer)


def test_whoever_saves_second_is_told(design: Callable[..., Study], officer: User) -> None:
    study = design()
    fields = {"title": "New", "question": "", "design": "lottery", "unit": "group"}
    actions.study_describe(study, fields, base=1, actor=officer)
    with pytest.raises(Conflict):
        actions.study_describe(study, fields, base=1, actor=officer)


def test_a_study_page_reads_the_same_number_of_rows_for_few_groups_and_many(
    field: Callable[..., Field], django_assert_num_queries: Callable[..., object]
) -> None:
    for classes in (4, 24):
        study = field(classes=classes).study
        with django_assert_num_queries(4):  # type: ignore[attr-defined]
            whole_study(study)


def test_a_prediction_is_held_against_what_was_found() -> None:
    expected = {"outcome": "belonging", "low": 0.05, "middle": 0.2, "high": 0.35}
    line = {"id": "effect", "grade": "fits", "facts": {"outcomes": [expected]}}
    outcomes = [
        {"family": "belonging", "estimate": -0.3, "lower_is_better": True},
        {"family": "other", "estimate": 1.0},
    ]
    (row,) = compared({"profile": {"lines": [line]}}, outcomes)
    assert (row["observed"], row["difference"], row["inside"]) == (0.3, 0.1, True)
