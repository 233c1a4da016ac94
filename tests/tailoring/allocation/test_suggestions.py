"""Filters, fit, reasons: what a family is told, and what never matters."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.tailoring.allocation.core.allocate import Outcome, allocate, options
from bothways.tailoring.allocation.core.fairness import CaseFacts, fairness
from bothways.tailoring.allocation.core.fit import blocked, fit, terms
from bothways.tailoring.allocation.core.people import (
    TERMS,
    Case,
    Family,
    Place,
    Rules,
    Weights,
    cases_of,
)

CODES = ("step-free", "sport", "interpreting")
LANGUAGES = ("de", "en", "ar")


@st.composite
def families(draw: st.DrawFn) -> tuple[Family, ...]:
    count = draw(st.integers(1, 12))
    return tuple(
        Family(
            f"F-{at}", len(ages), ages, draw(st.booleans()) or max(ages) > 17,
            draw(st.sampled_from([(), ("de",), ("en", "ar")])),
            draw(st.sampled_from([(), (), ("step-free",)])),
            draw(st.sampled_from(["", "", "girls"])),
            draw(st.sampled_from([(), ("sport",)])), draw(st.sampled_from([(), ("ar", "de")])),
            draw(st.sampled_from([(), ("P1",), ("P3", "P0", "P2")])),
            draw(st.sampled_from([(), ("P2",)])), draw(st.sampled_from([None, (52.5, 13.4)])),
        )
        for at in range(count)
        for ages in [tuple(draw(st.lists(st.integers(4, 40), min_size=1, max_size=4)))]
    )  # fmt: skip


@st.composite
def places(draw: st.DrawFn) -> tuple[Place, ...]:
    return tuple(
        Place(
            f"P{at}", draw(st.integers(0, 8)), "", draw(st.sampled_from([None, 6])),
            draw(st.sampled_from([None, 18])), draw(st.sampled_from([(), ("de",), ("de", "en")])),
            draw(st.sampled_from([(), CODES])), draw(st.sampled_from(["", "", "girls"])),
            draw(st.sampled_from([(), LANGUAGES])), draw(st.sampled_from([None, (52.4, 13.3)])),
        )
        for at in range(draw(st.integers(1, 4)))
    )  # fmt: skip


def chosen(outcome: Outcome) -> dict[str, str]:
    return {one.case: one.place for one in outcome.suggestions}


@settings(max_examples=40)
@given(families(), places(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(
    some: tuple[Family, ...], where: tuple[Place, ...], shuffler: object
) -> None:
    mixed, moved = list(some), list(where)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    shuffler.shuffle(moved)  # type: ignore[attr-defined]
    assert allocate(some, where, Rules()) == allocate(tuple(mixed), tuple(moved), Rules())


@settings(max_examples=40)
@given(families(), places(), st.sampled_from(["persons", "cases"]))
def test_every_suggestion_passes_every_filter_and_no_place_is_over_full(
    some: tuple[Family, ...], where: tuple[Place, ...], capacity_in: str
) -> None:
    rules = Rules(capacity_in=capacity_in)  # type: ignore[arg-type]
    outcome = allocate(some, where, rules)
    by_id = {place.id: place for place in where}
    cases = {case.id: case for case in cases_of(some)}
    for one in outcome.suggestions:
        if one.place:
            assert not blocked([cases[one.case]], [by_id[one.place]], rules).any()
            assert one.ranked
        else:
            assert one.why_none == ("full" if one.ranked else "filters")
    assert all(use.used <= use.capacity for use in outcome.places)
    assert outcome.objective <= outcome.bound + 1e-9


@settings(max_examples=40)
@given(families(), places())
def test_the_terms_shown_add_up_to_the_fit_shown(
    some: tuple[Family, ...], where: tuple[Place, ...]
) -> None:
    for one in allocate(some, where, Rules()).suggestions:
        for option in one.ranked:
            assert sum(option.terms.values()) == pytest.approx(option.fit, abs=1e-6)
            assert 0.0 <= option.fit <= 1.0 + 1e-9


def test_the_same_inputs_and_seed_give_the_same_bytes_and_another_seed_another_lottery() -> None:
    twins = tuple(Family(f"F-{at}", 1) for at in range(30))
    seats = (Place("P1", 10), Place("P2", 10))
    first = allocate(twins, seats, Rules(seed=1))
    assert first == allocate(twins, seats, Rules(seed=1))
    other = allocate(twins, seats, Rules(seed=2))
    assert first.objective == pytest.approx(other.objective)
    assert first.inputs_hash != other.inputs_hash
    assert chosen(first) != chosen(other)


CHILD = Family("F-1", 1, (9,))


@pytest.mark.parametrize(
    ("family", "place", "fails"),
    [
        (CHILD, Place("P", 5, age_min=10), "age"),
        (replace(CHILD, ages=()), Place("P", 5, age_min=6), "age"),
        (replace(CHILD, instruction=("de",)), Place("P", 5, instruction=("en",)), "instruction"),
        (replace(CHILD, instruction=("de",)), Place("P", 5), "instruction"),
        (replace(CHILD, needs=("lift",)), Place("P", 5, offers=("sport",)), "needs"),
        (replace(CHILD, gender="girls"), Place("P", 5), "gender"),
        (CHILD, Place("P", 5, gender="girls"), "gender"),
        (replace(CHILD, persons=6, ages=()), Place("P", 5), "size"),
    ],
)
def test_each_filter_says_what_is_not_met(family: Family, place: Place, fails: str) -> None:
    outcome = allocate((family,), (place,), Rules())
    assert outcome.suggestions[0].excluded == {fails: 1}
    assert outcome.suggestions[0].why_none == "filters"


def test_siblings_stay_together_unless_the_family_said_otherwise() -> None:
    small = Place("P1", 9, age_max=9)
    large = Place("P2", 9, age_min=10)
    together = allocate((Family("F-1", 2, (8, 12)),), (small, large), Rules())
    assert chosen(together) == {"F-1": ""}
    apart = allocate((Family("F-1", 2, (8, 12), together=False),), (small, large), Rules())
    assert chosen(apart) == {"F-1~1": "P1", "F-1~2": "P2"}


def test_a_large_family_does_not_come_last_when_each_person_counts() -> None:
    large = Family("F-1", 4, preferences=("P",))
    single = tuple(Family(f"F-{at}", 1) for at in range(2, 6))
    seats = (Place("P", 4),)
    assert chosen(allocate((large, *single), seats, Rules()))["F-1"] == "P"
    once = chosen(allocate((large, *single), seats, Rules(count="families")))
    assert once["F-1"] == ""


def test_a_wish_decides_when_its_weight_says_so_and_its_price_is_told() -> None:
    family = Family("F-1", 1, preferences=("P2",), services=("sport",))
    where = (Place("P1", 1, offers=("sport",)), Place("P2", 1))
    wish = allocate((family,), where, Rules(weights=Weights(40, 0, 0, 20, 0)))
    assert chosen(wish) == {"F-1": "P2"}
    assert wish.wish_price > 0
    service = allocate((family,), where, Rules(weights=Weights(10, 0, 0, 20, 0)))
    assert chosen(service) == {"F-1": "P1"}
    assert service.wish_price == 0


def test_a_better_place_that_goes_to_others_is_told_with_a_negative_margin() -> None:
    liked = tuple(Family(f"F-{at}", 1, preferences=("P1",)) for at in range(2))
    outcome = allocate(liked, (Place("P1", 1), Place("P2", 5)), Rules())
    margins = sorted(one.margin for one in outcome.suggestions)
    assert margins[0] < 0 < margins[1]


def test_no_class_of_inputs_can_hold_a_nationality() -> None:
    words = ("national", "ethnic", "relig", "legal", "citizen", "origin", "sex", "status")
    names = [*Family.__dataclass_fields__, *Place.__dataclass_fields__, *Case.__dataclass_fields__]
    assert not [name for name in names if any(word in name for word in words)]


def test_distances_fall_off_to_nothing_at_the_distance_that_was_set() -> None:
    case = Case("F-1", replace(CHILD, position=(52.5, 13.4)), 1, (9,))
    where = [Place("near", 1, position=(52.5, 13.4)), Place("far", 1, position=(48.1, 11.6)),
             Place("unknown", 1)]  # fmt: skip
    found = terms([case], where, Rules())["nearness"][0]
    assert found.tolist() == [1.0, 0.0, 0.0]


@given(families(), places())
@settings(max_examples=25)
def test_the_fit_is_the_weighted_sum_of_its_terms(
    some: tuple[Family, ...], where: tuple[Place, ...]
) -> None:
    cases, rules = cases_of(some), Rules()
    parts = terms(cases, where, rules)
    whole = sum(rules.weights.share(name) * parts[name] for name in TERMS)
    assert np.allclose(fit(cases, where, rules), whole)


def test_directory_mode_ranks_without_asking_for_seats() -> None:
    full = (Place("P1", 0, offers=("sport",)), Place("P2", 0))
    (found,) = options(replace(CHILD, services=("sport",)), full, Rules())
    assert [option.place for option in found.ranked] == ["P1", "P2"]


def test_a_floor_lifts_the_lowest_group_and_tells_its_cost() -> None:
    large = tuple(Family(f"L-{at}", 5, preferences=("P1",)) for at in range(4))
    small = tuple(Family(f"S-{at}", 1, preferences=("P1",)) for at in range(20))
    seats = (Place("P1", 20),)
    free = allocate((*large, *small), seats, Rules(count="families"))
    assert {one.place for one in free.suggestions if one.persons == 5} == {""}
    floored = allocate((*large, *small), seats, Rules(count="families", floor=0.25))
    assert floored.floor is not None
    assert floored.floor.kept
    assert min(floored.floor.before) < 0.25 <= min(floored.floor.after)
    assert floored.floor.cost > 0
    assert floored.objective < free.objective


FACTS = [CaseFacts(f"F-{at}", at % 4 > 0, (at % 10) / 10, at % 3 or None, float(at % 7))
         for at in range(200)]  # fmt: skip


def test_small_groups_are_hidden_and_another_one_with_them() -> None:
    groups = {f"F-{at}": "A" if at < 4 else "B" if at < 90 else "C" for at in range(200)}
    rows = {row.group: row for row in fairness(FACTS, groups, seed=1)}
    assert rows["A"].cases is None
    assert rows["A"].figures["fit"].hidden
    assert sum(row.cases is None for row in rows.values()) >= 2


def test_a_figure_is_hidden_when_its_number_would_tell_who_has_no_place() -> None:
    facts = [CaseFacts(f"F-{at}", at != 0, 0.5, None, 3.0) for at in range(40)]
    (only, whole) = fairness(facts, {fact.family: "A" for fact in facts}, seed=1)
    for row in (only, whole):
        assert row.figures["unplaced"].hidden
        assert row.figures["distance"].hidden
        assert row.figures["fit"].n == 40


def test_no_figure_prints_the_number_of_a_group_whose_size_is_hidden() -> None:
    facts = [CaseFacts(f"F-{at}", at >= 12, 0.5, None, 3.0) for at in range(40)]
    groups = {f"F-{at}": "small" if at % 6 == 0 else "large" for at in range(40)}
    hidden = [row for row in fairness(facts, groups, seed=1) if row.cases is None]
    assert {row.group for row in hidden} == {"small", "large"}
    assert all(figure.hidden for row in hidden for figure in row.figures.values())


def test_nobody_without_a_place_among_ten_is_not_said_to_be_certain() -> None:
    facts = [CaseFacts(f"F-{at}", True, 0.5, None, None) for at in range(10)]
    (row, _all) = fairness(facts, {fact.family: "A" for fact in facts}, seed=1)
    share = row.figures["unplaced"]
    assert (share.value, share.low) == (0.0, 0.0)
    assert share.high == pytest.approx(0.2775, abs=1e-4)  # Wilson's upper end of 0 in 10


def test_figures_carry_an_interval_that_holds_their_value() -> None:
    groups = {f"F-{at}": "A" if at % 2 else "B" for at in range(200)}
    for row in fairness(FACTS, groups, seed=1):
        for figure in row.figures.values():
            if not figure.hidden:
                assert figure.low <= figure.value <= figure.high  # type: ignore[operator]
    assert fairness(FACTS, groups, seed=1) == fairness(FACTS, groups, seed=1)
