"""Tables of the whole site that each room of tests adds its own lines to.

A room says in ``url_roles.py`` who gets what at its addresses (ROLES, THINGS), and in
``audit_calls.py`` how its actions are called (CALLS, READS, OPEN_TO_ALL).
"""

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
SIGN_IN = "asked to sign in"
Answer = int | str

# What visitor, outsider (signed in, no role), editor and reviewer meet.
EVERYBODY = (200, 200, 200, 200)
EDITORS = (SIGN_IN, 403, 200, 200)
REVIEWERS = (SIGN_IN, 403, 403, 200)
EDITORS_SEND = (SIGN_IN, 403, 405, 405)  # only takes what a form sends
SIGNED_IN = (SIGN_IN, 200, 200, 200)
NOTHING_THERE = (SIGN_IN, 404, 404, 404)  # only with a second factor
ONLY_SENT_TO = (405, 405, 405, 405)  # takes what a form sends, and looks at the role then
SENT_ON = (SIGN_IN, 302, 302, 302)  # signed in, but there is nothing to do there
VISITORS = (200, 302, 302, 302)  # who is signed in already goes to the desk


@dataclass(frozen=True)
class Line:
    answers: tuple[Answer, Answer, Answer, Answer]
    parts: dict[str, Any] = field(default_factory=dict)
    path: str = ""  # only where the address cannot be put together from its name


def of_rooms(file: str, name: str) -> dict[str, Any]:
    """The table ``name`` of every room's file of this name, in one; a line twice is an error."""
    found: dict[str, Any] = {}
    for table in _tables(file, name, {}):
        assert not found.keys() & table.keys(), f"{file}.{name}: a line stands in two rooms"
        found |= table
    return found


def names_of_rooms(file: str, name: str) -> set[str]:
    """The names that the rooms list under ``name``, in one set."""
    return set().union(*_tables(file, name, set()))


def _tables(file: str, name: str, empty: Any) -> list[Any]:
    paths = sorted(TESTS.rglob(f"{file}.py"))
    names = (".".join(path.relative_to(TESTS.parent).with_suffix("").parts) for path in paths)
    return [getattr(importlib.import_module(module), name, empty) for module in names]
