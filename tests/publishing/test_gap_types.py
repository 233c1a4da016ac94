"""The computed gaps: what is missing is told apart from what is denied."""

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from bothways.publishing.bands import CAUSAL, MONITORED
from bothways.publishing.gap_facts import Facts, facts_of, is_south, year_of
from bothways.publishing.gap_list import sentence
from bothways.publishing.gap_types import TYPES, Gap, Practice, count_types, find_gaps
from bothways.publishing.gaps import Coded

CELL = {"outcome_families": ("wellbeing",), "components": ("training",)}
AXES = {"outcome_families": ["wellbeing"], "components": ["training"]}


def gaps(*facts: Facts, band: int = MONITORED, year: int = 2026) -> dict[str, Gap]:
    rows = [Practice(Coded(str(n), CELL, band), fact) for n, fact in enumerate(facts)]
    return {g.kind: g for g in find_gaps(rows, "outcome_families", ["components"], AXES, year)}


def test_an_empty_cell_is_a_gap_of_its_own_and_of_nothing_else() -> None:
    assert set(gaps()) == {"absolute"}


def test_practices_without_a_comparison_are_a_gap_of_evidence() -> None:
    assert "evidence" in gaps(Facts(cost=True))
    assert "evidence" not in gaps(Facts(cost=True), band=CAUSAL)


def test_three_sound_studies_that_cannot_be_pooled_are_a_gap_of_synthesis() -> None:
    sound = [Facts(sound=frozenset({("wellbeing", s)})) for s in "abc"]
    assert gaps(*sound)["synthesis"].studies == 3
    assert "synthesis" not in gaps(*sound[:2])
    poolable = Facts(poolable=frozenset({("wellbeing", "hosts", "a"), ("wellbeing", "hosts", "b")}))
    assert "synthesis" not in gaps(*sound, poolable)
    apart = Facts(
        poolable=frozenset({("wellbeing", "hosts", "a"), ("wellbeing", "newcomers", "b")})
    )
    assert "synthesis" in gaps(*sound, apart)


def document(**more: Any) -> dict[str, Any]:
    reported = {"studies": [{"design": "rct", "outcomes": [{"name": "x", "estimate": 0.2}]}]}
    return {**reported, **more}


@pytest.mark.parametrize(
    ("group", "more", "answer"),
    [
        ("girls", {"target_groups": [{"who": "x", "gender": "f"}]}, True),
        ("girls", {"target_groups": [{"who": "x", "gender": "any"}]}, False),
        ("girls", {"target_groups": [{"who": "x"}]}, None),
        ("under_12", {"target_groups": [{"who": "x", "age_min": 3, "age_max": 11}]}, True),
        ("under_12", {"target_groups": [{"who": "x", "age_min": 3, "age_max": 12}]}, False),
        ("under_12", {"target_groups": [{"who": "x", "age_max": 9}, {"who": "y"}]}, None),
        ("first_year", {"duration_of_stay": ["years_0_1"]}, True),
        ("first_year", {"duration_of_stay": ["years_0_1", "years_1_3"]}, False),
        ("first_year", {}, None),
        ("unaccompanied", {"target_groups": [{"who": "x", "kind": ["unaccompanied_minors"]}]},
         True),
        ("unaccompanied", {"target_groups": [{"who": "x", "kind": ["refugees"]}]}, False),
        ("south_south", {"countries": ["JO"], "origin": ["SY"]}, True),
        ("south_south", {"countries": ["JO"]}, None),
        ("south_south", {"countries": ["DE"], "origin": ["SY"]}, False),
    ],
)  # fmt: skip
def test_a_group_has_an_effect_of_its_own_only_if_the_record_says_so(
    group: str, more: dict[str, Any], answer: bool | None
) -> None:
    assert facts_of(document(**more), (), 2026).groups[group] is answer


def test_a_practice_that_reports_no_effect_says_nothing_about_groups() -> None:
    facts = facts_of({"target_groups": [{"who": "x", "gender": "f"}]}, (), 2026)
    assert set(facts.groups.values()) == {None} and not facts.effect
    assert "equity" not in gaps(facts)


def test_what_records_leave_open_is_no_gap_but_is_told() -> None:
    answers = dict.fromkeys(("girls", "under_12", "first_year", "unaccompanied", "south_south"))
    found = gaps(Facts(effect=True, groups=answers))["equity"]
    assert not found.sure and found.groups == () and len(found.unclear) == 5
    known = gaps(Facts(effect=True, groups={**answers, "girls": False}))["equity"]
    assert known.sure and known.groups == ("girls",)


def test_measured_on_newcomers_only_is_sure_when_every_record_says_on_whom() -> None:
    new, silent = Facts(sides=frozenset({"newcomers"})), Facts()
    assert gaps(new)["host_side"].sure
    assert not gaps(new, silent)["host_side"].sure
    assert "host_side" not in gaps(new, Facts(sides=frozenset({"hosts"})))
    assert "host_side" not in gaps(silent)


@given(st.lists(st.one_of(st.none(), st.integers(1990, 2026)), min_size=1, max_size=6),
       st.integers(2000, 2040))  # fmt: skip
def test_old_is_what_is_more_than_eight_years_before_the_year_given(
    years: list[int | None], now: int
) -> None:
    known = [year for year in years if year is not None]
    found = gaps(Facts(years=tuple(years)), year=now).get("age")
    assert (found is not None) is bool(known and now - max(known) > 8)
    if found:
        assert found.sure is (None not in years) and found.year == max(known)


def test_the_year_comes_from_the_study_else_from_its_citation_never_from_the_future() -> None:
    assert year_of({"year": 2012, "citation": "A 2019"}, 2026) == 2012
    assert year_of({"citation": "Panter-Brick et al. 2018; NCT03012451"}, 2026) == 2018
    assert year_of({"citation": "strategy 2050"}, 2026) is None
    assert year_of({}, 2026) is None


def test_south_is_what_the_statistics_of_trade_and_development_call_developing() -> None:
    assert all(is_south(c) for c in ("JO", "LB", "TR", "BD", "MX", "ZA", "FJ", "KZ"))
    assert not any(is_south(c) for c in ("DE", "US", "JP", "KR", "IL", "AU", "CY", "RU"))


@given(st.sampled_from(TYPES), st.integers(1, 9), st.booleans())
def test_every_gap_has_a_sentence_and_is_counted_once(kind: str, n: int, sure: bool) -> None:
    groups = ("girls",) if sure else ()
    gap = Gap(kind, "wellbeing", ("components", "training"), n, sure, n, 2010, groups,
              () if sure else ("girls",), 0 if sure else 1)  # fmt: skip
    with override("en"):
        assert sentence(gap).endswith(".")
    counted = {row.kind: (row.sure, row.unsure) for row in count_types([gap])}
    assert counted[kind] == (int(sure), int(not sure))
    assert sum(map(sum, counted.values())) == 1
