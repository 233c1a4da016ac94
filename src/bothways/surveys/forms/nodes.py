"""What expressions look at: nodes with a name, a value and children, and the values they give."""

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Union

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(eq=False)
class Node:
    """A question, a group, a row of a repeat, or an entry of a list of choices."""

    name: str
    value: str = ""
    path: str = ""
    parent: Union["Node", None] = None
    children: list["Node"] = field(default_factory=list)
    relevant: bool = True

    def add(self, child: "Node") -> "Node":
        child.parent = self
        self.children.append(child)
        return child

    @property
    def text(self) -> str:
        """What a question that is not asked says is empty, whatever was typed before."""
        return self.value if self.relevant else ""

    @property
    def root(self) -> "Node":
        node = self
        while node.parent is not None:
            node = node.parent
        return node


Value = str | float | bool | list[Node]


def as_text(value: Value) -> str:
    if isinstance(value, list):
        return value[0].text if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def as_number(value: Value) -> float:
    """A date counts as its days since 1970, as the ODK specification says; no number is NaN."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    text = as_text(value).strip()
    if not text.isascii() or "_" in text:
        return math.nan
    try:
        return float(text) if text[-1:].isdigit() or text[-1:] == "." else math.nan
    except ValueError:
        return _days(text)


def as_bool(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    # A node counts by what it says; an empty answer is no answer.
    return bool(as_text(value))


def _days(text: str) -> float:
    try:
        return float(date.fromisoformat(text[:10]).toordinal() - EPOCH)
    except ValueError:
        return math.nan
