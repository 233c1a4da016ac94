"""How the actions of allocation are called by the table of all actions."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bothways.tailoring.allocation import actions as allocation
from bothways.tailoring.allocation import decision_actions
from bothways.tailoring.allocation.core.people import Rules
from tests.tailoring.allocation import scenes

CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "bothways.tailoring.allocation.actions.allocation_stage": (
        lambda scene: scenes.incoming(),
        lambda start, actor: allocation.allocation_stage(
            start,
            title="Autumn",
            office="Office",
            rules=Rules(),
            keep_until=date.today() + timedelta(days=9),
            actor=actor,
        ),
    ),
    "bothways.tailoring.allocation.actions.allocation_start": (
        lambda scene: scenes.staged(),
        lambda start, actor: allocation.allocation_start(start, actor=actor),
    ),
    "bothways.tailoring.allocation.actions.allocation_stop": (
        lambda scene: scenes.waiting(),
        lambda start, actor: allocation.allocation_stop(start, actor=actor),
    ),
    "bothways.tailoring.allocation.actions.allocation_empty": (
        lambda scene: scenes.done(),
        lambda start, actor: allocation.allocation_empty(start, actor=actor),
    ),
    "bothways.tailoring.allocation.actions.allocation_member_add": (
        lambda scene: (scenes.staged(), scene.editor),
        lambda start, actor: allocation.allocation_member_add(
            start[0], start[1].username, actor=actor
        ),
    ),
    "bothways.tailoring.allocation.actions.allocation_member_remove": (
        lambda scene: scenes.with_two_members(),
        lambda start, actor: allocation.allocation_member_remove(
            start, start.members.first().user_id, actor=actor
        ),
    ),
    "bothways.tailoring.allocation.actions.allocation_read": (
        lambda scene: scenes.done(),
        lambda start, actor: allocation.allocation_read(start, ["F-001"], actor=actor),
    ),
    "bothways.tailoring.allocation.actions.allocation_switch": (
        lambda scene: None,
        lambda _start, actor: allocation.allocation_switch(False, reason="Why", actor=actor),
    ),
    "bothways.tailoring.allocation.decision_actions.allocation_decide": (
        lambda scene: scenes.suggestion(),
        lambda start, actor: decision_actions.allocation_decide(
            start, place="", reason="Why", actor=actor
        ),
    ),
    "bothways.tailoring.allocation.decision_actions.allocation_contest": (
        lambda scene: scenes.suggestion(),
        lambda start, actor: decision_actions.allocation_contest(
            start, objection="Too far", actor=actor
        ),
    ),
    "bothways.tailoring.allocation.decision_actions.allocation_answer": (
        lambda scene: scenes.contest(),
        lambda start, actor: decision_actions.allocation_answer(start, answer="Yes", actor=actor),
    ),
    "bothways.tailoring.allocation.decision_actions.allocation_monitor": (
        lambda scene: scenes.done(),
        lambda start, actor: decision_actions.allocation_monitor(
            start, *scenes.example("groups"), actor=actor
        ),
    ),
}
