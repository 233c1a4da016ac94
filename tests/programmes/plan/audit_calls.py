"""How each action on the plan of a programme is called, and from which state."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bothways.core.models import User
from bothways.programmes.models import Programme
from bothways.programmes.plan import actions, around_actions, framework_actions, member_actions
from tests.programmes.plan.conftest import (
    ABOUT,
    AUTUMN,
    BUDGET,
    OUTCOME,
    PARTNER,
    RISK,
    filled,
    measured,
)

ROOM = "bothways.programmes.plan"
# Everybody with an account may start a programme; it is then theirs.
OPEN_TO_ALL = {f"{ROOM}.actions.programme_start", f"{ROOM}.actions.programme_begin"}


def a_programme(scene: Any) -> Programme:
    """The editor's programme with one row of each kind and a colleague."""
    programme = actions.programme_start("A programme", actor=scene.editor)
    filled(programme, scene.editor)
    User.objects.create_user("colleague", password="a long password")
    User.objects.create_user("newcomer", password="a long password")
    member_actions.member_invite(programme, "colleague", role="officer", actor=scene.editor)
    programme.refresh_from_db()
    return programme


def closed_programme(scene: Any) -> Programme:
    programme = a_programme(scene)
    actions.programme_close(programme, actor=scene.editor)
    return programme


def bare_result(scene: Any) -> Programme:
    programme = a_programme(scene)
    framework_actions.result_add(programme, {**OUTCOME, "title": "Bare"}, actor=scene.editor)
    programme.refresh_from_db()
    return programme


Call = tuple[Callable[[Any], Any], Callable[..., Any]]
OF_ACTIONS: dict[str, Call] = {
    "programme_start": (
        lambda scene: None,
        lambda _start, actor: actions.programme_start("A programme", actor=actor),
    ),
    "programme_begin": (
        lambda scene: None,
        lambda _start, actor: actions.programme_begin("M", actor=actor, kind="mentoring"),
    ),
    "programme_describe": (
        a_programme,
        lambda start, actor: actions.programme_describe(
            start, ABOUT, base=start.number, actor=actor
        ),
    ),
    "programme_run": (
        a_programme, lambda start, actor: actions.programme_run(start, actor=actor),
    ),
    "programme_close": (
        a_programme, lambda start, actor: actions.programme_close(start, actor=actor),
    ),
    "programme_reopen": (
        closed_programme, lambda start, actor: actions.programme_reopen(start, actor=actor),
    ),
    "programme_delete": (
        a_programme, lambda start, actor: actions.programme_delete(start, actor=actor),
    ),
    "parts_choose": (
        a_programme,
        lambda start, actor: actions.parts_choose(start, {}, base=start.number, actor=actor),
    ),
    "part_add": (
        a_programme,
        lambda start, actor: actions.part_add(start, part="More", change="", actor=actor),
    ),
    "part_remove": (
        a_programme, lambda start, actor: actions.part_remove(start.parts.get(), actor=actor),
    ),
}  # fmt: skip
OF_FRAMEWORK: dict[str, Call] = {
    "result_add": (
        a_programme, lambda start, actor: framework_actions.result_add(start, OUTCOME, actor=actor),
    ),
    "result_change": (
        a_programme,
        lambda start, actor: framework_actions.result_change(
            start.results.get(), OUTCOME, base=start.number, actor=actor
        ),
    ),
    "result_remove": (
        bare_result,
        lambda start, actor: framework_actions.result_remove(
            start.results.get(title="Bare"), actor=actor
        ),
    ),
    "indicator_add": (
        a_programme,
        lambda start, actor: framework_actions.indicator_add(
            start, measured(start.results.get()), actor=actor
        ),
    ),
    "indicator_change": (
        a_programme,
        lambda start, actor: framework_actions.indicator_change(
            start.indicators.get(), measured(start.results.get()), base=start.number, actor=actor
        ),
    ),
    "indicator_remove": (
        a_programme,
        lambda start, actor: framework_actions.indicator_remove(
            start.indicators.get(), actor=actor
        ),
    ),
    "period_add": (
        a_programme, lambda start, actor: framework_actions.period_add(start, AUTUMN, actor=actor),
    ),
    "period_change": (
        a_programme,
        lambda start, actor: framework_actions.period_change(
            start.periods.get(), {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 3, 1)},
            base=start.number, actor=actor,
        ),
    ),
    "period_remove": (
        a_programme,
        lambda start, actor: framework_actions.period_remove(start.periods.get(), actor=actor),
    ),
    "figures_record": (
        a_programme,
        lambda start, actor: framework_actions.figures_record(
            start.periods.get(), {}, base=start.number, actor=actor
        ),
    ),
}  # fmt: skip
OF_AROUND: dict[str, Call] = {
    "partner_add": (
        a_programme,
        lambda start, actor: around_actions.partner_add(
            start, {**PARTNER, "role": "refers"}, actor=actor
        ),
    ),
    "partner_change": (
        a_programme,
        lambda start, actor: around_actions.partner_change(
            start.partners.get(), PARTNER, base=start.number, actor=actor
        ),
    ),
    "partner_remove": (
        a_programme,
        lambda start, actor: around_actions.partner_remove(start.partners.get(), actor=actor),
    ),
    "budget_add": (
        a_programme, lambda start, actor: around_actions.budget_add(start, BUDGET, actor=actor),
    ),
    "budget_change": (
        a_programme,
        lambda start, actor: around_actions.budget_change(
            start.budget.get(), BUDGET, base=start.number, actor=actor
        ),
    ),
    "budget_remove": (
        a_programme,
        lambda start, actor: around_actions.budget_remove(start.budget.get(), actor=actor),
    ),
    "risk_add": (
        a_programme, lambda start, actor: around_actions.risk_add(start, RISK, actor=actor),
    ),
    "risk_change": (
        a_programme,
        lambda start, actor: around_actions.risk_change(
            start.risks.get(), RISK, base=start.number, actor=actor
        ),
    ),
    "risk_remove": (
        a_programme,
        lambda start, actor: around_actions.risk_remove(start.risks.get(), actor=actor),
    ),
}  # fmt: skip
OF_MEMBERS: dict[str, Call] = {
    "member_invite": (
        a_programme,
        lambda start, actor: member_actions.member_invite(
            start, "newcomer", role="partner", actor=actor
        ),
    ),
    "member_role": (
        a_programme,
        lambda start, actor: member_actions.member_role(
            start.members.get(user__username="colleague"), role="evaluator", actor=actor
        ),
    ),
    "member_remove": (
        a_programme,
        lambda start, actor: member_actions.member_remove(
            start.members.get(user__username="colleague"), actor=actor
        ),
    ),
}
CALLS = {
    f"{ROOM}.{module}.{name}": call
    for module, calls in (
        ("actions", OF_ACTIONS),
        ("framework_actions", OF_FRAMEWORK),
        ("around_actions", OF_AROUND),
        ("member_actions", OF_MEMBERS),
    )
    for name, call in calls.items()
}
