"""Works out an expression at a node. The only place where expressions get a value."""

from dataclasses import dataclass, field

from bothways.surveys.forms.definition import Definition
from bothways.surveys.forms.functions import FUNCTIONS, Moment
from bothways.surveys.forms.nodes import Node, Value, as_bool, as_number, as_text
from bothways.surveys.forms.xpath import Binary, Call, Expression, Literal, Negative, Path, Step


@dataclass
class Interpreter:
    """Knows the form's lists of choices and the moment; holds no answers."""

    definition: Definition
    moment: Moment
    language: str = ""
    lists: dict[str, Node] = field(default_factory=dict)

    def value(self, tree: Expression, node: Node, current: Node | None = None) -> Value:
        current = current or node
        if isinstance(tree, Literal):
            return tree.value
        if isinstance(tree, Path):
            return self._found(tree, node, current)
        if isinstance(tree, Negative):
            return -as_number(self.value(tree.operand, node, current))
        if isinstance(tree, Binary):
            return self._binary(tree, node, current)
        return self._call(tree, node, current)

    def holds(self, tree: Expression, node: Node) -> bool:
        return as_bool(self.value(tree, node))

    # paths

    def _found(self, path: Path, node: Node, current: Node) -> list[Node]:
        steps = path.steps
        if path.start == "root":
            # The first step names the form itself, which every tree starts with.
            nodes, steps = [current.root], steps[1:]
        elif path.start.startswith("instance:"):
            nodes = [self._list(path.start.removeprefix("instance:"))]
        else:
            nodes = [current if path.start == "current" else node]
        start = node if path.start == "here" else current
        for step in steps:
            nodes = self._step(nodes, step, start, current)
        return nodes

    def _step(self, nodes: list[Node], step: Step, start: Node, current: Node) -> list[Node]:
        if step.name == ".":
            found = nodes
        elif step.name == "..":
            found = list(dict.fromkeys(n.parent for n in nodes if n.parent is not None))
        else:
            found = [child for node in nodes for child in self._children(node, step.name, start)]
        for predicate in step.predicates:
            found = self._filtered(found, predicate, current)
        return found

    def _children(self, node: Node, name: str, start: Node) -> list[Node]:
        """A question of the same row of a repeat means the one of this row."""
        found = [child for child in node.children if name in ("*", child.name)]
        if len(found) > 1 and name != "*":
            above = start
            while above.parent is not None:
                if above.parent is node and above.name == name and above is not start:
                    return [above]
                above = above.parent
        return found

    def _filtered(self, nodes: list[Node], predicate: Expression, current: Node) -> list[Node]:
        kept = []
        for position, node in enumerate(nodes, start=1):
            value = self.value(predicate, node, current)
            is_kept = value == position if isinstance(value, float) else as_bool(value)
            if is_kept:
                kept.append(node)
        return kept

    def _list(self, name: str) -> Node:
        if name not in self.lists:
            top = Node("")
            root = top.add(Node("root"))
            for choice in self.definition.lists.get(name, ()):
                entry = root.add(Node("item"))
                for column, text in choice.columns.items():
                    entry.add(Node(column, text))
            self.lists[name] = top
        return self.lists[name]

    # signs

    def _binary(self, tree: Binary, node: Node, current: Node) -> Value:
        left = self.value(tree.left, node, current)
        if tree.sign == "or":
            return as_bool(left) or as_bool(self.value(tree.right, node, current))
        if tree.sign == "and":
            return as_bool(left) and as_bool(self.value(tree.right, node, current))
        right = self.value(tree.right, node, current)
        if tree.sign in ("=", "!="):
            return _equal(left, right) == (tree.sign == "=")
        return _compared_or_counted(tree.sign, as_number(left), as_number(right))

    # functions

    def _call(self, call: Call, node: Node, current: Node) -> Value:
        if call.name == "if":
            is_true = as_bool(self.value(call.arguments[0], node, current))
            return self.value(call.arguments[1 if is_true else 2], node, current)
        given = [self.value(argument, node, current) for argument in call.arguments]
        if call.name == "indexed-repeat":
            return self._indexed(call, given)
        if call.name == "jr:choice-name":
            return self._choice_name(as_text(given[0]), as_text(given[1]), node)
        if call.name == "pulldata":
            return self._pulled(*map(as_text, given))
        return FUNCTIONS[call.name].run(given, self.moment, node)

    def _indexed(self, call: Call, given: list[Value]) -> Value:
        """The answer in the n-th row, counted over the whole form."""
        wanted = given[0]
        if not isinstance(wanted, list) or not wanted:
            return ""
        nodes = [node for node in _all(wanted[0].root) if node.path == wanted[0].path]
        for repeat, number in zip(given[1::2], given[2::2], strict=False):
            if not isinstance(repeat, list) or not repeat:
                return ""
            place = repeat[0].path
            nodes = [node for node in nodes if _row_number(node, place) == as_number(number)]
        return nodes[:1]

    def _pulled(self, table: str, column: str, key_column: str, key: str) -> Value:
        """A cell of a file that came beside the form."""
        for row in self.definition.lists.get(table, ()):
            if key and row.columns.get(key_column) == key:
                return row.columns.get(column, "")
        return ""

    def _choice_name(self, value: str, place: str, node: Node) -> Value:
        path = place.strip().lstrip("/").partition("/")[2]
        part = self.definition.parts.get(path)
        if part is None or part.choices is None:
            return value
        choices = part.choices.fixed or self.definition.lists.get(part.choices.source, ())
        for choice in choices:
            if choice.value == value:
                return self.said(choice.label.in_language(self.language), node)
        return value

    def said(self, pieces: tuple[str | Expression, ...], node: Node) -> str:
        """Words with the answers they show."""
        return "".join(
            piece if isinstance(piece, str) else as_text(self.value(piece, node))
            for piece in pieces
        )


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return as_bool(left) == as_bool(right)
    if isinstance(left, float) or isinstance(right, float):
        return as_number(left) == as_number(right)
    if isinstance(left, list) and len(left) > 1:
        return any(_equal([node], right) for node in left)
    if isinstance(right, list) and len(right) > 1:
        return any(_equal(left, [node]) for node in right)
    return as_text(left) == as_text(right)


def _compared_or_counted(sign: str, left: float, right: float) -> Value:
    """Whatever is compared with no number is not smaller, not larger, and not equal."""
    if sign in ("<", "<=", ">", ">="):
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[
            sign
        ]
    if sign in ("+", "-", "*"):
        return {"+": left + right, "-": left - right, "*": left * right}[sign]
    return _divided(sign, left, right)


def _divided(sign: str, left: float, right: float) -> float:
    if right == 0 or right != right:
        is_infinite = sign == "div" and right == 0 and left != 0 and left == left
        return float("inf") * (1 if left > 0 else -1) if is_infinite else float("nan")
    if sign == "div":
        return left / right
    # XPath takes the sign of what is divided, Python that of the divisor.
    try:
        return left - right * int(left / right)
    except (OverflowError, ValueError):
        return float("nan")


def _all(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in _all(child))]


def _row_number(node: Node, repeat: str) -> int:
    above: Node | None = node
    while above is not None and above.path != repeat:
        above = above.parent
    if above is None or above.parent is None:
        return 0
    return [child for child in above.parent.children if child.path == repeat].index(above) + 1
