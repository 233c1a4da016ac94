"""Each line against cases that can be worked out by hand."""

import math
from dataclasses import replace

import pytest

from bothways.context.observation import Observation
from bothways.stats.synthesis import RandomEffects, pool
from bothways.tailoring.fit.effect import NORMAL_95, Effect, expected
from bothways.tailoring.fit.lines import Surroundings
from bothways.tailoring.fit.places import context_gaps, distances, panel_of
from bothways.tailoring.fit.profile import Profile, profile_of
from bothways.tailoring.fit.studied import Cost, Precondition, Studied, studied, token_of
from bothways.tailoring.fit.wish import Wish
from bothways.tailoring.fit.yardsticks import Series, Yardstick, yardsticks
from tests.tailoring.fits import around, figures

ONE = Studied(
    "one", ages=((6, 9),), genders=("any",), stages=("reception",), sides=("newcomers",),
    outcomes=("belonging_identity", "wellbeing"), languages=("de",), countries=("AT",),
    studies=1,
)  # fmt: skip
WISH = Wish(place="DE", age=(8, 12), stage=("reception", "settlement"), side=("newcomers",))


def grades(profile: Profile) -> dict[str, str]:
    return {line.id: line.grade for line in profile.lines}


def test_no_yardstick_reads_the_share_of_women_and_men_as_a_share_of_the_population() -> None:
    read = {part.indicator for yardstick in yardsticks() for part in yardstick.parts}
    assert "population_share" not in read and "migrant_share" in read


def test_age_is_the_share_of_the_wished_years_inside_the_studied_ones() -> None:
    line = profile_of(ONE, WISH, around()).line("age")
    assert (line.grade, line.value) == ("partly", pytest.approx(2 / 5))
    assert (line.facts["covered"], line.facts["years"]) == (2, 5)


def test_two_age_groups_are_not_counted_twice_where_they_overlap() -> None:
    twice = replace(ONE, ages=((6, 9), (8, 10)))
    assert profile_of(twice, WISH, around()).line("age").value == pytest.approx(3 / 5)


def test_half_of_the_wished_stages_fits_in_part() -> None:
    assert profile_of(ONE, WISH, around()).line("stage").value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("asked", "on_record", "grade"),
    [("f", ("any",), "fits"), ("f", ("m",), "does_not_fit"), ("any", ("f",), "partly"),
     ("any", ("f", "m"), "fits"), ("f", (), "unknown")],
)  # fmt: skip
def test_gender_open_to_all_includes_girls_and_for_girls_is_half_of_all(
    asked: str, on_record: tuple[str, ...], grade: str
) -> None:
    one = replace(ONE, genders=on_record)
    assert profile_of(one, WISH.but(gender=asked), around()).line("gender").grade == grade


def test_children_in_general_say_nothing_about_their_families() -> None:
    wish = WISH.but(company="unaccompanied")
    for kinds, grade in ((("children",), "unknown"), (("unaccompanied_minors",), "fits"),
                         (("parents",), "does_not_fit")):  # fmt: skip
        line = profile_of(replace(ONE, kinds=kinds), wish, around()).line("company")
        assert line.grade == grade


def test_measured_on_newcomers_alone_is_said_when_hosts_are_the_target() -> None:
    profile = profile_of(ONE, WISH.but(side=("hosts",)), around())
    codes = {one.code: one.facts for one in profile.warnings}
    assert codes["not_measured_on_hosts"] == {"sides": ["newcomers"]}
    assert "side" in codes["other_group"]["lines"]


# Two places that differ by the whole range on one yardstick and not at all on two others.
FLAT = (
    Yardstick("work", "work", Series("employment_rate", "Y15-64"), 1.0),
    Yardstick("people", "people", Series("population_share", "TOTAL"), 1.0),
    Yardstick("income", "income", Series("income", "TOTAL"), 2.0),
)


def figure(indicator: str, place: str, value: float | None, year: int = 2024, flag: str = "",
           age: str = "TOTAL") -> Observation:  # fmt: skip
    return Observation(indicator, place, str(year), age=age, value=value, flag=flag)


def three_places() -> list[Observation]:
    values = {"DE": (80, 10, 5), "AT": (60, 10, 7), "FR": (80, 20, 9)}
    return [
        figure(indicator, place, value, age="Y15-64" if indicator == "employment_rate" else "TOTAL")
        for place, row in values.items()
        for indicator, value in zip(("employment_rate", "population_share", "income"), row,
                                    strict=True)
    ]  # fmt: skip


