"""What a form must not do: call what we do not know, ask what is not there, turn in a circle."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.surveys.forms.definition import Definition, Part
from bothways.surveys.forms.functions import FUNCTIONS, SPECIAL
from bothways.surveys.forms.xpath import Call, Expression, Literal, Path, walk

# A repetition of something that repeats itself can take longer than the sun burns.
SLOW = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]")


def check(definition: Definition) -> tuple[tuple[str, ...], list[Problem]]:
    """The order in which the rules can be followed, and what is wrong."""
    problems = [
        problem
        for part in definition.parts.values()
        for what, expression in expressions_of(part)
        for problem in _check_expression(definition, part, what, expression)
    ]
    order, circle = _order(definition)
    return order, [*problems, *circle]


def expressions_of(part: Part) -> Iterator[tuple[str, Expression]]:
    """Every expression of a part with the column of the form it stands in."""
    rules = part.rules
    named = (
        ("relevant", rules.relevant), ("constraint", rules.constraint),
        ("calculation", rules.calculate), ("required", rules.required),
        ("choice_filter", part.choices.filter if part.choices else None),
        ("repeat_count", part.count), ("default", part.first),
    )  # fmt: skip
    yield from ((what, expression) for what, expression in named if expression is not None)
    for words in (part.label, part.hint, part.refusal, part.needed):
        for pieces in words.pieces.values():
            yield from (("label", piece) for piece in pieces if not isinstance(piece, str))


def _check_expression(
    definition: Definition, part: Part, what: str, expression: Expression
) -> Iterator[Problem]:
    for branch in walk(expression):
        if isinstance(branch, Call):
            yield from _check_call(part, what, branch)
    if what == "choice_filter":
        # Names in a filter are columns of the list, so only whole paths can be looked up.
        return
    for path in _paths_outside_predicates(expression):
        if target_of(definition, part, path) is None and _is_ours(path):
            message = _(
                "The %(what)s of “%(name)s” asks for a question that is not in the form: %(path)s"
            )
            values = {"what": what, "name": part.path, "path": _written(path)}
            # Blocks of other programs may look for names of theirs; nothing of ours hangs on them.
            level = "warning" if part.path.startswith("meta/") else "error"
            yield _problem(part, "unknown_question", message % values, level)


def _check_call(part: Part, what: str, call: Call) -> Iterator[Problem]:
    known = FUNCTIONS.get(call.name)
    least, most = (known.least, known.most) if known else SPECIAL.get(call.name, (-1, -1))
    values = {"what": what, "name": part.path, "function": call.name, "n": len(call.arguments)}
    if least < 0:
        message = _("The %(what)s of “%(name)s” calls %(function)s(), which is not known here.")
        yield _problem(part, "unknown_function", message % values)
    elif not least <= len(call.arguments) <= most:
        message = _(
            "The %(what)s of “%(name)s” gives %(function)s() %(n)s values, which it does not take."
        )
        yield _problem(part, "wrong_arguments", message % values)
    elif call.name == "regex" and _is_slow(call):
        message = _(
            "The %(what)s of “%(name)s” has a pattern that could run for "
            "hours. Write it without a repetition of a repetition."
        )
        yield _problem(part, "slow_pattern", message % values)


def _is_slow(call: Call) -> bool:
    pattern = call.arguments[1]
    # A pattern that is put together from answers cannot be looked at beforehand.
    return not isinstance(pattern, Literal) or bool(SLOW.search(str(pattern.value)))


def _problem(part: Part, code: str, message: str, level: Any = "error") -> Problem:
    return Problem(0, part.path, code, message, level)


def _is_ours(path: Path) -> bool:
    return not path.start.startswith("instance:")


def _written(path: Path) -> str:
    start = "/" if path.start == "root" else ""
    return start + "/".join(step.name for step in path.steps)


def _paths_outside_predicates(expression: Expression) -> Iterator[Path]:
    """Paths that start at the question; those in predicates start at what is being filtered."""
    if isinstance(expression, Path):
        yield expression
        for step in expression.steps:
            for predicate in step.predicates:
                yield from (p for p in walk(predicate) if isinstance(p, Path) and p.start != "here")
        return
    for name in ("left", "right", "operand"):
        if hasattr(expression, name):
            yield from _paths_outside_predicates(getattr(expression, name))
    for argument in getattr(expression, "arguments", ()):
        yield from _paths_outside_predicates(argument)


def target_of(definition: Definition, part: Part, path: Path) -> str | None:
    """The place in the form that a path means, seen from a part; None if there is none."""
    at = [] if path.start == "root" else (part.path.split("/") if part.path else [])
    steps = list(path.steps)
    if path.start == "root" and steps:
        steps.pop(0)  # the name of the form itself
    for step in steps:
        if step.name == "..":
            if not at:
                return None
            at.pop()
        elif step.name not in (".", "*"):
            at.append(step.name)
    found = "/".join(at)
    return found if found in definition.parts else None


def _order(definition: Definition) -> tuple[tuple[str, ...], list[Problem]]:
    graph = {path: _needs(definition, part) for path, part in definition.parts.items()}
    try:
        # The sorter keeps the order of the form where nothing else is said.
        return tuple(TopologicalSorter(graph).static_order()), []
    except CycleError as error:
        names = list(dict.fromkeys(error.args[1]))
        message = _(
            "These questions wait for each other in a circle: %(names)s. Break it in one of them."
        )
        problem = Problem(0, names[0], "cycle", message % {"names": ", ".join(names)})
        return (), [problem]


def _needs(definition: Definition, part: Part) -> list[str]:
    """What has to be known before a part: its group, and what its rules look at."""
    needs: dict[str, None] = {}
    if part.path:
        needs[part.path.rpartition("/")[0]] = None
    rules = part.rules
    for expression in (rules.relevant, rules.calculate, part.count):
        for path in _paths_outside_predicates(expression) if expression else ():
            target = target_of(definition, part, path)
            is_self = target == part.path and expression is rules.calculate
            if target is not None and not is_self:
                needs[target] = None
    return list(needs)
