"""The figures that ship: what was published comes out."""

import pytest

from bothways.context import queries
from bothways.context.actions import starter_load
from bothways.context.codes import code_list
from bothways.context.models import Dataset, Indicator, Observation

pytestmark = pytest.mark.usefixtures("figures")


def value(indicator: str, place: str, time: str, **dimensions: str) -> float | None:
    [found] = queries.observations(
        indicators=[indicator], places=[place], times=[time], **dimensions
    )
    return found.value


@pytest.mark.parametrize(
    ("indicator", "time", "age", "nationals", "other_eu", "outside"),
    [
        ("employment_rate", "2023", "Y20-64", 76.2, 77.6, 63.0),
        ("unemployment_rate", "2023", "Y20-64", 5.4, 6.9, 12.2),
        ("early_leavers", "2023", "Y18-24", 8.2, 22.8, 25.3),
        ("arope", "2022", "Y_GE18", 19.3, 27.3, 46.2),
        ("arop", "2022", "Y_GE18", 14.5, 22.1, 37.2),
    ],
)
def test_figures_of_the_union_come_out_as_published(
    indicator: str, time: str, age: str, nationals: float, other_eu: float, outside: float
) -> None:
    groups = ("NAT", "EU27_2020_FOR", "NEU27_2020_FOR")
    found = [value(indicator, "EU27_2020", time, age=age, citizenship=g) for g in groups]
    assert found == [nationals, other_eu, outside]


def test_citizenship_and_country_of_birth_stay_two_axes() -> None:
    citizens = value("arope", "EU27_2020", "2021", citizenship="NEU27_2020_FOR")
    born = value("arope", "EU27_2020", "2021", country_of_birth="NEU27_2020_FOR")
    assert (citizens, born) == (48.4, 41.0)


GAPS_2024 = {
    "BG": 20.1, "DE": 14.0, "FI": 12.7, "NL": 11.2, "SE": 9.8,
    "AT": 6.8, "ES": 4.5, "IT": -0.1, "PL": -7.0, "MT": -9.2,
}  # fmt: skip


@pytest.mark.parametrize(("place", "expected"), GAPS_2024.items())
def test_employment_gaps_of_2024_come_out_as_published(place: str, expected: float) -> None:
    found = queries.gap("employment_rate", place, age="Y15-64", time="2024")
    assert found is not None
    assert round(found.value, 1) == expected


def test_the_gap_of_women_in_germany_differs_from_that_of_men() -> None:
    women = queries.gap("employment_rate", "DE", sex="F")
    men = queries.gap("employment_rate", "DE", sex="M")
    assert women is not None and men is not None
    assert (women.native.value, women.foreign.value, round(women.value, 1)) == (77.8, 56.6, 21.2)
    assert (men.native.value, men.foreign.value, round(men.value, 1)) == (82.2, 74.7, 7.5)


def test_child_poverty_by_the_origin_of_parents_does_not_collide() -> None:
    found = queries.observations(indicators=["child_poverty_risk_by_parent_background"])
    assert {row.other: row.value for row in found} == {
        "parents=immigrant": 36.4, "parents=national": 19.0,
    }  # fmt: skip


def test_a_flag_of_either_figure_is_a_flag_of_the_gap() -> None:
    found = queries.gap("employment_rate", "BG", time="2024")
    assert found is not None
    assert found.flag == "u"


def test_a_mean_keeps_its_standard_error_and_its_pupils() -> None:
    [row] = queries.observations(
        indicators=["pisa_math_mean"], places=["NL"], other="generation=second"
    )
    assert (row.value, row.standard_error, row.n) == (491.79774, 10.3380834, 265)


def test_loading_again_changes_nothing() -> None:
    before = Observation.objects.count(), Dataset.objects.count()
    starter_load(actor=None)
    assert (Observation.objects.count(), Dataset.objects.count()) == before
    assert before[0] > 19_000


def test_every_code_and_indicator_of_the_starter_set_has_a_name() -> None:
    columns = ("indicator", "place", "sex", "age", "citizenship", "country_of_birth", "unit")
    used = {name: set(Observation.objects.values_list(name, flat=True)) for name in columns}
    assert used.pop("indicator") <= set(Indicator.objects.values_list("code", flat=True))
    lists = {"citizenship": "origin", "country_of_birth": "origin"}
    for column, codes in used.items():
        known = code_list(lists.get(column, column))
        assert all(code in known for code in codes), column
        assert all(known.label(code, "uk") != code for code in codes), column


def test_every_figure_has_a_source() -> None:
    for dataset in Dataset.objects.all():
        assert dataset.title and dataset.publisher
