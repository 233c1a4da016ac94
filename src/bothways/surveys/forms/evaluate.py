"""What a form makes of answers: what is asked, what was computed, what is missing, what is wrong.

Page, phone and import all end here, so that a question is skipped for the same reason whichever
way the answer came.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bothways.surveys.forms.definition import Choice, Definition, Part
from bothways.surveys.forms.functions import PASSING, Moment
from bothways.surveys.forms.interpret import Interpreter
from bothways.surveys.forms.nodes import Node, as_bool, as_number, as_text
from bothways.surveys.forms.xpath import Call, Expression, walk

# Path of the question -> what was answered; of a repeat -> its rows, each such a table.
Answers = Mapping[str, Any]
MOST_ROWS = 500
MOST_LETTERS = 20_000
READERS: dict[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
}
WHOLE = re.compile(r"[+-]?\d{1,18}")
DECIMAL = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,3})?")


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong with an answer, and in which row of which repeats."""

    path: str
    rows: tuple[int, ...]
    code: str


@dataclass(frozen=True)
class Sheet:
    """A filled form after all its rules were followed."""

    definition: Definition
    top: Node
    interpreter: Interpreter
    complaints: tuple[Complaint, ...]

    @property
    def answers(self) -> dict[str, Any]:
        """What counts: asked or computed, and not empty."""
        return _gathered(self.definition, self.top, "")

    def nodes(self, path: str) -> list[Node]:
        return _at(self.top, path)

    def choices(self, part: Part, node: Node) -> list[Choice]:
        return choices_of(self.interpreter, part, node)

    def said(self, pieces: tuple[str | Expression, ...], node: Node) -> str:
        return self.interpreter.said(pieces, node)


def fill(
    definition: Definition,
    answers: Answers,
    moment: Moment,
    *,
    is_new: bool = False,
    believed: bool = False,
    language: str = "",
) -> Sheet:
    """Follow the rules of the form for these answers.

    ``is_new``: the form was just opened, so that defaults are set. ``believed``: what was computed
    elsewhere out of time or chance stays as it was sent.
    """
    top = _tree(definition.root, answers)
    interpreter = Interpreter(definition, moment, language)
    if is_new:
        _set_first_values(definition, top, interpreter)
    for path in definition.order:
        part = definition.parts[path]
        for node in _at(top, path):
            _follow(part, node, interpreter, believed)
        if part.count is not None:
            _count_rows(part, top, interpreter)
    return Sheet(definition, top, interpreter, tuple(_complaints(definition, top, interpreter)))


def _follow(part: Part, node: Node, interpreter: Interpreter, believed: bool) -> None:
    rules = part.rules
    above = node.parent.relevant if node.parent is not None else True
    node.relevant = above and (rules.relevant is None or interpreter.holds(rules.relevant, node))
    if rules.calculate is not None and node.relevant:
        is_kept = believed and node.value and is_passing(rules.calculate)
        if not is_kept:
            node.value = as_text(interpreter.value(rules.calculate, node))
            node.value = "" if node.value == "NaN" else node.value


def is_passing(expression: Expression) -> bool:
    return any(isinstance(branch, Call) and branch.name in PASSING for branch in walk(expression))


def _set_first_values(definition: Definition, top: Node, interpreter: Interpreter) -> None:
    for part in definition.questions:
        for node in _at(top, part.path):
            if node.value:
                continue
            node.value = part.default
            if part.first is not None:
                node.value = as_text(interpreter.value(part.first, node))


# the tree


def _tree(part: Part, answers: Answers, base: str = "") -> Node:
    """Nodes for a group and all below it; ``base`` is the repeat whose row is being built."""
    node = Node(part.name, path=part.path)
    for child in part.children:
        for below in _below(child, answers, base):
            node.add(below)
    return node


def _below(part: Part, answers: Answers, base: str) -> Iterator[Node]:
    key = part.path.removeprefix(f"{base}/") if base else part.path
    if part.kind == "repeat":
        rows = answers.get(key)
        rows = rows[:MOST_ROWS] if isinstance(rows, list) else []
        yield from (_tree(part, row, part.path) for row in rows if isinstance(row, Mapping))
    elif part.kind == "group":
        yield _tree(part, answers, base)
    else:
        value = answers.get(key, "")
        value = value if isinstance(value, str) else ""
        # A null character is no letter, and PostgreSQL stores none.
        yield Node(part.name, value[:MOST_LETTERS].replace("\0", ""), part.path)


def tidy(definition: Definition, answers: Answers) -> dict[str, Any]:
    """Only what has the shape of the form: texts at questions, rows at repeats."""
    return _shaped(definition, _tree(definition.root, answers), "")