def test_gowers_distance_is_the_weighted_mean_of_differences_over_ranges() -> None:
    found = distances(panel_of(three_places(), FLAT), "DE")
    assert found is not None
    # AT: (1 * 20/20 + 1 * 0 + 2 * 2/4) / 4; FR: (0 + 1 + 2 * 4/4) / 4
    assert found.of("AT", None) == pytest.approx(0.5)
    assert found.of("FR", None) == pytest.approx(0.75)


def test_a_place_with_too_little_in_common_is_unknown_and_not_far() -> None:
    more = [replace(row, place="SE") for row in three_places() if row.place == "FR"]
    rows = [r for r in [*three_places(), *more] if (r.place, r.indicator) != ("AT", "income")]
    found = distances(panel_of(rows, FLAT), "DE")
    assert found is not None
    assert math.isnan(found.of("AT", None))


def test_the_year_of_the_practice_is_compared_and_not_todays() -> None:
    old = [
        figure("employment_rate", "AT", 80, 2010, age="Y15-64"),
        figure("population_share", "AT", 10, 2010), figure("income", "AT", 5, 2010),
    ]  # fmt: skip
    found = distances(panel_of([*three_places(), *old], FLAT), "DE")
    assert found is not None
    assert found.of("AT", 2011) == pytest.approx(0)
    assert found.of("AT", None) == pytest.approx(0.5)


def test_a_suppressed_figure_is_not_a_zero() -> None:
    rows = [figure("income", "DE", None, flag="c") if (r.place, r.indicator) == ("DE", "income")
            else r for r in three_places()]  # fmt: skip
    assert distances(panel_of(rows, FLAT), "DE") is None  # two yardsticks are left: too few


def test_flags_travel_from_the_figure_to_the_warning() -> None:
    rows = [replace(row, flag="u") if row.place == "AT" else row for row in figures()]
    near = Surroundings(distances(panel_of(rows, yardsticks()), "DE"))
    profile = profile_of(ONE, WISH, near)
    flagged = next(one for one in profile.warnings if one.code == "flagged")
    assert flagged.facts["flags"] == ["u"]
    gaps = profile.line("place").facts["gaps"]
    assert len(gaps) == 5
    sizes = [abs(gap["standardised"]) for gap in gaps]
    assert sizes == sorted(sizes, reverse=True)


def test_no_yardstick_holds_citizenship_against_birth() -> None:
    foreign = Series("employment_rate", "Y15-64", citizenship="FOR")
    born_abroad = Series("employment_rate", "Y15-64", country_of_birth="FOR")
    with pytest.raises(ValueError, match="one origin axis"):
        Yardstick("mixed", "work", foreign, 1.0, born_abroad)
    for gap in context_gaps(panel_of(figures(), yardsticks()), "DE", "AT", None):
        sides = [*gap.here.rows, *gap.there.rows]
        assert len({row.citizenship == "TOTAL" for row in sides}) == 1
        assert len({row.country_of_birth == "TOTAL" for row in sides}) == 1


def test_a_cost_elsewhere_is_repriced_by_price_levels_or_said_to_need_them() -> None:
    one = replace(ONE, cost=Cost(1000.0, "EUR", 2020))
    wish = WISH.but(budget=1300.0, currency="EUR")
    plain = profile_of(one, wish, around()).line("means").facts
    assert plain["cost"]["lacks"] == ["price_level"]
    assert plain["rows"][0]["state"] == "unknown"
    priced = profile_of(one, wish, around("DE", price_level={"DE": 120.0, "AT": 100.0}))
    facts = priced.line("means").facts
    assert facts["cost"]["here"] == pytest.approx(1200)
    assert (priced.line("means").grade, facts["rows"][0]["state"]) == ("fits", "covered")
    short = profile_of(one, wish.but(budget=1100.0), around("DE", price_level={"DE": 120.0,
                       "AT": 100.0})).line("means")  # fmt: skip
    assert short.facts["rows"][0]["missing"] == pytest.approx(100)


def test_means_are_not_said_to_fit_while_neither_money_nor_staff_is_on_record() -> None:
    one = replace(ONE, digital="none", weeks=4.0)
    line = profile_of(one, WISH.but(devices=3.0, weeks=5.0), around()).line("means")
    assert (line.grade, line.value) == ("partly", 1.0)


