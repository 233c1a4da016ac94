"""Totals and parts: they make one another, or a reason says why not."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bothways.programmes.disclosure.margins import Margins
from bothways.programmes.figures import REST, UNKNOWN, Figure, adds_up, margins_of, over_all

WAYS = ("sex", "age")
codes = st.sampled_from(["", "female", "male", UNKNOWN])
ages = st.sampled_from(["", "0-5", "6-11", UNKNOWN])
figures = st.lists(
    st.builds(Figure, st.integers(0, 40).map(Decimal), codes, ages), max_size=8,
    unique_by=lambda f: (f.sex, f.age),
)  # fmt: skip


def figure(value: int, sex: str = "", age: str = "") -> Figure:
    return Figure(Decimal(value), sex, age)


def reasons(margins: Margins) -> set[str]:
    return {reason.code for reason in margins.reasons}


@given(figures)
def test_parts_make_the_total_or_a_reason_says_why_not(entered: list[Figure]) -> None:
    found = margins_of(entered, WAYS, True)
    for way, part in found.parts.items():
        makes = found.total is not None and sum(part.values()) == found.total
        assert makes or reasons(found) & {"parts_exceed", "ways_differ"}, way
    if found.total is not None:
        silent = {r.dimension for r in found.reasons if r.code == "not_broken_down"}
        assert silent == set(WAYS) - set(found.parts)


@given(st.lists(figures, min_size=1, max_size=4))
def test_the_whole_of_periods_is_broken_down_as_the_periods_are(
    entered: list[list[Figure]],
) -> None:
    columns = [margins_of(one, WAYS, True) for one in entered]
    whole = over_all(columns, "sum")
    if whole.total is None:
        return
    assert whole.total == sum(c.total for c in columns if c.total is not None)
    for part in whole.parts.values():
        assert sum(part.values()) == whole.total


def test_what_nobody_broke_down_is_not_what_nobody_knows() -> None:
    found = margins_of([figure(30), figure(12, "female"), figure(6, UNKNOWN)], ["sex"], True)
    assert found.parts["sex"] == {"female": 12, UNKNOWN: 6, REST: 12}
    assert reasons(found) == {"partly_broken_down"}


def test_crossed_figures_make_both_ways() -> None:
    crossed = [figure(5, "female", "0-5"), figure(7, "female", "6-11"), figure(9, "male", "0-5")]
    found = margins_of(crossed, WAYS, True)
    assert found.total == 21
    assert found.parts == {"sex": {"female": 12, "male": 9}, "age": {"0-5": 14, "6-11": 7}}


def test_ways_that_differ_make_no_total() -> None:
    found = margins_of([figure(5, "female"), figure(7, age="0-5")], WAYS, True)
    assert found.total is None
    assert reasons(found) == {"ways_differ"}


def test_too_many_parts_are_named() -> None:
    assert reasons(margins_of([figure(5), figure(7, "female")], ["sex"], True)) == {"parts_exceed"}


def test_shares_do_not_add_up() -> None:
    found = margins_of([figure(40), figure(50, "female")], ["sex"], False)
    assert found.parts == {"sex": {"female": 50}}
    assert reasons(found) == {"does_not_add"}
    assert not adds_up("percentage", "latest")
    assert not adds_up("unit", "mean")


def test_people_counted_once_have_no_sum() -> None:
    whole = over_all([Margins(Decimal(5)), Margins(Decimal(6))], "distinct")
    assert whole.total is None
    assert reasons(whole) == {"counted_once"}


def test_a_period_without_a_figure_is_said() -> None:
    whole = over_all([Margins(Decimal(5)), Margins()], "sum")
    assert (whole.total, reasons(whole)) == (5, {"periods_missing"})
    assert over_all([Margins(Decimal(5)), Margins(Decimal(8))], "latest").total == 8
    assert over_all([Margins(Decimal(5)), Margins(Decimal(8))], "mean").total == Decimal("6.5")
