"""Groups within groups: bounds of one column tell nobody the hidden counts of another."""

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from bothways.programmes.disclosure.alone import hidden_of
from bothways.programmes.disclosure.margins import Key, Margins
from bothways.programmes.disclosure.nested import Nesting, hide_nested

THRESHOLD = 5
SEXES, SIDES = ("female", "male", "unknown"), ("newcomer", "host")
NESTING = Nesting([(0, 2), (1, 2)], [(2, (0, 1))])


def column(people: list[tuple[str, str]]) -> Margins:
    sexes = {s: Decimal(sum(x == s for x, _y in people)) for s in SEXES}
    sides = {s: Decimal(sum(y == s for _x, y in people)) for s in SIDES}
    return Margins(Decimal(len(people)), {"sex": sexes, "side": sides})


@st.composite
def three_columns(draw: st.DrawFn) -> list[Margins]:
    """People of two periods, who may be the same, and of both."""
    found: list[list[tuple[str, str]]] = [[], [], []]
    for sex in SEXES:
        for side in SIDES:
            # Most people come in both periods: then the bounds of the whole bite.
            first, second = (draw(st.sampled_from([0, 0, 0, 1, 2])) for _ in range(2))
            both = draw(st.integers(0, 6))
            who = [(sex, side)]
            found[0] += who * (first + both)
            found[1] += who * (second + both)
            found[2] += who * (first + second + both)
    return [column(people) for people in found]


Ends = dict[tuple[int, Key], tuple[float, float]]


def bounds(columns: list[Margins], hidden: list[frozenset[Key]]) -> Ends:
    """A reader of their own: what each hidden figure can be."""
    keys = [(k, key) for k, c in enumerate(columns) for key in
            [("", ""), *((w, code) for w, part in c.parts.items() for code in part)]]  # fmt: skip
    place = {key: n for n, key in enumerate(keys)}
    equal, least = [], []
    for k, c in enumerate(columns):
        for way, part in c.parts.items():
            row = np.zeros(len(keys))
            row[[place[k, (way, code)] for code in part]] = 1
            row[place[k, ("", "")]] = -1
            equal.append(row)
    for k, key in keys:
        if k < 2:
            row = np.zeros(len(keys))
            row[place[k, key]], row[place[2, key]] = 1, -1
            least.append(row)
        else:
            row = np.zeros(len(keys))
            row[place[2, key]], row[place[0, key]], row[place[1, key]] = 1, -1, -1
            least.append(row)
    limits = [
        (0, None) if key in hidden[k] else (value_of(columns[k], key),) * 2 for k, key in keys
    ]
    found = {}
    for k, key in keys:
        if key in hidden[k]:
            ends = []
            for sign in (1, -1):
                aim = np.zeros(len(keys))
                aim[place[k, key]] = sign
                answer = optimize.linprog(
                    aim, A_eq=np.array(equal), b_eq=np.zeros(len(equal)), A_ub=np.array(least),
                    b_ub=np.zeros(len(least)), bounds=limits, method="highs",
                )  # fmt: skip
                assert answer.status in (0, 3)
                ends.append(sign * answer.fun if answer.status == 0 else np.inf)
            found[k, key] = (ends[0], ends[1])
    return found


def value_of(margins: Margins, key: Key) -> float:
    way, code = key
    return float(margins.parts[way][code] if way else margins.total or 0)


@given(three_columns())
@settings(max_examples=80)
def test_no_bound_tells_a_hidden_count(columns: list[Margins]) -> None:
    alone = hidden_of(columns, THRESHOLD, additive=False)
    hidden = hide_nested(columns, alone.columns, NESTING, THRESHOLD)
    assert all(a <= b for a, b in zip(alone.columns, hidden, strict=True))
    for (number, key), (low, high) in bounds(columns, hidden).items():
        count = value_of(columns[number], key)
        assert high - low >= 1 - 1e-6, (number, key)
        if 0 < count < THRESHOLD:
            assert high >= THRESHOLD - 1e-6, (number, key)


def test_a_group_of_all_periods_that_caps_a_hidden_one_is_hidden_too() -> None:
    """Alone each column is safe; together 13 = male + unknown with male at most 9 says "4 or 5"."""
    first = Margins(
        Decimal(23), {"sex": {"female": Decimal(10), "male": Decimal(9), "unknown": Decimal(4)}}
    )
    whole = Margins(
        Decimal(24), {"sex": {"female": Decimal(10), "male": Decimal(9), "unknown": Decimal(5)}}
    )
    alone = hidden_of([first, whole], THRESHOLD, additive=False).columns
    assert not alone[1]
    hidden = hide_nested([first, whole], alone, Nesting([(0, 1)]), 6)
    assert hidden[1]
