"""Expressions of forms: the part of XPath that ODK forms use, as a small tree.

Read once when a form is brought. What is not understood is refused there, with its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_LETTERS = 20_000
MOST_DEPTH = 60


class ExpressionError(Exception):
    """The expression cannot be read; the message says what stands where."""


@dataclass(frozen=True)
class Literal:
    value: str | float


@dataclass(frozen=True)
class Step:
    """A name, ``..``, ``.`` or ``*``, and what has to hold of the nodes it finds."""

    name: str
    predicates: tuple["Expression", ...] = ()


@dataclass(frozen=True)
class Path:
    """Where nodes are found. ``start``: ``root``, ``here``, ``current`` or ``instance:NAME``."""

    start: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Binary:
    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Negative:
    operand: "Expression"


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple["Expression", ...]


Expression = Literal | Path | Binary | Negative | Call

TOKENS = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
  | (?P<sign>//|\.\.|!=|<=|>=|[/.=<>+\-*|()\[\],@])
    )""",
    re.VERBOSE,
)
# From loose to tight, as XPath 1.0 section 3.5 binds them.
LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"),
)  # fmt: skip
WORDS = {"or", "and", "div", "mod"}
Token = tuple[str, str]


def parse(text: str) -> Expression:
    """The tree of an expression. Raises ExpressionError."""
    if len(text) > MOST_LETTERS:
        raise ExpressionError(f"the expression has more than {MOST_LETTERS} letters")
    reader = _Reader(list(_tokens(text)))
    tree = reader.binary(0)
    if reader.kind != "end":
        raise ExpressionError(f"“{reader.word}” is not expected there")
    return tree


def _tokens(text: str) -> Iterator[Token]:
    text, at = text.rstrip(), 0
    while at < len(text):
        found = TOKENS.match(text, at)
        if found is None or found.lastgroup is None:
            raise ExpressionError(f"“{text[at : at + 12].strip()}” cannot be read")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


class _Reader:
    """Reads tokens from left to right, one level of binding at a time."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = [*tokens, ("end", "the end")]
        self.at = 0
        self.depth = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def word(self) -> str:
        return self.tokens[self.at][1]

    def is_next(self, *words: str) -> bool:
        return self.kind in ("sign", "name") and self.word in words

    def take(self, *words: str) -> str:
        if words and not self.is_next(*words):
            raise ExpressionError(f"“{words[0]}” is missing before “{self.word}”")
        word = self.word
        self.at += 1
        return word

    def binary(self, level: int) -> Expression:
        if level == 0:
            self.depth += 1
            if self.depth > MOST_DEPTH:
                raise ExpressionError(f"brackets stand more than {MOST_DEPTH} deep")
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.is_next(*LEVELS[level]):
            sign = self.take()
            left = Binary(sign, left, self.binary(level + 1))
        if level == 0:
            self.depth -= 1
        return left

    def unary(self) -> Expression:
        minus = 0
        while self.is_next("-"):
            self.take()
            minus += 1
        value = self.primary()
        return Negative(value) if minus % 2 else value

    def primary(self) -> Expression:
        if self.kind == "number":
            return Literal(float(self.take()))
        if self.kind == "text":
            return Literal(self.take()[1:-1])
        if self.is_next("("):
            self.take()
            inner = self.binary(0)
            self.take(")")
            return inner
        if self.kind == "name" and self.tokens[self.at + 1] == ("sign", "("):
            return self.call()
        return self.path()

    def call(self) -> Expression:
        name = self.take()
        arguments = self.arguments()
        if name == "current" and not arguments:
            return Path("current", self.more_steps())
        if name == "instance":
            if len(arguments) != 1 or not isinstance(arguments[0], Literal):
                raise ExpressionError("instance() needs the name of one list, in quotes")
            return Path(f"instance:{arguments[0].value}", self.more_steps())
        return Call(name, arguments)

    def arguments(self) -> tuple[Expression, ...]:
        self.take("(")
        found: list[Expression] = []
        while not self.is_next(")"):
            if found:
                self.take(",")
            found.append(self.binary(0))
        self.take(")")
        return tuple(found)

    def path(self) -> Path:
        if self.is_next("/"):
            return Path("root", self.more_steps())
        return Path("here", (self.step(), *self.more_steps()))

    def more_steps(self) -> tuple[Step, ...]:
        steps = []
        while self.is_next("/"):
            self.take()
            steps.append(self.step())
        return tuple(steps)

    def step(self) -> Step:
        if not (self.kind == "name" or self.is_next("..", ".", "*")):
            raise ExpressionError(f"“{self.word}” is not expected there")
        name = self.take()
        predicates = []
        while self.is_next("["):
            self.take()
            predicates.append(self.binary(0))
            self.take("]")
        return Step(name, tuple(predicates))


def walk(tree: Expression) -> Iterator[Expression]:
    """The tree and everything below it, predicates included."""
    yield tree
    for branch in _branches(tree):
        yield from walk(branch)


def _branches(tree: Expression) -> tuple[Expression, ...]:
    if isinstance(tree, Binary):
        return (tree.left, tree.right)
    if isinstance(tree, Negative):
        return (tree.operand,)
    if isinstance(tree, Call):
        return tree.arguments
    if isinstance(tree, Path):
        return tuple(predicate for step in tree.steps for predicate in step.predicates)
    return ()
