"""A filled form cut into screens: one group of questions each, and one for "another?" of a repeat.

Only what is asked now has a screen. Names of fields carry the row of each repeat, so that an
answer finds its place: ``kids[2]/name``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bothways.surveys.forms.definition import Definition, Part
from bothways.surveys.forms.evaluate import MOST_ROWS, Sheet, rows_above
from bothways.surveys.forms.nodes import Node

ROW = re.compile(r"(.+)\[(\d{1,4})\]$")


@dataclass(frozen=True)
class Place:
    """A question at one place of the sheet."""

    part: Part
    node: Node
    name: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Screen:
    """What is shown together. ``repeat`` is set where the question is whether there is another."""

    key: str
    group: Part | None
    places: tuple[Place, ...] = ()
    repeat: str = ""
    row: int = 0


def screens_of(sheet: Sheet, hidden: Iterable[str] = ()) -> list[Screen]:
    """In the order of the form. Questions of ``hidden`` names are answered already."""
    cutter = _Cutter(sheet.definition, frozenset(hidden))
    return list(cutter.of_group(sheet.top, sheet.definition.root, "", 0))


@dataclass(frozen=True)
class _Cutter:
    definition: Definition
    hidden: frozenset[str]

    def of_group(self, node: Node, part: Part, at: str, row: int) -> Iterator[Screen]:
        """Questions that follow each other in a group share a screen; loose ones have their own."""
        together = bool(part.path)
        run: list[Place] = []
        last = ""
        for child, rows in self._children(node, part):
            if child.is_question:
                run += self._places(child, rows, at)
                if together or (run and run[-1].part.kind == "note"):
                    continue
            elif together and "field-list" in part.appearance and child.kind == "group":
                run += [place for one in rows for place in self._all(one, child, at)]
                continue
            yield from self._closed(run, part, f"{at}{last}" if together else "", row)
            run, last = [], child.name
            if not child.is_question:
                yield from self._below(child, rows, at)
        yield from self._closed(run, part, f"{at}{last}" if together else "", row)

    def _children(self, node: Node, part: Part) -> Iterator[tuple[Part, list[Node]]]:
        for child in part.children:
            rows = [one for one in node.children if one.path == child.path and one.relevant]
            if child.is_shown and (rows or self._may_grow(node, child)):
                yield child, rows

    def _may_grow(self, node: Node, part: Part) -> bool:
        return part.kind == "repeat" and part.count is None and node.relevant

    def _places(self, part: Part, rows: list[Node], at: str) -> list[Place]:
        if part.name in self.hidden:
            return []
        name = f"{at}{part.name}"
        return [Place(part, node, name, rows_above(self.definition, node)) for node in rows]

    def _all(self, node: Node, part: Part, at: str) -> Iterator[Place]:
        for child, rows in self._children(node, part):
            if child.is_question:
                yield from self._places(child, rows, f"{at}{part.name}/")
            elif child.kind == "group":
                for one in rows:
                    yield from self._all(one, child, f"{at}{part.name}/")

    def _closed(self, run: list[Place], part: Part, key: str, row: int) -> Iterator[Screen]:
        """The key stays the same whichever questions of the group are asked just now."""
        if run:
            group = part if part.path else None
            yield Screen(key or run[0].name, group, tuple(run), row=row)

    def _below(self, part: Part, rows: list[Node], at: str) -> Iterator[Screen]:
        if part.kind == "group":
            for one in rows:
                yield from self.of_group(one, part, f"{at}{part.name}/", 0)
            return
        for number, one in enumerate(rows, start=1):
            yield from self.of_group(one, part, f"{at}{part.name}[{number}]/", number)
        if part.count is None and len(rows) < MOST_ROWS:
            yield Screen(f"{at}{part.name}+", part, repeat=f"{at}{part.name}", row=len(rows))


def put(answers: dict[str, Any], definition: Definition, name: str, value: str) -> None:
    """Writes an answer where the name of its field says; rows that are missing are made."""
    table, key = _row_of(answers, definition, name)
    if table is not None:
        if value:
            table[key] = value
        else:
            table.pop(key, None)


def add_row(answers: dict[str, Any], definition: Definition, name: str) -> None:
    table, key = _row_of(answers, definition, name)
    if table is not None and len(table.setdefault(key, [])) < MOST_ROWS:
        table[key].append({})


def remove_row(answers: dict[str, Any], definition: Definition, name: str) -> None:
    """Takes the last row away."""
    table, key = _row_of(answers, definition, name)
    if table is not None and table.get(key):
        table[key].pop()


def _row_of(
    answers: dict[str, Any], definition: Definition, name: str
) -> tuple[dict[str, Any] | None, str]:
    """The table that holds an answer, and its key in it."""
    table, walked, key = answers, "", ""
    for step in name.split("/"):
        found = ROW.match(step)
        plain = found[1] if found else step
        walked = f"{walked}/{plain}".lstrip("/")
        key = f"{key}/{plain}".lstrip("/")
        if found:
            number = int(found[2])
            rows = table.setdefault(key, [])
            if walked not in definition.repeats or not 1 <= number <= MOST_ROWS:
                return None, ""
            while len(rows) < number:
                rows.append({})
            table, key = rows[number - 1], ""
    return (table, key) if walked in definition.parts else (None, "")


def answers_of_names(definition: Definition, values: Mapping[str, str]) -> dict[str, Any]:
    """A table of answers from names of fields, as an offline page sends them."""
    answers: dict[str, Any] = {}
    for name, value in values.items():
        put(answers, definition, name, value)
    return answers
