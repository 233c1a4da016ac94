"""What holds for every wish, every practice and every place."""

import math
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.tailoring.fit.lines import (
    FITS,
    NOT_ASKED,
    PARTLY,
    UNKNOWN,
    compute,
    exactness,
)
from bothways.tailoring.fit.order import ordered, shown
from bothways.tailoring.fit.prediction import is_whole, prediction
from bothways.tailoring.fit.profile import profile_of
from bothways.tailoring.fit.studied import Studied
from bothways.tailoring.fit.table import table_of
from bothways.tailoring.fit.table_update import updated
from bothways.tailoring.fit.wish import PEOPLE, Wish, parameters, query_string
from bothways.tailoring.fit.wish_reading import read_wish
from tests.tailoring.fits import FIGURED, answered, around, studied_practices, wishes

RESOURCES = ("budget", "staff", "hours", "weeks", "devices")
libraries = st.lists(studied_practices, min_size=1, max_size=14, unique_by=lambda one: one.slug)
elsewhere = st.sampled_from(
    [
        {"countries": ("KE",)}, {"countries": ("AT",)}, {"countries": ()},
        {"ages": ((70, 80),)}, {"ages": ()}, {"stages": ("return",)}, {"stages": ()},
        {"sides": ("institutions",)}, {"sides": ()}, {"genders": ()}, {"languages": ("zh",)},
        {"stays": ("born_here",)}, {"ages": ((0, 120),)}, {"genders": ("any",)},
    ]
)  # fmt: skip


def exactly(one: Studied, wish: Wish) -> Studied:
    """The practice as if it had been measured on exactly this group in this place."""
    gender = wish.gender if wish.gender in ("f", "m") else "any"
    kinds = {"with_family": ("parents",), "unaccompanied": ("unaccompanied_minors",)}
    return replace(
        one, ages=(wish.age,) if wish.age else one.ages, genders=(gender,),
        stages=wish.stage, stays=wish.stay, sides=wish.side,
        languages=tuple(sorted({tag.split("-")[0] for tag in wish.language})),
        kinds=kinds.get(wish.company, one.kinds), families=wish.company == "with_family",
        countries=(wish.country,),
    )  # fmt: skip


@given(studied_practices, wishes, elsewhere, st.sampled_from(("a", "z")), libraries)
def test_measured_on_exactly_this_group_here_never_ranks_below_its_copy_measured_elsewhere(
    one: Studied, wish: Wish, other: dict[str, Any], letter: str, library: list[Studied]
) -> None:
    # What something cost elsewhere can only be told from prices, which is another line.
    here = replace(exactly(one, wish), slug=f"0{letter}", cost=None)
    wish = replace(wish, south_south=False)
    copy = replace(here, slug="0m", **other)
    table, _lines, order = answered([*library, here, copy], wish)
    places = {table.slugs[each.row]: at for at, each in enumerate(shown(order, table, wish))}
    by_rule = {table.slugs[row]: at for at, row in enumerate([*order.ranked, *order.apart])}
    same = _same_for_the_wish(other, here, wish)
    if not same:
        assert by_rule[here.slug] < by_rule["0m"]
        if {here.slug, "0m"} <= set(places):
            assert places[here.slug] < places["0m"]


def _same_for_the_wish(other: dict[str, Any], here: Studied, wish: Wish) -> bool:
    """Whether the copy differs only in what nobody asked for: then the alphabet may decide."""
    asked = {
        "countries": True, "ages": wish.age is not None, "stages": bool(wish.stage),
        "sides": bool(wish.side), "genders": bool(wish.gender), "languages": bool(wish.language),
        "stays": bool(wish.stay),
    }  # fmt: skip
    changed = [name for name, value in other.items() if getattr(here, name) != value]
    return not any(asked[name] for name in changed)


@given(libraries, wishes)
def test_an_unknown_never_counts_as_a_match(library: list[Studied], wish: Wish) -> None:
    table, lines, _order = answered(library, wish)
    by_slug = {one.slug: one for one in library}
    empty = {
        "outcome": "outcomes", "age": "ages", "gender": "genders", "stage": "stages",
        "stay": "stays", "languages": "languages", "side": "sides",
    }  # fmt: skip
    for row, slug in enumerate(table.slugs):
        for line, field in empty.items():
            if not getattr(by_slug[slug], field):
                assert lines[line].grades[row] in (UNKNOWN, NOT_ASKED)
                assert math.isnan(lines[line].values[row])
        if by_slug[slug].crossings is None:
            assert lines["confidence"].grades[row] == UNKNOWN
        if not set(by_slug[slug].countries) & {*FIGURED, wish.country}:
            assert lines["place"].grades[row] == UNKNOWN


