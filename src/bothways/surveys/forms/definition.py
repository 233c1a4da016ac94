"""A form as it was read: questions, groups, repeats, choices, words in each language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal as OneOf

from bothways.core.problems import Problem
from bothways.surveys.forms.xpath import Expression

Kind = OneOf[
    "text", "integer", "decimal", "date", "time", "datetime", "select_one", "select_multiple",
    "rank", "range", "note", "acknowledge", "hidden", "file", "place",
]  # fmt: skip
# What a page cannot ask; a phone with ODK Collect can.
ONLY_PHONES: tuple[Kind, ...] = ("file", "place")


@dataclass(frozen=True)
class Words:
    """A text in each language of the form; a piece that is an expression shows an answer."""

    pieces: Mapping[str, tuple[str | Expression, ...]] = field(default_factory=dict)
    audio: Mapping[str, str] = field(default_factory=dict)
    image: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> tuple[str | Expression, ...]:
        return self.pieces.get(language) or next(iter(self.pieces.values()), ())


@dataclass(frozen=True)
class Choice:
    value: str
    label: Words
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """Where the choices of a question come from: a list of the form, and a filter on it."""

    source: str
    filter: Expression | None = None
    fixed: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Rules:
    """When a question is asked and what an answer has to be."""

    relevant: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    required: Expression | None = None
    readonly: bool = False


@dataclass(frozen=True)
class Part:
    """A question, a group or a repeat. ``path`` leaves out the name of the form itself."""

    path: str
    name: str
    kind: Kind | OneOf["group", "repeat"]
    rules: Rules = Rules()
    label: Words = Words()
    hint: Words = Words()
    refusal: Words = Words()  # what the form says when the constraint does not hold
    needed: Words = Words()  # what the form says when the answer is missing
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    choices: Choices | None = None
    default: str = ""
    first: Expression | None = None  # a default that is computed when the form is opened
    preload: str = ""
    children: tuple["Part", ...] = ()
    count: Expression | None = None
    is_shown: bool = True  # False: stands in the data only

    @property
    def is_question(self) -> bool:
        return self.kind not in ("group", "repeat")

    def walk(self) -> Iterator["Part"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Definition:
    """A whole form. ``order`` is the order in which rules can be followed; it has no cycle."""

    form_id: str
    version: str
    title: str
    root: Part
    languages: tuple[str, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    order: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    # What a page cannot do with it; it is then for phones only.
    page_refusals: tuple[Problem, ...] = ()

    @cached_property
    def parts(self) -> dict[str, Part]:
        return {part.path: part for part in self.root.walk()}

    @cached_property
    def repeats(self) -> tuple[str, ...]:
        return tuple(path for path, part in self.parts.items() if part.kind == "repeat")

    @cached_property
    def questions(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts.values() if part.is_question)

    def repeats_of(self, path: str) -> tuple[str, ...]:
        """The repeats that a path stands in, outermost first; a repeat stands in itself."""
        return tuple(
            repeat for repeat in self.repeats if path == repeat or path.startswith(f"{repeat}/")
        )