def _shaped(definition: Definition, node: Node, base: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in node.children:
        key = child.path.removeprefix(f"{base}/") if base else child.path
        kind = definition.parts[child.path].kind
        if kind == "repeat":
            found.setdefault(key, []).append(_shaped(definition, child, child.path))
        elif kind == "group":
            found.update(_shaped(definition, child, base))
        elif child.value:
            found[key] = child.value
    return found


def _count_rows(part: Part, top: Node, interpreter: Interpreter) -> None:
    """As many rows as the form says, no more and no fewer."""
    for parent in _at(top, part.path.rpartition("/")[0]):
        number = as_number(interpreter.value(part.count, _stand_in(part, parent)))  # type: ignore[arg-type]
        wanted = int(min(max(number, 0), MOST_ROWS)) if number == number else 0
        rows = [child for child in parent.children if child.path == part.path]
        for row in rows[wanted:]:
            parent.children.remove(row)
        for _missing in range(wanted - len(rows)):
            row = _tree(part, {}, part.path)
            row.parent = parent
            _insert_row(parent, row)
            _follow(part, row, interpreter, believed=False)


def _stand_in(part: Part, parent: Node) -> Node:
    """A row that is not there, to look around from: paths of the count start at the repeat."""
    return Node(part.name, path=part.path, parent=parent)


def _insert_row(parent: Node, row: Node) -> None:
    last = max((at for at, c in enumerate(parent.children) if c.path == row.path), default=None)
    parent.children.insert(len(parent.children) if last is None else last + 1, row)


def _at(top: Node, path: str) -> list[Node]:
    nodes = [top]
    for name in path.split("/") if path else ():
        nodes = [child for node in nodes for child in node.children if child.name == name]
    return nodes


def _gathered(definition: Definition, node: Node, base: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in node.children:
        if not child.relevant:
            continue
        key = child.path.removeprefix(f"{base}/") if base else child.path
        part = definition.parts[child.path]
        if part.kind == "repeat":
            found.setdefault(key, []).append(_gathered(definition, child, child.path))
        elif part.kind == "group":
            found.update(_gathered(definition, child, base))
        elif child.value and part.kind != "note" and not child.path.startswith("meta/"):
            found[key] = child.value
    return found


# complaints


def _complaints(definition: Definition, top: Node, interpreter: Interpreter) -> Iterator[Complaint]:
    for part in definition.questions:
        if part.kind == "note":
            continue
        for node in _at(top, part.path):
            if node.relevant:
                code = _complaint(part, node, interpreter)
                if code:
                    yield Complaint(part.path, rows_above(definition, node), code)


def _complaint(part: Part, node: Node, interpreter: Interpreter) -> str:
    if not node.value:
        required = part.rules.required
        is_missing = required is not None and interpreter.holds(required, node)
        return "required" if is_missing and part.is_shown else ""
    if not _fits(part, node, interpreter):
        return "not_a_choice" if part.choices else "wrong_kind"
    constraint = part.rules.constraint
    if constraint is not None and not as_bool(interpreter.value(constraint, node)):
        return "constraint"
    return ""


def rows_above(definition: Definition, node: Node) -> tuple[int, ...]:
    """The number of the row in each repeat around a node, outermost first."""
    found: list[int] = []
    above: Node | None = node
    while above is not None and above.parent is not None:
        if definition.parts[above.path].kind == "repeat":
            same = [child for child in above.parent.children if child.path == above.path]
            found.append(same.index(above) + 1)
        above = above.parent
    return tuple(reversed(found))


def _fits(part: Part, node: Node, interpreter: Interpreter) -> bool:
    value = node.value
    if part.choices is not None and (part.choices.source or part.choices.fixed):
        words = [value] if part.kind == "select_one" else value.split()
        offered = {choice.value for choice in choices_of(interpreter, part, node)}
        return set(words) <= offered
    return fits_kind(part, value)


def fits_kind(part: Part, value: str) -> bool:
    if part.kind == "integer":
        return bool(WHOLE.fullmatch(value))
    if part.kind == "decimal":
        return bool(DECIMAL.fullmatch(value))
    if part.kind == "range":
        return bool(DECIMAL.fullmatch(value)) and _in_range(part, float(value))
    reader = READERS.get(part.kind)
    if reader is None:
        return True
    try:
        reader(value)
    except ValueError:
        return False
    return True


def _in_range(part: Part, number: float) -> bool:
    least, most = (float(part.parameters.get(key, edge)) for key, edge in
                   (("start", "1"), ("end", "10")))  # fmt: skip
    return min(least, most) <= number <= max(least, most)


def choices_of(interpreter: Interpreter, part: Part, node: Node) -> list[Choice]:
    """The choices that are offered at this node, after the filter of the form."""
    choices = part.choices
    if choices is None:
        return []
    offered = choices.fixed or interpreter.definition.lists.get(choices.source, ())
    if choices.filter is None:
        return list(offered)
    return [c for c in offered if _passes(interpreter, choices.filter, c, node)]


def _passes(interpreter: Interpreter, condition: Expression, choice: Choice, node: Node) -> bool:
    entry = Node("item")
    for column, text in choice.columns.items():
        entry.add(Node(column, text))
    return as_bool(interpreter.value(condition, entry, node))
