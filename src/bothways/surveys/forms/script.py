"""The rules of a form for the browser, so that a page goes on without a network.

Only forms that a small script can follow whole: no repeats, no filtered choices, no answers in
labels, few functions. All others are answered screen by screen from the server.
"""

from typing import Any

from bothways.surveys.forms.checks import expressions_of, target_of
from bothways.surveys.forms.definition import Definition, Part
from bothways.surveys.forms.xpath import Binary, Call, Expression, Literal, Negative, Path

# ``answer.js`` knows just these; a test runs them through both.
FUNCTIONS = frozenset(
    {"if", "true", "false", "not", "selected", "count-selected", "coalesce", "number", "int",
     "string", "concat", "contains", "starts-with", "string-length", "today", "regex"}
)  # fmt: skip
RULES = ("relevant", "constraint", "calculation", "required")


class NotForScripts(Exception):
    """The form uses something that the script does not know."""


def script_rules(definition: Definition) -> dict[str, Any] | None:
    """Rules by the path of the question in the order to follow them; None if a script cannot."""
    if definition.repeats or definition.page_refusals:
        return None
    try:
        rules = {path: _rules(definition, definition.parts[path]) for path in definition.order}
    except NotForScripts:
        return None
    kinds = {part.path: part.kind for part in definition.questions}
    return {"order": list(definition.order), "rules": rules, "kinds": kinds}


def _rules(definition: Definition, part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for what, expression in expressions_of(part):
        if what == "default":
            continue
        if what not in RULES:
            raise NotForScripts
        found[what] = _tree(definition, part, expression)
    return found


def _tree(definition: Definition, part: Part, tree: Expression) -> Any:
    """Nested lists; the first entry says what it is."""
    if isinstance(tree, Literal):
        return ["value", tree.value]
    if isinstance(tree, Path):
        target = target_of(definition, part, tree)
        simple = all(not step.predicates and step.name != "*" for step in tree.steps)
        if target is None or not simple or not definition.parts[target].is_question:
            raise NotForScripts
        return ["answer", target]
    if isinstance(tree, Negative):
        return ["minus", _tree(definition, part, tree.operand)]
    if isinstance(tree, Binary):
        sides = (tree.left, tree.right)
        return [tree.sign, *(_tree(definition, part, side) for side in sides)]
    return _call(definition, part, tree)


def _call(definition: Definition, part: Part, call: Call) -> Any:
    if call.name not in FUNCTIONS:
        raise NotForScripts
    return [f"{call.name}()", *(_tree(definition, part, one) for one in call.arguments)]
