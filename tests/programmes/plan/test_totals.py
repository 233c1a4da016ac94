"""Totals and breakdowns: they add up, or the report says why not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.programmes.plan.numbers import plain_number, read_number
from bothways.programmes.plan.totals import (
    ALL,
    DIMENSIONS,
    NOTHING,
    Breakdown,
    broken_down,
    over_periods,
)

SEXES, AGES, STAGES = ("female", "male", "unknown"), ("6-11", "12-15"), ("reception", "settlement")
COUNTS = st.integers(0, 500).map(Decimal)
CODES = st.tuples(
    st.sampled_from(("", *SEXES)), st.sampled_from(("", *AGES)), st.sampled_from(("", *STAGES))
)
CELLS = st.dictionaries(CODES, COUNTS, max_size=12)


def holds(found: Breakdown) -> bool:
    """Parts and rest of every dimension make the total."""
    return all(
        margin.sum + margin.rest == found.total
        for margin in found.margins.values()
        if margin.rest is not None
    )


@given(CELLS)
def test_whatever_is_filled_in_the_total_adds_up_or_a_reason_is_given(cells: object) -> None:
    assert isinstance(cells, dict)
    found = broken_down(cells)
    assert holds(found)
    if found.total is None:
        assert not cells or found.problems
    if found.adds_up:
        assert all(margin.rest is None or margin.rest >= 0 for margin in found.margins.values())


@given(CELLS, st.integers(0, 99).map(Decimal))
def test_a_total_that_somebody_gave_is_never_changed(cells: object, total: Decimal) -> None:
    assert isinstance(cells, dict)
    assert broken_down({**cells, ALL: total}).total == total


@given(st.lists(st.tuples(st.sampled_from(SEXES), st.sampled_from(AGES), st.sampled_from(STAGES)),
                max_size=60))  # fmt: skip
def test_people_who_are_counted_cell_by_cell_make_one_total_in_all_dimensions(
    people: list[tuple[str, str, str]],
) -> None:
    cells = {codes: Decimal(people.count(codes)) for codes in set(people)}
    found = broken_down(cells)
    assert found.adds_up
    assert found.total == (len(people) if people else None)
    if people:
        assert all(found.margins[name].is_whole for name in DIMENSIONS)


@given(st.lists(CELLS, max_size=4))
def test_the_sum_of_periods_adds_up_like_each_period(months: list[object]) -> None:
    periods = [(f"P{at}", broken_down(cells)) for at, cells in enumerate(months)]  # type: ignore[arg-type]
    whole = over_periods(periods, "sum")
    assert holds(whole)
    totals = [found.total for _name, found in periods]
    if whole.total is not None:
        assert whole.total == sum(total for total in totals if total is not None)
    elif any(totals):
        assert any(reason.code == "period_without_total" for reason in whole.problems)


@given(CELLS, st.data())
def test_the_order_in_which_cells_arrive_changes_nothing(
    cells: object, data: st.DataObject
) -> None:
    assert isinstance(cells, dict)
    shuffled = dict(data.draw(st.permutations(list(cells.items()))))
    first, second = broken_down(cells), broken_down(shuffled)
    assert (first.total, set(first.problems)) == (second.total, set(second.problems))


def test_a_half_broken_down_figure_keeps_its_rest() -> None:
    found = broken_down({ALL: Decimal(40), ("female", "", ""): Decimal(22)})
    assert found.adds_up
    assert found.margins["sex"].rest == 18
    assert found.margins["age"].rest == 40


def test_parts_that_exceed_the_total_are_named_with_both_numbers() -> None:
    cells = {ALL: Decimal(30), ("female", "", ""): Decimal(22), ("male", "", ""): Decimal(14)}
    (reason,) = broken_down(cells).problems
    assert (reason.code, reason.dimension, reason.numbers) == (
        "parts_exceed", "sex", (Decimal(36), Decimal(30)),
    )  # fmt: skip


def test_two_dimensions_that_make_different_sums_give_no_total() -> None:
    found = broken_down({("female", "", ""): Decimal(40), ("", "6-11", ""): Decimal(36)})
    assert found.total is None
    assert [r.code for r in found.problems] == ["dimensions_differ"]
    assert found.problems[0].numbers == (Decimal(40), Decimal(36))


def test_shares_are_not_added() -> None:
    halves = {("female", "", ""): Decimal(50), ("male", "", ""): Decimal(60)}
    found = broken_down(halves, adds=False)
    assert found.total is None
    assert [r.code for r in found.problems] == ["parts_of_a_share"]
    given_one = broken_down({**halves, ALL: Decimal(55)}, adds=False)
    assert (given_one.total, given_one.adds_up) == (Decimal(55), True)


def test_people_who_are_counted_once_are_not_added_over_periods() -> None:
    periods = [("Spring", broken_down({ALL: Decimal(20)})),
               ("Autumn", broken_down({ALL: Decimal(25)}))]  # fmt: skip
    found = over_periods(periods, "distinct")
    assert found.total is None
    assert [(r.code, r.periods) for r in found.problems] == [
        ("people_counted_once", ("Spring", "Autumn"))
    ]
    assert over_periods(periods, "latest").total == 25
    assert over_periods(periods, "mean").total == Decimal("22.5")
    assert over_periods([*periods, ("Winter", NOTHING)], "sum").total == 45


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_that_a_form_shows_is_read_back_as_the_same(value: Decimal) -> None:
    assert read_number(plain_number(value)) == value


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused_with_words(text: str) -> None:
    try:
        found = read_number(text)
    except ValueError as error:
        assert str(error)
    else:
        assert found is None or found.is_finite()


@pytest.mark.parametrize(("text", "value"), [
    ("٤٠", "40"), ("12,5", "12.5"), ("1 250", "1250"), ("1.234.567", "1234567"),
    ("1,234.50", "1234.5"), ("1.234,50", "1234.5"), ("١٢٫٥", "12.5"), ("−3", "-3"),
    ("1’250", "1250"), ("0.125", "0.125"),
])  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "12 people", "--1", "1e9", "1" * 15, "0.12345"])
def test_what_can_be_read_in_two_ways_or_not_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        read_number(text)
