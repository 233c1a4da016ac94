"""How each action on a programme is called, and from which state."""

from collections.abc import Callable
from typing import Any

from bothways.programmes.plan import actions

# Everybody with an account may start a programme; it is then theirs.
OPEN_TO_ALL = {"bothways.programmes.plan.actions.programme_start"}
CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "bothways.programmes.plan.actions.programme_start": (
        lambda scene: None,
        lambda _start, actor: actions.programme_start("A programme", actor=actor),
    ),
}
