"""What has to be measured again: the rule holds for any plan, not for the ones we thought of."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bothways.tailoring.plan.rules import (
    ADAPT,
    ADD,
    CORE,
    INCONSISTENT,
    KEEP,
    LEAVE_OUT,
    UNKNOWN,
    Duty,
    Entry,
    PartState,
    adaptation_load,
    computed_fidelity,
    reevaluation,
)

Plan = tuple[list[PartState], list[Entry], list[str]]
names = st.text("abc", min_size=1, max_size=4)
kinds = st.sampled_from(["core", "adaptable", "optional", ""])
parts = st.builds(PartState, names, kinds, st.sampled_from([KEEP, ADAPT, LEAVE_OUT, ADD]))
entries = st.builds(
    Entry,
    what=names,
    kind=st.none() | kinds,
    part=names | st.just(""),
    content=st.lists(st.sampled_from(["tailoring", "removing", "drift"]), max_size=2).map(tuple),
    context=st.lists(st.sampled_from(["format", "population"]), max_size=2).map(tuple),
    judged=st.sampled_from(["", "consistent", "inconsistent", "unknown"]),
)
plans = st.tuples(
    st.lists(parts, max_size=6), st.lists(entries, max_size=4),
    st.lists(st.sampled_from(["age", "place"]), max_size=2),
)  # fmt: skip


@given(plans, parts, st.sampled_from([ADAPT, LEAVE_OUT]))
def test_touching_a_core_part_never_lowers_the_duty(
    plan: Plan, part: PartState, choice: str
) -> None:
    others, log, outside = plan
    core = replace(part, kind=CORE, choice=KEEP)
    before = reevaluation([*others, core], log, outside)
    after = reevaluation([*others, replace(core, choice=choice)], log, outside)
    assert after.duty >= before.duty
    assert after.duty == Duty.OUTCOME


@given(plans, parts, entries)
def test_more_changes_never_lower_the_duty(plan: Plan, part: PartState, entry: Entry) -> None:
    others, log, outside = plan
    before = reevaluation(others, log, outside).duty
    assert reevaluation([*others, part], log, outside).duty >= before
    assert reevaluation(others, [*log, entry], outside).duty >= before
    assert reevaluation(others, log, [*outside, "stage"]).duty == Duty.OUTCOME


@given(plans, parts, st.sampled_from(["core", "adaptable", "optional"]))
def test_what_nobody_has_said_is_never_safer_than_what_somebody_said(
    plan: Plan, part: PartState, kind: str
) -> None:
    others, log, outside = plan
    unsaid = reevaluation([*others, replace(part, kind="")], log, outside).duty
    if part.choice != ADD:
        assert unsaid >= reevaluation([*others, replace(part, kind=kind)], log, outside).duty


@given(plans, entries)
def test_a_judgement_raises_the_duty_or_leaves_it_but_never_lowers_it(
    plan: Plan, entry: Entry
) -> None:
    others, log, outside = plan
    plain = reevaluation(others, [*log, replace(entry, judged="")], outside).duty
    for judged in ("consistent", "unknown", "inconsistent"):
        assert reevaluation(others, [*log, replace(entry, judged=judged)], outside).duty >= plain


@given(plans)
def test_the_duty_is_the_strongest_of_its_reasons_and_they_come_strongest_first(plan: Plan) -> None:
    found = reevaluation(*plan)
    duties = [reason.duty for reason in found.reasons]
    assert duties == sorted(duties, reverse=True)
    assert found.duty == max(duties, default=Duty.MONITOR)


def test_a_plan_that_changes_nothing_inside_what_was_studied_is_monitored() -> None:
    untouched = [PartState("a", CORE), PartState("b", "")]
    assert reevaluation(untouched, [], []).duty == Duty.MONITOR


def test_changes_on_the_surface_ask_for_a_look_at_fidelity() -> None:
    found = reevaluation([PartState("a", "adaptable", ADAPT), PartState("b", "optional", ADD)], [])
    assert found.duty == Duty.FIDELITY


def test_an_open_line_makes_the_duty_a_lower_bound_until_it_is_the_highest() -> None:
    assert reevaluation([], [], [], ["age"]).undecided == ("age",)
    assert reevaluation([], [], ["place"], ["age"]).undecided == ()


def test_the_fidelity_of_an_entry_follows_from_the_part_it_touches() -> None:
    assert computed_fidelity(Entry("x", CORE)) == INCONSISTENT
    assert computed_fidelity(Entry("x", "")) == UNKNOWN
    assert computed_fidelity(Entry("x", None, content=("removing",))) == UNKNOWN
    assert computed_fidelity(Entry("x", "optional", content=("drift",))) == INCONSISTENT
    assert computed_fidelity(Entry("x", None, context=("format",))) == "consistent"


@given(st.lists(parts, max_size=8), st.lists(entries, max_size=4))
def test_the_load_accounts_for_every_part_once(states: list[PartState], log: list[Entry]) -> None:
    distinct = [replace(part, part=f"{n}") for n, part in enumerate(states)]
    load = adaptation_load(distinct, log, ["uk", "uk"])
    assert load.parts + load.added == len(distinct)
    assert load.kept + load.adapted + load.left_out == load.parts
    assert load.core_touched + load.unsaid_touched <= load.touched
    assert load.languages == ("uk",)


def test_a_plan_with_a_practice_that_nobody_has_tested_measures_outcomes() -> None:
    found = reevaluation([], [], ["confidence"])
    assert (found.duty, [reason.code for reason in found.reasons]) == (Duty.OUTCOME, ["untested"])
