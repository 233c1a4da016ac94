"""How each action on a plan is called, and from which state."""

from collections.abc import Callable
from typing import Any

from bothways.core.models import User
from bothways.practices.models import Release
from bothways.tailoring.models import AdaptationPlan
from bothways.tailoring.plan import actions as planning
from bothways.tailoring.plan import end_actions as ending_plan
from bothways.tailoring.plan import log_actions as logging_plan
from bothways.tailoring.plan import people_actions as people_of_plan
from tests.tailoring.plan.conftest import ABOUT, ENTRY, QUESTION

# Everybody with an account may start a plan; it is then theirs.
OPEN_TO_ALL = {"bothways.tailoring.plan.actions.plan_start"}


def a_release(scene: Any) -> Release:
    release = scene.released().live
    assert release is not None
    return release


def a_plan(scene: Any) -> AdaptationPlan:
    """The editor's plan with one row of each kind."""
    owner = scene.editor
    plan = planning.plan_start(a_release(scene), title="A plan", actor=owner)
    planning.plan_part_add(plan, part="An evening", change="", actor=owner)
    planning.plan_precondition_add(plan, what="A room", must=True, actor=owner)
    logging_plan.adaptation_log(plan, ENTRY, actor=owner)
    logging_plan.decision_ask(plan, QUESTION, actor=owner)
    people_of_plan.contact_add(plan, name="Office", organisation="", reach="", actor=owner)
    User.objects.create_user("colleague", password="a long password")
    people_of_plan.member_invite(plan, "colleague", may_write=True, actor=owner)
    plan.refresh_from_db()
    return plan


def closed_plan(scene: Any) -> AdaptationPlan:
    plan = a_plan(scene)
    ending_plan.plan_close(plan, words="", names_until=None, actor=scene.editor)
    return plan


CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "bothways.tailoring.plan.actions.plan_start": (
        a_release,
        lambda start, actor: planning.plan_start(start, title="A plan", actor=actor),
    ),
    "bothways.tailoring.plan.actions.plan_describe": (
        a_plan,
        lambda start, actor: planning.plan_describe(start, ABOUT, base=start.number, actor=actor),
    ),
    "bothways.tailoring.plan.actions.plan_parts_choose": (
        a_plan,
        lambda start, actor: planning.plan_parts_choose(start, {}, base=start.number, actor=actor),
    ),
    "bothways.tailoring.plan.actions.plan_part_add": (
        a_plan,
        lambda start, actor: planning.plan_part_add(start, part="More", change="", actor=actor),
    ),
    "bothways.tailoring.plan.actions.plan_part_remove": (
        a_plan,
        lambda start, actor: planning.plan_part_remove(start.parts.get(origin="plan"), actor=actor),
    ),
    "bothways.tailoring.plan.actions.plan_preconditions_check": (
        a_plan,
        lambda start, actor: planning.plan_preconditions_check(
            start, {}, base=start.number, actor=actor
        ),
    ),
    "bothways.tailoring.plan.actions.plan_precondition_add": (
        a_plan,
        lambda start, actor: planning.plan_precondition_add(
            start, what="Time", must=False, actor=actor
        ),
    ),
    "bothways.tailoring.plan.actions.plan_precondition_remove": (
        a_plan,
        lambda start, actor: planning.plan_precondition_remove(
            start.preconditions.get(), actor=actor
        ),
    ),
    "bothways.tailoring.plan.log_actions.adaptation_log": (
        a_plan,
        lambda start, actor: logging_plan.adaptation_log(start, ENTRY, actor=actor),
    ),
    "bothways.tailoring.plan.log_actions.adaptation_correct": (
        a_plan,
        lambda start, actor: logging_plan.adaptation_correct(
            start.adaptations.get(), ENTRY, base=start.number, actor=actor
        ),
    ),
    "bothways.tailoring.plan.log_actions.adaptation_remove": (
        a_plan,
        lambda start, actor: logging_plan.adaptation_remove(
            start.adaptations.get(), base=start.number, actor=actor
        ),
    ),
    "bothways.tailoring.plan.log_actions.decision_ask": (
        a_plan,
        lambda start, actor: logging_plan.decision_ask(start, QUESTION, actor=actor),
    ),
    "bothways.tailoring.plan.log_actions.decision_record": (
        a_plan,
        lambda start, actor: logging_plan.decision_record(
            start.decisions.get(), QUESTION, base=start.number, actor=actor
        ),
    ),
    "bothways.tailoring.plan.log_actions.decision_remove": (
        a_plan,
        lambda start, actor: logging_plan.decision_remove(
            start.decisions.get(), base=start.number, actor=actor
        ),
    ),
    "bothways.tailoring.plan.people_actions.contact_add": (
        a_plan,
        lambda start, actor: people_of_plan.contact_add(
            start, name="Desk", organisation="", reach="", actor=actor
        ),
    ),
    "bothways.tailoring.plan.people_actions.contact_remove": (
        a_plan,
        lambda start, actor: people_of_plan.contact_remove(start.contacts.get(), actor=actor),
    ),
    "bothways.tailoring.plan.people_actions.member_invite": (
        a_plan,
        lambda start, actor: people_of_plan.member_invite(
            start, "colleague", may_write=False, actor=actor
        ),
    ),
    "bothways.tailoring.plan.people_actions.member_remove": (
        a_plan,
        lambda start, actor: people_of_plan.member_remove(start.members.get(), actor=actor),
    ),
    "bothways.tailoring.plan.end_actions.plan_close": (
        a_plan,
        lambda start, actor: ending_plan.plan_close(start, words="", names_until=None, actor=actor),
    ),
    "bothways.tailoring.plan.end_actions.plan_reopen": (
        closed_plan,
        lambda start, actor: ending_plan.plan_reopen(start, actor=actor),
    ),
    "bothways.tailoring.plan.end_actions.plan_names_remove": (
        a_plan,
        lambda start, actor: ending_plan.plan_names_remove(start, actor=actor),
    ),
    "bothways.tailoring.plan.end_actions.plan_delete": (
        a_plan,
        lambda start, actor: ending_plan.plan_delete(start, actor=actor),
    ),
}
