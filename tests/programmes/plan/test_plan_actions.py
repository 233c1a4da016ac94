"""What a programme takes over, what its writes refuse, and who was faster."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.directory.organisations.models import Organisation
from bothways.practices.models import Release
from bothways.programmes.models import (
    Cohort,
    Indicator,
    Period,
    Programme,
    ProgrammeChange,
    ProgrammeMember,
)
from bothways.programmes.plan import around_actions, framework_actions, member_actions
from bothways.programmes.plan.actions import (
    part_add,
    part_remove,
    parts_choose,
    programme_begin,
    programme_close,
    programme_delete,
    programme_describe,
    programme_reopen,
    programme_run,
)
from bothways.programmes.plan.totals import ALL
from bothways.tailoring.plan.actions import plan_describe, plan_parts_choose, plan_start
from tests.programmes.plan.conftest import (
    ABOUT,
    AUTUMN,
    BUDGET,
    OUTCOME,
    PARTNER,
    RISK,
    SPRING,
    measured,
)

Role = ProgrammeMember.Role
ACTUAL = "actual"


def test_a_programme_from_a_practice_takes_over_parts_stage_and_outcomes(
    release: Release, officer: User
) -> None:
    programme = programme_begin("Mentors in Kassel", actor=officer, release=release)
    assert [(p.part, p.kind) for p in programme.parts.all()][0] == (
        "Weekly meetings of three hours", "core",
    )  # fmt: skip
    assert programme.phases == ["settlement"]
    assert programme.summary.startswith("University students")
    assert [r.level for r in programme.results.all()] == ["outcome"]
    assert programme.members.get().role == Role.LEAD


def test_a_programme_from_a_plan_takes_over_goal_place_and_what_became_of_the_parts(
    release: Release, officer: User, outsider: User
) -> None:
    plan = plan_start(release, title="Mentors", actor=officer, place="DE-BE")
    fields = {"title": "Mentors", "goal": "Trust", "group": "Pupils", "where": "Berlin",
              "starts_on": date(2026, 9, 1), "language": "en"}  # fmt: skip
    plan_describe(plan, fields, base=plan.number, actor=officer)
    last = plan.parts.last()
    assert last is not None
    left_out = {"kind": "optional", "choice": "leave_out", "change": "No room"}
    plan_parts_choose(plan, {last.pk: left_out}, base=2, actor=officer)
    plan.refresh_from_db()
    with pytest.raises(NotAllowed):
        programme_begin("Mine", actor=outsider, plan=plan)
    programme = programme_begin("Mentors", actor=officer, plan=plan)
    assert (programme.goal, programme.places) == ("Trust", ["DE", "Berlin"])
    assert programme.starts_on == date(2026, 9, 1)
    part = programme.parts.last()
    assert part is not None
    assert (part.choice, part.change) == ("leave_out", "No room")
    assert programme.release == release


def test_a_template_adds_its_results_to_what_the_practice_says(
    release: Release, officer: User
) -> None:
    programme = programme_begin("M", actor=officer, release=release, kind="mentoring")
    assert programme.summary.startswith("University students")
    assert programme.goal.startswith("Each mentee")
    assert programme.parts.count() == 3
    assert programme.results.filter(level="output").count() == 2


def test_an_unknown_template_and_a_withdrawn_practice_are_refused(
    release: Release, officer: User
) -> None:
    with pytest.raises(Refused, match="no such template"):
        programme_begin("M", actor=officer, kind="gardening")
    Release.objects.update(withdrawn_at="2026-01-01T00:00Z")
    release.refresh_from_db()
    with pytest.raises(Refused, match="withdrawn"):
        programme_begin("M", actor=officer, release=release)
    assert not Programme.objects.exists()


def test_the_second_writer_of_a_section_is_told_and_overwrites_nothing(
    full: Programme, officer: User
) -> None:
    opened = full.number
    programme_describe(full, {**ABOUT, "goal": "First"}, base=opened, actor=officer)
    with pytest.raises(Conflict):
        programme_describe(full, {**ABOUT, "goal": "Second"}, base=opened, actor=officer)
    full.refresh_from_db()
    assert full.goal == "First"
    # Another section was not touched, so nobody stands in the way there.
    around_actions.risk_change(full.risks.get(), RISK, base=opened, actor=officer)
    with pytest.raises(Conflict):
        around_actions.risk_change(full.risks.get(), RISK, base=opened, actor=officer)


def test_a_start_after_the_end_and_codes_of_nobody_are_refused(
    full: Programme, officer: User
) -> None:
    wrong: list[dict[str, Any]] = [
        {"starts_on": date(2027, 1, 1)}, {"phases": ["x"]}, {"target_groups": ["x"]}, {"title": " "}
    ]  # fmt: skip
    for changes in wrong:
        with pytest.raises(Refused):
            programme_describe(full, {**ABOUT, **changes}, base=full.number, actor=officer)


def test_a_closed_programme_is_written_by_nobody_until_it_is_opened(
    full: Programme, officer: User
) -> None:
    programme_run(full, actor=officer)
    programme_close(full, actor=officer)
    with pytest.raises(Refused, match="closed"):
        around_actions.risk_add(full, RISK, actor=officer)
    programme_reopen(full, actor=officer)
    around_actions.risk_add(full, RISK, actor=officer)
    with pytest.raises(Refused, match="open already"):
        programme_reopen(full, actor=officer)


def test_a_programme_with_a_group_is_not_deleted(full: Programme, officer: User) -> None:
    cohort = Cohort.objects.create(programme=full, title="A")
    with pytest.raises(Refused, match="Close it instead"):
        programme_delete(full, actor=officer)
    cohort.delete()
    programme_delete(full, actor=officer)
    assert not Programme.objects.exists()


def test_a_part_of_the_practice_is_left_out_and_never_removed(
    release: Release, officer: User
) -> None:
    programme = programme_begin("M", actor=officer, release=release)
    first = programme.parts.all()[0]
    with pytest.raises(Refused, match="leave out"):
        part_remove(first, actor=officer)
    choice = {"kind": "core", "choice": "leave_out", "change": ""}
    parts_choose(programme, {first.pk: choice}, base=1, actor=officer)
    first.refresh_from_db()
    assert first.choice == "leave_out"
    added = part_add(programme, part="An evening", change="", actor=officer)
    part_remove(added, actor=officer)


def test_results_hang_under_the_level_above_and_go_only_when_nothing_hangs_under_them(
    full: Programme, officer: User
) -> None:
    outcome = full.results.get()
    output = framework_actions.result_add(
        full, {**OUTCOME, "level": "output", "parent": outcome}, actor=officer
    )
    with pytest.raises(Refused, match="hangs under"):
        framework_actions.result_add(
            full, {**OUTCOME, "level": "activity", "parent": outcome}, actor=officer
        )
    with pytest.raises(Refused, match="Take those out first"):
        framework_actions.result_remove(outcome, actor=officer)
    framework_actions.result_remove(output, actor=officer)


def test_periods_do_not_overlap(full: Programme, officer: User) -> None:
    with pytest.raises(Refused, match="Spring"):
        clash = {**AUTUMN, "starts_on": date(2026, 6, 30)}
        framework_actions.period_add(full, clash, actor=officer)
    autumn = framework_actions.period_add(full, AUTUMN, actor=officer)
    with pytest.raises(Refused, match="do not overlap"):
        framework_actions.period_change(autumn, SPRING, base=99, actor=officer)
    framework_actions.period_change(autumn, AUTUMN, base=99, actor=officer)
    backwards = {**AUTUMN, "ends_on": date(2026, 1, 1)}
    with pytest.raises(Refused, match="before the start"):
        framework_actions.period_change(autumn, backwards, base=99, actor=officer)


def test_baseline_and_target_stand_with_the_indicator_and_go_when_emptied(
    indicator: Indicator, officer: User
) -> None:
    figures = {figure.kind: figure.value for figure in indicator.figures.all()}
    assert figures == {"baseline": 5, "target": 40}
    emptied = measured(indicator.result, target=None)
    framework_actions.indicator_change(indicator, emptied, base=99, actor=officer)
    assert list(indicator.figures.values_list("kind", flat=True)) == ["baseline"]


def test_the_figures_of_a_period_are_all_saved_or_none(
    indicator: Indicator, spring: Period, officer: User
) -> None:
    good, bad = ((indicator.pk, ACTUAL, ALL), (indicator.pk, ACTUAL, ("nobody", "", "")))
    with pytest.raises(Refused):
        cells = {good: Decimal(3), bad: Decimal(1)}
        framework_actions.figures_record(spring, cells, base=99, actor=officer)
    assert not spring.figures.exists()
    with pytest.raises(Refused, match="below zero"):
        framework_actions.figures_record(spring, {good: Decimal(-1)}, base=99, actor=officer)
    framework_actions.figures_record(spring, {good: Decimal(3)}, base=99, actor=officer)
    framework_actions.figures_record(spring, {good: None}, base=99, actor=officer)
    assert not spring.figures.exists()


def test_what_has_figures_is_not_taken_out(
    indicator: Indicator, spring: Period, officer: User
) -> None:
    cell = {(indicator.pk, ACTUAL, ("female", "", "")): Decimal(3)}
    framework_actions.figures_record(spring, cell, base=99, actor=officer)
    with pytest.raises(Refused, match="Empty them first"):
        framework_actions.indicator_remove(indicator, actor=officer)
    with pytest.raises(Refused, match="Empty them first"):
        framework_actions.period_remove(spring, actor=officer)
    without = measured(indicator.result, disaggregated_by=["age"])
    with pytest.raises(Refused, match="broken down by this"):
        framework_actions.indicator_change(indicator, without, base=99, actor=officer)


def test_nobody_enters_what_the_register_counts(
    full: Programme, spring: Period, officer: User
) -> None:
    fields = measured(full.results.get(), counted="people_enrolled", over_time="distinct")
    counted = framework_actions.indicator_add(full, fields, actor=officer)
    with pytest.raises(Refused, match="register counts"):
        cell = {(counted.pk, ACTUAL, ALL): Decimal(1)}
        framework_actions.figures_record(spring, cell, base=99, actor=officer)
    target = {(counted.pk, "target", ALL): Decimal(20)}
    framework_actions.figures_record(spring, target, base=99, actor=officer)


def test_a_partner_is_found_in_the_register_or_joins_it(full: Programme, officer: User) -> None:
    assert Organisation.objects.get().verified_at is None
    again = {**PARTNER, "name": "WORD BY WORD", "kind": "", "role": "refers"}
    around_actions.partner_add(full, again, actor=officer)
    assert Organisation.objects.count() == 1
    with pytest.raises(Refused, match="has this role already"):
        around_actions.partner_add(full, again, actor=officer)
    with pytest.raises(Refused, match="not in the register yet"):
        around_actions.partner_add(full, {**again, "name": "Town"}, actor=officer)
    Organisation.objects.create(name="Word by word", kind="ngo", place="AT")
    with pytest.raises(Refused, match="in which country"):
        around_actions.partner_add(full, {**again, "place": "", "role": "funds"}, actor=officer)


def test_an_amount_below_zero_is_refused(full: Programme, officer: User) -> None:
    with pytest.raises(Refused, match="below zero"):
        around_actions.budget_add(full, {**BUDGET, "spent": Decimal(-1)}, actor=officer)


def test_the_last_lead_stays(programme: Programme, officer: User, teacher: User) -> None:
    lead = programme.members.get()
    with pytest.raises(Refused, match="Name another lead"):
        member_actions.member_remove(lead, actor=officer)
    with pytest.raises(Refused, match="Name another lead"):
        member_actions.member_role(lead, role=Role.PARTNER, actor=officer)
    member_actions.member_invite(programme, "teacher@example.org", role=Role.LEAD, actor=officer)
    member_actions.member_remove(lead, actor=officer)
    assert programme.members.get().user == teacher


def test_a_member_leaves_and_takes_nobody_else_out(
    programme: Programme, officer: User, teacher: User, coder_a: User
) -> None:
    for name in ("teacher", "coder_a"):
        member_actions.member_invite(programme, name, role=Role.PARTNER, actor=officer)
    other = programme.members.get(user=coder_a)
    with pytest.raises(NotAllowed):
        member_actions.member_remove(other, actor=teacher)
    member_actions.member_remove(programme.members.get(user=teacher), actor=teacher)
    with pytest.raises(Refused, match="in the programme already"):
        member_actions.member_invite(programme, "coder_a", role=Role.LEAD, actor=officer)
    with pytest.raises(Refused, match="No account"):
        member_actions.member_invite(programme, "nobody", role=Role.LEAD, actor=officer)


def test_the_trail_and_the_changes_carry_no_word_of_the_plan(
    full: Programme, officer: User
) -> None:
    programme_describe(full, ABOUT, base=full.number, actor=officer)
    kept = json.dumps(list(AuditEntry.objects.values("verb", "thing", "thing_id", "detail")))
    kept += json.dumps(list(ProgrammeChange.objects.values("section", "verb")))
    words = ("Reading", "Forty", "Kassel", "Word by word", "coordinator", "Rooms", "Children")
    assert [word for word in words if word.lower() in kept.lower()] == []
