"""What leaves the programme never gives a hidden count away, whatever is put together."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.programmes.disclosure.alone import hidden_of, is_count
from bothways.programmes.disclosure.margins import TOTAL, Margins
from bothways.programmes.figures import over_all
from tests.programmes.reports.attacker import bounds_of

SEXES, AGES = ("female", "male", "unknown"), ("0-5", "6-11", "12-15", "unknown")
THRESHOLD = 5
SIZES = st.sampled_from([0, 0, 0, 1, 2, 5, 9])


@st.composite
def column(draw: st.DrawFn) -> Margins:
    """Two ways of one group of people, as a register would count them."""
    crossed = draw(st.lists(SIZES, min_size=12, max_size=12))
    people = [(s, a, crossed[4 * i + k]) for i, s in enumerate(SEXES) for k, a in enumerate(AGES)]
    sexes = {s: Decimal(sum(n for x, _a, n in people if x == s)) for s in SEXES}
    ages = {a: Decimal(sum(n for _s, x, n in people if x == a)) for a in AGES}
    return Margins(Decimal(sum(crossed)), {"sex": sexes, "age": ages})


def small_column(*counts: int) -> Margins:
    parts = dict(zip(SEXES, map(Decimal, counts), strict=False))
    return Margins(Decimal(sum(counts)), {"sex": parts})


@given(st.lists(column(), min_size=1, max_size=4), st.booleans())
@settings(max_examples=80)
def test_nobody_works_out_a_hidden_count(columns: list[Margins], additive: bool) -> None:
    hidden = hidden_of(columns, THRESHOLD, additive=additive)
    sets = [*hidden.columns, hidden.whole]
    true = [*columns, over_all(columns, "sum")]
    for (number, way, code), (low, high) in bounds_of(columns, hidden, additive).items():
        count = true[number].parts[way][code] if way else true[number].total
        assert count is not None
        assert high - low >= 1, (number, way, code)
        if 0 < count < THRESHOLD:
            assert high >= THRESHOLD, (number, way, code)
    for number, margins in enumerate(columns):
        for way, part in margins.parts.items():
            for code, value in part.items():
                assert not 0 < value < THRESHOLD or (way, code) in sets[number]


def test_one_small_count_takes_another_with_it() -> None:
    hidden = hidden_of([small_column(3, 20, 9)], THRESHOLD, additive=False).columns[0]
    assert ("sex", "female") in hidden
    assert len(hidden) == 2


def test_the_sum_of_periods_gives_no_period_away() -> None:
    columns = [small_column(3, 20, 9), small_column(30, 20, 9)]
    hidden = hidden_of(columns, THRESHOLD, additive=True)
    assert ("sex", "female") in hidden.columns[0]
    assert ("sex", "female") in hidden.columns[1] | hidden.whole


def test_large_counts_are_all_shown() -> None:
    hidden = hidden_of([small_column(30, 20, 9), small_column(8, 7, 0)], THRESHOLD, additive=True)
    assert not any([*hidden.columns, hidden.whole])


def test_a_small_total_is_hidden_with_what_makes_it() -> None:
    hidden = hidden_of([small_column(2, 1, 0)], THRESHOLD, additive=False).columns[0]
    assert hidden >= {TOTAL, ("sex", "female"), ("sex", "male")}


def test_a_small_total_without_parts_is_hidden() -> None:
    hidden = hidden_of([Margins(Decimal(2)), Margins(Decimal(40))], THRESHOLD, additive=True)
    assert TOTAL in hidden.columns[0]
    assert TOTAL in hidden.columns[1] | hidden.whole


def test_parts_that_contradict_their_total_do_not_leave() -> None:
    from bothways.programmes.figures import Figure, margins_of

    odd = margins_of([Figure(Decimal(10)), Figure(Decimal(12), sex="female")], ["sex"], True)
    assert hidden_of([odd], THRESHOLD, additive=True).columns[0] == {("sex", "female")}


def test_a_share_is_no_count() -> None:
    assert not is_count(Margins(Decimal("0.4"), {}))
    assert is_count(Margins(Decimal("4.0000"), {}))
