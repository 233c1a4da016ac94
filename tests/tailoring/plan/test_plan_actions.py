"""What happens to a plan: nothing is lost, nobody overwrites, names go when their time is over."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from bothways.core.errors import Conflict, NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.practices.actions import practice_withdraw
from bothways.practices.models import Practice, Release
from bothways.practices.record.document import Document
from bothways.tailoring.fit.prediction import is_whole
from bothways.tailoring.models import AdaptationPlan, PlanRevision
from bothways.tailoring.plan.actions import (
    plan_describe,
    plan_part_add,
    plan_part_remove,
    plan_parts_choose,
    plan_precondition_add,
    plan_precondition_remove,
    plan_preconditions_check,
    plan_start,
)
from bothways.tailoring.plan.end_actions import (
    plan_close,
    plan_delete,
    plan_names_remove,
    plan_reopen,
)
from bothways.tailoring.plan.log_actions import (
    adaptation_correct,
    adaptation_log,
    adaptation_remove,
    decision_ask,
    decision_record,
)
from bothways.tailoring.plan.people_actions import contact_add, member_invite, member_remove
from bothways.tailoring.plan.queries import plan_numbered, whole_plan
from tests.tailoring.plan.conftest import ABOUT, QUESTION, Fields, started


def test_a_plan_takes_over_the_parts_and_conditions_of_the_practice(plan: AdaptationPlan) -> None:
    assert [(part.part, part.kind, part.choice) for part in plan.parts.all()] == [
        ("Weekly meetings of three hours", "core", "keep"),
        ("Meeting in the town", "adaptable", "keep"),
        ("A closing festivity", "optional", "keep"),
    ]
    assert [(row.what, row.must, row.state) for row in plan.preconditions.all()] == [
        ("Police clearance of mentors", True, "unknown"),
        ("A room for rainy days", False, "unknown"),
    ]


def test_a_practice_without_parts_lends_its_activities_and_says_of_none_that_it_is_core(
    starter: list[Document], officer: User
) -> None:
    practice = Practice.objects.get(slug="nightingale-rossinyol-mentoring")
    assert practice.live is not None
    plan = plan_start(practice.live, title="Mentors", actor=officer)
    assert {(part.origin, part.kind) for part in plan.parts.all()} == {("activities", "")}
    assert plan.parts.count() == len(practice.live.document["activities"])


def test_the_prediction_is_frozen_with_its_hash_and_day(plan: AdaptationPlan) -> None:
    assert is_whole(plan.prediction)
    assert plan.prediction_hash == plan.prediction["inputs_hash"]
    assert plan.predicted_at is not None
    assert plan.prediction["practice"] == "student-mentors"
    assert plan.prediction["release"]["number"] == plan.release.number


def test_nothing_that_is_written_later_touches_the_prediction(
    plan: AdaptationPlan, officer: User, entry_fields: Fields, reviewer: User
) -> None:
    before = json.dumps(plan.prediction, sort_keys=True)
    plan_describe(plan, {**ABOUT, "title": "Another"}, base=1, actor=officer)
    adaptation_log(plan, entry_fields(), actor=officer)
    practice_withdraw(plan.release.practice, reason="Outdated", actor=reviewer)
    fresh = plan_numbered(plan.pk)
    assert fresh is not None
    assert json.dumps(fresh.prediction, sort_keys=True) == before


def test_no_plan_starts_from_a_withdrawn_release(
    release: Release, officer: User, reviewer: User
) -> None:
    practice_withdraw(release.practice, reason="Outdated", actor=reviewer)
    release.refresh_from_db()
    with pytest.raises(Refused, match="withdrawn"):
        started(release, officer)


def test_two_people_on_the_same_section_the_second_is_told(
    plan: AdaptationPlan, officer: User, colleague: User
) -> None:
    member_invite(plan, "colleague", may_write=True, actor=officer)
    plan_describe(plan, {**ABOUT, "goal": "First"}, base=1, actor=officer)
    with pytest.raises(Conflict, match="Somebody else"):
        plan_describe(plan, {**ABOUT, "goal": "Second"}, base=1, actor=colleague)
    plan.refresh_from_db()
    assert plan.goal == "First"


def test_two_people_on_different_sections_do_not_collide(
    plan: AdaptationPlan, officer: User, colleague: User, entry_fields: Fields
) -> None:
    member_invite(plan, "colleague", may_write=True, actor=officer)
    plan_describe(plan, {**ABOUT, "goal": "First"}, base=1, actor=officer)
    part = plan.parts.first()
    choices = {part.pk: {"kind": "core", "choice": "adapt", "change": "Two hours"}}
    plan_parts_choose(plan, choices, base=1, actor=colleague)
    adaptation_log(plan, entry_fields(), actor=officer)
    adaptation_log(plan, entry_fields(what="Another"), actor=colleague)
    plan.refresh_from_db()
    assert (plan.number, plan.goal, plan.adaptations.count()) == (5, "First", 2)


def test_two_people_on_the_same_log_entry_the_second_is_told(
    plan: AdaptationPlan, officer: User, colleague: User, entry_fields: Fields
) -> None:
    member_invite(plan, "colleague", may_write=True, actor=officer)
    entry = adaptation_log(plan, entry_fields(), actor=officer)
    other = adaptation_log(plan, entry_fields(what="Other"), actor=officer)
    adaptation_correct(entry, entry_fields(what="Corrected"), base=3, actor=officer)
    adaptation_correct(other, entry_fields(what="Other, better"), base=3, actor=colleague)
    with pytest.raises(Conflict):
        adaptation_remove(entry, base=3, actor=colleague)
    assert plan.adaptations.filter(what="Corrected").exists()


def test_what_is_taken_out_of_the_log_stays_in_the_revisions(
    plan: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    entry = adaptation_log(plan, entry_fields(), actor=officer)
    adaptation_remove(entry, base=2, actor=officer)
    assert not plan.adaptations.exists()
    kept = PlanRevision.objects.get(plan=plan, number=2).document["adaptations"]
    assert kept[0]["what"] == "Two pairs meet together"


def test_every_state_of_the_plan_is_kept_with_its_author(
    plan: AdaptationPlan, officer: User
) -> None:
    plan_describe(plan, ABOUT, base=1, actor=officer)
    plan_part_add(plan, part="An evening with parents", change="", actor=officer)
    revisions = list(plan.revisions.order_by("number"))
    assert [(row.number, row.verb) for row in revisions] == [
        (1, "start"), (2, "describe"), (3, "add_part"),
    ]  # fmt: skip
    assert {row.author for row in revisions} == {officer}
    assert revisions[0].document["about"]["goal"] == ""


def test_a_core_part_that_is_changed_asks_for_a_new_evaluation_and_says_why(
    plan: AdaptationPlan, officer: User
) -> None:
    core = plan.parts.get(kind="core")
    choices = {core.pk: {"kind": "core", "choice": "leave_out", "change": ""}}
    plan_parts_choose(plan, choices, base=1, actor=officer)
    plan.refresh_from_db()
    found = whole_plan(plan).reevaluation
    assert found.duty.name == "OUTCOME"
    assert ("core_left_out", str(core.pk)) in [(r.code, r.named) for r in found.reasons]


def test_an_entry_on_a_core_part_counts_as_a_change_of_the_core(
    plan: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    core = plan.parts.get(kind="core")
    adaptation_log(plan, entry_fields(part=core), actor=officer)
    judged = {"fidelity": "consistent", "fidelity_because": "The hours stay the same."}
    adaptation_log(plan, entry_fields(part=core, **judged), actor=officer)
    plan.refresh_from_db()
    whole = whole_plan(plan)
    assert [line.fidelity for line in whole.log] == ["inconsistent", "consistent"]
    assert whole.log[1].is_judged
    assert [r.code for r in whole.reevaluation.reasons].count("logged_core") == 2


def test_a_judgement_without_its_why_is_refused(
    plan: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    with pytest.raises(Refused, match="why you judge"):
        adaptation_log(plan, entry_fields(fidelity="consistent"), actor=officer)


@pytest.mark.parametrize(
    ("field", "value"),
    [("when", "tomorrow"), ("deciders", ["mayor"]), ("goals", ["fame"]), ("fidelity", "yes")],
)
def test_a_code_that_nobody_knows_is_refused(
    plan: AdaptationPlan, officer: User, entry_fields: Fields, field: str, value: object
) -> None:
    with pytest.raises(Refused, match="no code"):
        adaptation_log(plan, entry_fields(**{field: value}), actor=officer)


def test_rows_of_another_plan_cannot_be_reached(
    plan: AdaptationPlan, release: Release, officer: User, entry_fields: Fields
) -> None:
    other = started(release, officer, "Other")
    foreign = other.parts.first()
    with pytest.raises(Refused, match="another plan"):
        adaptation_log(plan, entry_fields(part=foreign), actor=officer)
    choices = {foreign.pk: {"kind": "core", "choice": "keep", "change": ""}}
    with pytest.raises(Refused, match="no longer in the plan"):
        plan_parts_choose(plan, choices, base=1, actor=officer)


def test_a_part_of_the_practice_is_left_out_but_never_removed(
    plan: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    with pytest.raises(Refused, match="leave out"):
        plan_part_remove(plan.parts.first(), actor=officer)
    own = plan_part_add(plan, part="Parents’ evening", change="", actor=officer)
    adaptation_log(plan, entry_fields(part=own), actor=officer)
    with pytest.raises(Refused, match="The log speaks"):
        plan_part_remove(own, actor=officer)


def test_a_condition_of_the_practice_stays_and_own_ones_may_go(
    plan: AdaptationPlan, officer: User
) -> None:
    with pytest.raises(Refused):
        plan_precondition_remove(plan.preconditions.first(), actor=officer)
    own = plan_precondition_add(plan, what="Interpreters", must=True, actor=officer)
    plan_precondition_remove(own, actor=officer)
    assert plan.preconditions.count() == 2


def test_an_unmet_must_is_told_apart_from_one_that_is_not_known(
    plan: AdaptationPlan, officer: User
) -> None:
    must = plan.preconditions.get(must=True)
    assert whole_plan(plan).unmet == []
    states = {must.pk: {"state": "unmet", "checked_by": "R. Haddad", "note": ""}}
    plan_preconditions_check(plan, states, base=1, actor=officer)
    plan.refresh_from_db()
    assert [row.what for row in whole_plan(plan).unmet] == ["Police clearance of mentors"]


def test_an_answer_needs_who_and_when(plan: AdaptationPlan, officer: User) -> None:
    decision = decision_ask(plan, QUESTION, actor=officer)
    answered = {**QUESTION, "answer": "The four in the north"}
    with pytest.raises(Refused, match="who decided"):
        decision_record(decision, answered, base=2, actor=officer)
    whole = {**answered, "decided_by": "M. Yilmaz", "decided_on": date(2026, 11, 20)}
    decision_record(decision, whole, base=2, actor=officer)
    plan.refresh_from_db()
    assert [d.answer for d in whole_plan(plan).taken_decisions] == ["The four in the north"]


def test_people_are_let_in_by_name_or_address_and_nobody_else_is(
    plan: AdaptationPlan, officer: User, colleague: User
) -> None:
    assert member_invite(plan, "COLLEAGUE", may_write=False, actor=officer).user == colleague
    again = member_invite(plan, "colleague@example.org", may_write=True, actor=officer)
    assert (plan.members.count(), again.may_write) == (1, True)
    for who in ("", "nobody", "officer"):
        with pytest.raises(Refused):
            member_invite(plan, who, may_write=True, actor=officer)


def test_a_reader_cannot_write_and_a_writer_cannot_let_others_in(
    plan: AdaptationPlan, officer: User, colleague: User
) -> None:
    member = member_invite(plan, "colleague", may_write=False, actor=officer)
    with pytest.raises(NotAllowed):
        plan_describe(plan, ABOUT, base=1, actor=colleague)
    member_invite(plan, "colleague", may_write=True, actor=officer)
    plan_describe(plan, ABOUT, base=1, actor=colleague)
    for act in (
        lambda: member_invite(plan, "officer", may_write=True, actor=colleague),
        lambda: plan_close(plan, words="", names_until=None, actor=colleague),
        lambda: plan_delete(plan, actor=colleague),
    ):
        with pytest.raises(NotAllowed):
            act()
    member_remove(member, actor=colleague)
    assert not plan.members.exists()


def test_an_account_that_was_closed_writes_no_more(plan: AdaptationPlan, officer: User) -> None:
    officer.is_active = False
    with pytest.raises(NotAllowed):
        plan_describe(plan, ABOUT, base=1, actor=officer)


def test_a_closed_plan_is_read_only_until_its_owner_opens_it(
    plan: AdaptationPlan, officer: User
) -> None:
    plan_close(plan, words="It went well.", names_until=None, actor=officer)
    with pytest.raises(Refused, match="closed"):
        plan_describe(plan, ABOUT, base=2, actor=officer)
    plan_reopen(plan, actor=officer)
    plan_describe(plan, ABOUT, base=3, actor=officer)


def test_names_stay_no_longer_than_five_years(plan: AdaptationPlan, officer: User) -> None:
    today = timezone.localdate()
    for day in (today - timedelta(days=1), today + timedelta(days=1900)):
        with pytest.raises(Refused, match="five years"):
            plan_close(plan, words="", names_until=day, actor=officer)
    plan_close(plan, words="", names_until=today + timedelta(days=30), actor=officer)
    plan.refresh_from_db()
    assert plan.names_until == today + timedelta(days=30)


def named_everywhere(plan: AdaptationPlan, officer: User, entry_fields: Fields) -> None:
    adaptation_log(plan, entry_fields(decided_by="Rima Haddad"), actor=officer)
    asked = {**QUESTION, "asked_of": "Rima Haddad", "answer": "Yes", "decided_by": "Rima Haddad",
             "decided_on": date(2026, 11, 20)}  # fmt: skip
    decision_ask(plan, asked, actor=officer)
    contact_add(plan, name="Rima Haddad", organisation="Town", reach="030", actor=officer)
    row = plan.preconditions.first()
    plan.refresh_from_db()
    states = {row.pk: {"state": "met", "checked_by": "Rima Haddad", "note": ""}}
    plan_preconditions_check(plan, states, base=plan.number, actor=officer)


def test_names_are_taken_out_of_the_plan_and_of_every_revision(
    plan: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    named_everywhere(plan, officer, entry_fields)
    stored = [row.document for row in plan.revisions.all()]
    assert json.dumps(stored).count("Rima Haddad") > 4
    plan_names_remove(plan, actor=officer)
    plan.refresh_from_db()
    whole = whole_plan(plan)
    left = [row.document for row in plan.revisions.all()]
    assert "Rima Haddad" not in json.dumps(left)
    assert [d.decided_by for d in whole.decisions] == [""]
    assert (list(whole.contacts), whole.adaptations[0].decided_by) == ([], "")
    assert whole.decisions[0].answer == "Yes"


def test_the_audit_trail_outlives_a_plan_without_its_words(
    plan: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    named_everywhere(plan, officer, entry_fields)
    number = plan.pk
    plan_delete(plan, actor=officer)
    assert plan_numbered(number) is None
    assert not PlanRevision.objects.exists()
    trail = AuditEntry.objects.filter(thing="plan", thing_id=str(number))
    assert trail.filter(verb="delete").exists()
    words = json.dumps(list(trail.values_list("detail", flat=True)))
    assert "Haddad" not in words
    assert "pairs" not in words


def told_by_retention(*options: str) -> str:
    out = StringIO()
    call_command("plan_retention", *options, stdout=out)
    return out.getvalue()


def test_retention_acts_on_the_day_and_tells_before(
    plan: AdaptationPlan, officer: User, entry_fields: Fields
) -> None:
    named_everywhere(plan, officer, entry_fields)
    assert told_by_retention() == "0 plans lost their names.\n"
    AdaptationPlan.objects.update(names_until=timezone.localdate())
    assert "1 plans would lose" in told_by_retention("--preview")
    assert plan.contacts.exists()
    assert f"plan {plan.pk}" in told_by_retention()
    assert not plan.contacts.exists()
    newest = AuditEntry.objects.first()
    assert newest is not None
    assert (newest.verb, newest.actor) == ("remove_names", None)
    assert told_by_retention() == "0 plans lost their names.\n"


def test_every_change_renews_the_time_for_names(plan: AdaptationPlan, officer: User) -> None:
    AdaptationPlan.objects.update(names_until=timezone.localdate())
    plan_describe(plan, ABOUT, base=1, actor=officer)
    plan.refresh_from_db()
    assert plan.names_until == timezone.localdate() + timedelta(days=730)
