"""Who gets what at the addresses of plans: the plan of somebody else is not there."""

from collections.abc import Callable

from bothways.practices.models import Release
from bothways.tailoring.plan.actions import plan_start
from tests.conftest import person
from tests.practices.test_actions import LEAD
from tests.rooms import NOTHING_THERE, SIGN_IN, SIGNED_IN, Line

PLAN = {"number": "the plan"}


def a_plan() -> int:
    """The plan of somebody who is none of the four."""
    release = Release.objects.get(practice__slug=LEAD["id"])
    return plan_start(release, title="A plan", actor=person("planner")).pk


THINGS: dict[str, Callable[[], int | str]] = {"the plan": a_plan}
OF_A_PLAN = (
    "plan", "plan_about", "plan_parts", "plan_part_new", "plan_preconditions",
    "plan_precondition_new", "plan_entry_new", "plan_decision_new", "plan_member_new",
    "plan_contact_new", "plan_end", "plan_revisions", "plan_json", "plan_brief", "plan_brief_pdf",
)  # fmt: skip
OF_A_ROW = (
    "plan_part_remove", "plan_precondition_remove", "plan_entry", "plan_decision",
    "plan_member_remove", "plan_contact_remove",
)  # fmt: skip
ROLES = {
    "plans": Line(SIGNED_IN),
    "plan_new": Line((SIGN_IN, 400, 400, 400)),  # it has to be told the practice
    **{name: Line(NOTHING_THERE, PLAN) for name in OF_A_PLAN},
    **{name: Line(NOTHING_THERE, {**PLAN, "row": 1}) for name in OF_A_ROW},
    "plan_revision": Line(NOTHING_THERE, {**PLAN, "revision": 1}),
}