@given(libraries, wishes, st.sampled_from(PEOPLE))
def test_a_practice_that_fits_a_line_stands_before_its_copy_that_leaves_it_open(
    library: list[Studied], wish: Wish, line: str
) -> None:
    one = replace(exactly(library[0], wish), slug="z")
    field = {"age": "ages", "gender": "genders", "stage": "stages", "stay": "stays",
             "languages": "languages", "company": "kinds", "side": "sides"}[line]  # fmt: skip
    open_ = replace(one, slug="a", **{field: ()}, families=False)
    table, lines, order = answered([one, open_], wish)
    z = table.slugs.index("z")
    if lines[line].grades[z] == FITS and not len(order.apart):
        assert order.ranked[0] == z


@given(libraries, wishes, st.sampled_from(RESOURCES), st.sampled_from((0.0, 0.5, None)))
def test_removing_a_resource_never_improves_a_fit(
    library: list[Studied], wish: Wish, resource: str, share: float | None
) -> None:
    had = getattr(wish, resource)
    if had is None or (had == 0 and share is None):
        return  # nothing there to remove
    less = replace(wish, **{resource: None if share is None else had * share})
    _table, before, old = answered(library, wish)
    _table, after, new = answered(library, less)
    assert set(old.apart) <= set(new.apart)
    for line in ("means", "preconditions", "load"):
        met = (before[line].grades == FITS) | (before[line].grades == PARTLY)
        meets = (after[line].grades == FITS) | (after[line].grades == PARTLY)
        if line == "load":
            assert not ((after[line].grades == FITS) & (before[line].grades != FITS)).any()
        else:
            assert not (meets & ~met).any()
            fits_now = after[line].grades == FITS
            assert not (fits_now & (before[line].grades != FITS)).any()
    counts = before["means"].counts, after["means"].counts
    if counts[0] is not None and counts[1] is not None:
        assert (counts[1] <= counts[0]).all()


@given(libraries, wishes, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_library(
    library: list[Studied], wish: Wish, shuffle: Any
) -> None:
    mixed = list(library)
    shuffle.shuffle(mixed)
    table, _lines, order = answered(library, wish)
    other_table, _more, other = answered(mixed, wish)
    assert table.slugs == other_table.slugs
    assert shown(order, table, wish) == shown(other, other_table, wish)
    assert list(order.apart) == list(other.apart)


@settings(max_examples=40)
@given(libraries, wishes)
def test_the_profile_of_one_practice_agrees_with_the_list_and_holds_only_finite_numbers(
    library: list[Studied], wish: Wish
) -> None:
    table, lines, _order = answered(library, wish)
    near = around(wish.country)
    for one in library:
        profile = profile_of(one, wish, near)
        row = table.slugs.index(one.slug)
        for line in profile.lines:
            value = lines[line.id].values[row]
            assert (line.value is None) == bool(np.isnan(value))
            assert line.value is None or math.isclose(line.value, value)
        assert all(map(math.isfinite, _numbers(asdict(profile))))


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for part in value.values() for n in _numbers(part)]
    if isinstance(value, list | tuple):
        return [n for part in value for n in _numbers(part)]
    return [value] if isinstance(value, int | float) else []


@given(studied_practices, wishes)
def test_a_prediction_is_json_and_shows_when_it_was_changed(one: Studied, wish: Wish) -> None:
    frozen = prediction(profile_of(one, wish, around()), wish, release={"number": 1}, versions={})
    assert is_whole(frozen)
    assert not is_whole({**frozen, "practice": "another"})


@given(wishes)
def test_a_wish_and_its_address_are_the_same(wish: Wish) -> None:
    reading = read_wish(query_string(wish))
    assert reading.wish == wish
    assert not reading.left_out


@given(st.dictionaries(st.text(max_size=12) | st.sampled_from(("age", "place", "budget", "show",
       "stage", "met", "only", "age_from")), st.text(max_size=20), max_size=6))  # fmt: skip
def test_any_address_is_read_without_failing_and_nothing_is_lost_silently(
    asked: dict[str, str],
) -> None:
    reading = read_wish(asked)
    said = {name for name, _value in parameters(reading.wish)}
    told = {one.name for one in reading.left_out}
    for name, value in asked.items():
        usual = name in ("show", "variety", "south_south") or name.startswith("age")
        assert not value.strip() or name in said or name[:60] in told or usual


@given(libraries, libraries, wishes, st.randoms(use_true_random=False))
def test_a_table_brought_up_to_date_answers_like_one_builtanew(
    old: list[Studied], fresh: list[Studied], wish: Wish, chance: Any
) -> None:
    gone = {one.slug for one in old if chance.random() < 0.3}
    after = {one.slug: one for one in old if one.slug not in gone}
    after |= {one.slug: one for one in fresh}
    table = updated(table_of(old), table_of(fresh), gone)
    anew, expected, order = answered(list(after.values()), wish)
    found = compute(table, wish, around(wish.country))
    assert table.slugs == anew.slugs
    for line, right in expected.items():
        assert np.array_equal(found[line].grades, right.grades)
        assert np.allclose(found[line].values, right.values, equal_nan=True)
    again = ordered(found, exactness(table, wish), wish)
    assert shown(again, table, wish) == shown(order, anew, wish)