def test_what_cannot_be_done_without_and_is_not_there_does_not_fit() -> None:
    hall = Precondition("A hall", True, token_of("A hall"))
    one = replace(ONE, preconditions=(hall,))
    for wish, grade in ((WISH, "unknown"), (WISH.but(met=(hall.token,)), "fits"),
                        (WISH.but(unmet=(hall.token,)), "does_not_fit")):  # fmt: skip
        assert profile_of(one, wish, around()).line("preconditions").grade == grade
    digital = replace(ONE, digital="only")
    assert grades(profile_of(digital, WISH.but(devices=0.0), around()))["preconditions"] == (
        "does_not_fit"
    )


def three_studies(values: tuple[float, ...], half: float = 0.1) -> list[Effect]:
    return [Effect("wellbeing", str(at), value, half / NORMAL_95)
            for at, value in enumerate(values)]  # fmt: skip


def test_an_expected_effect_takes_three_comparable_studies() -> None:
    assert expected("wellbeing", three_studies((0.2, 0.3)), 2).why_not == "too_few"
    assert expected("wellbeing", [], 0).why_not == "no_study"
    assert expected("wellbeing", [], 4).why_not == "too_few"
    found = expected("wellbeing", three_studies((0.1, 0.3, 0.35, 0.2)), 4)
    error = 0.1 / NORMAL_95
    pooled = pool(RandomEffects(), [0.1, 0.3, 0.35, 0.2], [error] * 4)
    assert pooled.prediction is not None
    assert (found.comparable, (found.low, found.high)) == (4, pooled.prediction.interval)


def test_three_outcomes_of_one_study_are_one_study() -> None:
    same = [Effect("wellbeing", "1", value, 0.05) for value in (0.1, 0.2, 0.3)]
    found = expected("wellbeing", same, 1)
    assert (found.comparable, found.why_not) == (1, "too_few")


SAME = Wish(place="AT", age=(6, 9), stage=("reception",), language=("de",))


@pytest.mark.parametrize(
    ("wish", "duty"),
    [
        (SAME, "monitoring"),
        (SAME.but(language=("ar", "de")), "fidelity_and_monitoring"),
        (SAME.but(age=(6, 10)), "new_outcome_evaluation"),
        (SAME.but(place="SE"), "new_outcome_evaluation"),
        (SAME.but(place="LB"), "undecided"),
        (SAME.but(stay=("years_0_1",)), "undecided"),
    ],
)
def test_what_has_to_be_evaluated_follows_from_what_lies_outside_the_studied_range(
    wish: Wish, duty: str
) -> None:
    tested = replace(ONE, crossings=3)
    assert profile_of(tested, wish, around(wish.place)).reevaluation.kind == duty


@pytest.mark.parametrize(
    ("crossings", "duty"),
    [(None, "undecided"), (0, "new_outcome_evaluation"), (1, "monitoring"), (5, "monitoring")],
)
def test_monitoring_is_never_enough_for_a_practice_that_nobody_has_tested(
    crossings: int | None, duty: str
) -> None:
    one = replace(ONE, crossings=crossings)
    assert profile_of(one, SAME, around("AT")).reevaluation.kind == duty


def test_leaving_out_a_core_part_asks_for_a_new_evaluation() -> None:
    one = replace(ONE, digital="core")
    found = profile_of(one, SAME.but(devices=0.0), around("AT")).reevaluation
    assert (found.kind, found.because) == ("new_outcome_evaluation", ("core",))


def test_south_to_south_takes_a_place_and_people_of_the_south() -> None:
    wish = WISH.but(south_south=True)
    for countries, origins, grade in (
        (("LB",), ("SY",), "fits"), (("LB",), (), "unknown"), (("DE",), ("SY",), "does_not_fit"),
        (("LB",), ("DE",), "does_not_fit"),
    ):  # fmt: skip
        one = replace(ONE, countries=countries, origins=origins)
        assert profile_of(one, wish, around()).line("south_south").grade == grade


def test_the_record_is_read_without_adding_anything_to_it() -> None:
    found = studied({"id": "bare"})
    assert found == Studied("bare")
    rows = [{"ingredient": "a", "amount": 10, "currency": "EUR"},
            {"ingredient": "b", "amount": 5, "currency": "USD"}]  # fmt: skip
    assert studied({"id": "x", "cost_table": rows}).cost is None
    dose = {"sessions": 10, "minutes": 90}
    assert studied({"id": "x", "dose": dose}).hours == pytest.approx(15)
    assert studied({"id": "x", "missing": {"studies": "not_reported"}}).studies == 0
